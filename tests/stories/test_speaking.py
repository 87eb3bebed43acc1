"""Ours are asked for once; their words stay in the text and count no more as what the customer said."""

from __future__ import annotations

import pytest
from sqlmodel import select

from persona_core.evidence.changes import recording, undo
from persona_core.kit.errors import Invalid, NotFound
from persona_core.stories import commands, queries
from persona_core.stories.analysis import OURS, THEIRS
from persona_core.stories.models import Mark, Story
from persona_core.stories.speaking import say_sides
from persona_core.stories.suggesting import suggestions
from persona_core.stories.texts import texts
from tests.factories.stories import customer, tell

TALK = (
    "小乔 00:05\n你们是不是嫌价格贵？\n林总 00:15\n价格不贵，是店长不肯填。\n"
    "小乔 00:30\n价格可以谈。\n林总 00:40\n先看店长。\n"
)


@pytest.fixture
def told(db, viewer):
    with db.write() as session:
        who = customer(session, viewer, "海棠生活")
        return tell(session, viewer, who, TALK, stage="使用").id


def _mark(session, viewer, story_id, tag, words):
    return commands.mark(session, viewer, story_id, tag, quote=words)


def _counted(session, viewer, t) -> dict[str, int]:
    return {theme.name: theme.k for theme in queries.themes(session, viewer, t) if theme.k}


def test_marks_on_our_own_words_do_not_count(db, viewer, t, told):
    with db.write() as session:
        _mark(session, viewer, told, "价格贵", "嫌价格贵")
        _mark(session, viewer, told, "店长抵触", "店长不肯填")
        assert _counted(session, viewer, t) == {"价格贵": 1, "店长抵触": 1}
        say_sides(session, viewer, told, {"小乔": OURS, "林总": THEIRS})
        assert _counted(session, viewer, t) == {"店长抵触": 1}
        assert set(queries.tag_counts(session, viewer).values()) == {1}
        _mark(session, viewer, told, "价格贵", "价格可以谈")
        shown = queries.story(session, viewer, told, t).marks
        assert {(one.quote, one.ours) for one in shown} == {
            ("嫌价格贵", True),
            ("价格可以谈", True),
            ("店长不肯填", False),
        }
        assert _counted(session, viewer, t) == {"店长抵触": 1}
        say_sides(session, viewer, told, {"小乔": ""})
        assert _counted(session, viewer, t) == {"价格贵": 1, "店长抵触": 1}


def test_quotes_words_and_suggestions_take_only_what_the_customer_says(db, viewer, t, told):
    with db.write() as session:
        say_sides(session, viewer, told, {"小乔": OURS})
        text = session.get(Story, told).text
        tag = commands.mark(session, viewer, told, "价格").tag_id
        across = text.index("嫌价格"), text.index("，是店长")
        commands.mark(session, viewer, told, "嫌贵", start=across[0], end=across[1])
        quotes = {theme.name: [q.text for q in theme.quotes] for theme in queries.themes(session, viewer, t)}
        assert quotes == {"价格": ["价格不贵，是店长不肯填。"], "嫌贵": ["价格不贵"]}
        read = texts(session, viewer)
        cut = {read.found.vocabulary[word] for word in read.found.word}
        assert "店长" in cut
        assert not cut & {"可以", "小乔"}
        assert read.texts[0] == text
        other = tell(session, viewer, customer(session, viewer, "乙"), TALK.replace("先看", "再看"))
        say_sides(session, viewer, other.id, {"小乔": OURS})
        (offer,) = suggestions(session, viewer, t, tag).items
        assert offer.text == "价格不贵，是店长不肯填。"


def test_a_named_speaker_is_asked_once_a_numbered_one_each_time(db, viewer, told):
    with db.write() as session:
        say_sides(session, viewer, told, {"小乔": OURS})
        later = tell(session, viewer, None, TALK + "小乔 00:50\n好。")
        assert later.sides == {"小乔": OURS, "林总": ""}
        assert later.told_on is None
        numbered = TALK.replace("小乔", "说话人 1").replace("林总", "说话人 2")
        first = tell(session, viewer, None, numbered)
        say_sides(session, viewer, first.id, {"说话人 1": OURS})
        assert tell(session, viewer, None, numbered + "再见。").sides == {"说话人 1": "", "说话人 2": ""}


def test_sides_follow_the_text_and_can_be_undone(db, viewer, told):
    with db.write() as session:
        _mark(session, viewer, told, "价格贵", "嫌价格贵")
        with recording(session, viewer, "谁是我们的人") as log:
            say_sides(session, viewer, told, {"小乔": OURS})
        story = session.get(Story, told)
        seen, base = story.version, {"text": story.text}
        commands.edit_story(session, viewer, told, seen=seen, base=base, changes={"text": "回访\n" + TALK})
        assert (story.sides["小乔"], story.aside[0]) == (OURS, [0, story.text.index("价格不贵")])
        assert session.exec(select(Mark.said)).one() == ""
        commands.edit_story(
            session, viewer, told, seen=story.version, base={"text": story.text}, changes={"text": TALK}
        )
        undo(session, viewer, log.change_id)
        session.expire_all()
        assert (session.get(Story, told).sides["小乔"], session.exec(select(Mark.said)).one()) == ("", None)


def test_what_is_no_conversation_and_who_does_not_speak_is_refused(db, viewer, told):
    with db.write() as session:
        plain = tell(session, viewer, None, "只是一段话。")
        with pytest.raises(Invalid):
            say_sides(session, viewer, plain.id, {"小乔": OURS})
        with pytest.raises(Invalid):
            say_sides(session, viewer, told, {"老王": OURS})
        with pytest.raises(Invalid):
            say_sides(session, viewer, told, {"小乔": "both"})
        with pytest.raises(NotFound):
            say_sides(session, viewer, "00000000-0000-0000-0000-000000000000", {})


def test_a_reader_sees_who_speaks_how_often_and_their_first_words(db, viewer, t, told):
    with db.write() as session:
        story = queries.story(session, viewer, told, t)
        assert [(one.name, one.turns, one.first) for one in story.speakers] == [
            ("小乔", 2, "你们是不是嫌价格贵？"),
            ("林总", 2, "价格不贵，是店长不肯填。"),
        ]
        asked = tell(session, viewer, None, "问：为什么？\n答：便宜。\n问：还有呢？\n答：没了。")
        assert [one.likely for one in queries.story(session, viewer, asked.id, t).speakers] == [OURS, THEIRS]
        assert queries.coverage(session, viewer).unasked == 2
        assert queries.material(session, viewer).coverage() == queries.coverage(session, viewer)
        say_sides(session, viewer, told, {"小乔": OURS, "林总": THEIRS})
        assert queries.coverage(session, viewer).unasked == 1
