"""Passages offered for a tag one by one: taken as a mark, or refused and not offered again."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest

from persona_core.access.queries import viewer_for, visible, workspace
from persona_core.companies.commands import create_person
from persona_core.evidence.changes import recording, undo
from persona_core.kit.errors import Invalid, NotFound
from persona_core.kit.words import Words
from persona_core.stories import commands
from persona_core.stories.answering import accept_suggestion, refuse_suggestion
from persona_core.stories.models import Mark, Story
from persona_core.stories.queries import story
from persona_core.stories.suggesting import SOURCE, suggestions, unanswered
from persona_core.stories.tags import merge_tags
from persona_core.vocabulary.commands import ensure_tag
from persona_core.vocabulary.queries import find_tag
from tests.factories.stories import customer, tell

MARKED = "开会时老板说二十万太贵，做不起。后来又聊了别的。"
ALIKE = "😀 那天下雨。\n 隔壁的老板也说，二十万太贵了！他没签。"
LESS = "老板说二十万够买一台车，做不起。"
OTHER = "店长离职了，员工不会用。"


@pytest.fixture
def told(db, viewer):
    """Four stories; on one the words 二十万太贵 carry the tag."""
    with db.write() as session:
        one, two = customer(session, viewer, "海棠生活"), customer(session, viewer, "禾木", region="华中")
        create_person(session, viewer, {"name": "林晓", "title": "总监"}, company_id=one.id)
        first = tell(session, viewer, one, MARKED)
        at = MARKED.index("二十万")
        commands.mark(session, viewer, first.id, "嫌贵", kind="obstacle", start=at, end=at + 5)
        tell(session, viewer, two, ALIKE, title="下雨天", stage="权衡利弊")
        tell(session, viewer, two, LESS)
        tell(session, viewer, None, OTHER)
    return db


def offered(db, viewer, limit=9):
    with db.read() as session:
        return suggestions(session, viewer, Words("zh"), find_tag(session, viewer, "嫌贵").id, limit=limit)


def test_the_likest_passage_of_each_other_story_is_offered_first(told, viewer):
    found = offered(told, viewer)
    first = found.items[0]
    assert first.text == "隔壁的老板也说，二十万太贵了！"
    assert ALIKE[first.start : first.end] == first.text
    assert (first.before, first.after) == ("😀 那天下雨。", "他没签。")
    assert (first.company, first.title, first.stage) == ("禾木", "下雨天", "权衡利弊")
    assert [s.text for s in found.items] == [first.text, LESS]
    assert first.likeness > found.items[1].likeness > 0.12
    assert (found.waiting, found.taken, found.refused) == (2, 0, 0)
    assert len(offered(told, viewer, limit=1).items) == 1


def test_a_taken_passage_is_marked_where_it_stands_and_its_story_asked_no_more(told, viewer, t):
    first = offered(told, viewer).items[0]
    with told.write() as session:
        tag = find_tag(session, viewer, "嫌贵")
        accept_suggestion(session, viewer, tag.id, first.story_id, start=first.start, end=first.end, quote=first.text)
    with told.read() as session:
        (mark,) = story(session, viewer, first.story_id, t).marks
    assert (mark.tag, mark.quote, mark.source, mark.start) == ("嫌贵", first.text, SOURCE, first.start)
    after = offered(told, viewer)
    assert ([s.text for s in after.items], after.waiting, after.taken) == ([LESS], 1, 1)


def test_a_refused_passage_is_not_offered_again_even_after_an_edit_around_it(told, viewer):
    first = offered(told, viewer).items[0]
    with told.write() as session:
        tag = find_tag(session, viewer, "嫌贵")
        for _ in range(2):
            refuse_suggestion(session, viewer, tag.id, first.story_id, start=first.start, end=first.end)
    assert [s.text for s in offered(told, viewer).items] == [LESS]
    with told.write() as session:
        row = session.get(Story, first.story_id)
        commands.edit_story(
            session, viewer, row.id, seen=row.version, base={"text": row.text}, changes={"text": "前言。" + row.text}
        )
    found = offered(told, viewer)
    assert ([s.text for s in found.items], found.refused) == ([LESS], 1)


def test_of_what_was_offered_before_only_the_unanswered_is_left(told, viewer):
    before = offered(told, viewer)
    first, second = before.items
    with told.write() as session:
        tag = find_tag(session, viewer, "嫌贵").id
        accept_suggestion(session, viewer, tag, first.story_id, start=first.start, end=first.end)
        after = unanswered(session, viewer, tag, before)
        assert (after.items, after.waiting, after.taken, after.refused) == ((second,), 1, 1, 0)
        refuse_suggestion(session, viewer, tag, second.story_id, start=second.start, end=second.end)
        after = unanswered(session, viewer, tag, before)
    assert (after.items, after.waiting, after.taken, after.refused) == ((), 0, 1, 1)


def test_an_answer_can_be_undone(told, viewer):
    first = offered(told, viewer).items[0]
    with told.write() as session:
        tag = find_tag(session, viewer, "嫌贵")
        with recording(session, viewer, "不是") as log:
            refuse_suggestion(session, viewer, tag.id, first.story_id, start=first.start, end=first.end)
        change = log.change_id
    assert offered(told, viewer).refused == 1
    with told.write() as session:
        undo(session, viewer, change)
    assert offered(told, viewer).items[0] == first


@pytest.mark.parametrize("answer", [accept_suggestion, refuse_suggestion])
def test_a_passage_is_followed_where_the_text_moved_and_refused_where_it_is_gone(told, viewer, answer):
    first = offered(told, viewer).items[0]
    with told.write() as session:
        tag = find_tag(session, viewer, "嫌贵")
        row = session.get(Story, first.story_id)
        row.text = "前言。" + row.text
        session.flush()
        found = answer(session, viewer, tag.id, row.id, start=first.start, end=first.end, quote=first.text)
        assert found.quote == first.text
        for start, end, quote in ((0, 0, None), (5, 3, None), (900, 905, None), (-3, -1, None), (0, 2, "别的话")):
            with pytest.raises(Invalid):
                answer(session, viewer, tag.id, first.story_id, start=start, end=end, quote=quote)
        with pytest.raises(NotFound):
            answer(session, viewer, uuid.uuid4(), first.story_id, start=0, end=2)


def test_tags_that_are_merged_keep_what_was_refused(told, viewer):
    first = offered(told, viewer).items[0]
    with told.write() as session:
        dear = find_tag(session, viewer, "嫌贵")
        other = ensure_tag(session, viewer, "太贵")
        for tag in (dear, other):
            refuse_suggestion(session, viewer, tag.id, first.story_id, start=first.start, end=first.end)
        refuse_suggestion(session, viewer, other.id, first.story_id, start=0, end=2)
        merge_tags(session, viewer, dear.id, [other.id])
    assert offered(told, viewer).refused == 2


def test_a_new_tag_is_led_by_its_name_and_definition(told, viewer, t):
    with told.write() as session:
        tag = ensure_tag(session, viewer, "人员流失", kind="challenge", definition="店长或员工离职")
    with told.read() as session:
        (first, *_) = suggestions(session, viewer, t, tag.id).items
    assert (first.text, first.company) == (OTHER, "")


def test_a_masked_viewer_sees_no_names(told, viewer, t):
    with told.write() as session:
        tag = ensure_tag(session, viewer, "涨价", definition="海棠生活的林晓说涨价")
        tell(session, viewer, customer(session, viewer, "丙"), "海棠生活的林晓说要涨价，我们不干。")
    with told.read() as session:
        (first, *_) = suggestions(session, replace(viewer, masked=True), t, tag.id).items
    assert not {"海棠", "林晓"} & {first.text[i : i + 2] for i in range(len(first.text))}
    assert "涨价" in first.text


def test_nothing_is_offered_where_nothing_was_told(db, viewer, t):
    with db.write() as session:
        tag = ensure_tag(session, viewer, "嫌贵")
        assert suggestions(session, viewer, t, tag.id).items == ()


@pytest.mark.parametrize(
    ("lang", "name", "words"), [("zh", "嫌贵", "贵"), ("en", "Too expensive", "expensive")], ids=["Chinese", "English"]
)
def test_in_the_example_what_lost_deals_say_is_offered(example_db, lang, name, words):
    with example_db.write() as session:
        viewer = viewer_for(workspace(session, f"scrm-{lang}"), lang)
        tag = find_tag(session, viewer, name)
        marks = session.exec(visible(Mark, viewer).where(Mark.tag_id == tag.id)).all()
        for one in marks[:3]:
            session.delete(one)
        session.flush()
        untagged = {one.story_id for one in marks[:3]}
        found = suggestions(session, viewer, Words(lang), tag.id, limit=5)
    assert untagged & {one.story_id for one in found.items}
    assert any(words in one.text for one in found.items)
