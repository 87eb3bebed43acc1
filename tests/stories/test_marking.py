"""Marks follow their words through every edit of a story; what is lost is kept on the whole and said."""

from __future__ import annotations

import time

import pytest
from sqlmodel import select

from persona_core.evidence.changes import recording, undo
from persona_core.kit.errors import Invalid, NotFound
from persona_core.stories import commands, queries
from persona_core.stories.analysis import anchor_again, find_again, words_near
from persona_core.stories.models import Mark
from tests.factories.stories import tell

ODD = "😀𠮷野家e\u0301\u200b太贵了，👩\u200d👩\u200d👧走了"


@pytest.mark.parametrize(
    ("old", "new", "span", "found"),
    [
        ("他嫌贵。", "他嫌贵。", (1, 3), (1, 3)),
        ("他嫌贵。", "昨天他嫌贵。", (1, 3), (3, 5)),
        ("他嫌贵。她也嫌贵。", "她也嫌贵。", (6, 8), (2, 4)),
        ("贵，还是贵，总之贵", "总之贵", (8, 9), (2, 3)),
        ("价格：嫌贵。服务：嫌贵。", "服务：嫌贵。价格：嫌贵。", (3, 5), (9, 11)),
        ("他嫌麻烦。", "他嫌太麻烦。", (1, 4), (1, 5)),
        ("他嫌麻烦。", "他嫌烦。", (1, 4), (1, 3)),
        ("他嫌麻烦。", "他说好。", (1, 4), None),
        ("他嫌麻烦。", "", (1, 4), None),
        (ODD, "𠮷" + ODD, (0, 1), (1, 2)),
        (ODD, ODD.replace("太贵了", "太贵了太贵了"), (11, 16), (14, 19)),
    ],
)
def test_words_are_found_again_where_they_went(old, new, span, found):
    assert anchor_again(old, new, *span) == found


def test_of_many_places_the_one_with_the_same_neighbours_is_meant():
    old = "第一句：太贵了。第二句：太贵了。第三句：太贵了。"
    new = "第三句：太贵了。补一句话。第一句：太贵了，真的。第二句：太贵了！"
    assert [new[find_again(old, new, at, "太贵了") - 4 :][:4] for at in (4, 12, 20)] == [
        "第一句：",
        "第二句：",
        "第三句：",
    ]


def test_long_texts_with_many_marks_are_read_again_quickly():
    old = "他说太贵了，我们再看看。" * 8000
    new = old[:50_000] + "插一句" + old[50_000:]
    begun = time.process_time()
    for at in range(2, 96_000, 480):
        assert new[slice(*anchor_again(old, new, at, at + 3))] == "太贵了"
    assert time.process_time() - begun < 2


def test_words_near_a_place():
    assert words_near("贵，不贵，很贵", "贵", 6) == (6, 7)
    assert words_near("贵，不贵", "贵") == (0, 1)
    assert words_near("贵", "便宜") is words_near("贵", "") is None


def _edit(session, viewer, story, text):
    commands.edit_story(
        session, viewer, story.id, seen=story.version, base={"text": story.text}, changes={"text": text}
    )
    return {m.tag: (m.start, m.end, m.quote, m.lost) for m in queries.story(session, viewer, story.id).marks}


def test_lost_words_are_kept_on_the_whole_said_and_found_when_they_come_back(db, viewer):
    with db.write() as session:
        story = tell(session, viewer, None, ODD)
        commands.mark(session, viewer, story.id, "嫌贵", start=7, end=10)
        commands.mark(session, viewer, story.id, "整篇")
        assert _edit(session, viewer, story, "换了一篇。") == {
            "嫌贵": (None, None, "太贵了", True),
            "整篇": (None, None, "", False),
        }
        assert _edit(session, viewer, story, "换了一篇。" + ODD)["嫌贵"] == (12, 15, "太贵了", False)


def test_an_edit_and_its_undo_bring_marks_back(db, viewer):
    with db.write() as session:
        story = tell(session, viewer, None, ODD)
        commands.mark(session, viewer, story.id, "嫌贵", start=7, end=10)
    with db.write() as session:
        with recording(session, viewer, "改") as step:
            _edit(session, viewer, session.merge(story), "没了。")
        undo(session, viewer, step.change_id)
        (mark,) = queries.story(session, viewer, story.id).marks
        assert (mark.start, mark.end, mark.quote, mark.lost) == (7, 10, "太贵了", False)


def test_marks_of_one_tag_that_come_to_lie_on_one_another_become_one(db, viewer):
    with db.write() as session:
        story = tell(session, viewer, None, "太贵了，真的太贵了。")
        for start in (0, 6):
            commands.mark(session, viewer, story.id, "嫌贵", start=start, end=start + 3)
        commands.mark(session, viewer, story.id, "价格", start=0, end=3)
        marks = _edit(session, viewer, story, "太贵了。")
        assert set(marks) == {"嫌贵", "价格"}
        assert len(session.exec(select(Mark)).all()) == 2


def test_words_may_be_named_by_quote_and_follow_a_text_that_moved(db, viewer):
    with db.write() as session:
        story = tell(session, viewer, None, ODD)
        by_quote = commands.mark(session, viewer, story.id, "嫌贵", quote="太贵了")
        assert (by_quote.start, by_quote.end) == (7, 10)
        moved = commands.mark(session, viewer, story.id, tag_id=by_quote.tag_id, start=2, end=5, quote="太贵了")
        assert moved.id == by_quote.id
        with pytest.raises(Invalid, match="便宜"):
            commands.mark(session, viewer, story.id, "嫌贵", quote="便宜")
        with pytest.raises(NotFound):
            commands.mark(session, viewer, story.id, tag_id=story.id, start=0, end=1)


def test_marks_overlap_freely_and_one_tag_is_on_one_place_once(db, viewer):
    with db.write() as session:
        story = tell(session, viewer, None, ODD)
        for tag, start, end in (("甲", 0, 5), ("甲", 3, 8), ("乙", 3, 8), ("甲", 3, 8)):
            commands.mark(session, viewer, story.id, tag, start=start, end=end)
        found = [(m.tag, m.start, m.end) for m in queries.story(session, viewer, story.id).marks]
        assert found == [("甲", 0, 5), ("甲", 3, 8), ("乙", 3, 8)]
