"""Counting k of asked, choosing the sentence that shows a theme, finding words again after an edit."""

from __future__ import annotations

import pytest

from persona_core.stories.analysis import (
    Told,
    asked,
    clip,
    counts,
    find_again,
    look_alikes,
    matrix,
    sentences,
    split_pasted,
    telling,
)

# three customers: 甲 twice at 签约, 乙 at 签约 and 流失, 丙 at 流失 only
TOLD = Told(
    company={1: "甲", 2: "甲", 3: "乙", 4: "乙", 5: "丙"},
    stages={1: ["签约"], 2: ["签约"], 3: ["签约"], 4: ["流失"], 5: ["流失"]},
    positions={1: ["CEO"], 3: ["CEO", "员工"]},
    marks=[(1, "嫌贵"), (2, "嫌贵"), (3, "嫌贵"), (5, "难用")],
)


def test_a_customer_counts_once_and_silence_where_nobody_asked_is_not_a_no():
    found = counts(TOLD, ["嫌贵", "难用"])
    assert (found["嫌贵"].k, found["嫌贵"].asked) == (2, 3)
    assert found["嫌贵"].stages == {"签约": (2, 2), "流失": (0, 2)}
    assert found["嫌贵"].positions == {"CEO": (2, 2), "员工": (1, 1)}
    assert asked(TOLD) == (3, {"签约": 2, "流失": 2})


def test_at_one_stage_only_those_asked_there_count():
    found = counts(TOLD.at("流失"), ["嫌贵", "难用"])
    assert [(c.k, c.asked) for c in found.values()] == [(0, 2), (1, 2)]


def test_the_matrix_holds_one_for_who_mentioned_what():
    table = matrix(counts(TOLD, ["嫌贵", "难用"]), ["甲", "乙", "丙"])
    assert table.to_dict("list") == {"嫌贵": [1, 1, 0], "难用": [0, 0, 1]}
    assert list(table.index) == ["甲", "乙", "丙"]


def test_sentences_keep_closing_quotes_and_decimals():
    text = "他问：“算谁的？”没人答。涨了 3.5 倍。\n\nWe paid. Then left"
    assert sentences(text) == ["他问：“算谁的？”", "没人答。", "涨了 3.5 倍。", "We paid.", "Then left"]


def test_the_quote_is_the_sentence_closest_to_the_tag():
    text = "那天下雨，我们聊了很久。站柜台的大姐嫌麻烦，不肯录。后来就没再说。"
    assert telling(text, "一线嫌麻烦")[1] == "站柜台的大姐嫌麻烦，不肯录。"


def test_without_anything_shared_the_first_real_sentence_is_quoted():
    text = "好的。我们在展会上第一次见到他们的人。后来签了。"
    assert telling(text, "嫌贵") == (0.0, "我们在展会上第一次见到他们的人。")
    assert telling("", "嫌贵") == (0.0, "")


def test_a_long_sentence_is_cut_to_the_clauses_around_the_tag():
    text = "，".join(["我们说了很多话一直没有停下来"] * 12 + ["店员嫌麻烦"] + ["后来又说了很多别的事情"] * 12) + "。"
    quote = telling(text, "一线嫌麻烦")[1]
    assert "店员嫌麻烦" in quote
    assert len(quote) <= 82
    assert quote.startswith("…")
    assert quote.endswith("…")


def test_clip_puts_text_on_one_line():
    assert clip("甲\n\n乙  丙", 10) == "甲 乙 丙"
    assert clip("一二三四五六", 4) == "一二三…"


@pytest.mark.parametrize(
    ("old", "new", "start", "quote", "place"),
    [
        ("甲乙丙", "前言。甲乙丙", 0, "甲乙", 3),  # words before were added
        ("贵。好。贵。", "贵。好。很贵。", 4, "贵", 5),  # the second of two stays the second
        ("贵。好。贵。", "贵。很好。贵。", 0, "贵", 0),  # the first of two stays the first
        ("太贵了", "便宜", 1, "贵", None),
        ("😀嫌贵", "😀😀嫌贵", 1, "嫌贵", 2),  # offsets are code points
    ],
)
def test_marked_words_are_found_again(old, new, start, quote, place):
    assert find_again(old, new, start, quote) == place


def test_stories_pasted_in_a_row_are_split_at_a_line_of_dashes():
    assert split_pasted("甲\r\n第二行\n---\n\n乙\n  ----  \n\n---\n丙--丁\n") == ["甲\n第二行", "乙", "丙--丁"]
    assert split_pasted(" \n---\n") == []


def test_look_alikes_are_offered_nearest_first():
    names = ["系统打不通", "一线嫌麻烦", "嫌贵", "怕麻烦"]
    assert look_alikes("嫌麻烦", names) == ["一线嫌麻烦", "怕麻烦"]
    assert look_alikes("太贵", names) == ["嫌贵"]
    assert look_alikes("Too  Expensive", ["too expensive", "cheap"]) == ["too expensive"]
    assert look_alikes(" ", names) == []
