"""What a chain says in sentences, and the figures with their numbers."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from persona_core.companies.commands import create_company
from persona_core.decision_chain import charts, queries, wording
from persona_core.decision_chain.analysis import slope_frame
from persona_core.decision_chain.commands import SeatInput, copy_moment, edit_seat, ensure_chain, save_moment
from persona_core.decision_chain.models import Moment
from persona_core.kit.figures import DARK, LIGHT
from persona_core.kit.labels import lines
from persona_core.kit.words import Words
from persona_core.vocabulary.queries import lists
from tests.factories.chains import CEO, CHAIRMAN, DIRECTOR, STAFF, example_chain

PURCHASE, RENEWAL = Moment.PURCHASE, Moment.RENEWAL
ZH, EN = Words("zh"), Words("en")


@pytest.fixture
def view(session, viewer, company):
    example_chain(session, viewer, company, **{DIRECTOR: 2})
    return queries.chain(session, viewer, company.id)


def test_the_answer_of_the_example(view):
    assert wording.answer(view, view.moments[PURCHASE], ZH) == (
        "赢单把握 70%（35–91%，CEO、董事长态度还不清楚；经验判断，未验证）。下一步先找 CEO：说动一档 +9 个点。"
    )
    assert wording.answer(view, view.moments[PURCHASE], EN) == (
        "Chance of winning 70% (35–91%, not known yet where these stand: CEO, 董事长; judged by experience, "
        "not checked). Next, see CEO: +9 points for one step in our favour."
    )
    assert wording.answer(view, view.moments[RENEWAL], ZH) == (
        "续费时市场部员工话语权最大（65%）。续费把握还估不出来，先回答下面的两个问题。"
        "下一步先找市场部员工：话语权 65%，还没力推我们。"
    )


def test_ten_checked_deals_take_the_warning_away(view):
    checked = replace(view, closed_deals=10)
    assert "未验证" not in wording.answer(checked, view.moments[PURCHASE], ZH)


def test_the_chance_names_what_it_assumes(session, viewer, company, view):
    others = [
        "态度还不清楚的先按中立算；范围是从他们都反对到都力推。",
        "CEO、董事长好不好说动还没填，先按“一般”算。",
    ]
    assert wording.assumptions(view.moments[PURCHASE], ZH) == ["按平时谈 10 家成 2 家算。", *others]
    guessed = replace(view.moments[PURCHASE], base_rate=None)
    assert wording.assumptions(guessed, ZH) == ["平时谈 10 家成几家还没填，先按 2 家算。", *others]
    assert all("平时" not in said for said in wording.assumptions(view.moments[RENEWAL], ZH))


def test_gates_are_told_apart(session, viewer):
    company = create_company(session, viewer, {"name": "乙"})
    chain = ensure_chain(session, viewer, company.id)
    seats = [SeatInput(position=CEO, say="说了算", stance=2), SeatInput(position="IT", veto=True, stance=-2)]
    save_moment(session, viewer, chain.id, PURCHASE, seen=None, seats=seats, anchors={CEO: 0.7})
    view = queries.chain(session, viewer, company.id)
    moment = view.moments[PURCHASE]
    assert wording.without_gates(moment, ZH) == "不算一票否决和试用，是 70%。"
    told = "赢单把握 4%（经验判断，未验证）。不算一票否决和试用，是 70%。下一步先找 IT：说动一档 +"
    assert wording.answer(view, moment, ZH).startswith(told)


def test_roles_nobody_holds_and_how_thinly_the_chain_is_known(session, viewer, company, view):
    known = lists(session, viewer)
    assert wording.missing_roles(view, ZH, known) == "这条链上还没标出谁是拍板人、使用人、技术把关。"
    assert wording.single_thread(view, ZH) == "这条链上的人，一个都还没见过。"
    for seat, role in zip(view.seats, ("user_head", "decider", "user", "technical_gate"), strict=True):
        changes = {"buying_role": role} | ({"contact": "met"} if role == "user_head" else {})
        edit_seat(session, viewer, seat.id, seen=seat.version, base={}, changes=changes)
    view = queries.chain(session, viewer, company.id)
    assert wording.missing_roles(view, ZH, known) == ""
    assert wording.single_thread(view, ZH) == f"单线联系：只见过{DIRECTOR}一个人。"


def test_titles_are_findings(view):
    assert wording.influence_title(view.moments[RENEWAL].frame(), RENEWAL, ZH) == "续费时市场部员工话语权最大：65%"
    assert (
        wording.influence_title(view.moments[RENEWAL].frame(), RENEWAL, ZH, 4)
        == "续费时市场部员工话语权最大：65%（4 条，只当线索）"
    )
    assert wording.slope_title(view.slope(), ZH) == f"从采购到续费，话语权从{DIRECTOR}转到{STAFF}"
    assert (
        wording.slope_title(slope_frame({"老板": 0.65}, {"老板": 0.55}), ZH) == "没有反转：采购和续费都是老板话语权最大"
    )


def test_nothing_is_drawn_and_no_zero_said_while_nobody_decides(session, viewer, company):
    chain = ensure_chain(session, viewer, company.id)
    save_moment(session, viewer, chain.id, PURCHASE, seen=None, seats=[SeatInput(position=CEO, stance=2)])
    copy_moment(session, viewer, chain.id, PURCHASE, RENEWAL)
    view = queries.chain(session, viewer, company.id)
    moment = view.moments[PURCHASE]
    assert (len(moment.frame()), len(view.slope()), view.shift) == (0, 0, None)
    silent = (wording.next_step, wording.health, wording.robustness, wording.without_gates)
    assert [say(moment, ZH) for say in silent] == [""] * len(silent)
    assert (wording.open_questions(moment, ZH), wording.assumptions(moment, ZH)) == ([], [])
    assert wording.shift(view, ZH) == ""
    figure = charts.slope(view.slope(), ZH, LIGHT)
    assert (len(figure.data), figure.layout.title.text) == (0, "还比不了：有一个时点还没有人有份拍板。")
    assert len(charts.influence(moment.frame(), PURCHASE, ZH, LIGHT).layout.annotations) == 0


@pytest.mark.parametrize("look", [LIGHT, DARK])
def test_the_bars_add_up_to_the_total(view, look):
    frame = view.moments[RENEWAL].frame()
    figure = charts.influence(frame, RENEWAL, ZH, look)
    keeps, receives, nominal = figure.data
    totals = [k + (r if r == r else 0) for k, r in zip(keeps.x, receives.x, strict=True)]
    assert totals == pytest.approx(list(frame["total"]))
    assert list(nominal.x) == pytest.approx(list(frame["share"]))
    assert min(keeps.x) >= 0
    assert "".join(figure.layout.title.text.split("<br>")) == "续费时市场部员工话语权最大：65%"
    assert figure.data[0].marker.color == look.moments["renewal"]
    assert [a.text for a in figure.layout.annotations] == ["65%", "22%", "10%", "3%"]


def test_the_slope_has_a_line_for_each_position_with_any_influence(session, viewer, company, view):
    figure = charts.slope(view.slope(), ZH, LIGHT)
    assert len(figure.data) == 4
    assert {a.text for a in figure.layout.annotations if a.x == 1} == {
        "市场部员工 65%", "市场总监 22%", "CEO 10%", "董事长 3%",
    }  # fmt: skip
    alone = slope_frame({"老板": 1.0, "店员": 0.0}, {"老板": 1.0, "店员": 0.0})
    assert len(charts.slope(alone, ZH, LIGHT).data) == 1


def test_labels_of_the_slope_never_cover_each_other():
    shares = {"老板": 0.65, "Owner's wife (keeps the books)": 0.15, "Peer or supplier": 0.2, "店员": 0.0}
    notes = charts.slope(slope_frame(shares, shares | {"店员": 0.3}), EN, LIGHT).layout.annotations
    left = sorted((note.y, lines(note.text)) for note in notes if note.xanchor == "right")
    assert [n for _, n in left] == [1, 2, 2, 1]
    room = charts.TOGETHER * 0.65
    assert all(b[0] - a[0] >= room * (a[1] + b[1]) / 2 - 1e-9 for a, b in pairwise(left))


def test_a_position_called_like_markup_is_shown_as_text(session, viewer):
    company = create_company(session, viewer, {"name": "丙"})
    chain = ensure_chain(session, viewer, company.id)
    name = "<b>老板</b>" * 12
    save_moment(session, viewer, chain.id, PURCHASE, seen=None, seats=[SeatInput(position=name, say=3)])
    copy_moment(session, viewer, chain.id, PURCHASE, RENEWAL)
    view = queries.chain(session, viewer, company.id)
    shown = charts.influence(view.moments[PURCHASE].frame(), PURCHASE, ZH, LIGHT)
    slope = charts.slope(view.slope(), ZH, LIGHT)
    for text in (*shown.layout.yaxis.ticktext, *shown.data[0].hovertext, slope.layout.annotations[0].text):
        assert "<b>" not in text
    assert len(shown.layout.yaxis.ticktext[0]) < 120
    assert CHAIRMAN not in shown.layout.yaxis.ticktext
