"""Sentences about a chain: the next step, health, what is not known, how firm it is, what it rests on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from persona_core.companies.commands import create_company, create_person
from persona_core.decision_chain import queries, wording
from persona_core.decision_chain.commands import SeatInput, edit_seat, ensure_chain, save_moment
from persona_core.decision_chain.models import Moment
from persona_core.kit.words import Words
from tests.factories.chains import CEO, CHAIRMAN, DIRECTOR, STAFF, example_chain

PURCHASE, RENEWAL = Moment.PURCHASE, Moment.RENEWAL
ZH, EN = Words("zh"), Words("en")


@pytest.fixture
def view(session, viewer, company):
    example_chain(session, viewer, company, **{DIRECTOR: 2})
    return queries.chain(session, viewer, company.id)


@pytest.fixture
def said(session, viewer):
    """The view of a new company's chain after saving these seats for the purchase."""

    def save(*seats, status="在谈", **rest):
        company = create_company(session, viewer, {"name": "乙", "status": status})
        chain = ensure_chain(session, viewer, company.id)
        save_moment(session, viewer, chain.id, PURCHASE, seen=None, seats=list(seats), **rest)
        return queries.chain(session, viewer, company.id)

    return save


def stances(moment, **wanted):
    """What if, by position."""
    return moment.with_stances({r.seat.id: wanted[r.seat.label] for r in moment.rows if r.seat.label in wanted})


def test_points_are_whole_and_less_than_one_is_said_so():
    assert [wording.points(g, ZH) for g in (0.087, 0.0133, 0.005, 0.0049, 0.0001)] == [
        "+9 个点", "+1 个点", "+1 个点", "不到 1 个点", "不到 1 个点",
    ]  # fmt: skip
    assert [wording.points(g, EN) for g in (0.087, 0.01, 0.001)] == ["+9 points", "+1 point", "less than 1 point"]


def test_the_next_step_names_whom_to_see_and_what_it_brings(view):
    assert wording.next_step(view.moments[PURCHASE], ZH) == "下一步先找 CEO：说动一档 +9 个点。"
    assert wording.next_step(view.moments[PURCHASE], EN) == "Next, see CEO: +9 points for one step in our favour."
    assert wording.next_step(view.moments[RENEWAL], ZH) == "下一步先找市场部员工：话语权 65%，还没力推我们。"


def test_a_green_light_names_who_can_still_stop_it(said):
    seats = [SeatInput(position="老板", say=3, stance=2), SeatInput(position="IT", say=0, veto=True, stance=-1)]
    moment = said(*seats).moments[PURCHASE]
    assert wording.health(moment, ZH) == "绿灯：老板支持我们，拍板的也在里面。可 IT 一句话就能叫停，现在不赞成。"
    assert wording.health(moment, EN).endswith("But IT can stop it all and is against us.")


def test_when_all_champion_us_there_is_nobody_to_win_over(view):
    everybody = stances(view.moments[PURCHASE], **dict.fromkeys((DIRECTOR, CEO, CHAIRMAN), 2))
    assert wording.next_step(everybody, ZH) == "有话语权的都在力推我们，守住就好。"
    assert wording.answer(view, everybody, ZH) == (
        "赢单把握 91%（经验判断，未验证）。有话语权的都在力推我们，守住就好。"
    )


def test_one_who_can_stop_it_all_comes_first_without_any_experience(said):
    seats = [SeatInput(position=CEO, say=3), SeatInput(position="IT", veto=True, stance=-2)]
    moment = said(*seats).moments[PURCHASE]
    assert wording.next_step(moment, ZH) == "下一步先找 IT：一句话就能叫停的人，现在不赞成。"
    assert wording.open_questions(moment, ZH)[1] == "CEO 是谁、什么态度，都还不清楚（话语权 100%）。"


def test_two_equal_numbers_are_pointed_out(said):
    moment = said(SeatInput(position=CEO, say=3), base_rate=0.5, anchors={CEO: 0.5}).moments[PURCHASE]
    assert wording.next_step(moment, ZH) == "有人力推和平时成的家数一样，说动谁都不改变把握。改一下其中一个数。"


@pytest.mark.parametrize(
    ("changed", "zh", "en"),
    [
        ({}, "黄灯：市场总监支持我们，拍板的 CEO 还没有。", "Amber: on our side {0}, but not yet CEO, who decides."),
        (
            {CEO: 1},
            "绿灯：市场总监、CEO 支持我们，拍板的也在里面。",
            "Green: on our side {0}, CEO, with one who decides.",
        ),
        (
            {DIRECTOR: -1},
            "红灯：有分量的人（市场总监、CEO、董事长）里，还没有谁支持我们。",
            "Red: of those with weight ({0}, CEO, 董事长), nobody supports us yet.",
        ),
    ],
)
def test_health_names_who_makes_it_so(view, changed, zh, en):
    moment = stances(view.moments[PURCHASE], **changed)
    assert wording.health(moment, ZH) == zh
    assert wording.health(moment, EN) == en.format(DIRECTOR)


