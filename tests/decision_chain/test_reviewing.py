"""The deal review: what is on the agenda, in which order, and what it says of each chain."""

from __future__ import annotations

from datetime import timedelta

import pytest

from persona_core.companies.commands import create_company, create_person
from persona_core.deals.commands import create_deal
from persona_core.decision_chain import queries, review_wording, reviewing
from persona_core.decision_chain.commands import SeatInput, add_seat, edit_seat, ensure_chain, save_moment
from persona_core.decision_chain.models import Moment
from persona_core.decision_chain.reviewing import Agenda, Sort
from persona_core.kit import clock
from persona_core.kit.words import Words
from persona_core.vocabulary.queries import lists
from tests.factories.access import fresh_viewer
from tests.factories.chains import CEO, CHAIRMAN, DIRECTOR, STAFF, example_chain

zh = Words("zh")


def review(session, viewer, **agenda):
    return reviewing.review(session, viewer, Agenda(**agenda), lists(session, viewer))


def names(found):
    return [c.view.company for c in found.cases]


@pytest.fixture
def firm(session, viewer):
    def make(name, *, status="在谈", owner=None, **stances):
        company = create_company(session, viewer, {"name": name, "status": status, "owner": owner})
        example_chain(session, viewer, company, **stances)
        return company

    return make


def seat(session, viewer, company, label):
    return next(s for s in queries.chain(session, viewer, company.id).seats if s.label == label)


def meet(session, viewer, company, label, contact="见过"):
    row = seat(session, viewer, company, label)
    edit_seat(session, viewer, row.id, seen=row.version, base={"contact": row.contact}, changes={"contact": contact})


def test_those_in_talks_come_with_the_least_certain_first(session, viewer, firm):
    firm("都清楚", **{DIRECTOR: 1, CEO: 1, CHAIRMAN: 0, STAFF: 0})
    firm("不清楚", **{DIRECTOR: 2})
    firm("签了", status="在用")
    firm("丢了", status="丢单")
    found = review(session, viewer)
    assert names(found) == ["不清楚", "都清楚"]
    open_case = found.cases[0]
    assert open_case.moment.moment is Moment.PURCHASE
    assert (round(open_case.moment.success.lo, 3), round(open_case.moment.success.hi, 3)) == (0.355, 0.908)
    assert review_wording.chance(open_case, zh) == ("70%", "赢单把握，35–91%")
    assert review_wording.chance(found.cases[1], zh)[1] == "赢单把握，态度都清楚"


def test_who_decides_and_who_of_them_was_never_met(session, viewer, firm):
    company = firm("澄湖家居", **{DIRECTOR: 2})
    meet(session, viewer, company, DIRECTOR)
    case = review(session, viewer).cases[0]
    assert [r.seat.label for r in case.leaders] == [DIRECTOR, CEO, CHAIRMAN]
    assert list(review_wording.shares(case, zh).values()) == ["61%", "25%", "14%", "0%"]
    assert review_wording.unmet(case, zh) == "没见过：CEO、董事长。"
    assert case.moment.advice[0].row.seat.label == CEO
    assert round(case.gain, 3) == 0.087


def test_one_with_a_veto_counts_however_little_it_weighs(session, viewer, company):
    chain = ensure_chain(session, viewer, company.id)
    seats = [SeatInput(position=CEO, say=3), SeatInput(position="法务", veto=True), SeatInput(position=STAFF)]
    save_moment(session, viewer, chain.id, Moment.PURCHASE, seen=None, seats=seats)
    case = review(session, viewer).cases[0]
    assert [r.seat.label for r in case.unmet] == [CEO, "法务"]


def test_one_that_signed_is_looked_at_for_its_renewal(session, viewer, firm):
    company = firm("在用的", status="在用")
    case = review(session, viewer, nums=(company.num,)).cases[0]
    assert case.moment.moment is Moment.RENEWAL
    assert case.leaders[0].seat.label == STAFF
    assert review_wording.chance(case, zh) == ("–", "还算不出把握：谁力推的话，10 家续几家？")


def test_where_no_chance_can_be_told_it_says_why(session, viewer, firm):
    bare = create_company(session, viewer, {"name": "刚开头", "status": "在谈"})
    add_seat(session, viewer, ensure_chain(session, viewer, bare.id).id, CEO)
    lost = firm("丢了", status="丢单")
    told = {
        c.view.company: review_wording.chance(c, zh)[1]
        for c in review(session, viewer, nums=(bare.num, lost.num)).cases
    }
    assert told == {"刚开头": "还没人说采购谁说了算", "丢了": "已经丢了"}


def test_the_agenda_is_what_was_chosen_whatever_their_status(session, viewer, firm):
    first, second = firm("甲"), firm("乙", status="丢单")
    firm("丙")
    found = review(session, viewer, nums=(first.num, second.num))
    assert sorted(names(found)) == ["乙", "甲"]
    assert (found.left_out, found.without) == (0, 0)


def test_at_most_twelve_have_a_place(session, viewer, firm):
    for n in range(14):
        firm(f"企业{n}")
    found = review(session, viewer)
    assert (len(found.cases), found.left_out) == (12, 2)


