"""Marks written into the text of an example: where they lie, what is left of the text, and what is refused."""

from __future__ import annotations

import pytest

from persona_core.exchange.marked_text import unmarked
from persona_core.kit.errors import Invalid


def found(written: str) -> dict[str, str]:
    """tag → marked words."""
    text, spans = unmarked(written)
    return {tag: text[start:end] for tag, start, end in spans}


def test_the_words_stay_and_the_marks_lie_on_them():
    text, spans = unmarked("收银很旧，[会员谁也不认谁](系统打不通)。😀[太贵](嫌贵 | 多久回本)")
    assert text == "收银很旧，会员谁也不认谁。😀太贵"
    assert spans == [("系统打不通", 5, 12), ("嫌贵", 14, 16), ("多久回本", 14, 16)]


def test_marks_lie_inside_one_another():
    assert found("[走了[一个店长](离职)，群也走了](人走客户走)") == {
        "人走客户走": "走了一个店长，群也走了",
        "离职": "一个店长",
    }


def test_round_brackets_and_questions_are_words_and_tags_alike():
    assert found("they (both) asked: [free first?](Free first, then they charge?)") == {
        "Free first, then they charge?": "free first?"
    }
    assert unmarked("没有标记（一个也没有）") == ("没有标记（一个也没有）", [])


@pytest.mark.parametrize(
    ("written", "words"), [("前面[忘了关", "忘了关"), ("一](嫌贵)二", "](嫌贵)二"), ("[a [b](x)", "a b")]
)
def test_a_bracket_without_its_twin_is_refused(written, words):
    with pytest.raises(Invalid) as refused:
        unmarked(written)
    assert refused.value.slots["words"] == words
