"""Sentences that show a tag at a stage."""

from __future__ import annotations

from dataclasses import replace

from persona_core.stories import commands
from persona_core.stories.quoting import quotes_at
from persona_core.vocabulary.queries import find_tag, lists
from tests.factories.stories import customer, stage_id, tell


def quoted(session, viewer, t, *tags, stage="权衡利弊"):
    stage = stage_id(session, viewer, stage)
    pairs = [(stage, find_tag(session, viewer, tag).id) for tag in tags]
    found = quotes_at(session, viewer, t, pairs, lists(session, viewer))
    return [(found[pair].company, found[pair].text) if pair in found else None for pair in pairs]


def test_those_who_left_speak_first_and_only_of_that_stage(db, viewer, t):
    with db.write() as session:
        tell(session, viewer, customer(session, viewer, "海棠"), "二十万太贵了，要打折。", "嫌贵", stage="权衡利弊")
        tell(session, viewer, customer(session, viewer, "青岚", "lost"), "你们比别家贵不少。", "嫌贵", stage="权衡利弊")
        tell(session, viewer, customer(session, viewer, "北辰", "lost"), "合同价也太贵。", "嫌贵", stage="签约")
        assert quoted(session, viewer, t, "嫌贵") == [("青岚", "你们比别家贵不少。")]


def test_marked_words_come_before_chosen_ones(db, viewer, t):
    with db.write() as session:
        lost = customer(session, viewer, "青岚", "lost")
        tell(session, viewer, lost, "你们太贵，比别家贵不少。", "嫌贵", stage="权衡利弊")
        story = tell(session, viewer, lost, "总经理给的线是十二万。", stage="权衡利弊")
        commands.mark(session, viewer, story.id, "嫌贵", start=0, end=10)
        assert quoted(session, viewer, t, "嫌贵") == [("青岚", "总经理给的线是十二万")]


def test_one_sentence_is_not_quoted_for_two_worries_while_there_is_another(db, viewer, t):
    with db.write() as session:
        one, two = customer(session, viewer, "青岚", "lost"), customer(session, viewer, "禾木", "lost")
        tell(session, viewer, one, "教练嫌麻烦，多点几下都不肯。", "一线嫌麻烦", "多点几下", stage="权衡利弊")
        tell(session, viewer, two, "店员多点几下就不干了。", "多点几下", stage="权衡利弊")
        said = quoted(session, viewer, t, "一线嫌麻烦", "多点几下")
    assert said == [("青岚", "教练嫌麻烦，多点几下都不肯。"), ("禾木", "店员多点几下就不干了。")]


def test_a_masked_viewer_reads_no_name_and_silence_is_no_quote(db, viewer, t):
    with db.write() as session:
        who = customer(session, viewer, "青岚美妆", "lost", industry="美妆", headcount=120)
        tell(session, viewer, who, "青岚美妆的林总说太贵。", "嫌贵", stage="权衡利弊")
        masked = quoted(session, replace(viewer, masked=True), t, "嫌贵")
        assert quotes_at(session, viewer, t, [], lists(session, viewer)) == {}
        assert quoted(session, viewer, t, "嫌贵", stage="使用") == [None]
    assert "青岚" not in str(masked)
    assert masked[0][0] == "美妆 · 120 人"
