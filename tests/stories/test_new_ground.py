"""Whether further conversations still bring something new."""

from __future__ import annotations

from datetime import date

import pytest

from persona_core.stories.analysis import Told, chance_of_hearing, conversations_needed, in_order, new_ground


def bringing(*new: int) -> list[set[int]]:
    """Conversations that each bring so many new tags beside one that everybody names."""
    heard, known = [], 1
    for n in new:
        heard.append({0, *range(known, known + n)})
        known += n
    return heard


def test_a_base_of_37_then_3_1_0_is_reached_at_5_plus_2():
    found = new_ground(bringing(20, 8, 5, 3, 3, 1, 0))
    assert found.curve == (21, 29, 34, 37, 40, 41, 41)
    assert (found.label, found.reached, found.latest) == ("5+2", 5, 1)
    assert found.ratio == pytest.approx(1 / 37)
    assert found.silent is None


def test_the_first_run_alone_is_not_enough():
    found = new_ground(bringing(20, 8, 5, 3, 3, 1))
    assert (found.label, found.reached, found.latest) == (None, None, 4)
    assert found.ratio == pytest.approx(4 / 37)


@pytest.mark.parametrize(("base", "run", "label"), [(4, 2, "5+2"), (4, 3, "5+3"), (5, 2, "5+2"), (6, 2, "6+2")])
def test_base_and_run_can_be_chosen(base, run, label):
    found = new_ground(bringing(20, 8, 5, 3, 3, 1, 0, 0, 0), base=base, run=run)
    assert found.label == label
    assert found.silent == 6


def test_fewer_conversations_than_the_base_say_nothing():
    assert new_ground(bringing(1, 1, 1)) is None
    assert new_ground([]) is None
    assert new_ground(bringing(1, 1, 1, 1)).reached is None
    assert new_ground([set()] * 8).reached is None


def test_the_shuffled_median_is_the_same_each_time_and_needs_half_of_the_orders():
    heard = [{"a", "b", "c"}] * 10
    assert new_ground(heard).typical == 4
    late = bringing(5, 0, 0, 0, 0, 0, 0, 9)
    found = new_ground(late)
    assert (found.reached, found.typical) == (4, new_ground(late).typical)
    assert new_ground(bringing(*[3] * 12)).typical is None


def test_many_conversations_are_shuffled_in_parts(monkeypatch):
    heard = bringing(*[4, 3, 2, 1] + [0, 1] * 10)
    whole = new_ground(heard)
    monkeypatch.setattr("persona_core.stories.analysis.newness._AT_ONCE", 100)
    assert new_ground(heard) == whole


def test_customers_come_in_the_order_they_were_talked_to_and_unread_ones_do_not_count():
    told = Told(
        {1: "乙", 2: "甲", 3: "甲", 4: "没标", 5: "没日期", 6: "乙"},
        marks=[(1, "贵"), (2, "烦"), (3, "慢"), (5, "贵"), (6, "慢"), (9, "别处")],
    )
    days = {1: date(2026, 3, 1), 2: date(2026, 5, 1), 3: date(2026, 2, 1), 4: date(2026, 1, 1), 5: None, 6: None}
    assert in_order(told, days) == {"甲": {"烦", "慢"}, "乙": {"贵", "慢"}, "没日期": {"贵"}}
    assert list(in_order(told, days)) == ["甲", "乙", "没日期"]


@pytest.mark.parametrize(
    ("n", "prevalence", "times", "chance"),
    [
        (29, 0.10, 2, 0.8011), (28, 0.10, 2, 0.7848), (11, 0.25, 2, 0.8029), (200, 0.06, 5, 0.994),
        (10, 0.10, 1, 0.651), (10, 0.20, 1, 0.893), (10, 0.30, 1, 0.972),
    ],
)  # fmt: skip
def test_how_likely_a_theme_is_heard(n, prevalence, times, chance):
    assert chance_of_hearing(n, prevalence, times) == pytest.approx(chance, abs=5e-4)


@pytest.mark.parametrize(
    ("prevalence", "times", "n"), [(0.10, 2, 29), (0.25, 2, 11), (0.10, 1, 16), (0.20, 1, 8), (0.30, 1, 5)]
)
def test_how_many_conversations_it_takes(prevalence, times, n):
    assert conversations_needed(prevalence, times) == n


def test_shares_and_counts_that_cannot_be_are_refused():
    for wrong in ((10, 1.2, 1), (-1, 0.1, 1), (10, 0.1, 0)):
        with pytest.raises(ValueError, match="share"):
            chance_of_hearing(*wrong)
    with pytest.raises(ValueError, match="shares"):
        conversations_needed(0)
    assert chance_of_hearing(3, 0.5, 5) == pytest.approx(0)
