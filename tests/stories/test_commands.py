"""Writing stories and marks: words stay as they are, the same twice is refused, an edit keeps what was marked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import func, select

from persona_core.access.queries import viewer_for
from persona_core.evidence.changes import recording, undo
from persona_core.exchange.workspaces import open_workspace
from persona_core.kit import clock
from persona_core.kit.errors import Conflict, Invalid, NotFound
from persona_core.stories import commands, queries
from persona_core.stories.models import Mark, Story, StoryPosition, StoryStage
from persona_core.vocabulary.models import Tag
from tests.factories.stories import customer, stage_id, tell

ODD = "=1+1\r\n<b>粗</b> ![x](http://a/b.png) 😀𠮷\u200b繁體\r末行 "


def test_words_are_stored_as_told_with_plain_line_ends(db, viewer):
    with db.write() as session:
        story = tell(session, viewer, None, ODD)
    assert story.text == ODD.replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize("text", ["", " \n\t", "a\x00b", "\ud800", "长" * 100_001])
def test_empty_broken_and_endless_texts_are_refused(db, viewer, text):
    with db.write() as session:
        with pytest.raises(Invalid) as refused:
            commands.write_story(session, viewer, text=text)
        assert refused.value.field == "text"
        commands.write_story(session, viewer, text="长" * 100_000)


def test_the_same_words_of_the_same_customer_are_refused_by_name(db, viewer):
    with db.write() as session:
        one, other = customer(session, viewer, "海棠"), customer(session, viewer, "禾木")
        tell(session, viewer, one, "店长走了。\n", title="店长带走十一个群")
        with pytest.raises(Invalid, match="店长带走十一个群"):
            tell(session, viewer, one, "店长走了。")
        with pytest.raises(Invalid):
            tell(session, viewer, None, "店长走了。")
        tell(session, viewer, other, "店长走了。")
        assert queries.same_text(session, viewer, "店长走了。\r\n", one.id).title == "店长带走十一个群"
        assert queries.same_text(session, viewer, "店长来了。", one.id) is None


def test_positions_are_taken_by_label_and_new_ones_are_made(db, viewer, t):
    with db.write() as session:
        story = tell(session, viewer, None, "我们聊了聊。", positions=["总监", "marketing_director", "门店督导", " "])
        shown = queries.story(session, viewer, story.id).positions
        assert shown == {"marketing_director": "市场总监", "门店督导": "门店督导"}


def test_dates_ahead_and_unknown_customers_are_refused(db, viewer):
    with db.write() as session:
        with pytest.raises(Invalid) as refused:
            commands.write_story(session, viewer, text="甲", told_on=clock.today() + timedelta(days=1))
        assert refused.value.field == "told_on"
        elsewhere = viewer_for(open_workspace(session, name="there", title="", lang="zh"), "zh")
        foreign = customer(session, elsewhere, "别家")
        with pytest.raises(NotFound):
            commands.write_story(session, viewer, text="甲", company_id=foreign.id)
        theirs = tell(session, elsewhere, foreign, "别家的话")
        for call in (queries.story, commands.delete_story):
            with pytest.raises(NotFound):
                call(session, viewer, theirs.id)


def test_the_customer_may_be_named_later(db, viewer):
    with db.write() as session:
        story, company = tell(session, viewer, None, "有人这么说。"), customer(session, viewer, "海棠")
        commands.edit_story(
            session, viewer, story.id, seen=story.version, base={"company_id": None}, changes={"company_id": company.id}
        )
        assert queries.story(session, viewer, story.id).company == "海棠"


def test_two_editors_of_different_fields_both_win_and_of_one_field_are_shown(db, viewer):
    with db.write() as session:
        story = tell(session, viewer, None, "原话。", title="旧题", teller="林总监")
        seen, base = story.version, {"title": "旧题", "teller": "林总监"}
        commands.edit_story(session, viewer, story.id, seen=seen, base=base, changes={"title": "甲改的"})
        commands.edit_story(session, viewer, story.id, seen=seen, base=base, changes={"teller": "周总"})
        with pytest.raises(Conflict) as clash:
            commands.edit_story(session, viewer, story.id, seen=seen, base=base, changes={"title": "乙改的"})
        assert (clash.value.current, clash.value.mine) == ({"title": "甲改的"}, {"title": "乙改的"})
        shown = queries.story(session, viewer, story.id)
        assert (shown.title, shown.teller) == ("甲改的", "周总")
        with pytest.raises(Invalid):
            commands.edit_story(session, viewer, story.id, seen=seen, base={}, changes={"workspace_id": "x"})


def test_an_edited_text_keeps_marked_words_or_else_the_tag(db, viewer):
    with db.write() as session:
        story = tell(session, viewer, None, "他嫌贵。她嫌麻烦。")
        commands.mark(session, viewer, story.id, "嫌贵", start=1, end=3)
        commands.mark(session, viewer, story.id, "一线嫌麻烦", start=5, end=8)
        text = "前两天他嫌贵。她走了。"
        commands.edit_story(
            session, viewer, story.id, seen=story.version, base={"text": story.text}, changes={"text": text}
        )
        marks = {m.tag: (m.start, m.end, m.quote) for m in queries.story(session, viewer, story.id).marks}
        assert marks == {"嫌贵": (4, 6, "嫌贵"), "一线嫌麻烦": (None, None, "嫌麻烦")}
        assert queries.same_text(session, viewer, text).id == story.id


def test_the_same_tag_on_the_same_place_is_one_mark(db, viewer):
    with db.write() as session:
        story = tell(session, viewer, None, "太贵了，太贵了。")
        first = commands.mark(session, viewer, story.id, "嫌贵", kind="obstacle")
        assert commands.mark(session, viewer, story.id, " 嫌 贵 ").id == first.id
        span = commands.mark(session, viewer, story.id, "嫌贵", start=0, end=3)
        assert commands.mark(session, viewer, story.id, "嫌贵", start=0, end=3).id == span.id
        assert span.quote == "太贵了"
        assert [(m.tag, m.kind) for m in queries.story(session, viewer, story.id).marks] == [("嫌贵", "obstacle")] * 2
        commands.unmark(session, viewer, first.id)
        assert session.exec(select(func.count()).select_from(Mark)).one() == 1
        assert session.exec(select(func.count()).select_from(Tag)).one() == 1


@pytest.mark.parametrize("span", [(0, None), (3, 3), (2, 1), (-1, 2), (0, 99)])
def test_words_outside_the_story_cannot_be_marked(db, viewer, span):
    with db.write() as session:
        story = tell(session, viewer, None, "太贵了")
        with pytest.raises(Invalid):
            commands.mark(session, viewer, story.id, "嫌贵", start=span[0], end=span[1])


def test_a_deleted_story_comes_back_whole_by_undo(db, viewer):
    with db.write() as session:
        story = tell(
            session, viewer, None, "店长走了。", "人走客户走", stage="产生需求", positions=["CEO"], external_id="S1"
        )
    with db.write() as session:
        with recording(session, viewer, "删除") as step:
            assert commands.delete_story(session, viewer, story.id) == 4
        assert queries.story_count(session, viewer) == 0
    with db.write() as session:
        undo(session, viewer, step.change_id)
        shown = queries.story(session, viewer, story.id)
        assert (list(shown.stages.values()), list(shown.positions), shown.marks[0].tag) == (
            ["产生需求"], ["ceo"], "人走客户走",
        )  # fmt: skip


def test_stages_and_positions_are_replaced_as_said(db, viewer):
    with db.write() as session:
        story = tell(session, viewer, None, "甲", stage="签约", positions=["CEO", "IT"])
        commands.set_stages(session, viewer, story.id, [stage_id(session, viewer, "使用")])
        commands.set_positions(session, viewer, story.id, ["IT", "法务"])
        shown = queries.story(session, viewer, story.id)
        assert list(shown.stages.values()) == ["使用"]
        assert set(shown.positions) == {"it", "legal"}
        commands.set_stages(session, viewer, story.id, [])
        assert session.exec(select(func.count()).select_from(StoryStage)).one() == 0
        assert session.exec(select(func.count()).select_from(StoryPosition)).one() == 2
        assert session.get(Story, story.id).version == 1
