"""What one group says more often than the others, what changes between two times of asking, what goes together."""

from __future__ import annotations

import pytest

from persona_core.kit.comparing import SAID, UNCLEAR
from persona_core.stories.analysis import Cut, Told, differences, pairs, splits, turns


def told(*stories: tuple[str, str, str]) -> Told:
    """Stories as (customer, stage, tags in a row)."""
    return Told(
        company={i: who for i, (who, _, _) in enumerate(stories)},
        stages={i: [stage] for i, (_, stage, _) in enumerate(stories)},
        marks=[(i, tag) for i, (_, _, tags) in enumerate(stories) for tag in tags.split()],
    )


# twelve customers: the eight large ones all find it dear, of the five small ones one does; one size is not known
SIZES = {f"大{i}": "大" for i in range(8)} | {f"小{i}": "小" for i in range(5)}
DEAR = told(*((who, "签约", "贵") for who in SIZES if who[0] == "大" or who == "小0"), *(
    (who, "签约", "烦" if who in {"小1", "小2"} else "") for who in SIZES if who[0] == "小"
), ("没写大小", "签约", "贵"))  # fmt: skip


def test_a_group_is_compared_with_the_others_on_those_asked():
    split = splits({"size": Cut(DEAR, SIZES, {"大": 9, "小": 5})}, ["贵", "烦"])["size"]
    large, small = split.groups
    assert (large.value, large.asked, large.n, large.said) == ("大", 8, 9, {"贵": 8, "烦": 0})
    assert (small.asked, small.n, small.said["贵"], split.unknown) == (5, 5, 1, 1)
    found = large.against["贵"]
    assert found.p == pytest.approx(5 / 715)  # C(8, 8) · C(5, 1) / C(13, 9), and nothing as unlikely the other way
    assert (found.verdict, found.family) == (SAID, 1)
    assert small.against["贵"].first == found.second
    assert "烦" not in large.against  # two customers are too few to compare anything


def test_all_comparisons_of_all_fields_are_one_family():
    region = {who: "南" if who[1] in "0123" else "北" for who in SIZES}
    found = splits({"size": Cut(DEAR, SIZES), "region": Cut(DEAR, region)}, ["贵", "烦"])
    assert {split.family for split in found.values()} == {2}
    first, second = differences(found)
    assert (first.field, first.value, first.tag) == ("size", "大", "贵")
    assert first.found.q == pytest.approx(2 * first.found.p)
    assert (second.field, second.found.verdict) == ("region", UNCLEAR)


def test_small_groups_are_shown_and_not_compared_and_many_are_cut_short():
    some = told(*((f"{i}", "使用", "贵") for i in range(45)))
    values = {f"{i}": f"组{i // 3:02d}" if i < 42 else "小" for i in range(44)}
    split = splits({"group": Cut(some, values)}, ["贵"])["group"]
    assert (len(split.groups), split.more, split.unknown) == (12, 3, 1)
    assert all(group.against for group in split.groups)
    few = splits({"group": Cut(some, {"0": "一", "1": "一", "2": "二"})}, ["贵"])["group"]
    assert [group.against for group in few.groups] == [{}, {}]


def test_three_groups_each_stand_against_the_rest_and_one_nobody_asked_has_no_side():
    values = {**SIZES, "小3": "中", "小4": "中", "小2": "中"}
    split = splits({"size": Cut(DEAR, values, {"特大": 2})}, ["贵"])["size"]
    assert [(g.value, g.asked, g.n, bool(g.against)) for g in split.groups] == [
        ("大", 8, 8, True), ("中", 3, 3, True), ("小", 2, 2, False), ("特大", 0, 2, False),
    ]  # fmt: skip
    best = differences({"size": split})
    assert [(d.value, d.gap > 0) for d in best] == [("大", True), ("中", False)]


def test_nobody_and_nothing_make_no_difference():
    assert splits({"size": Cut(Told({}), {})}, [])["size"].groups == ()
    assert differences({}) == []


BEFORE_AND_AFTER = told(
    *((f"{i}", "签约", "贵" if i < 9 else "") for i in range(12)),
    *((f"{i}", "流失", "没人用") for i in range(3)),
)


def test_what_many_say_before_and_nobody_after_turns():
    found = turns(BEFORE_AND_AFTER, ["贵", "没人用"], ["签约"], ["流失"])
    assert [(x.tag, x.before.k, x.before.n, x.after.k, x.after.n) for x in found] == [
        ("没人用", 0, 12, 3, 3),
        ("贵", 9, 12, 0, 3),
    ]


@pytest.mark.parametrize(
    ("marked", "left", "why"),
    [(5, 3, "fewer than half said it"), (9, 2, "only two were asked afterwards"), (2, 3, "only two said it")],
)
def test_nothing_turns_on_too_little(marked, left, why):
    n = 2 if marked == 2 else 12
    some = told(
        *((f"{i}", "签约", "贵" if i < marked else "") for i in range(n)), *((f"{i}", "流失", "") for i in range(left))
    )
    assert turns(some, ["贵"], ["签约"], ["流失"]) == [], why


def test_tags_of_the_same_customers_go_together():
    some = told(*((f"{i}", "使用", "贵 烦" if i < 6 else "慢") for i in range(12)), ("0", "签约", "贵"))
    found = {(pair.one, pair.other): pair for pair in pairs(some, ["贵", "烦", "慢"])}
    pair = found["贵", "烦"]
    assert (pair.both, pair.one_k, pair.other_k, pair.n, pair.lift) == (6, 6, 6, 12, 2.0)
    assert pair.p == pytest.approx(2 / 924)  # C(12, 6): all six together, or all six apart
    assert (pair.q, pair.family, pair.holds) == (pytest.approx(3 * pair.p / 3), 3, True)
    assert list(found) == [("贵", "烦")]


def test_two_customers_are_no_pair_and_what_everybody_says_goes_with_nothing():
    assert pairs(told(("甲", "使用", "贵 烦"), ("乙", "使用", "贵 烦")), ["贵", "烦"]) == []
    everyone = told(*((f"{i}", "使用", "贵 烦") for i in range(6)))
    assert [(pair.lift, pair.p, pair.holds) for pair in pairs(everyone, ["贵", "烦"])] == [(1.0, 1.0, False)]
