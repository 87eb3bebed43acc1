"""Reading chains: one company's, the typical one, coverage, wide cases, and the form of the command line."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from persona_core.companies.commands import create_company, create_person
from persona_core.deals.commands import create_deal
from persona_core.decision_chain import queries
from persona_core.decision_chain.commands import SeatInput, add_seat, edit_seat, ensure_chain, save_moment
from persona_core.decision_chain.models import Moment
from persona_core.kit import clock
from persona_core.kit.words import Words
from tests.factories.chains import CEO, CHAIRMAN, DIRECTOR, STAFF, example_chain, purchase_seats

PURCHASE, RENEWAL = Moment.PURCHASE, Moment.RENEWAL


@pytest.fixture
def twelve(session, viewer, company):
    """Twelve customers with the chain of the example, IT on three of them, and one company in talks."""
    found = []
    for n in range(12):
        customer = create_company(session, viewer, {"name": f"客户{n}", "status": "在用"})
        chain = example_chain(session, viewer, customer)
        if n < 3:
            add_seat(session, viewer, chain.id, "IT", contact="见过")
        found.append(customer)
    example_chain(session, viewer, company, **{DIRECTOR: 2})
    return found


def test_no_chain_yet(session, viewer, company):
    assert queries.chain(session, viewer, company.id) is None
    shown = queries.as_json(session, viewer, Words("zh"), company_id=company.id, moment=RENEWAL)
    assert (shown["company"], shown["moment"], shown["seats"]) == ("澄湖家居", "renewal", [])
    assert (shown["success"], shown["health"], shown["single_threaded"], shown["next"]) == (None, None, None, [])
    assert shown["missing_roles"] == ["拍板人", "使用人", "技术把关"]


def test_the_chance_of_the_example(session, viewer, company):
    example_chain(session, viewer, company, **{DIRECTOR: 2})
    moment = queries.chain(session, viewer, company.id).moments[PURCHASE]
    assert (moment.success.value, moment.success.lo, moment.success.hi) == pytest.approx((0.7, 0.355, 0.908), abs=5e-4)
    assert [r.seat.label for r in moment.unknown] == [CEO, CHAIRMAN]
    assert queries.chain(session, viewer, company.id).moments[RENEWAL].success is None  # no experience given for it


def test_people_are_named_as_the_viewer_may_see_them(session, viewer, company):
    chain = example_chain(session, viewer, company)
    person = create_person(session, viewer, {"name": "林晓", "title": "总监"}, company_id=company.id)
    seat = queries.seats_of(session, viewer, chain.id)[0]
    edit_seat(session, viewer, seat.id, seen=seat.version, base={}, changes={"person_id": person.id, "contact": "met"})

    def shown(**how):
        view = queries.chain(session, replace(viewer, **how), company.id)
        return view.company, view.seats[0].person, view.seats[1].person

    assert shown() == ("澄湖家居", "林晓", None)
    assert shown(presenting=True) == ("澄湖家居", "林总监", None)
    assert shown(masked=True) == ("某企业", "总监", None)


def test_missing_roles_and_contact(session, viewer, company):
    chain = example_chain(session, viewer, company)
    director, ceo, *_ = queries.seats_of(session, viewer, chain.id)
    edit_seat(session, viewer, director.id, seen=1, base={}, changes={"contact": "met", "buying_role": "user_head"})
    view = queries.chain(session, viewer, company.id)
    assert view.missing_roles == ["decider", "user", "technical_gate"]
    assert view.contact.thin
    edit_seat(session, viewer, ceo.id, seen=1, base={}, changes={"contact": "met", "buying_role": "decider"})
    view = queries.chain(session, viewer, company.id)
    assert view.missing_roles == ["user", "technical_gate"]
    assert not view.contact.thin


def test_the_typical_chain_counts_those_who_signed(session, viewer, twelve, company):
    found = queries.typical(session, viewer)
    assert (found.chains, found.signed) == (12, True)
    director, it = found.positions[0], found.positions[-1]
    assert (director.label, director.k, director.purchase.n) == (DIRECTOR, 12, 12)
    assert director.purchase.value == pytest.approx(0.607, abs=5e-4)
    assert (it.label, it.k, it.purchase.value) == ("IT", 3, None)  # on three chains, but nobody said what it decides
    ceo = next(p for p in found.positions if p.label == CEO)
    assert ceo.listens[PURCHASE] == (("marketing_director", 12),)
    assert ceo.listens[RENEWAL] == (("marketing_director", 12), ("marketing_staff", 12))
    few = queries.typical(session, viewer, {twelve[0].id, company.id})
    assert (few.chains, few.signed) == (2, False)


def test_the_typical_chain_of_everybody_while_nobody_signed(session, viewer, company):
    example_chain(session, viewer, company)
    found = queries.typical(session, viewer)
    assert (found.chains, found.signed) == (1, False)


def test_moments_at_which_nobody_has_a_say_yet_count_nowhere(session, viewer, twelve, company):
    before = means(session, viewer)
    begun = create_company(session, viewer, {"name": "刚开始", "status": "在用"})
    chain = ensure_chain(session, viewer, begun.id)
    for moment in Moment:
        seats = [SeatInput(position=DIRECTOR, stance=2), SeatInput(position=CEO, veto=True)]
        save_moment(session, viewer, chain.id, moment, seen=None, seats=seats, anchors={DIRECTOR: 0.7})
    found = queries.typical(session, viewer)
    assert found.chains == 13
    assert found.moments == dict.fromkeys(Moment, 12)
    assert means(session, viewer) == before
    ahead = create_company(session, viewer, {"name": "也刚开始", "status": "在谈"})
    seats = [SeatInput(position=DIRECTOR, stance=2), SeatInput(position=CEO)]
    save_moment(
        session, viewer, ensure_chain(session, viewer, ahead.id).id, PURCHASE, seen=None, seats=seats,
        anchors={DIRECTOR: 0.7},
    )  # fmt: skip
    assert [case.company for case in queries.undecided(session, viewer, Words("zh"))] == ["澄湖家居"]
    shown = queries.as_json(session, viewer, Words("zh"), company_id=ahead.id)
    assert (shown["success"], {s["total"] for s in shown["seats"]}) == (None, {0})


def means(session, viewer) -> dict:
    """Mean influence and number of chains of the positions, at both moments."""
    return {p.label: (p.purchase, p.renewal, p.veto) for p in queries.typical(session, viewer).positions}


def test_coverage_counts_seats_nobody_knows_or_met(session, viewer, twelve):
    found = queries.coverage(session, viewer)
    assert (found.chains, found.seats, found.unknown, found.never_met) == (13, 55, 55, 52)


def test_wide_cases_are_companies_in_talks_with_unknown_stances(session, viewer, twelve, company):
    (case,) = queries.undecided(session, viewer, Words("zh"))
    assert (case.company, case.positions) == ("澄湖家居", (CEO, CHAIRMAN))
    assert (case.seat, case.deal_id) == ("ceo", None)
    assert (case.lo, case.hi) == pytest.approx((0.355, 0.908), abs=5e-4)


def test_a_chance_counts_closed_deals_only_with_stances_from_before(session, viewer, company):
    example_chain(session, viewer, company, **{DIRECTOR: 2})
    assert queries.chain(session, viewer, company.id).closed_deals == 0
    create_deal(
        session, viewer, company, {"outcome": "赢单", "signed_on": (clock.today() + timedelta(days=9)).isoformat()}
    )
    assert queries.chain(session, viewer, company.id).closed_deals == 1
    old = create_company(session, viewer, {"name": "早签的"})
    example_chain(session, viewer, old, **{DIRECTOR: 2})
    create_deal(
        session, viewer, old, {"outcome": "赢单", "signed_on": (clock.today() - timedelta(days=90)).isoformat()}
    )
    assert queries.chain(session, viewer, company.id).closed_deals == 1


def test_the_form_of_the_command_line(session, viewer, twelve, company):
    shown = queries.as_json(session, viewer, Words("zh"), company_id=company.id)
    assert (shown["company"], shown["deal"], shown["moment"]) == ("澄湖家居", None, "purchase")
    assert (shown["base_rate"], shown["base_rate_assumed"], shown["anchors"]) == (0.2, False, {DIRECTOR: 0.7})
    assert shown["success"]["value"] == pytest.approx(0.7)
    assert (shown["closed_deals"], shown["unknown"]) == (0, [CEO, CHAIRMAN])
    assert shown["assumptions"][0] == "经验判断，未验证。"
    assert [s["position"] for s in shown["seats"]] == [DIRECTOR, CEO, CHAIRMAN, STAFF]
    ceo = shown["seats"][1]
    assert (ceo["say"], ceo["stance"], ceo["person"]) == ("说了算", None, None)
    assert ceo["listens"] == [{"to": DIRECTOR, "points": 50}]
    first = shown["next"][0]
    assert (first["position"], round(first["gain"], 3)) == (CEO, 0.087)
    assert (shown["health"], shown["single_threaded"]) == ("amber", True)
    assert queries.as_json(session, viewer, Words("zh"), company_id=company.id, moment=RENEWAL)["success"] is None


def test_the_typical_chain_has_the_same_form(session, viewer, twelve, company):
    one = queries.as_json(session, viewer, Words("en"), company_id=company.id)
    typical = queries.as_json(session, viewer, Words("en"), moment=RENEWAL)
    promised = ("moment", "seats", "success", "success_without_veto", "next", "health", "missing_roles")
    assert set(promised) <= set(one) & set(typical)
    assert set(one["seats"][0]) & {"direct", "total", "kept", "received"} <= set(typical["seats"][0])
    assert (typical["chains"], typical["moment"]) == (12, "renewal")
    first = typical["seats"][0]
    assert (first["position"], first["k"], first["n"]) == ("Marketing director", 12, 12)
    assert first["total"]["value"] == pytest.approx(0.216, abs=5e-4)
    assert first["received"]["value"] == pytest.approx(0.041, abs=5e-4)
    assert first["listens"] == [{"to": "Marketing staff", "k": 12, "n": 12}]


def test_a_moment_that_lies_behind_leaves_nothing_to_do(session, viewer):
    lost = create_company(session, viewer, {"name": "丢了的"})
    example_chain(session, viewer, lost, **{DIRECTOR: 2})
    create_deal(session, viewer, lost, {"outcome": "丢单"})
    shown = queries.as_json(session, viewer, Words("zh"), company_id=lost.id)
    assert (shown["settled"], shown["next"], shown["health"]) == ("lost", [], None)
    assert shown["assumptions"] == ["经验判断，未验证。", "按平时谈 10 家成 2 家算。"]


def test_a_veto_whose_stance_is_not_known_widens_the_range(session, viewer, company):
    chain = ensure_chain(session, viewer, company.id)
    seats = [*purchase_seats(**{DIRECTOR: 2, CEO: 2, CHAIRMAN: 2}), SeatInput(position="IT", say=0, veto=True)]
    save_moment(session, viewer, chain.id, PURCHASE, seen=None, seats=seats, anchors={DIRECTOR: 0.7})
    found = queries.as_json(session, viewer, Words("zh"), company_id=company.id)
    assert found["unknown"] == ["IT"]
    assert found["success"]["lo"] < 0.1 < 0.9 < found["success_without_veto"]["lo"]
