"""Reading what sets customers apart: by any field, by what became of them, what turns, and in which words."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from persona_core.access.queries import viewer_for, workspace
from persona_core.companies.models import Company, Person
from persona_core.deals.models import Deal
from persona_core.kit import clock
from persona_core.kit.amount_groups import amount_groups
from persona_core.kit.comparing import SAID
from persona_core.kit.errors import Invalid
from persona_core.kit.words import Words
from persona_core.stories import wording
from persona_core.stories.differences import groups_apart, newness, often_together
from persona_core.stories.grouping import find_field, group_fields, grouping
from persona_core.stories.material import material
from persona_core.stories.showing import themes_as_json
from persona_core.stories.texts import favourite_words, texts, words_of
from persona_core.vocabulary.queries import lists
from tests.factories.stories import customer, tell

LANGUAGES = pytest.mark.parametrize(
    ("lang", "dear"), [("zh", "嫌贵"), ("en", "Too expensive")], ids=["Chinese", "English"]
)


@pytest.fixture
def shops(db, viewer):
    """Five large shops find it dear and four small ones do not; two were lost over training, one is in talks."""
    with db.write() as session:
        for i in range(9):
            large = i < 5
            shop = customer(
                session, viewer, f"店{i}", headcount=300 if large else 20, annual_revenue=1e7 if large else 1e5 + i,
                region="华东" if i % 2 else "华南", industry="零售",
            )  # fmt: skip
            told = "收银太贵，接口也贵。" if large else "店员离职，离职就没人会用。"
            tell(session, viewer, shop, told, *(["嫌贵"] if large else []), stage="签约", told_on=_day(90 - i))
            tell(session, viewer, shop, f"用起来还行，第{i}家店。", stage="使用")
        for name in ("丢一", "丢二", "丢三"):
            tell(session, viewer, customer(session, viewer, name, "lost"), "培训没人来。", "没人教", stage="签约")
        tell(session, viewer, customer(session, viewer, "在谈的", "talking"), "还在看。", "嫌贵", stage="签约")
        session.flush()
    return db


def _day(ago: int):
    return clock.today() - timedelta(days=ago)


@pytest.mark.parametrize("name", ["headcount", "人数", " HEADCOUNT "])
def test_a_field_goes_by_its_key_and_its_names(shops, viewer, t, name):
    assert find_field(viewer, t, name) == "headcount"


def test_large_and_small_are_set_apart(shops, viewer, t):
    with shops.read() as session:
        found = groups_apart(session, viewer, t, by=["headcount"])
    split = found.splits["headcount"]
    assert [(g.value, g.asked, g.n, sum(g.said.values())) for g in split.groups] == [
        ("200-499", 5, 5, 5),
        ("10-49", 4, 4, 0),
    ]
    (one,) = found.found
    assert (one.found.verdict, one.found.p) == (SAID, pytest.approx(1 / 126))
    assert wording.finding(t, found) == (
        "“嫌贵”：人数“200–499”的 5 家里 5 家提到，人数“10–49”的 4 家里 0 家（站得住）。一共比了 1 组。"
    )


def test_amounts_make_groups_of_about_the_same_size(shops, viewer, t):
    with shops.read() as session:
        found = groups_apart(session, viewer, t, by=["annual_revenue"])
    assert [found.groupings["annual_revenue"].name(g.value) for g in found.splits["annual_revenue"].groups] == [
        "1,000 万元", "10 万元到 10 万元",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("amounts", "edges"),
    [
        ([], []),
        ([5, 5, 5], [(5, 5)]),
        ([1, 2, 3, 4], [(1, 2), (3, 4)]),
        ([1, 1, 1, 1, 9], [(1, 1), (9, 9)]),
        (range(1, 10), [(1, 3), (4, 6), (7, 9)]),
    ],
)
def test_equal_amounts_stay_together(amounts, edges):
    group, made = amount_groups(dict(enumerate(amounts)))
    assert made == edges
    assert set(group.values()) == set(range(len(edges)))


def test_what_became_of_them_counts_decided_customers_and_what_all_were_asked(shops, viewer, t):
    with shops.read() as session:
        found = material(session, viewer)
        won = grouping(session, viewer, t, found, lists(session, viewer), "won")
        apart = groups_apart(session, viewer, t, found=found)
    assert sorted(set(won.cut.values.values())) == ["lost", "signed"]
    assert len(won.cut.values) == 12  # who is still in talks stands on no side
    assert len(won.cut.told.company) == 13  # no story about using it: nobody who was lost was asked there
    assert {(d.value, apart.tags[d.tag]) for d in apart.found} == {("signed", "嫌贵"), ("lost", "没人教")}


def test_every_field_can_be_asked(shops, viewer, t):
    with shops.read() as session:
        found = material(session, viewer)
        for field in group_fields(viewer, t):
            made = groups_apart(session, viewer, t, by=[field], found=found)
            assert all(made.groupings[field].name(g.value) for g in made.splits[field].groups)


def test_an_unknown_field_is_refused_with_those_that_exist(shops, viewer, t):
    with shops.read() as session, pytest.raises(Invalid, match=r"星座.*行业.*签了还是丢了") as refused:
        groups_apart(session, viewer, t, by=["星座"])
    assert refused.value.field == "by"


def test_a_masked_viewer_cannot_group_by_names(shops, viewer, t):
    masked = replace(viewer, masked=True)
    assert not {"owner", "referrer"} & set(group_fields(masked, t))
    with shops.read() as session, pytest.raises(Invalid):
        groups_apart(session, masked, t, by=["owner"])


def test_a_group_has_its_favourite_words(shops, viewer, t):
    with shops.read() as session:
        found, known = material(session, viewer), lists(session, viewer)
        groups = grouping(session, viewer, t, found, known, "headcount")
        made = favourite_words(session, viewer, t, groups)
    assert {(one.group, one.word, one.k, one.n) for one in made} >= {("10-49", "离职", 4, 4)}
    one = next(one for one in made if one.word == "离职")
    assert wording.favourite(t, groups, one) == "“离职”：人数“10–49”的 4 家里 4 家说，其余 5 家里 0 家（站得住）"


def test_the_workspace_adds_its_own_words_and_no_other_workspace_has_them(db, viewer):
    with db.write() as session:
        shop = customer(session, viewer, "甲")
        session.add(Deal(workspace_id=viewer.workspace_id, num=99, company_id=shop.id, product="帮客宝"))
        tell(session, viewer, shop, "我们用帮客宝拉群。", "嫌贵")
        session.flush()
        own = words_of(session, viewer)
        assert {"帮客宝", "嫌贵", "市场总监", "签约"} <= own
        read = texts(session, viewer)
    assert "帮客宝" in read.found.vocabulary


def test_newness_and_pairs_are_read_over_customers(shops, viewer, t):
    with shops.read() as session:
        found = newness(session, viewer)
        assert found.curve == (1, 1, 1, 1, 1)  # the five that have a tag
        assert wording.newness(t, found) == "再访还有没有新东西，现在还看不出：要有 6 家的故事贴过标签。"
        assert often_together(session, viewer) == []
        nobody = newness(session, viewer, population="lost")
    assert nobody is None
    assert wording.newness(t, nobody).endswith("要有 6 家的故事贴过标签。")


@LANGUAGES
def test_a_surprise_of_the_example_is_found_and_worded(example_db, lang, dear):
    with example_db.read() as session:
        viewer, t = viewer_for(workspace(session, f"scrm-{lang}"), lang), Words(lang)
        found = groups_apart(session, viewer, t)
    (turn,) = found.turns
    assert (turn.before.k, turn.before.n, turn.after.k, turn.after.n) == (9, 12, 0, 3)
    assert (
        wording.turn(t, found.tags[turn.tag], turn)
        == {
            "zh": "“嫌贵”：签约前问过 12 家，9 家说了；走的时候问过 3 家，没人拿它当理由（只当线索）",
            "en": '"Too expensive": before signing 9 of 12 asked said so, on leaving none of 3 named it (only a clue)',
        }[lang]
    )


@LANGUAGES
@pytest.mark.parametrize("field", ["prior_kind", "won", "region"])
def test_flat_controls_of_the_example_claim_nothing(example_db, lang, dear, field):
    with example_db.read() as session:
        viewer, t = viewer_for(workspace(session, f"scrm-{lang}"), lang), Words(lang)
        found = groups_apart(session, viewer, t, by=[field])
    assert found.family == len(found.found)
    assert not [d for d in found.found if d.found.verdict == SAID]
    one = next(d for d in found.found if found.tags[d.tag] == dear)
    assert {"zh": "说不准", "en": "unclear"}[lang] in wording.difference(t, found, one)


@LANGUAGES
def test_the_example_in_the_form_of_the_command_line(example_db, lang, dear):
    with example_db.read() as session:
        viewer, t = viewer_for(workspace(session, f"scrm-{lang}"), lang), Words(lang)
        shown = themes_as_json(session, viewer, t, by="pushed_by")
        plain = themes_as_json(session, viewer, t, stage={"zh": "签约", "en": "Signs"}[lang])
    tag = next(tag for tag in shown["tags"] if tag["tag"] == dear)
    assert (tag["k"], tag["asked"], tag["n"]) == (9, 12, 12)
    assert [(g["k"], g["asked"], g["n"]) for g in tag["groups"]] == [(4, 7, 7), (5, 5, 5)]
    assert all(part["lo"] < part["k"] / part["asked"] <= part["hi"] for part in tag["positions"])
    first = shown["differences"][0]
    assert (first["tag"], first["k"], first["asked"], first["other_k"], first["other_asked"]) == (dear, 9, 12, 0, 3)
    assert shown["saturation"]["reached"] == "7+2"
    assert shown["saturation"]["curve"][-1] == len(shown["saturation"]["curve"]) * 3 == 36
    assert len(shown["saturation"]["curve_by_story"]) > 60
    assert all({"word", "k", "n", "zeta", "q"} <= set(one) for one in shown["candidates"])
    assert shown["candidates"]
    assert (plain["asked"], plain["stories"], plain["by"]) == (12, 12, None)
    assert all(one["p"] is not None for one in plain["differences"])  # at one stage nothing can turn


@LANGUAGES
def test_a_masked_viewer_reads_no_names_whatever_is_asked(example_db, lang, dear):
    with example_db.read() as session:
        viewer, t = viewer_for(workspace(session, f"scrm-{lang}"), lang, masked=True), Words(lang)
        names = {name for (name,) in session.execute(select(Company.name))}
        names |= {name for (name,) in session.execute(select(Person.name)) if name}
        for field in ("industry", "prior_product", "org_structure", "renewed"):
            shown = json.dumps(themes_as_json(session, viewer, t, by=field), ensure_ascii=False)
            assert dear in shown
            assert not {name for name in names if name in shown}