def test_the_three_things_not_known(session, viewer, company, view):
    assert wording.open_questions(view.moments[PURCHASE], ZH) == [
        "CEO 是谁、什么态度，都还不清楚：力推和反对差 37 个点。",
        "董事长是谁、什么态度，都还不清楚：力推和反对差 22 个点。",
        "还不知道市场总监是谁，话语权占 61%。",
    ]
    assert wording.open_questions(view.moments[RENEWAL], ZH)[:2] == [
        "有人力推的话 10 家续几家，还没填；填了才估得出续费把握。",
        "市场部员工是谁、什么态度，都还不清楚（话语权 65%）。",
    ]
    for seat, name in zip(view.seats[:3], ("林晓", "赵刚", "钱远"), strict=True):
        person = create_person(session, viewer, {"name": name}, company_id=company.id)
        edit_seat(session, viewer, seat.id, seen=seat.version, base={}, changes={"person_id": person.id})
    moment = queries.chain(session, viewer, company.id).moments[PURCHASE]
    assert wording.open_questions(moment, ZH) == [
        "CEO 什么态度还不清楚：力推和反对差 37 个点。",
        "董事长什么态度还不清楚：力推和反对差 22 个点。",
        "还没见过市场总监，话语权占 61%。",
    ]
    known = replace(stances(moment, **dict.fromkeys((CEO, CHAIRMAN), 1)), base_rate=None, anchors={})
    assert wording.open_questions(known, ZH)[0] == "有人力推的话 10 家成几家，还没填；填了才估得出赢单把握。"


def test_a_gate_without_influence_whose_stance_is_not_known_is_asked_about(said):
    seats = [SeatInput(position=CEO, say=3, stance=2), SeatInput(position="IT", trial_gate=True)]
    view = said(*seats, anchors={CEO: 0.7})
    assert (
        wording.open_questions(view.moments[PURCHASE], ZH)[0] == "IT 是谁、什么态度，都还不清楚：力推和反对差 66 个点。"
    )
    bare = replace(view.moments[PURCHASE], anchors={})
    assert "IT 是谁、什么态度，都还不清楚（试用能卡住）。" in wording.open_questions(bare, ZH)


def test_how_firm_the_order_is_and_which_word_tips_it(view, said):
    assert wording.robustness(view.moments[PURCHASE], ZH) == ("稳：“听谁的”随便哪一处填偏一档，话语权的排序都不变。")
    assert wording.robustness(view.moments[RENEWAL], ZH) == (
        "领头的稳：“听谁的”填偏一档，话语权最大的还是市场部员工；"
        "后面的排序会变，最要紧的是市场总监对市场部员工是“65 分”还是“90 分”。"
    )
    seats = [SeatInput(position=CEO, say=3, listens={DIRECTOR: "会参考"}), SeatInput(position=DIRECTOR, say=1)]
    shaky = said(*seats).moments[PURCHASE]
    assert wording.robustness(shaky, ZH) == (
        "不稳：要是 CEO 对市场总监不是“会参考”而是“很听”，话语权最大的就成了市场总监，不再是 CEO。先核实这一条。"
    )
    assert wording.robustness(shaky, EN) == (
        'Not firm: if CEO to 市场总监 were "listens closely" instead of "takes note", 市场总监 would count most '
        "instead of CEO. Check this one first."
    )
    assert wording.robustness(said(SeatInput(position=CEO, say=3)).moments[PURCHASE], ZH) == ""


def test_the_shift_or_no_reversal(session, viewer, view):
    assert wording.shift(view, ZH) == (
        "从采购到续费，话语权从市场总监转到市场部员工。变化最大的是市场部员工：0% → 65%。"
    )
    owner = create_company(session, viewer, {"name": "周记零食批发"})
    chain = ensure_chain(session, viewer, owner.id)
    moments = {
        PURCHASE: ({"老板娘": 15, "同行": 20}, {"老板": 50}),
        RENEWAL: ({"老板娘": 15, "店员": 25}, {"老板": 25, "店员": 25}),
    }
    for moment, (boss, wife) in moments.items():
        seats = [
            SeatInput(position="老板", points=85, own_points=100 - sum(boss.values()), listens=boss),
            SeatInput(position="老板娘", points=15, own_points=50, listens=wife),
            *(SeatInput(position=p) for p in ("店员", "同行")),
        ]
        save_moment(session, viewer, chain.id, moment, seen=None, seats=seats)
    shown = queries.chain(session, viewer, owner.id)
    assert wording.shift(shown, ZH) == "没有反转：采购和续费都是老板话语权最大。变化最大的是店员：0% → 30%。"
    assert shown.shift.turn is None


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        ("在用", "已经签约。采购时市场总监话语权最大（61%）。接下来看续费。"),
        ("流失", "签过约，后来流失了。采购时市场总监话语权最大（61%）。"),
        ("丢单", "这单丢了。采购时市场总监话语权最大（61%）。"),
    ],
)
def test_a_purchase_behind_us_tells_who_decided_and_no_chance(session, viewer, status, answer):
    company = create_company(session, viewer, {"name": "乙", "status": status})
    example_chain(session, viewer, company, **{DIRECTOR: 2})
    view = queries.chain(session, viewer, company.id)
    moment = view.moments[PURCHASE]
    assert wording.answer(view, moment, ZH) == answer
    assert [say(moment, ZH) for say in (wording.next_step, wording.health, wording.without_gates)] == [""] * 3
    assert (wording.open_questions(moment, ZH), wording.assumptions(moment, ZH)) == ([], [])


