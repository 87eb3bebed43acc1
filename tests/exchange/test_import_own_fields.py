"""Columns that no field takes go into fields of the workspace's own: by name, with a guessed kind, and out by undo."""

from __future__ import annotations

import json

import pytest

from persona_core.evidence.resolving import own_values
from persona_core.exchange.importing.mapping import BadMapping
from persona_core.exchange.importing.own_columns import guess_kind
from persona_core.exchange.undoing.commands import undo_batch
from persona_core.vocabulary.own_fields import add_own_field, own_fields, retire_own_field
from persona_core.vocabulary.queries import lists
from tests.command_line import called
from tests.factories.imports import EN, ZH, tally

SHEET = """客户编号,企业名称,内部评分,门店类型,开业日,口头禅
A1,海棠生活,7,直营,2024-03-01,再看看
A2,禾木母婴,9.5,加盟,2025-05-12,先试试吧
A3,青岚美妆,,直营,,
A4,云水家居,12,直营,2023-01-30,价格能不能再低一点
"""
MAP = {name: f"own:{name}" for name in ("内部评分", "门店类型", "开业日", "口头禅")}


def own(desk, name):
    with desk.db.read() as session:
        known = lists(session, desk.viewer)
        return {str(known.own[k].label): v for k, v in own_values(desk.company(name)).items()}


def test_new_fields_come_with_the_file_and_the_same_file_changes_nothing(desk):
    first = desk.take(SHEET, "companies", mapping=MAP)
    assert tally(first) == (4, 0, 0, 0)
    assert first.as_json(ZH)["columns"]["门店类型"] == "own:门店类型"
    assert any("内部评分" in note for note in first.as_json(ZH)["notes"])
    with desk.db.read() as session:
        assert [(f.label, f.kind) for f in own_fields(session, desk.viewer)] == [
            ("内部评分", "number"),
            ("门店类型", "choice"),
            ("开业日", "date"),
            ("口头禅", "text"),
        ]
    assert own(desk, "海棠生活") == {"内部评分": 7, "门店类型": "直营", "开业日": "2024-03-01", "口头禅": "再看看"}
    assert own(desk, "青岚美妆") == {"门店类型": "直营"}
    before = desk.counts()
    again = desk.take(SHEET, "companies")
    assert tally(again) == (0, 0, 4, 0)
    assert again.batch == first.batch
    assert desk.counts() == before


def test_a_later_file_changes_them_and_is_refused_by_cell(desk):
    desk.take(SHEET, "companies", mapping=MAP)
    told = desk.take("企业,内部 评分,门店类型\n海棠生活,8,联营\n禾木母婴,很高,加盟\n", "companies")
    assert tally(told) == (0, 1, 0, 1)
    assert (told.plan.refusals[0].column, told.plan.refusals[0].value) == ("内部 评分", "很高")
    assert any("联营" in note.text(EN) for note in told.plan.notes)
    assert own(desk, "海棠生活")["内部评分"] == 8
    (change,) = [c for row in told.plan.rows for c in row.changes if c.new == "8" or c.new == 8]
    assert (change.old, change.key.startswith("own:")) == (7, True)


def test_taking_the_import_back_takes_its_fields_back(desk):
    desk.take("企业\n海棠生活\n", "companies")
    first = desk.take(SHEET, "companies", mapping=MAP)
    with desk.db.write() as session:
        undo_batch(session, desk.viewer, first.batch)
    assert own(desk, "海棠生活") == {}
    with desk.db.read() as session:
        assert own_fields(session, desk.viewer) == []
    again = desk.take(SHEET, "companies", mapping={"内部评分": "own:评分=text"})
    assert tally(again) == (3, 1, 0, 0)
    assert own(desk, "海棠生活") == {"评分": "7"}


@pytest.mark.parametrize(
    ("key", "says"), [("own:", "名称"), ("own:行业", "行业"), ("own:" + "长" * 61, "60"), ("own:停用的", "停用")]
)
def test_a_field_that_cannot_be_is_a_wrong_call(desk, key, says):
    with desk.db.write() as session:
        retire_own_field(session, desk.viewer, add_own_field(session, desk.viewer, "停用的", "text").id)
    with pytest.raises(BadMapping) as refused:
        desk.take(SHEET, "companies", mapping={"内部评分": key})
    assert says in refused.value.text(ZH)
    assert desk.counts()["company"] == 0


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["1", "2.5", "20万"], "number"),
        (["2024-01-02", "2024/3/4"], "date"),
        (["010", "020"], "choice"),
        (["13800001111", "13900002222", "13700003333"], "text"),
        (["甲", "乙", "甲", "乙"], "choice"),
        (["每家都不一样", "各说各的", "三", "四", "五"], "text"),
        ([], "text"),
    ],
)
def test_the_kind_is_guessed_from_the_values(values, kind):
    assert guess_kind(values) == kind


def test_the_command_line_takes_and_gives_them(desk, tmp_path):
    file, map_file = tmp_path / "in.csv", tmp_path / "map.json"
    file.write_text(SHEET, encoding="utf-8")
    map_file.write_text(json.dumps(MAP, ensure_ascii=False), encoding="utf-8")
    asked = ("--workspace", str(desk.viewer.workspace_id))
    done = called(desk.db.url, "import", str(file), "--as", "companies", *asked, "--map", str(map_file), "--json")
    assert json.loads(done.stdout)["columns"]["内部评分"] == "own:内部评分"
    shown = json.loads(called(desk.db.url, "show", "companies", *asked).stdout)
    assert shown[0]["fields"]["own"] == {
        "内部评分": 7,
        "门店类型": "直营",
        "开业日": "2024-03-01",
        "口头禅": "再看看",
    }
    out = tmp_path / "out.csv"
    called(desk.db.url, "export", *asked, "--to", str(out))
    head, first, *_ = out.read_text(encoding="utf-8-sig").splitlines()
    assert head.endswith("内部评分,门店类型,开业日,口头禅")
    assert first.endswith("7,直营,2024-03-01,再看看")
