"""Odd dates of one deal are said: after leaving, signed before first contact, back, again, two stages on a day."""

from __future__ import annotations

import pytest

from persona_core.journeys.analysis import Step
from persona_core.journeys.remarks import Odd, remarks
from persona_core.journeys.remarks_wording import MANY, sentence
from persona_core.kit import clock
from persona_core.kit.words import Words

AWARE, WEIGH, SIGN, LIVE, RENEW, LOST, LEFT = range(1, 8)
ROAD = [
    Step(AWARE),
    Step(WEIGH),
    Step(SIGN, sets_outcome="won"),
    Step(LIVE),
    Step(RENEW, "repeating"),
    Step(LOST, "terminal", sets_outcome="lost"),
    Step(LEFT, "terminal", sets_outcome="churned"),
]
NAMES = {AWARE: "知道我们", WEIGH: "权衡利弊", SIGN: "签约", LIVE: "上线", RENEW: "续费", LOST: "丢单", LEFT: "流失"}


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([(AWARE, 10), (WEIGH, 20), (SIGN, 30), (RENEW, 400), (RENEW, 760), (LEFT, 900)], []),
        ([(AWARE, 10), (SIGN, 30)], []),
        ([(AWARE, 10), (LOST, 20), (WEIGH, 40), (SIGN, 50)], [(Odd.AFTER_END, (LOST, WEIGH, SIGN))]),
        ([(SIGN, 5), (AWARE, 10), (LIVE, 20)], [(Odd.EARLY_SIGN, (SIGN, AWARE))]),
        ([(AWARE, 10), (WEIGH, 5), (SIGN, 20)], [(Odd.BACK, (AWARE, WEIGH))]),
        ([(AWARE, 10), (WEIGH, 20), (WEIGH, 30)], [(Odd.AGAIN, (WEIGH,))]),
        ([(AWARE, 10), (WEIGH, 10), (SIGN, 10)], [(Odd.SAME_DAY, (AWARE, WEIGH, SIGN))]),
        ([(AWARE, 10), (99, 10)], []),
        ([], []),
    ],
)
def test_what_is_odd_is_found_and_nothing_else(events, expected):
    assert [(remark.odd, remark.stages) for remark in remarks(events, ROAD)] == expected


def test_a_remark_names_stages_and_days_in_both_languages():
    day = clock.day_number(clock.today())
    found = remarks([(SIGN, day - 9), (AWARE, day - 5), (WEIGH, day - 5), (LEFT, day - 7), (LIVE, day)], ROAD)
    assert [remark.odd for remark in found] == [Odd.AFTER_END, Odd.EARLY_SIGN, Odd.SAME_DAY]
    zh, en = ([sentence(Words(lang), remark, NAMES) for remark in found] for lang in ("zh", "en"))
    assert zh[1] == "“签约”的日期早于“知道我们”。两个都留着，这一单不算签约用了多少天。"
    assert "知道我们、权衡利弊、上线" in zh[0]
    assert en[2].startswith("On ")
    assert {Words("zh")(text) for text in MANY.values()} != set(MANY.values())
