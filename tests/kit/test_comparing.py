"""Two groups compared: published numbers, whole-number arithmetic, families, and the words."""

from __future__ import annotations

import math
import random
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest

from persona_core.kit import comparing
from persona_core.kit.comparing import Counts, Values, compare, fisher, q_values, rank_sum
from persona_core.kit.words import Words


@pytest.mark.parametrize(
    ("table", "p"),
    [
        ((3, 1, 1, 3), 34 / 70),  # Fisher's tea tasting, 1935
        ((2, 10, 15, 3), 0.0005367241191434357),  # convictions of twins, R's fisher.test
        ((8, 2, 1, 5), 0.034965034965034975),  # sea animals, scipy's fisher_exact
        ((1, 3, 6, 0), 1 / 30),
        ((5, 0, 2, 3), 1 / 6),
        ((0, 2, 7, 1), 1 / 15),
        ((4, 0, 6, 0), 1.0),
        ((0, 0, 0, 0), 1.0),
    ],
)
def test_known_tables(table, p):
    assert fisher([table])[0] == pytest.approx(p, rel=1e-12)


def exactly(a, b, c, d):
    """Fisher's p in whole numbers."""
    row, column, total = a + b, a + c, a + b + c + d
    ways = [
        math.comb(row, x) * math.comb(total - row, column - x)
        for x in range(max(0, row + column - total), min(row, column) + 1)
    ]
    own = math.comb(row, a) * math.comb(total - row, c)
    return float(Fraction(sum(w for w in ways if w <= own), sum(ways)))


def test_many_tables_at_once_agree_with_whole_number_arithmetic():
    chance = random.Random(3)
    tables = [tuple(chance.randint(0, top) for _ in range(4)) for top in (3, 15, 90, 400) for _ in range(60)]
    tables += [(160, 140, 2600, 7100), (31, 269, 700, 9000), (2000, 3000, 2210, 2790)]
    expected = [exactly(*table) for table in tables]
    assert fisher(tables) == pytest.approx(expected, rel=1e-9, abs=0)


def test_tables_are_summed_in_parts_when_they_are_large(monkeypatch):
    tables = [(30, 40, 50, 60), (1, 9, 12, 3), (7, 7, 7, 7), (0, 5, 5, 0)]
    whole = fisher(tables)
    monkeypatch.setattr(comparing, "_TERMS", 10)
    assert list(fisher(tables)) == list(whole)


def test_negative_counts_are_refused():
    with pytest.raises(ValueError, match="negative"):
        fisher([(1, -1, 2, 3)])


PERMEABILITY = (  # Hollander & Wolfe 1973, R's wilcox.test: W = 35, one-sided p .1272
    [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46],
    [1.15, 0.88, 0.90, 0.74, 1.21],
)


@pytest.mark.parametrize(
    ("first", "second", "p"),
    [
        (*PERMEABILITY, 0.2544122544122544),
        ([19, 22, 16, 29, 24], [20, 11, 17, 12], 1 / 9),  # ages at diagnosis, scipy's mannwhitneyu
        ([38, 35, 44, 29, 52], [96, 88, 71, 132, 84, 160, 118], 2 / 792),
        ([1, 1], [2, 2], 1 / 3),
        ([5, 5, 5], [5, 5], 1.0),
        ([3], [], 1.0),
    ],
)
def test_known_rank_sums(first, second, p):
    assert rank_sum(first, second) == pytest.approx(p, rel=1e-12)
    assert rank_sum(second, first) == pytest.approx(p, rel=1e-12)


def test_ties_count_as_all_ways_to_deal_the_values_out():
    chance = random.Random(5)
    for _ in range(20):
        first, second = ([chance.randint(1, 6) for _ in range(chance.randint(1, 6))] for _ in range(2))
        values = sorted([*first, *second])
        rank = {v: values.index(v) + (values.count(v) + 1) / 2 for v in values}
        ranks, middle = [rank[v] for v in [*first, *second]], len(first) * (len(values) + 1) / 2
        away = abs(sum(ranks[: len(first)]) - middle)
        ways = [abs(sum(c) - middle) >= away for c in combinations(ranks, len(first))]
        assert rank_sum(first, second) == pytest.approx(sum(ways) / len(ways))


def test_large_groups_come_close_to_the_exact_count(monkeypatch):
    chance = np.random.default_rng(7)
    few, many, others = chance.normal(0.9, 1, 7), chance.normal(0.5, 1, 25), np.round(chance.normal(0, 1, 32), 1)
    exact = [rank_sum(few, others), rank_sum(many, others)]
    monkeypatch.setattr(comparing, "_STEPS", 0)
    assert rank_sum(few, others) == rank_sum(few, others) == pytest.approx(exact[0], abs=0.01)  # shuffled, seeded
    assert rank_sum(many, others) == pytest.approx(exact[1], rel=0.05)  # the normal curve


def test_q_values_of_benjamini_and_hochberg():
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759]
    p += [1]
    q = q_values(p[::-1])[::-1]
    assert sum(q <= 0.05) == 4  # as in the paper of 1995, where Bonferroni finds three
    assert q[:4] == pytest.approx([0.0015, 0.003, 0.0095, 0.035625])
    assert (np.diff(q) >= 0).all()
    assert q[-1] == 1
    assert len(q_values([])) == 0


def test_a_difference_is_said_only_if_it_stands_in_its_family():
    renewal = Counts(1, 4, 6, 6)
    alone = compare({"renewal": renewal})["renewal"]
    assert (alone.verdict, alone.family, alone.first.k, alone.first.n, alone.second.n) == ("said", 1, 1, 4, 6)
    flat = {n: Counts(1, 2, 1, 2) for n in range(6)}
    one_of_many = compare({"renewal": renewal, **flat})["renewal"]
    assert one_of_many.p == pytest.approx(1 / 30)
    assert (one_of_many.q, one_of_many.verdict) == (pytest.approx(7 / 30), "clue")
    assert compare({"prior": Counts(5, 5, 2, 5)})["prior"].verdict == "unclear"


def test_counts_and_values_are_one_family_and_empty_sides_are_not_compared():
    found = compare(
        {
            "days": Values([38, 35, 44, 29, 52], [96, 88, 71, 132, 84, 160, 118]),
            "renewal": Counts(1, 4, 6, 6),
            "nobody decided": Counts(0, 0, 6, 6),
            "nobody timed": Values([3], []),
        }
    )
    assert set(found) == {"days", "renewal"}
    assert (found["days"].first.value, found["days"].second.value, found["days"].family) == (38, 96, 2)
    assert found["days"].q == pytest.approx(2 * 2 / 792)


def test_verdicts_in_words():
    zh, en = Words("zh"), Words("en")
    clue = compare({"a": Counts(1, 4, 6, 6), **{n: Counts(1, 2, 1, 2) for n in range(6)}})["a"]
    assert comparing.verdict_text(zh, clue) == "只当线索"
    assert comparing.verdict_text(en, clue) == "only a clue"
    assert comparing.family_text(zh, clue.family) == "一共比了 7 组"
    assert comparing.family_text(en, 1) == "1 comparison made in all"
    sure, unsure = compare({1: Counts(0, 9, 9, 9)})[1], compare({1: Counts(1, 2, 1, 2)})[1]
    assert [comparing.verdict_text(zh, x) for x in (sure, unsure)] == ["站得住", "说不准"]
