"""How long customers stay at a stage and what becomes of them: numbers, words, pictures with their data."""

from __future__ import annotations

import numpy as np
import pytest

from persona_core.journeys import analysis
from persona_core.journeys.stays import charts, wording
from persona_core.journeys.stays.analysis import (
    BACK,
    LEFT,
    ONWARD,
    Remaining,
    after_signing,
    fates,
    remaining,
    river,
    slowest,
    stays,
    telling,
)
from persona_core.kit.figures import DARK, LIGHT
from persona_core.kit.incidence import course
from persona_core.kit.survival import STILL, Survival
from persona_core.kit.words import Words
from tests.journeys.test_funnel import AWARE, RENEW, SIGNED, USE, WEIGH, count

T, EN = Words("zh"), Words("en")
LABELS = {
    1: "产生需求",
    AWARE: "知道我们",
    WEIGH: "权衡利弊",
    SIGNED: "签约",
    USE: "使用",
    RENEW: "续费",
    7: "丢单",
    8: "流失",
}
AS_OF = 500


def weighing(onward=(), left=(), back=(), still=()) -> analysis.Funnel:
    """Deals that came to 权衡利弊 and went on, left, went back or are there still after so many days."""
    cases = [("won", {WEIGH: 100, SIGNED: 100 + d}) for d in onward]
    cases += [("lost", {WEIGH: 100, 7: 100 + d}) for d in left]
    cases += [("open", {WEIGH: 100, AWARE: 100 + d}) for d in back]
    cases += [("open", {WEIGH: AS_OF - d}) for d in still]
    return count(*cases)


def stay(found: analysis.Funnel, num: int = WEIGH):
    return next(s for s in stays(found) if s.num == num)


def test_the_nine_of_whom_two_moved_on_after_thirty_days():
    found = weighing(onward=(10, 12, 25, 40, 70), left=(20, 35, 50, 60, 90), still=(45, 80))
    looks = remaining(fates(found, WEIGH))
    assert [(one.day, one.n, one.onward, one.left, one.still) for one in looks] == [
        (0, 12, 5, 5, 2),
        (14, 10, 3, 5, 2),
        (30, 8, 2, 4, 2),
        (60, 3, 1, 1, 1),
    ]
    one = looks[2]
    assert wording.later(T, found, stay(found), one) == "停了 30 天的 8 单，后来往前走的 2 单、离开的 4 单、还在的 2 单"
    assert telling(looks) == looks[3]


def test_the_chance_left_is_that_of_the_curve_and_is_not_said_of_few():
    found = weighing(onward=(10, 12, 25, 40, 70), left=(20, 35, 50, 60, 90), still=(45, 80))
    spells = fates(found, WEIGH)
    looks, rises, curve = remaining(spells), course(spells, ONWARD), Survival(spells).curve()
    for one in looks:
        so_far = rises.chance[rises.times <= one.day]
        still = curve.still[curve.times <= one.day]
        left = (rises.chance[-1] - (so_far[-1] if so_far.size else 0)) / (still[-1] if still.size else 1)
        assert one.chance.value == pytest.approx(left)
    assert wording.chance(T, looks[0]).startswith("43%（")
    assert wording.chance(T, looks[3]) == ""


def test_what_becomes_of_everybody_adds_up_on_every_day():
    found = weighing(onward=(3, 9, 9, 30), left=(9, 41), back=(5, 33), still=(2, 21, 50))
    flow = river(fates(found, WEIGH))
    total = flow.still + sum(flow.fates.values())
    assert np.allclose(total, 1.0)
    assert flow.still.tolist() == pytest.approx(Survival(found.stays.of(2)).curve().still.tolist())
    assert set(flow.fates) == {ONWARD, BACK, LEFT}
    assert flow.watched[0] == 10


def test_moving_on_from_a_repeating_stage_to_itself_is_onward():
    found = count(*[("won", {SIGNED: 1, RENEW: 100}) for _ in range(5)], ("churned", {SIGNED: 1, RENEW: 50, 8: 60}))
    assert set(fates(found, RENEW).outcome.tolist()) == {STILL, LEFT}
    assert set(fates(found, SIGNED).outcome.tolist()) == {ONWARD}


def test_few_stays_are_listed_one_by_one_and_have_no_curve():
    found = weighing(onward=(12, 30), still=(45,))
    few = stay(found)
    assert river(fates(found, WEIGH)) is None
    assert [(one.days, one.fate) for one in few.lengths] == [(12, ONWARD), (30, ONWARD), (45, STILL)]
    assert wording.usual(T, found, few) == "只有 3 单：12 天，往前走了；30 天，往前走了；45 天，还在这一步"
    assert (wording.median(T, few), wording.nine_in_ten(T, few)) == ("", "")


