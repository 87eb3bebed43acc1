"""Distributions: what is counted, what leads, and that a picture says no more than its rows."""

from __future__ import annotations

import pytest

from persona_core.companies import charts
from persona_core.companies.analysis import BANDS, OTHERS, distribution, headcounts, in_order, median_headcount
from persona_core.kit import figures
from persona_core.kit.words import Words


def test_kinds_are_counted_from_the_commonest_and_the_unknown_apart() -> None:
    found = distribution({"母婴": 2, "家居": 5, None: 3, "": 1})
    assert [(p.key, p.k, p.percent) for p in found.parts] == [("家居", 5, 71), ("母婴", 2, 29)]
    assert (found.n, found.unknown, found.total, found.kinds) == (7, 4, 11, 2)
    assert found.leader.key == "家居"


def test_rare_kinds_are_gathered_and_never_lead() -> None:
    found = distribution({f"k{i}": 1 for i in range(12)})
    assert (len(found.parts), found.parts[-1].key, found.parts[-1].k, found.kinds) == (8, OTHERS, 5, 12)
    assert found.leader is None
    assert sum(p.percent for p in found.parts) == 100
    assert len(distribution({f"k{i}": 1 for i in range(8)}).parts) == 8


@pytest.mark.parametrize(
    ("counts", "leader"),
    [({}, None), ({"a": 1}, "a"), ({"a": 1, "b": 1}, None), ({"a": 2, "b": 2}, None), ({"a": 3, "b": 2}, "a")],
)
def test_only_what_is_larger_than_every_other_leads(counts: dict, leader: str | None) -> None:
    found = distribution(counts).leader
    assert (found.key if found else None) == leader


def test_headcounts_fall_into_bands_without_gaps() -> None:
    rows = [
        (3, False, 1),
        (9, False, 2),
        (10, False, 1),
        (349, True, 2),
        (None, False, 4),
        (7000, False, 1),
        (0, False, 1),
    ]
    found = headcounts(rows)
    assert [(p.key, p.k) for p in found.parts] == [
        ("1-9", 4),
        ("10-49", 1),
        ("50-99", 0),
        ("100-199", 0),
        ("200-499", 2),
        ("500-999", 0),
        ("1000-4999", 0),
        ("5000+", 1),
    ]
    assert (found.n, found.unknown, found.by_middle) == (8, 4, 2)
    assert headcounts([]).parts == ()
    assert BANDS["10-49"] == (10, 50)
    assert BANDS["5000+"] == (5000, None)


def test_the_median_leaves_bands_out() -> None:
    assert median_headcount([(100, False, 1), (200, False, 1), (900, True, 5), (None, False, 1)]).value == 150
    assert median_headcount([(900, True, 5)]).value is None


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", ["industry", "headcount", "prior"])
def test_a_picture_says_its_finding_and_has_its_table(lang: str, kind: str) -> None:
    t, hostile = Words(lang), "<b>甲</b>" * 2000
    found = distribution({hostile: 8, "乙": 3, "丙": 1})
    figure = charts.distribution(found, t, figures.LIGHT, say=str, kind=kind)
    assert "8/12" in figure.layout.title.text.replace("<br>", "")
    assert "<b>" not in figure.to_json().replace("&lt;b", "")
    assert len(figure.to_json()) < 10_000
    assert list(figure.data[0].x) == [8, 3, 1]
    assert [row[:3] for row in charts.rows(found, t, str)] == [(hostile, 8, "67%"), ("乙", 3, "25%"), ("丙", 1, "8%")]


def test_under_ten_companies_counts_stand_without_percentages() -> None:
    t = Words("zh")
    few = distribution({"甲": 3, "乙": 1})
    assert charts.share_label(few.parts[0], few.n, t) == "3/4"
    assert charts.finding(few, t, str, "industry") == "甲最多：3/4"
    assert charts.finding(distribution({"甲": 1, "乙": 1}), t, str, "prior") == "2 家之前用什么的都有，没有哪种突出"
    assert charts.finding(headcounts([(3, False, 1), (60, False, 1)]), t, str, "headcount").startswith("2 家大小不一")


def test_groups_with_an_order_of_their_own_keep_it():
    found = in_order({"2023": 1, "2024": 5, "2025": 2, None: 3})
    assert [(part.key, part.k) for part in found.parts] == [("2023", 1), ("2024", 5), ("2025", 2)]
    assert (found.n, found.unknown, found.leader.key) == (8, 3, "2024")
