"""Reading stories and themes: filters, k of asked, quotes, and what a masked viewer may see."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from persona_core.companies.commands import create_person
from persona_core.kit import clock
from persona_core.kit.errors import Invalid
from persona_core.kit.figures import theme as look
from persona_core.stories import charts, commands, queries
from persona_core.stories import themes as reading
from persona_core.stories.views import StoryFilter
from persona_core.vocabulary.queries import find_tag
from tests.factories.stories import customer, stage_id, tell


@pytest.fixture
def stories(db, viewer):
    """海棠 and 禾木 signed, 北辰 left, 青岚 was lost; one story has no customer yet."""
    with db.write() as session:
        one = customer(session, viewer, "海棠生活", industry="家居零售", headcount=180)
        two = customer(session, viewer, "禾木")
        gone, lost = customer(session, viewer, "北辰", "left"), customer(session, viewer, "青岚", "lost")
        create_person(session, viewer, {"name": "林晓", "title": "市场总监"}, company_id=one.id)
        day = clock.today() - timedelta(days=10)
        dear = "那天下雨。海棠生活的林晓说太贵，要打折。"
        tell(session, viewer, one, dear, "嫌贵", stage="签约", positions=["CEO"], teller="林晓", told_on=day)
        tell(session, viewer, one, "导购嫌麻烦，不肯录。", "一线嫌麻烦", stage="使用", told_on=day - timedelta(days=1))
        tell(session, viewer, two, "二十万太贵了。", "嫌贵", stage="签约", positions=["董事长"])
        tell(session, viewer, gone, "没人登录，就停了。", stage="流失")
        tell(session, viewer, lost, "你们比别家贵。", "嫌贵", stage="权衡利弊", title="比价")
        tell(session, viewer, None, "100% 说不清是谁说的贵_。", "嫌贵", stage="签约")
    return db


@pytest.mark.parametrize(
    ("wanted", "number"),
    [
        ({}, 6),
        ({"text": "海棠"}, 2),
        ({"text": "比价"}, 1),
        ({"text": "100%"}, 1),
        ({"text": "贵_"}, 1),
        ({"untagged": True}, 1),
        ({"signed": True}, 4),
        ({"signed": False}, 1),
        ({"positions": ["ceo", "chairman"]}, 2),
    ],
)
def test_filters_narrow_the_list(stories, viewer, t, wanted, number):
    with stories.read() as session:
        assert queries.story_count(session, viewer, StoryFilter(**wanted)) == number
        assert len(queries.story_list(session, viewer, t, StoryFilter(**wanted))) == number


def test_filters_by_company_stage_and_tag_combine(stories, viewer, t):
    with stories.read() as session:
        tag, stage = find_tag(session, viewer, "嫌贵").id, stage_id(session, viewer, "签约")
        wanted = StoryFilter(tag_ids=[tag], stage_ids=[stage], signed=True)
        frame = queries.story_list(session, viewer, t, wanted)
        assert set(frame["company"]) == {"海棠生活", "禾木"}
        only = StoryFilter(company_ids=[frame["company_id"][0]], tag_ids=[tag])
        assert queries.story_count(session, viewer, only) == 1


def test_the_list_is_paged_latest_first_with_labels(stories, viewer, t):
    with stories.read() as session:
        first = queries.story_list(session, viewer, t, limit=4)
        rest = queries.story_list(session, viewer, t, offset=4, limit=10)
    row = rest.iloc[0]  # told ten days ago; the undated ones count as told when they were written
    assert (row["company"], row["stages"], row["positions"], row["tags"]) == ("海棠生活", ["签约"], ["CEO"], ["嫌贵"])
    assert (row["length"], row["first"]) == (20, "那天下雨。海棠生活的林晓说太贵，要打折。")
    assert len(rest) == 2
    assert not set(first["id"]) & set(rest["id"])


def test_themes_count_the_asked_of_one_population(stories, viewer, t):
    with stories.read() as session:
        signed = queries.themes(session, viewer, t)
        at_exit = queries.themes(session, viewer, t, stage_id=stage_id(session, viewer, "流失"))
        lost = queries.themes(session, viewer, t, population="lost")
        every = queries.themes(session, viewer, t, population="all")
    top = signed[0]
    assert (top.name, top.k, top.asked, top.n, top.verdict) == ("嫌贵", 2, 3, 3, "guess")
    assert {s.stage: (s.k, s.asked) for s in top.stages} == {"签约": (2, 2), "使用": (0, 1), "流失": (0, 1)}
    assert [(p.position, p.k) for p in top.positions] == [("CEO", 1), ("董事长", 1)]
    assert {(x.name, x.k, x.asked) for x in at_exit} == {("嫌贵", 0, 1), ("一线嫌麻烦", 0, 1)}
    assert {(x.name, x.k, x.asked, x.n) for x in lost} == {("嫌贵", 1, 1, 1), ("一线嫌麻烦", 0, 1, 1)}
    assert (every[0].k, every[0].asked, every[0].n) == (3, 4, 4)


def test_every_theme_ends_in_sentences_of_different_customers(stories, viewer, t):
    with stories.read() as session:
        quotes = queries.themes(session, viewer, t)[0].quotes
    assert {(q.company, q.stage, q.text) for q in quotes} == {
        ("海棠生活", "签约", "海棠生活的林晓说太贵，要打折。"),
        ("禾木", "签约", "二十万太贵了。"),
    }


def test_marked_words_are_quoted_before_chosen_sentences(stories, viewer, t):
    with stories.write() as session:
        story_id = queries.story_list(session, viewer, t, StoryFilter(text="二十万"))["id"][0]
        commands.mark(session, viewer, story_id, "嫌贵", start=3, end=5)
        assert queries.themes(session, viewer, t)[0].quotes[0].text == "太贵"


def test_kinds_narrow_and_an_unknown_stage_is_refused(stories, viewer, t):
    with stories.read() as session:
        assert queries.themes(session, viewer, t, kinds=["praise"]) == []
        with pytest.raises(Invalid):
            queries.themes(session, viewer, t, stage_id="00000000-0000-0000-0000-000000000000")
        with pytest.raises(Invalid):
            queries.themes_as_json(session, viewer, t, stage="没有的阶段")


def test_the_coverage_counts_signed_customers(stories, viewer):
    with stories.read() as session:
        stage = stage_id(session, viewer, "签约")
        found = queries.coverage(session, viewer)
    assert (found.stories, found.companies, found.signed, found.without_company) == (6, 4, 3, 1)
    assert found.asked[stage] == 2


def test_a_masked_viewer_sees_no_name_of_a_company_or_person(stories, viewer, t):
    masked = replace(viewer, masked=True)
    with stories.read() as session:
        everything = str(queries.as_json(session, masked, t)) + str(queries.themes_as_json(session, masked, t))
        shown = queries.as_json(session, masked, t)
        told = [row["teller"] for row in shown if row["teller"]]
    assert not [name for name in ("海棠", "禾木", "北辰", "青岚", "林晓") if name in everything]
    assert "家居零售 · 180 人" in {row["company"] for row in shown}
    assert told == ["市场总监"]


def test_on_the_wall_people_are_surname_and_title(stories, viewer, t):
    with stories.write() as session:
        tell(session, viewer, None, "另一个人说的。", teller="小吴")
        tell(session, viewer, None, "又一个人说的。", teller="王小明")
        tellers = {row["teller"] for row in queries.as_json(session, replace(viewer, presenting=True), t)}
    assert tellers == {"林市场总监", "小吴", "王", None}


def test_the_command_line_forms_hold_what_they_promise(stories, viewer, t):
    with stories.read() as session:
        rows, themes = queries.as_json(session, viewer, t), queries.themes_as_json(session, viewer, t, stage="签约")
    assert {"text", "company", "stages", "positions", "tags"} <= set(rows[0])
    assert (themes["customers"], themes["asked"], themes["stories"]) == (3, 2, 2)
    tag = themes["tags"][0]
    assert (tag["tag"], tag["kind"], tag["verdict"]) == ("嫌贵", "顾虑", "暂属猜测")
    assert (tag["k"], tag["asked"], tag["n"]) == (2, 2, 3)
    assert 0 < tag["lo"] < tag["hi"] == 1
    assert {"story", "text"} <= set(tag["quotes"][0])


def test_the_picture_says_the_finding_and_has_its_table(stories, viewer, t):
    with stories.read() as session:
        found = queries.themes(session, viewer, t)
    figure = charts.themes(found, t, look("light"), title=charts.finding(found, t))
    table = reading.table(found, t)
    assert list(figure.data[0].x) == [theme.estimate.value for theme in found] == list(table["share"])
    assert "嫌贵" in figure.layout.title.text
    assert charts.said(found[0], t) == "2 家提到 / 问过 3 家 / 共 3 家"


def test_example_a_has_the_themes_it_was_written_for(example_db, t):
    from persona_core.access.queries import viewer_for, workspace

    with example_db.read() as session:
        viewer = viewer_for(workspace(session, "scrm-zh"), "zh")
        found = {x.name: x for x in queries.themes(session, viewer, t)}
        leaving = {x.name: x for x in queries.themes(session, viewer, t, stage_id=stage_id(session, viewer, "流失"))}
    wanted = {
        "一线嫌麻烦": 8, "20 万换来什么说不清": 8, "人走客户走": 7, "系统打不通": 6,
        "换对接人从头来": 4, "怕封号骚扰": 3, "嫌贵": 9,
    }  # fmt: skip
    assert {name: found[name].k for name in wanted} == wanted
    assert {(found[name].asked, found[name].n, found[name].verdict) for name in wanted} == {(12, 12, "holds")}
    assert (leaving["嫌贵"].k, leaving["嫌贵"].asked) == (0, 3)
    assert all(len({q.company for q in found[name].quotes}) == 3 for name in wanted)


def test_what_is_read_at_once_agrees_with_what_is_asked_piece_by_piece(stories, viewer, t):
    with stories.read() as session:
        found = queries.material(session, viewer)
        stage = stage_id(session, viewer, "签约")
        theme = queries.themes(session, viewer, t, stage_id=stage, found=found)[0]
        assert (theme.name, theme.k, theme.asked) == ("嫌贵", 2, 2)
        assert theme == queries.themes(session, viewer, t, stage_id=stage)[0]
        assert found.coverage() == queries.coverage(session, viewer)
        assert found.tag_counts() == queries.tag_counts(session, viewer)
