"""Cells about a seat as people write them, read to values and said back."""

from __future__ import annotations

import pytest

from persona_core.decision_chain.hearing import heard
from persona_core.decision_chain.models import Effort, Moment, Say
from persona_core.decision_chain.reading import CHOICES, listens_text, read_cell, told
from persona_core.kit.errors import Invalid
from persona_core.kit.words import LANGUAGES, Words
from persona_core.vocabulary.models import Term
from persona_core.vocabulary.queries import Lists

ZH, EN = Words("zh"), Words("en")


@pytest.mark.parametrize(
    ("key", "texts", "value"),
    [
        ("moment", ("采购", "购买", "purchase", "Purchase"), Moment.PURCHASE),
        ("moment", ("续费", "续约", "renewal"), Moment.RENEWAL),
        ("say", ("说了算", "Decides", "3", 3, 3.0), Say.DECIDES),
        ("say", ("没份", "has no part", "0"), Say.NONE),
        ("stance", ("力推", "champions us", "+2", "2", "强烈支持"), 2),
        ("stance", ("有顾虑", "-1", "−1", "－1", "Has doubts"), -1),
        ("stance", ("还不清楚", "Not known yet", "未知", "?", "unknown"), None),
        ("effort", ("难", "hard", "Hard"), Effort.HARD),
        ("veto", ("是", "有", "√", "YES", "1", True, 1), True),
        ("veto", ("否", "无", "×", "no", "0", False), False),
        ("decision_points", ("25", 25, "25分", "25%", "２５"), 25),
        ("person", ("还不知道是谁", "不知道", "Not known who", "-"), None),
        ("person", ("王 伟", " 王  伟 "), "王 伟"),
        ("openness", ("4", 4.0), 4),
    ],
)
def test_words_in_both_languages_and_as_numbers(key, texts, value):
    assert [read_cell(key, text) for text in texts] == [value] * len(texts)


@pytest.mark.parametrize(
    ("key", "text", "said"),
    [
        ("say", "老大", "可选：说了算、有一票、过问、没份。"),
        ("stance", "挺好", "还不清楚"),
        ("stance", "3", "“3”不在可选项里"),
        ("veto", "maybe", "看不出是“是”还是“否”"),
        ("decision_points", "-5", "0 到 100"),
        ("decision_points", "120", "0 到 100"),
        ("decision_points", "很多", "不是分数"),
        ("openness", "6", "1 到 5"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_what_can(key, text, said):
    with pytest.raises(Invalid) as refused:
        read_cell(key, text)
    assert said in refused.value.text(ZH)


@pytest.mark.parametrize(
    ("text", "given", "own"),
    [
        ("CEO:25;市场总监:25", {"CEO": 25, "市场总监": 25}, None),
        ("CEO：25；市场总监：25、自己：50", {"CEO": 25, "市场总监": 25}, 50),
        ("CEO=25%，IT 30", {"CEO": 25, "IT": 30}, None),
        ("市场总监:很听", {"市场总监": 50}, None),
        ("很听市场总监", {"市场总监": 50}, None),
        ("CEO（会参考）", {"CEO": 25}, None),
        ("CEO、销售2部", {"CEO": 25, "销售2部": 25}, None),
        ("listens closely to CEO, takes note of IT", {"CEO": 50, "IT": 25}, None),
        ("Owner's wife (keeps the books): 40", {"Owner's wife (keeps the books)": 40}, None),
        ("采购、财务:25;IT", {"采购、财务": 25, "IT": 25}, None),
        ("自己", {}, None),
        ("own judgement", {}, None),
    ],
)
def test_whom_a_seat_listens_to_in_one_cell(text, given, own):
    found = heard(text, ["采购、财务"])
    assert (dict(found.given), found.own) == (given, own)


@pytest.mark.parametrize("text", ["CEO:", "CEO:很多", "CEO:120", "CEO:-1", "CEO:25;CEO:30"])
def test_listening_that_cannot_be_meant(text):
    with pytest.raises(Invalid):
        heard(text)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_values_are_said_in_words_that_are_read_back(lang):
    t, known = Words(lang), Lists()
    known.add(Term(list_name="position", code="ceo", zh="总经理", en="CEO"))
    known.add(Term(list_name="position", code="it", zh="IT：运维", en="IT: operations"))
    for key, choices in CHOICES.items():
        for value in choices:
            assert read_cell(key, told(key, value, t, known)) == value
    assert read_cell("stance", told("stance", None, t, known)) is None
    assert [read_cell("veto", told("veto", flag, t, known)) for flag in (True, False)] == [True, False]
    for listens, own in (({"ceo": 50.0, "it": 25.0}, None), ({"it": 12.5}, ("ceo", 87.5)), ({}, None)):
        text = listens_text(listens, t, known, own=own)
        found = heard(text, [known.label("position", "it", t)])
        read = {known.code("position", name): points for name, points in found.given}
        assert read == listens | ({own[0]: own[1]} if own else {})