def test_an_experience_that_tells_nothing_any_more_says_why(view):
    moment = replace(view.moments[PURCHASE], anchors={"marketing_staff": 0.7})
    assert wording.answer(view, moment, ZH) == (
        "采购时市场总监话语权最大（61%）。“市场部员工”在这里没有话语权，没法用它来估把握。"
        "换一个岗位问，或者先去掉“市场部员工力推”那一问。"
        "下一步先找 CEO：话语权 25%，还没力推我们。"
    )


def test_two_who_count_alike_are_both_named_with_the_share_the_map_prints(said):
    seats = [SeatInput(position=p, say=say) for p, say in (("老板", 3), ("法务", 3), ("IT", 2), ("店员", 1))]
    view = said(*seats)
    moment = view.moments[PURCHASE]
    assert wording.answer(view, moment, ZH).startswith("采购时老板、法务话语权并列最大（34%）。")
    assert wording.answer(view, moment, EN).startswith("At purchase 老板, 法务 count most alike (34%).")
    assert wording.next_step(moment, ZH) == "下一步先找老板：话语权 34%，还没力推我们。"
    assert "话语权 34%" in " ".join(wording.open_questions(moment, ZH))
    many = said(*(SeatInput(position=f"岗位{n}", say=1) for n in range(9)))
    assert "岗位0、岗位1、岗位2 等 9 个岗位话语权并列最大" in wording.answer(many, many.moments[PURCHASE], ZH)


def test_points_that_do_not_add_up_count_in_proportion_and_that_is_said(said):
    odd = said(SeatInput(position="老板", points=90), SeatInput(position="IT", points=30)).moments[PURCHASE]
    assert wording.assumptions(odd, ZH)[0] == "各岗位的拍板分加起来是 120，不是 100，按比例算。"
    assert "add up to 120, not 100" in wording.assumptions(odd, EN)[0]
    thirds = said(*(SeatInput(position=f"岗位{n}", points=33) for n in range(3))).moments[PURCHASE]
    assert not [x for x in wording.assumptions(thirds, ZH) if "加起来" in x]


def test_many_unknown_are_named_by_the_first_few(said):
    seats = [SeatInput(position=f"岗位{n}", say=1) for n in range(9)]
    view = said(*seats, anchors={"岗位0": 0.5})
    assert "岗位0、岗位1、岗位2 等 9 个岗位态度还不清楚" in wording.answer(view, view.moments[PURCHASE], ZH)
    assert "岗位0, 岗位1, 岗位2 and others (9 in all)" in wording.answer(view, view.moments[PURCHASE], EN)


def test_chances_beyond_what_is_told_keep_their_signs(said):
    seats = [SeatInput(position=CEO, say=3), SeatInput(position="IT", say=1, veto=True)]
    view = said(*seats, base_rate=0.1, anchors={CEO: 0.9})
    assert "（<1% – 97%，" in wording.answer(view, view.moments[PURCHASE], ZH)


def test_effort_nobody_gave_is_named_where_it_orders_anything(view, session, viewer, company):
    assert wording.assumptions(view.moments[PURCHASE], ZH)[-1] == "CEO、董事长好不好说动还没填，先按“一般”算。"
    for seat in view.seats[1:3]:
        edit_seat(session, viewer, seat.id, seen=seat.version, base={}, changes={"effort": "hard"})
    moment = queries.chain(session, viewer, company.id).moments[PURCHASE]
    assert all("好不好说动" not in sentence for sentence in wording.assumptions(moment, ZH))


def test_the_rule_of_health_is_told_in_words():
    assert ZH(wording.HEALTH_RULE) == (
        "名义或实际话语权占两成以上，算有分量。红灯：有分量的没人支持；黄灯：有人支持；绿灯：拍板的也支持。"
    )
    assert [ZH(label) for label in wording.HOLD_LABELS.values()] == ["稳", "领头的稳", "不稳"]
    assert STAFF not in ZH(wording.HEALTH_RULE)


def test_things_not_known_are_said_in_english_too(view):
    assert wording.open_questions(view.moments[PURCHASE], EN)[0] == (
        "Who CEO is and where they stand is not known: 37 points lie between for us and against us."
    )
