"""Groups side by side: which goes further, which signs faster, in numbers, words and pictures."""

from __future__ import annotations

import numpy as np
import pytest

from persona_core.journeys.counting import WHOLE, Question, counted
from persona_core.journeys.grouping import groups, parts
from persona_core.journeys.groups import charts, wording
from persona_core.journeys.groups.analysis import columns, speeds, split, telling
from persona_core.kit.figures import DARK, LIGHT
from persona_core.kit.words import Words

T = Words("zh")


@pytest.fixture
def sourced(session, viewer, make):
    """sourced(转介绍=(signed, lost, open), …): companies by lead source; the signed take 20, 21, 22 … days."""

    def build(**sources: tuple[int, int, int]):
        for source, (signed, lost, still) in sources.items():
            fates = [{"签约": 180 - n} for n in range(signed)] + [{"丢单": 100}] * lost + [{}] * still
            for number, rest in enumerate(fates):
                _, deal = make(f"{source}{number}", 知道我们=200, 权衡利弊=190, **rest)
                deal.lead_source = source
        session.flush()
        return asked(session, viewer)

    return build


def asked(session, viewer, question: Question = WHOLE):
    whole = counted(session, viewer, question)
    return whole, split(whole, parts(session, viewer, T, whole, "lead_source"))


def test_groups_are_counted_as_their_own_funnels(session, viewer, sourced):
    whole, found = sourced(转介绍=(6, 2, 1), 展会=(1, 7, 2), 官网=(0, 1, 0))
    for part, group in zip(found.parts, groups(session, viewer, T, whole, "lead_source").groups, strict=True):
        funnel = group.funnel
        assert (part.label, part.total, part.signed, part.lost, part.open) == (
            group.label,
            funnel.total,
            funnel.signed,
            funnel.lost,
            funnel.open,
        )
        mine = [(s.num, s.reached, s.open, s.left, s.step, s.overall) for s in part.stages]
        assert mine == [(r.num, r.reached, r.open, r.left, r.step, r.overall) for r in funnel.rows]


@pytest.mark.parametrize("question", [Question(unit="deal"), WHOLE])
def test_those_without_a_value_are_counted_apart(session, viewer, make, question):
    make("甲", 知道我们=9)
    make("乙")
    _, found = asked(session, viewer, question)
    assert (found.parts, found.unknown, found.more, found.family) == ((), 1, 0, 0)
    assert wording.finding(T, found, "线索来源") == "这里没有一家填了线索来源"
    assert wording.caption(T, found, found) == "还有 1 个没填这一项。"


def test_a_difference_that_holds_is_said_in_counts(sourced):
    _, found = sourced(转介绍=(18, 2, 1), 展会=(3, 17, 2))
    assert wording.finding(T, found, "线索来源") == "“转介绍”走得更远：签了 90% · 18/20，其他 15% · 3/20"
    assert wording.carries(T, found.compared, "转介绍", 20) == "站得住"
    assert wording.caption(T, found, found) == "一共比了 1 组。"


def test_what_may_be_chance_is_not_said_to_differ(sourced):
    _, found = sourced(转介绍=(3, 2, 0), 展会=(2, 3, 0), 官网=(2, 2, 0))
    assert wording.finding(T, found, "线索来源").startswith(
        "按线索来源说不准谁走得更远；差得最大的是“转介绍”：签了 3/5"
    )
    assert {wording.carries(T, found.compared, p.value, p.won.n) for p in found.parts} == {"说不准"}
    assert found.family == 3


def test_too_few_and_all_alike_are_said(session, viewer, sourced):
    _, found = sourced(转介绍=(2, 0, 3))
    assert wording.finding(T, found, "线索来源") == "线索来源都一样：转介绍"
    _, found = sourced(展会=(1, 0, 0))
    assert wording.finding(T, found, "线索来源") == "按线索来源还比不出来：每边至少要 3 家有结果"
    assert wording.carries(T, found.compared, "展会", 1) == "只当线索"


def test_days_to_sign_are_compared_among_those_who_signed(session, viewer, make):
    for source, days in (("转介绍", range(20, 28)), ("展会", range(80, 88))):
        for n, took in enumerate(days):
            _, deal = make(f"{source}{n}", 知道我们=190, 签约=190 - took)
            deal.lead_source = source
        _, deal = make(f"{source}还在", 知道我们=30)
        deal.lead_source = source
    session.flush()
    whole, found = asked(session, viewer)
    took = speeds(whole, found)
    assert [(s.days.value, s.days.k, s.still) for s in took.stays] == [(83, 8, 1), (23, 8, 1)]
    assert (
        wording.faster(T, found, took, "线索来源", "company")
        == "签下来的当中，“转介绍”更快：24 天（8 家），其他 84 天（8 家）"
    )
    assert wording.spent(T, whole.funnel(), took.stays[0]) == "83 天 · 签了 8 家，1 家还在谈"
    for wide, said in ((True, "83 天 · 签了 8 家，1 家还在谈"), (False, "83 天")):
        figure = charts.speeds(whole.funnel(), found, took, "线索来源", T, LIGHT, wide=wide)
        assert next(trace.text for trace in figure.data if trace.mode == "text")[0] == said


def test_few_are_shown_one_by_one_and_carry_no_share(sourced):
    whole, found = sourced(转介绍=(6, 3, 0), 展会=(1, 1, 1))
    figure = charts.signed(whole.funnel(), found, "线索来源", T, LIGHT)
    dots = next(trace for trace in figure.data if trace.name == "有结果的里签了多少")
    assert (len(dots.x), dots.y) == (1, (0,))
    said = next(trace.text for trace in figure.data if trace.mode == "text")
    assert said[1] == "1/2 · 只当线索"
    took = charts.speeds(whole.funnel(), found, speeds(whole, found), "线索来源", T, DARK)
    singles = next(trace for trace in took.data if trace.name == "太少，一家一点")
    assert set(singles.y) == {1}


def test_every_stage_is_a_column_with_a_bar_as_long_as_its_share(sourced):
    whole, found = sourced(转介绍=(6, 3, 1), 展会=(5, 5, 2))
    labels = {step.num: f"<i>{step.num}</i>" for step in whole.road.steps}
    nums = columns(found, whole.funnel().signing)
    figure = charts.stages(whole.funnel(), found, nums, labels, T, LIGHT)
    shares = [s.overall.value for part in found.parts for s in part.stages if s.num in nums]
    assert np.allclose(figure.data[1].x, [0.86 * share for share in shares])
    assert "<i>" not in figure.to_json()


def test_of_many_stages_those_where_most_left_and_signing_are_columns(sourced):
    whole, found = sourced(转介绍=(6, 3, 1))
    sign = whole.funnel().signing
    weigh = whole.funnel().worst[0]
    assert columns(found, sign, most=2) == [weigh, sign]


def test_nothing_telling_where_all_are_alike(sourced):
    _, found = sourced(转介绍=(3, 3, 0), 展会=(3, 3, 0))
    assert telling(found.compared) is None
    assert wording.finding(T, found, "线索来源") == "按线索来源看不出差别"


def test_groups_beyond_twelve_are_counted(session, viewer, sourced):
    _, found = sourced(**{f"来源{n:02d}": (1, 0, 0) for n in range(14)})
    assert (len(found.parts), found.more) == (12, 2)
    assert "还有 2 " in wording.caption(T, found, found)
