"""Passages that speak like those already marked with a tag."""

from __future__ import annotations

import numpy as np
import pytest

from persona_core.stories.analysis import Ignored, alike, segment, signs

TEXTS = [
    "嫌贵。觉得价钱高",  # 0: what the tag means
    "老板说二十万太贵了，做不起。",  # 1: marked
    "那天下雨。价格太贵，二十万老板做不起。他没签。",  # 2
    "员工不会用。店长离职了。",  # 3
    "Too expensive, the boss said.",  # 4
    "It is far too expensive for us. We left.",  # 5
    "……",  # 6
]
FOUND = segment(TEXTS, Ignored())


def passages(text: int) -> list[int]:
    return np.flatnonzero(FOUND.text == text).tolist()


def best(scores: np.ndarray, *texts: int) -> str:
    where = max((i for text in texts for i in passages(text)), key=lambda i: scores[i])
    return TEXTS[FOUND.text[where]][FOUND.start[where] : FOUND.end[where]]


def test_the_passage_that_says_the_same_comes_first():
    scores = alike(signs(FOUND), passages(0), passages(1), [])
    assert best(scores, 2, 3, 4, 5) == "价格太贵，二十万老板做不起。"
    assert ((scores >= 0) & (scores <= 1)).all()
    assert scores[passages(6)].tolist() == [0]


def test_without_any_mark_the_name_and_definition_lead():
    scores = alike(signs(FOUND), passages(0), [], [])
    assert best(scores, 2, 3) == "价格太贵，二十万老板做不起。"


def test_of_a_story_marked_as_a_whole_the_passage_nearest_to_the_tag_counts():
    whole = alike(signs(FOUND), passages(0), [], [passages(2), passages(6)])
    assert best(whole, 1, 3) == "老板说二十万太贵了，做不起。"
    rain = passages(2)[0]
    assert whole[rain] < whole[passages(1)[0]]


def test_english_passages_are_as_comparable_as_chinese_ones():
    found = signs(FOUND)
    scores = found.likeness(found.centre(passages(4)))
    assert best(scores, 2, 3, 5) == "It is far too expensive for us."
    assert scores[passages(4)[0]] == max(scores)
    assert scores[passages(1)[0]] == pytest.approx(0)


def test_nothing_is_like_nothing():
    found = signs(segment(["", "。"], Ignored()))
    assert alike(found, [0], [], []).tolist() == [0, 0]
    assert len(alike(signs(segment([])), [], [], [])) == 0
