"""What a counted journey says in words and shows in pictures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from persona_core.journeys import charts, queries, wording
from persona_core.journeys.cases import cases
from persona_core.journeys.counting import Question, funnel
from persona_core.journeys.counting import counted as counted_of
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
    return funnel(session, viewer), names_of(session, viewer)


def names_of(session, viewer) -> dict[int, str]:
    return {s.num: queries.stage_label(s, T) for s in queries.stages(session, viewer)}


def texts(figure) -> list[str]:
    return [note.text for note in figure.layout.annotations]


def test_the_answer_names_both_populations_the_worst_stage_and_the_days(counted):
    assert wording.answer(T, *counted) == (
        "谈过 10 家，签了 4 家 = 40%（17–69%）；最痛：权衡利弊，丢 5 家；签下来的用了 30、40、50、80 天（1 家还在谈）"
    )


def test_those_in_the_funnel_stand_beside_all_when_some_are_not_counted(session, viewer, make):
    make("甲", 知道我们=9, 签约=3)
    make("乙")
    found, labels = funnel(session, viewer), names_of(session, viewer)
    assert wording.answer(T, found, labels).startswith("走进漏斗 1 家（一共 2）；签了 1 家；")
    assert wording.left_out(T, found) == "没算进来的：1 家没有带日期的环节。"


@pytest.mark.parametrize(("n", "said"), [(5, "谈过 5 单，签了 1 单 = 1/5（4–62%）"), (4, "谈过 4 单；签了 1 单；")])
def test_under_ten_the_count_comes_before_the_percentage_and_under_five_stands_alone(session, viewer, make, n, said):
    make("甲", 知道我们=9, 签约=3)
    for number in range(1, n):
        make(f"乙{number}", 知道我们=9)
    assert wording.answer(T, funnel(session, viewer, unit="deal"), names_of(session, viewer)).startswith(said)


def test_so_few_are_named_in_the_answer_on_the_bars_and_in_the_table(session, viewer, make):
    for name in "甲乙丙":
        make(name, 知道我们=9)
    _, deal = make("丁", 知道我们=9, 签约=3)
    whole = counted_of(session, viewer)
    found, labels, known = whole.funnel(), names_of(session, viewer), cases(session, viewer, T, whole)
    assert wording.answer(T, found, labels, known).startswith("谈过 4 家：甲、乙、丙、丁；签了 1 家：丁；")
    figure = charts.funnel(found, labels, T, LIGHT, cases=known)
    assert texts(figure)[0].startswith("4 家<br>")
    assert "甲、乙、丙、丁" in texts(figure)[0]
    assert "%" not in "".join(texts(figure)) + "".join(figure.data[0].hovertext)
    assert wording.who(T, found.rows[1], known) == "丁"
    deals = counted_of(session, viewer, Question(unit="deal"))
    deal.product = "二期"
    assert cases(session, viewer, T, deals).signed == ["丁（二期）"]


def test_from_five_on_only_those_who_left_are_named(session, viewer, make):
    for name in "甲乙丙丁":
        make(name, 知道我们=9)
    make("戊", 知道我们=9, 丢单=1)
    whole = counted_of(session, viewer)
    known = cases(session, viewer, T, whole)
    assert (known.everyone, known.reached) == ([], {})
    assert wording.who(T, whole.funnel().rows[0], known) == "走的：戊"


def test_what_was_asked_goes_before_the_answer(session, viewer, make):
    make("甲", 知道我们=9)
    asked = Question(since=date(2026, 1, 1), until=date(2026, 6, 30), as_of=date(2026, 9, 30))
    assert wording.answer(T, funnel(session, viewer), names_of(session, viewer), None, asked).startswith(
        "2026-01-01 到 2026-06-30 进来的；截至 2026-09-30；谈过 1 家"
    )


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
    assert "往前走 4/9（19–73%）" in figure.data[0].hovertext[1].replace("有结果的里", "").replace("：", " ")


def test_a_bar_tells_what_became_of_those_who_came(counted):
    found, _ = counted
    figure = charts.funnel(*counted, T, LIGHT)
    drawn = {bar.name: [n or 0 for n in bar.x][:4] for bar in figure.data}
    assert drawn == {
        "往前走了": [10, 4, 3, 3],
        "还在这一步": [0, 1, 0, 0],
        "签约前走的": [0, 5, 0, 0],
        "签约后走的": [0, 0, 1, 0],
    }
    assert [sum(bar) for bar in zip(*drawn.values(), strict=True)] == [row.reached for row in found.rows][:4]
    assert len({bar.marker.color for bar in figure.data}) == 4


def test_where_they_came_in_past_the_start_is_said(session, viewer, make):
    for number in range(12):
        make(f"从头{number}", 知道我们=90, 权衡利弊=60)
    make("半路", 权衡利弊=60)
    found, labels = funnel(session, viewer), names_of(session, viewer)
    assert wording.came_in(T, found, labels) == "不是从头来的：权衡利弊进来 1 家"
    assert "1 家从这进来" in texts(charts.funnel(found, labels, T, LIGHT, wide=True))[1]
    assert "从这进来" not in "".join(texts(charts.funnel(found, labels, T, LIGHT)))  # a phone has no room for it


def test_a_hundred_stages_take_one_line_each(counted):
    found, labels = counted
    rows = [replace(found.rows[0], num=num) for num in range(100)]
    figure = charts.funnel(
        replace(found, rows=rows), dict.fromkeys(range(100), "很长很长的环节名字") | labels, T, LIGHT
    )
    assert figure.layout.height < 2700
    assert not any("<br>" in text for text in (*texts(figure), *figure.layout.yaxis.ticktext))


def test_stage_names_are_shown_as_text(counted):
    found, labels = counted
    labels = {num: f"<b>{label}</b>" for num, label in labels.items()}
    figure = charts.funnel(found, labels, T, LIGHT)
    assert figure.layout.yaxis.ticktext[0] == "&lt;b&gt;知道我们&lt;/b&gt;"
    assert "<b>" not in figure.layout.title.text + "".join(figure.data[0].hovertext)


def test_nothing_lost_is_said_as_such(session, viewer, make):
    make("甲", 知道我们=9)
    assert wording.finding(T, funnel(session, viewer), names_of(session, viewer)) == "还没有丢单，1 家还在路上"


def test_thousands_stand_short_beside_their_bars_on_a_phone(counted):
    found, labels = counted
    many = [replace(row, reached=row.reached * 1000) for row in found.rows]
    narrow, wide = (charts.funnel(replace(found, rows=many), labels, T, LIGHT, wide=wide) for wide in (False, True))
    assert texts(narrow)[0].startswith("10,000")
    assert texts(wide)[0].startswith("10,000 家")
    assert "从这进来" in "".join(texts(wide)) or found.rows[1].came_in == 0
    assert "从这进来" not in "".join(texts(narrow))
