"""What counts as the same letters, and where in the text as written a word stands."""

from __future__ import annotations

import pytest

from persona_core.search.folding import BETWEEN, around, fold, joined, pairs, spans, terms


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("ＣＲＭ 系统", "crm系统"),
        ("企业\n微信", "企业微信"),
        ("user  Experience", "user experience"),
        ("会\u200b员", "会员"),
        ("①号店", "1号店"),
        ("会員", "会員"),
        ("👨\u200d👩", "👨👩"),
        ("cafe\u0301", "café"),
        ("\x1e\x00", ""),
    ],
)
def test_folding(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_no_word_reaches_from_one_field_into_the_next() -> None:
    assert joined(["开会", None, "员工"]) == f"开会{BETWEEN}员工"
    assert "会员" not in pairs(joined(["开会", "员工"]))


def test_the_last_character_has_its_pair_too() -> None:
    assert pairs("会员") == {"会员", "员␣"}
    assert pairs("") == set()


def test_words_of_a_query_are_wanted_once_each() -> None:
    assert terms("  CRM　系统 crm ") == ["crm", "系统"]
    assert terms("\u200b \n") == []


@pytest.mark.parametrize(
    ("text", "word", "marked"),
    [
        ("我们用 ＣＲＭ 系统", "crm系统", "ＣＲＭ 系统"),
        ("会\u200b员日", "会员", "会\u200b员"),
        ("𠮷野家👍很好", "👍很", "👍很"),
        ("Straße", "strasse", "Straße"),
        ("cafe\u0301 au", "café", "cafe\u0301"),
        ("办㍿的事", "株式", "㍿"),
    ],
)
def test_a_hit_is_marked_in_the_text_as_written(text: str, word: str, marked: str) -> None:
    (span,) = spans(text, terms(word))
    assert text[slice(*span)] == marked


def test_words_that_touch_are_marked_as_one() -> None:
    assert spans("会员日和会员", ["会员", "员日"]) == [(0, 3), (4, 6)]
    assert spans("会员", ["客户"]) == []


def test_the_line_around_a_hit() -> None:
    text = "前" * 50 + "导购\n嫌麻烦" + "后" * 90
    line, places = around(text, ["导购"])
    assert line.startswith("…")
    assert line.endswith("…")
    assert len(line) == 74
    assert "\n" not in line
    assert [line[a:b] for a, b in places] == ["导购"]
    assert around("短短一句", ["没有"]) == ("短短一句", [])
