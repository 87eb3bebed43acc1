"""Names that may mean one company are found, those that tell companies apart are not, and many of them quickly."""

from __future__ import annotations

import random
import time

import pytest

from persona_core.companies.alikeness import ASKED, form_of, likeness, names_alike


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("云帆科技（上海）有限公司", "上海云帆科技有限公司"),
        ("禾木母婴股份有限公司", "禾木母婴有限责任公司"),
        ("青岚美妆集团", "青岚美妆集团有限公司"),
        ("Acme Corp.", "ACME Corporation"),
        ("I.B.M. Corp", "IBM"),
        ("The Blue River Company", "Blue River"),
    ],
)
def test_names_that_differ_in_their_legal_form_alone(one, other):
    assert form_of(one).is_as(form_of(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("广州云帆科技有限公司", "云帆科技"),
        ("海棠生活", "海棠生活家居用品有限公司"),
        ("Smith Inc", "Smith LLC"),
        ("Around the Horn", "Horn Around"),
        ("B's Beverages", "Bs Beverages"),
    ],
)
def test_names_that_are_worth_a_question(one, other):
    assert not form_of(one).is_as(form_of(other))
    assert likeness(form_of(one), form_of(other)) >= ASKED


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("云帆科技（上海）有限公司", "云帆科技（北京）有限公司"),
        ("第一人民医院", "第二人民医院"),
        ("Company acct_000001", "Company acct_000002"),
        ("河东机械", "河西机械"),
        ("云帆科技", "星海科技"),
        ("Northern Stone", "Blue Harbour"),
    ],
)
def test_names_that_tell_companies_apart(one, other):
    assert likeness(form_of(one), form_of(other)) < ASKED


def test_pairs_are_found_among_others_the_most_alike_first():
    here = ["海棠生活家居用品有限公司", "云帆科技有限公司", "北京云帆科技有限公司", "Blue River LLC"]
    found = names_alike(["云帆科技股份有限公司", "blue rivr", "星海贸易"], here)
    assert [(pair.left, pair.right, pair.same) for pair in found] == [(0, 1, True), (0, 2, False), (1, 3, False)]
    within = names_alike([*here, "BLUE RIVER"])
    assert [(pair.left, pair.right) for pair in within] == [(1, 2), (3, 4)]


def test_names_of_signs_alone_find_nobody():
    assert names_alike(["——", "（）", "@"], ["云帆科技", "Blue River"]) == []
    assert names_alike([], ["云帆科技"]) == names_alike(["云帆科技"], []) == []


def test_ten_thousand_against_ten_thousand_take_less_than_two_seconds_of_work():
    chance = random.Random(7)
    signs = [chr(0x4E00 + chance.randrange(3_000)) for _ in range(1_500)]

    def name() -> str:
        return "".join(chance.choices(signs, k=4)) + chance.choice(["科技", "贸易", "家居"]) + "有限公司"

    left, right = ([name() for _ in range(10_000)] for _ in range(2))
    right[123] = left[77].replace("有限", "股份有限")
    begun = time.process_time()
    found = names_alike(left, right)
    assert time.process_time() - begun < 2
    assert (77, 123) in [(pair.left, pair.right) for pair in found if pair.same]
