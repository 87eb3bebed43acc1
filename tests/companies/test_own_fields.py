"""Own fields: made, filled in, kept in the ledger, undone, retired, and deleted only when that is meant."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from persona_core.companies.commands import create_company, edit_company
from persona_core.companies.models import Company
from persona_core.companies.own_fields import (
    delete_own_field,
    filled,
    filled_each,
    own_for,
    own_groups,
    own_tally,
    say_group,
)
from persona_core.companies.own_wishes import OwnWish, read_wishes
from persona_core.deals.commands import RowEdit, SheetRefused, edit_sheet
from persona_core.deals.queries import SheetFilter, sheet, sheet_count
from persona_core.evidence.changes import recording, undo
from persona_core.evidence.queries import history
from persona_core.evidence.resolving import own_values, rebuild
from persona_core.kit.errors import Conflict, Invalid
from persona_core.kit.words import Words
from persona_core.vocabulary.models import OwnField, Term
from persona_core.vocabulary.own_fields import add_own_field, edit_own_field, move_own_field, retire_own_field
from persona_core.vocabulary.queries import lists, own_fields

ZH, EN = Words("zh"), Words("en")


@pytest.fixture
def fields(database, viewer):
    """name → key of four fields, one of each kind."""
    with database.write() as session:
        made = {
            "内部评分": add_own_field(session, viewer, "内部评分", "number"),
            "门店类型": add_own_field(session, viewer, "门店类型", "choice", choices=["直营", "加盟"]),
            "开业日": add_own_field(session, viewer, "开业日", "date"),
            "口头禅": add_own_field(session, viewer, "口头禅", "text"),
        }
        return {label: "own:" + field.code for label, field in made.items()}


def made(session, viewer, fields, name="海棠生活", **values):
    return create_company(session, viewer, {"name": name, **{fields[k]: v for k, v in values.items()}})


def test_values_are_read_and_kept_like_every_other_field(database, viewer, fields):
    with database.write() as session:
        company = made(
            session, viewer, fields, 内部评分="1.5万", 门店类型="直营", 开业日="2024年3月1日", 口头禅="再看看"
        )
        assert own_values(company) == {
            fields["内部评分"]: 15000,
            fields["门店类型"]: "直营",
            fields["开业日"]: "2024-03-01",
            fields["口头禅"]: "再看看",
        }
        assert company.provenance[fields["内部评分"]]["source"] == "hand"
        columns, provenance = rebuild(reversed(history(session, viewer, company.id)))
        assert {k: v for k, v in columns.items() if k.startswith("own:")} == own_values(company)
        assert provenance == company.provenance


@pytest.mark.parametrize(("field", "text"), [("内部评分", "很高"), ("内部评分", "5-10"), ("开业日", "去年")])
def test_what_cannot_be_meant_is_refused_with_the_field(database, viewer, fields, field, text):
    with database.write() as session, pytest.raises(Invalid) as refused:
        made(session, viewer, fields, **{field: text})
    assert refused.value.field == fields[field]
    assert text in refused.value.text(ZH)


def test_an_edit_clears_merges_and_is_undone(database, viewer, fields):
    with database.write() as session:
        company = made(session, viewer, fields, 内部评分="7", 口头禅="再看看")
        seen = company.version
        with recording(session, viewer, "评分") as log:
            edit_company(
                session,
                viewer,
                company.id,
                seen=seen,
                base={fields["内部评分"]: 7},
                changes={fields["内部评分"]: "9", fields["口头禅"]: ""},
            )
        assert own_values(company) == {fields["内部评分"]: 9}
        with pytest.raises(Conflict) as clash:
            edit_company(
                session, viewer, company.id, seen=seen, base={fields["内部评分"]: 7}, changes={fields["内部评分"]: "8"}
            )
        assert clash.value.current == {fields["内部评分"]: 9}
    with database.write() as session:
        undo(session, viewer, log.change_id)
    with database.read() as session:
        assert own_values(session.get(Company, company.id)) == {fields["内部评分"]: 7, fields["口头禅"]: "再看看"}


def test_the_sheet_is_filtered_by_them(database, viewer, fields):
    with database.write() as session:
        made(session, viewer, fields, "甲", 内部评分="7", 门店类型="直营", 开业日="2024-03-01")
        made(session, viewer, fields, "乙", 内部评分="30", 门店类型="加盟", 开业日="2025-03-01")
        made(session, viewer, fields, "丙")
        code = {label: key.removeprefix("own:") for label, key in fields.items()}
    with database.read() as session:

        def names(**asked):
            return list(sheet(session, viewer, SheetFilter(own=tuple((code[k], v) for k, v in asked.items())))["name"])

        assert names(门店类型=OwnWish(values=("加盟",))) == ["乙"]
        assert names(内部评分=OwnWish(low=7, high=29)) == ["甲"]
        assert names(内部评分=OwnWish(low=8)) == ["乙"]
        assert names(开业日=OwnWish(high="2024-12-31")) == ["甲"]
        assert names(门店类型=OwnWish(values=("直营", "加盟")), 内部评分=OwnWish(high=10)) == ["甲"]
        assert sheet_count(session, viewer, SheetFilter(own=((code["开业日"], OwnWish(low="2023-01-01")),))) == 2
        assert own_tally(session, viewer, code["门店类型"]) == {"直营": 1, "加盟": 1, None: 1}


def test_names_are_free_once_and_places_change(database, viewer, fields):
    with database.write() as session:
        for taken in ("内部评分", "内部 评分", "行业", "Industry", "年费"):
            with pytest.raises(Invalid) as refused:
                add_own_field(session, viewer, taken, "text")
            assert refused.value.field == "label"
        for wrong in ("", "长" * 61):
            with pytest.raises(Invalid):
                add_own_field(session, viewer, wrong, "text")
        first, second, *_ = own_fields(session, viewer)
        move_own_field(session, viewer, second.id, -1)
        assert [f.label for f in own_fields(session, viewer)][:2] == [second.label, first.label]
        move_own_field(session, viewer, second.id, -1)
        renamed = edit_own_field(session, viewer, first.id, seen=first.version, label="评分", on_card=True)
        assert lists(session, viewer).on_card == ("own:" + renamed.code,)
        with pytest.raises(Conflict):
            edit_own_field(session, viewer, first.id, seen=first.version - 1, label="分")


def test_a_retired_field_keeps_its_values_and_comes_back(database, viewer, fields):
    with database.write() as session:
        company = made(session, viewer, fields, 内部评分="7")
        field = next(f for f in own_fields(session, viewer) if f.label == "内部评分")
        retire_own_field(session, viewer, field.id)
        known = lists(session, viewer)
        assert fields["内部评分"] not in known.own
        assert ZH(known.spec(fields["内部评分"]).label) == "内部评分"
        with pytest.raises(Invalid):
            edit_company(session, viewer, company.id, seen=1, base={}, changes={fields["内部评分"]: "8"})
        retire_own_field(session, viewer, field.id, retired=False)
        assert lists(session, viewer).find_own("own:内部评分").key == fields["内部评分"]
        assert own_values(company)[fields["内部评分"]] == 7


def test_a_field_with_values_goes_only_when_that_is_confirmed_and_comes_back_by_undo(database, viewer, fields):
    with database.write() as session:
        company = made(session, viewer, fields, 门店类型="直营", 口头禅="再看看")
        field = next(f for f in own_fields(session, viewer) if f.label == "门店类型")
        with pytest.raises(Invalid) as refused:
            delete_own_field(session, viewer, field.id)
        assert "1" in refused.value.text(EN)
        with recording(session, viewer, "删字段") as log:
            assert delete_own_field(session, viewer, field.id, with_values=True) == 1
        assert own_values(company) == {fields["口头禅"]: "再看看"}
        assert fields["门店类型"] not in company.provenance
        assert not session.scalars(select(Term).where(Term.list_name == fields["门店类型"])).all()
    with database.write() as session:
        undo(session, viewer, log.change_id)
    with database.read() as session:
        assert own_values(session.get(Company, company.id))[fields["门店类型"]] == "直营"
        assert session.get(OwnField, field.id) is not None
        assert filled(session, viewer, field.code) == 1
        assert set(lists(session, viewer).options(fields["门店类型"], ZH).values()) == {"直营", "加盟"}


def test_a_name_is_said_as_it_was_written(database, viewer):
    with database.write() as session:
        key = "own:" + add_own_field(session, viewer, "Basis {x}", "number").code
        assert ZH(lists(session, viewer).own[key].label) == "Basis {x}"


def test_words_in_a_text_and_groups_of_each_kind(database, viewer, fields):
    with database.write() as session:
        made(session, viewer, fields, "甲", 口头禅="价格再看看")
        made(session, viewer, fields, "乙", 口头禅="先试试")
        code = fields["口头禅"].removeprefix("own:")
        known = lists(session, viewer)
    with database.read() as session:
        wanted = SheetFilter(own=((code, OwnWish(text="再看")),))
        assert list(sheet(session, viewer, wanted)["name"]) == ["甲"]
        assert sheet_count(session, viewer, SheetFilter(own=((code, OwnWish(text="%")),))) == 0
    specs = {label: known.own[key] for label, key in fields.items()}
    assert own_groups(specs["开业日"], ["2024-03-01", "2025-09-01"]) == {"2024-03-01": "2024", "2025-09-01": "2025"}
    assert set(own_groups(specs["内部评分"], [str(n) for n in range(1, 10)]).values()) == {"1–3", "4–6", "7–9"}
    assert say_group(specs["门店类型"], known, ZH)("直营") == "直营"
    assert own_for(replace(viewer, masked=True), known) == {}


def test_fields_are_counted_in_one_pass(database, viewer, fields):
    with database.write() as session:
        made(session, viewer, fields, "甲", 内部评分="7", 门店类型="直营")
        made(session, viewer, fields, "乙", 内部评分="8")
    codes = [key.removeprefix("own:") for key in fields.values()]
    with database.read() as session:
        assert list(filled_each(session, viewer, codes).values()) == [2, 1, 0, 0]
        assert filled_each(session, viewer, []) == {}


def test_cells_of_the_sheet_are_edited_in_place(database, viewer, fields):
    key = fields["内部评分"]
    with database.write() as session:
        one, two = (made(session, viewer, fields, name, 内部评分="7") for name in ("甲", "乙"))
        edits = [RowEdit(one.id, one.version, {key: 7}, {key: "8", "region": "华东"})]
        assert edit_sheet(session, viewer, edits) == 1
        assert (own_values(one)[key], one.region) == (8, "华东")
        with pytest.raises(SheetRefused) as refused:
            edit_sheet(session, viewer, [RowEdit(two.id, two.version, {key: 7}, {key: "很高"})])
        assert refused.value.refusals[two.id].field == key


def test_what_is_asked_of_them_is_kept_said_and_opened_as_a_list(database, viewer, fields):
    with database.read() as session:
        known = lists(session, viewer)
    for label, kept, zh, en, params in (
        ("门店类型", {"values": ["直营", "加盟"]}, "门店类型 直营、加盟", "门店类型 直营, 加盟", {"": "直营,加盟"}),
        ("口头禅", {"text": "再看看"}, "口头禅里有“再看看”", '口头禅 with "再看看"', {"": "再看看"}),
        ("内部评分", {"from": 3, "to": 7.5}, "内部评分 3 到 7.5", "内部评分 3 to 7.5", {"-from": "3", "-to": "7.5"}),
        ("内部评分", {"from": 0}, "内部评分 0 起", "内部评分 from 0", {"-from": "0"}),
        ("开业日", {"to": "2024-12-31"}, "开业日最多到 2024-12-31", "开业日 up to 31 Dec 2024", {"-to": "2024-12-31"}),
    ):
        code = fields[label].removeprefix("own:")
        ((told, wish),) = read_wishes({code: kept})
        assert (told, wish.stored()) == (code, kept)
        assert (wish.sentence(ZH, known, code), wish.sentence(EN, known, code)) == (zh, en)
        assert wish.params(code) == {f"own-{code}{end}": value for end, value in params.items()}
    assert OwnWish(text="x").sentence(ZH, known, "gone") == "已删除的字段里有“x”"
    assert read_wishes({"a": {"values": [], "from": None}}) == ()


@pytest.mark.parametrize(
    "kept", [{"from": 7, "to": 3}, {"from": "x"}, {"from": 1e20}, {"values": [*map(str, range(51))]}]
)
def test_what_cannot_be_asked_of_them_is_refused(kept):
    with pytest.raises(Invalid) as refused:
        read_wishes({"a": kept})
    assert refused.value.field == "own:a"
