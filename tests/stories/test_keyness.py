"""Words that one group of customers says more than the rest."""

from __future__ import annotations

import numpy as np
import pytest

from persona_core.stories.analysis import Ignored, favourites, log_odds, segment, shares

MINE, OTHERS = np.array([8, 5, 2, 10]), np.array([1, 6, 9, 9])  # 离职, 开单, 价格, 老板 in 25 words each


def test_log_odds_with_ten_words_of_prior():
    found = log_odds(MINE, OTHERS, shares(MINE, OTHERS))
    assert found.delta == pytest.approx([1.4979, -0.1667, -1.2387, 0.1213], abs=5e-5)
    assert found.variance == pytest.approx([0.4592, 0.2608, 0.3274, 0.1506], abs=5e-5)
    assert found.zeta == pytest.approx([2.2105, -0.3264, -2.1648, 0.3126], abs=5e-5)


def test_log_odds_with_hardly_any_prior():
    found = log_odds(MINE, OTHERS, np.full(4, 0.01))
    assert found.zeta == pytest.approx([2.2872, -0.3855, -2.3877, 0.3695], abs=5e-5)


def told(*texts: tuple[str, int, str]) -> list:
    """Favourites of stories as (group, customer, text)."""
    groups, customers, words = zip(*texts, strict=True)
    return favourites(segment(words, Ignored()), [g or None for g in groups], customers)


LEFT = [("走", i, "掉线 登录 电话") for i in range(4)]
STAYED = [("续", 10 + i, "电话 客服 积分 系统 会员 门店 报表") for i in range(6)]


def test_a_word_stands_out_by_how_often_and_by_how_many():
    found = {(one.group, one.word): one for one in told(*LEFT, *STAYED)}
    one = found["走", "登录"]
    assert (one.k, one.n, one.found.second.k, one.found.second.n) == (4, 4, 0, 6)
    assert one.found.p == pytest.approx(1 / 210)  # C(10, 4)
    assert one.zeta > 1.96
    assert one.found.family == 9  # every word of three customers, counted once for the two groups
    assert ("走", "电话") not in found


def test_one_talkative_customer_makes_no_favourite():
    talkative = [("走", 1, "折扣 " * 50), ("走", 2, "折扣"), ("走", 3, "发票"), ("续", 4, "发票"), *STAYED]
    assert not [one for one in told(*talkative) if one.word == "折扣"]


def test_stories_of_no_group_count_nowhere():
    apart = told(*LEFT, *STAYED, *(("", 20 + i, "登录 登录") for i in range(9)))
    assert [(x.word, x.k, x.zeta) for x in apart] == [(x.word, x.k, x.zeta) for x in told(*LEFT, *STAYED)]


@pytest.mark.parametrize("texts", [LEFT, LEFT[:2] + STAYED, [("走", 1, ""), ("续", 2, "")]])
def test_without_three_customers_on_each_side_nothing_is_said(texts):
    assert told(*texts) == []


def test_of_three_groups_each_stands_against_all_others():
    others = [("谈", 30 + i, "报价 电话 演示") for i in range(3)]
    found = told(*LEFT, *STAYED, *others)
    assert {(one.group, one.word) for one in found} >= {("走", "登录"), ("谈", "演示")}
    assert {one.found.first.n + one.found.second.n for one in found} == {13}
    assert {one.found.family for one in found} == {3 * 11}