def test_what_half_have_not_reached_is_said_in_words():
    found = weighing(onward=(10, 20), still=(5, 30, 60, 90, 210))
    some = stay(found)
    assert some.days.value is None
    assert wording.usual(T, found, some) == "走的还没到一半（最长的看了 210 天；5 单还在，也算进去了）"
    assert (wording.median(T, some), wording.nine_in_ten(T, some)) == ("还没到一半", "还没到九成")
    assert wording.finding(T, found, stays(found), LABELS).startswith("签约前停得最久的是权衡利弊：走的还没到一半")


def test_a_median_carries_its_range_and_those_still_there():
    found = weighing(onward=range(10, 40), left=range(20, 40), still=(5, 60))
    said = wording.usual(T, found, stay(found))
    assert said.startswith("一般 2")
    assert said.endswith("；2 单还在，也算进去了）")
    assert wording.usual(EN, found, stay(found)).startswith("usually 2")


def test_who_came_back_makes_times_of_deals():
    found = weighing(onward=(10,) * 6, back=(5,))
    assert not stay(found, SIGNED).again
    assert stay(found).again
    assert wording.many(T, found, stay(found), 3) == "3 次"
    assert wording.many(T, found, stay(found, SIGNED), 3) == "3 单"


def test_the_slowest_stage_lies_before_signing():
    found = count(*[("won", {AWARE: 0, WEIGH: 30, SIGNED: 40, USE: 400}) for _ in range(6)])
    assert slowest(found, stays(found)).num == AWARE
    assert after_signing(found) == {SIGNED, USE, RENEW}
    assert wording.finding(T, count(("open", {AWARE: 1})), stays(count(("open", {AWARE: 1}))), LABELS) == (
        "记下的还太少，说不出每步一般多久"
    )


def test_nobody_left_to_look_at():
    assert telling([Remaining(0, 4, 4, 0, 0, 0, None)]) is None
    assert remaining(fates(count(("open", {AWARE: 1})), WEIGH)) == []


@pytest.mark.parametrize("look", [LIGHT, DARK])
def test_the_ranges_draw_what_the_rows_say(look):
    found = weighing(onward=(10, 20, 30, 40, 50, 60), back=(3,), still=(5, 10))
    every = stays(found)
    figure = charts.ranges(found, every, LABELS, T, look)
    traces = {trace.name: trace for trace in figure.data}
    row = [s.num for s in every].index(WEIGH)
    assert (traces["一半走完"].x, traces["一半走完"].y) == ((stay(found).days.value,), (row,))
    band = traces["一半的范围"]
    assert band.x[:2] == (stay(found).days.lo, stay(found).days.hi or stay(found).days.value)
    singles = traces["太少，一次一点"]
    assert set(singles.y) == {[s.num for s in every].index(AWARE)}
    assert set(singles.marker.symbol) == {"circle-open"}


def test_an_interval_without_upper_limit_is_dotted_to_the_edge():
    found = weighing(onward=(10, 20, 30, 40, 50))
    assert stay(found).days.hi is None
    figure = charts.ranges(found, stays(found), LABELS, T, LIGHT)
    dotted = next(trace for trace in figure.data if trace.name == "上限还说不准")
    assert dotted.line.dash == "dot"
    assert dotted.x[1] == figure.layout.xaxis.range[1]


def test_the_course_is_drawn_in_steps_that_sum_to_one():
    found = weighing(onward=range(5, 25), left=range(10, 20), back=(7,), still=(3, 90))
    flow = river(fates(found, WEIGH))
    figure = charts.course(flow, "权衡利弊", "题", T, LIGHT)
    assert [trace.name for trace in figure.data] == ["还在这一步", "走了", "往回走了", "往前走了"]
    assert {trace.line.shape for trace in figure.data} == {"hv"}
    assert np.allclose(np.sum([trace.y for trace in figure.data], axis=0), 1.0)
    assert figure.data[0].y[0] == 1.0
    assert list(figure.data[0].x[1:-1]) == flow.days[flow.watched >= 5].tolist()
    assert figure.data[0].customdata[0].tolist() == [0, 33]
    assert figure.data[0].hovertemplate.startswith("第 %{customdata[0]:,} 天：看着 %{customdata[1]:,}")


def test_under_ten_the_course_shows_no_shares_at_its_end():
    flow = river(fates(weighing(onward=(5, 9, 20), still=(3, 4, 90)), WEIGH))
    figure = charts.course(flow, "权衡利弊", "题", T, LIGHT)
    assert [note.text for note in figure.layout.annotations] == ["还在这一步", "往前走了"]


def test_names_are_shown_as_text_and_a_hundred_stages_in_one_line_each():
    found = weighing(onward=(10, 20, 30, 40, 50, 60))
    labels = {num: f"<b>{name}</b>" for num, name in LABELS.items()}
    figure = charts.ranges(found, stays(found), labels, T, LIGHT)
    assert "<b>" not in figure.to_json().replace("<br>", "")
    many = stays(found)[:1] * 100
    assert charts.ranges(found, many, LABELS, T, LIGHT).layout.height < 2700
