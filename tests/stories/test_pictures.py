"""Pictures of stories stay readable from three stories to thousands."""

from __future__ import annotations

import uuid

import pytest

from persona_core.kit.estimates import share, verdict
from persona_core.kit.figures import LIGHT
from persona_core.kit.words import Words
from persona_core.stories import charts, comparing_charts
from persona_core.stories.analysis import new_ground
from persona_core.stories.views import StageSplit, Theme

T = Words("zh")


def theme(k: int, asked: int) -> Theme:
    stages = tuple(StageSplit(name, k, asked, uuid.uuid4()) for name in ("权衡利弊", "使用"))
    return Theme(
        uuid.uuid4(), "嫌贵", "obstacle", k, asked, 5261, share(k, asked), verdict(k, asked), stages=stages
    )  # fmt: skip


@pytest.mark.parametrize(("k", "asked", "said"), [(6, 17, "6/17"), (297, 1740, "17%")])
def test_where_two_long_numbers_do_not_fit_the_share_stands_alone(k, asked, said):
    found = [theme(k, asked)] * 2
    assert said in charts.themes(found, T, LIGHT).data[1].text
    assert set(comparing_charts.heat(found, T, LIGHT).data[0].text) == {said}


def test_a_title_has_the_lines_it_needs_on_a_phone_and_one_at_a_desk():
    found = [theme(297, 1740)]
    title = charts.finding(found, T) + "，其中多数在权衡利弊时"
    assert "1,740" in title
    lines = [charts.themes(found, T, LIGHT, title=title, wide=wide).layout.title.text.count("<br>") for wide in (0, 1)]
    assert lines == [1, 0]


def test_of_thousands_of_customers_only_those_are_drawn_who_said_something_new():
    found = new_ground([{0, 1}, {2}, {3}, *({0} for _ in range(1000))])
    figure = comparing_charts.new_ground(found, T, LIGHT)
    assert len(figure.data[0].x) == comparing_charts.SOONEST
    assert figure.layout.xaxis.title.text == "前 24 家（共 1,003 家，按访谈先后）"
