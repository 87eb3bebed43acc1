"""What a counted journey says in words and shows in pictures."""

from __future__ import annotations

import pytest

from persona_core.journeys import charts, queries, wording
from persona_core.journeys.counting import funnel
from persona_core.kit.figures import DARK, LIGHT
from persona_core.kit.words import Words

T = Words("zh")


@pytest.fixture
def counted(session, viewer, make):
    """Ten companies: three signed of whom one left, five lost at 权衡利弊, two still there."""
    for number, days in enumerate((30, 40, 80)):
        make(f"签{number}", "CEO" if number else "市场总监", 知道我们=200, 权衡利弊=190, 签约=200 - days, 使用=100)
    make("走", 知道我们=200, 签约=150, 流失=20)
    for number in range(5):
        make(f"丢{number}", 知道我们=200, 权衡利弊=190, 丢单=100)
    make("谈", 知道我们=20, 权衡利弊=10)
    labels = {s.num: queries.stage_label(s, T) for s in queries.stages(session, viewer)}
    return funnel(session, viewer), labels


def texts(figure) -> list[str]:
    return [note.text for note in figure.layout.annotations]


def test_the_answer_names_both_populations_the_worst_stage_and_the_days(counted):
    assert wording.answer(T, *counted) == (
        "谈过 10 家，签了 4 家 = 40%（17–69%）；最痛：权衡利弊，丢 5 家；一般 40 天签约（1 家还在谈，也算进去了）"
    )


def test_those_in_the_funnel_stand_beside_all_when_some_are_not_counted(session, viewer, make):
    make("甲", 知道我们=9, 签约=3)
    make("乙")
    labels = {s.num: queries.stage_label(s, T) for s in queries.stages(session, viewer)}
    found = funnel(session, viewer)
    assert wording.answer(T, found, labels).startswith("走进漏斗 1 家（一共 2），签了 1 家 = 1/1")
    assert wording.left_out(T, found) == "没算进来的：1 家没有带日期的环节。"


def test_under_ten_the_count_comes_before_the_percentage(session, viewer, make):
    make("甲", 知道我们=9, 签约=3)
    make("乙", 知道我们=9)
    labels = {s.num: queries.stage_label(s, T) for s in queries.stages(session, viewer)}
    said = wording.answer(T, funnel(session, viewer, unit="deal"), labels)
    assert said.startswith("谈过 2 单，签了 1 单 = 1/2")


def test_days_by_who_pushed_carry_their_number(counted):
    found, _ = counted
    assert wording.pushed_by(T, found, {"ceo": "CEO", "marketing_director": "市场总监"}) == (
        "从知道到签约，按谁推动：CEO 60 天（2 家）、市场总监 30 天（1 家）"
    )


@pytest.mark.parametrize("look", [LIGHT, DARK])
def test_the_funnel_labels_each_bar_with_count_share_and_step(counted, look):
    figure = charts.funnel(*counted, T, look)
    assert "权衡利弊" in figure.layout.title.text
    assert texts(figure)[0].startswith("10 家 · 100%<br>")
    assert "往前走 4/9" in texts(figure)[1]
    still = figure.data[1]
    assert list(still.x)[:2] == [0, 1]
    assert figure.data[0].marker.color != still.marker.color


def test_losses_before_and_after_signing_stand_apart(counted):
    figure = charts.where_lost(*counted, T, LIGHT)
    assert figure.layout.title.text == "签约前丢 5 家，签约后流失 1 家"
    assert texts(figure) == ["丢 5 家", "流失 1 家"]


def test_stage_names_are_shown_as_text(counted):
    found, labels = counted
    labels = {num: f"<b>{label}</b>" for num, label in labels.items()}
    figure = charts.funnel(found, labels, T, LIGHT)
    assert figure.data[0].y[0] == "&lt;b&gt;知道我们&lt;/b&gt;"
    assert "<b>" not in figure.layout.title.text + "".join(figure.data[0].hovertext)


def test_nothing_lost_is_said_as_such(session, viewer, make):
    make("甲", 知道我们=9)
    labels = {s.num: queries.stage_label(s, T) for s in queries.stages(session, viewer)}
    assert wording.finding(T, funnel(session, viewer), labels) == "还没有丢单，1 家还在路上"