def test_by_owner_and_by_amount(session, viewer, firm):
    small, large = firm("小单", owner="小乔"), firm("大单", owner="小乔")
    firm("别人的", owner="老周")
    for company, value in ((small, "50000"), (large, "300000")):
        create_deal(session, viewer, company, {"value": value, "outcome": "open"})
    found = review(session, viewer, owner="小乔", sort=Sort.VALUE)
    assert names(found) == ["大单", "小单"]
    assert review_wording.standing(found.cases[0], zh, "CNY") == "在谈 · 小乔 · 30 万元"
    assert reviewing.owners(session, viewer) == ["小乔", "老周"]


def test_most_to_win_first(session, viewer, firm):
    firm("差一点", **{DIRECTOR: 2, CEO: 2, CHAIRMAN: 1})
    firm("差得多", **{DIRECTOR: 0})
    assert names(review(session, viewer, sort=Sort.GAIN)) == ["差得多", "差一点"]


def test_a_deal_with_a_chain_of_its_own_has_its_own_card(session, viewer, firm):
    company = firm("在用的", status="在用")
    deal = create_deal(session, viewer, company, {"product": "增购模块", "outcome": "open", "value": "80000"})
    chain = ensure_chain(session, viewer, company.id, deal.id)
    save_moment(session, viewer, chain.id, Moment.PURCHASE, seen=None, seats=[SeatInput(position=CEO, say=3)])
    case = review(session, viewer).cases[0]  # in talks about this deal, though the company has signed
    assert (case.deal, case.moment.moment, case.value) == ("增购模块", Moment.PURCHASE, 80000)
    both = review(session, viewer, nums=(company.num,))
    assert sorted((c.deal, c.moment.moment.value) for c in both.cases) == [("", "renewal"), ("增购模块", "purchase")]


def test_stances_of_the_last_seven_days_are_news(session, viewer, company):
    chain = ensure_chain(session, viewer, company.id)
    seats = [
        SeatInput(position=CEO, say=3, stance=1, stance_on=clock.today() - timedelta(days=7)),
        SeatInput(position=DIRECTOR, say=2, stance=-1, stance_on=clock.today() - timedelta(days=8)),
    ]
    save_moment(session, viewer, chain.id, Moment.PURCHASE, seen=None, seats=seats)
    case = review(session, viewer).cases[0]
    assert review_wording.recent(case, zh) == "本周记下：CEO 支持。"


def test_companies_in_talks_without_a_chain_are_named(session, viewer, firm):
    firm("有链的")
    for n in range(10):
        create_company(session, viewer, {"name": f"没链{n}", "status": "在谈"})
    create_company(session, viewer, {"name": "线索", "status": "线索"})
    found = review(session, viewer)
    assert (found.without, [b.name for b in found.bare][:2], len(found.bare)) == (10, ["没链0", "没链1"], 8)
    assert review_wording.without_chain(found, zh) == "在谈的还有 10 家没有决策链："


def test_the_answer_says_what_is_missing_most(session, viewer, firm):
    firm("甲", **{DIRECTOR: 2})
    sentence = review_wording.answer(review(session, viewer), zh)
    day = zh.date(clock.today())
    assert sentence == f"打单会 {day}，1 条决策链：1 条里有说得上话的人没见过、1 条是单线联系。先看甲。"


def test_the_list_to_choose_from_keeps_what_was_chosen(session, viewer, firm):
    first = firm("甲家", status="丢单")
    firm("乙家")
    create_company(session, viewer, {"name": "丙家", "status": "在谈"})
    known = lists(session, viewer)
    assert [c.name for c in reviewing.candidates(session, viewer, known)] == ["乙家", "甲家", "丙家"]
    assert [c.name for c in reviewing.candidates(session, viewer, known, nums={first.num}, limit=2)] == ["甲家", "乙家"]
    chosen = reviewing.candidates(session, viewer, known, text="丙", nums={first.num})
    assert [c.name for c in chosen] == ["甲家", "丙家"]
    assert reviewing.candidates(session, viewer, known, text="没有") == []


def test_another_workspace_sees_nothing_and_an_empty_one_says_so(session, viewer, firm):
    company = firm("甲")
    stranger = fresh_viewer(session)
    found = review(session, stranger, nums=(company.num,))
    assert (found.cases, found.bare, found.without, found.left_out) == ((), (), 0, 0)


def test_on_the_wall_people_are_masked(session, viewer, firm):
    company = firm("甲", **{DIRECTOR: 2})
    person = create_person(session, viewer, {"name": "何澄", "title": "总监"}, company_id=company.id)
    row = seat(session, viewer, company, DIRECTOR)
    edit_seat(session, viewer, row.id, seen=row.version, base={"person_id": None}, changes={"person_id": person.id})
    wall = type(viewer)(**{**vars(viewer), "presenting": True})
    case = review(session, wall).cases[0]
    assert (case.view.company, case.leaders[0].seat.person) == ("甲", "何总监")
