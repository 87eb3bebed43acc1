"""Where visits lead: every move of one kind, said in words, drawn in two halves."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from persona_core.journeys import analysis
from persona_core.journeys.analysis import Events, Stand, Step, Units
from persona_core.journeys.flows import charts, wording
from persona_core.journeys.flows.analysis import (
    AGAIN,
    BACK,
    CHURNED,
    LOST,
    NEXT,
    SKIP,
    STILL,
    flows,
    halves,
    largest,
)
from persona_core.kit.figures import DARK, LIGHT
from persona_core.kit.words import Words
from tests.journeys.test_funnel import AWARE, NEED, RENEW, SIGNED, STEPS, USE, WEIGH

T = Words("zh")
LABELS = dict(enumerate(("产生需求", "知道我们", "权衡利弊", "签约", "使用", "续费", "丢单", "流失"), 1))


def walked(*cases: tuple[Stand, list[int]], steps=STEPS) -> analysis.Funnel:
    """Deals as (how each stands, its stages in order), ten days from one to the next."""
    rows = [(n, stage, 10 * at) for n, (_, path) in enumerate(cases, 1) for at, stage in enumerate(path)]
    units = Units(
        deal=np.arange(1, len(cases) + 1),
        of=np.arange(len(cases)),
        pushed_by=None,
        outcome=np.array([stand for stand, _ in cases], dtype=np.int8),
    )
    return analysis.count(Events(*np.array(rows).T), units, steps, "deal", as_of=300).funnel()


@pytest.fixture
def found() -> analysis.Funnel:
    return walked(
        (Stand.WON, [NEED, AWARE, WEIGH, SIGNED, USE, RENEW, RENEW, USE, RENEW]),
        (Stand.WON, [AWARE, SIGNED, USE]),
        (Stand.OPEN, [AWARE, WEIGH, AWARE]),
        (Stand.LOST, [AWARE, WEIGH, 7]),
        (Stand.LOST, [AWARE]),
        (Stand.CHURNED, [WEIGH, SIGNED, USE, RENEW, 8]),
    )


def kinds(found: analysis.Funnel) -> dict[tuple[int, int], str]:
    return {(f.start, f.to): f.kind for f in flows(found).every}


def test_every_move_is_of_one_kind(found):
    said = kinds(found)
    assert said[NEED, AWARE] == said[AWARE, WEIGH] == said[WEIGH, SIGNED] == said[USE, RENEW] == NEXT
    assert said[AWARE, SIGNED] == SKIP
    assert said[WEIGH, AWARE] == BACK
    assert said[RENEW, RENEW] == said[RENEW, USE] == AGAIN
    assert said[WEIGH, 7] == said[AWARE, 7] == LOST
    assert said[RENEW, 8] == CHURNED
    assert {f.kind for f in flows(found).every if f.to == analysis.STILL_THERE} == {STILL}


def test_moves_add_up_to_the_visits(found):
    every = flows(found).every
    visits = Counter()
    for flow in every:
        visits[flow.start] += flow.n
    assert {f.start: f.of for f in every} == visits
    assert sum(f.n for f in every) == sum(flows(found).totals.values()) == sum(m.n for m in found.transitions)
    assert next(f for f in every if (f.start, f.to) == (AWARE, WEIGH)).ended == 5


def test_a_journey_without_ends_says_which_side_of_signing_they_left():
    steps = [s for s in STEPS if not s.ends]
    said = kinds(walked((Stand.LOST, [AWARE]), (Stand.CHURNED, [SIGNED, USE]), steps=steps))
    assert sorted(said.values()) == [CHURNED, LOST, NEXT]


def test_an_end_that_says_nothing_counts_by_where_it_was_left_from():
    steps = [*STEPS[:6], Step(7, kind="terminal", in_funnel=False)]
    said = kinds(walked((Stand.OPEN, [AWARE]), (Stand.LOST, [AWARE, 7]), (Stand.CHURNED, [SIGNED, 7]), steps=steps))
    assert (said[AWARE, 7], said[SIGNED, 7]) == (LOST, CHURNED)


def test_the_halves_part_at_signing_and_lose_nothing(found):
    before, after = halves(found, flows(found))
    assert {f.start for f in before.every} == {NEED, AWARE, WEIGH}
    assert {f.start for f in after.every} == {SIGNED, USE, RENEW}
    assert before.totals + after.totals == flows(found).totals
    unsigned = walked((Stand.OPEN, [AWARE, WEIGH]), steps=[s._replace(sets_outcome=None) for s in STEPS])
    assert halves(unsigned, flows(unsigned)) == [flows(unsigned)]


def test_only_the_largest_are_drawn_and_the_others_counted(found):
    whole = flows(found)
    drawn, rest = largest(whole, 3, 10)
    assert len(drawn) == 3
    assert sum(f.n for f in drawn) + rest == sum(f.n for f in whole.every)
    assert min(f.n for f in drawn) >= 2
    few, _ = largest(whole, 40, 2)
    assert {f.start for f in few} == {AWARE, WEIGH}


def test_moves_are_told_in_one_sentence_and_renewals_by_round(found):
    said = wording.sentence(T, flows(found))
    assert said == "一共走了 19 步：往前 12、跳步 1、往回 1、又一轮 2、丢单 2、流失 1"
    (renewed,) = wording.renewed(T, found, LABELS)
    assert renewed == "续费：到了要定的时候，续的 4/5（38–96%）；第 1 轮 2/2、第 2 轮 1/2、第 3 轮 1/1"


def test_each_half_says_the_broadest_way_and_where_most_leave(found):
    before, after = halves(found, flows(found))
    assert wording.finding(T, before, LABELS, signed=False) == (
        "签约前：走得最多的是知道我们 → 权衡利弊，3 次；知道我们走掉的最多，1/6 次"
    )
    assert wording.finding(T, after, LABELS, signed=True).endswith("续费走掉的最多，1/4 次")
    nobody = walked((Stand.OPEN, [AWARE]))
    assert wording.finding(T, halves(nobody, flows(nobody))[0], LABELS, signed=False) == "签约前：还没有动过"


def test_a_chance_is_told_only_where_enough_are_over(found):
    every = {(f.start, f.to): f for f in flows(found).every}
    assert wording.chance(T, every[AWARE, WEIGH]).startswith("6")
    assert wording.chance(T, every[RENEW, 8]) == ""
    assert wording.part(T, every[AWARE, WEIGH]) == "3/6（19–81%）"


@pytest.mark.parametrize("look", [LIGHT, DARK])
def test_the_stream_draws_every_flow_with_its_number_and_nothing_in_a_circle(found, look):
    before, after = halves(found, flows(found))
    for part, signed in ((before, False), (after, True)):
        link, node = (figure := charts.streams(part, LABELS, T, look, signed=signed)).data[0].link, figure.data[0].node
        assert sorted(link.value) == sorted(f.n for f in part.every)
        assert len(set(zip(link.source, link.target, strict=True))) <= len(link.value)
        order = _order(link.source, link.target, len(node.label))
        assert order is not None
        assert all("次" in told for told in link.customdata)
    assert {"续费<br>4", "1"} < set(node.label)


def test_beside_a_desk_branches_are_named_but_the_broad_one_level_with_its_stage(found):
    desk = charts.streams(halves(found, flows(found))[1], LABELS, T, LIGHT, signed=True, width=28).data[0].node.label
    assert "流失<br>1" in desk
    assert not any(name.startswith("又一轮") for name in desk)


def _order(source, target, n: int) -> list[int] | None:
    """The places so that every flow leads onward; None where some go round."""
    left, done = set(range(n)), []
    while left:
        free = [p for p in left if not any(t == p and s in left for s, t in zip(source, target, strict=True))]
        if not free:
            return None
        done += free
        left -= set(free)
    return done


def test_names_are_shown_as_text(found):
    labels = {num: f"<b>{name}</b>" for num, name in LABELS.items()}
    figure = charts.streams(flows(found), labels, T, LIGHT)
    assert "<b>" not in figure.to_json().replace("<br>", "")


def test_the_kinds_are_told_apart_by_colour():
    for look in (LIGHT, DARK):
        assert len(set(charts.colors(look).values())) == 7
