"""Persons recognised on the seat of their position, as long as nobody says otherwise."""

from __future__ import annotations

from persona_core.companies.commands import create_person
from persona_core.decision_chain import queries
from persona_core.decision_chain.commands import add_seat, ensure_chain, save_moment
from persona_core.decision_chain.models import Moment
from tests.factories.chains import CEO, DIRECTOR, purchase_seats


def test_the_one_person_of_a_position_sits_on_its_seat(session, viewer, company):
    person = create_person(session, viewer, {"name": "何澄", "title": "CMO"}, company_id=company.id)
    create_person(session, viewer, {"name": "外人", "position": CEO})  # of no company
    chain = ensure_chain(session, viewer, company.id)
    assert add_seat(session, viewer, chain.id, "总监").person_id == person.id  # alias and job title meet
    assert add_seat(session, viewer, chain.id, CEO).person_id is None


def test_a_new_position_recognises_its_person_by_the_title(session, viewer, company):
    person = create_person(session, viewer, {"name": "金朵", "title": "会员运营 经理"}, company_id=company.id)
    chain = ensure_chain(session, viewer, company.id)
    assert add_seat(session, viewer, chain.id, "会员运营经理").person_id == person.id


def test_two_candidates_or_somebody_seated_already_make_none(session, viewer, company):
    for name in ("秦望", "秦仲远"):
        create_person(session, viewer, {"name": name, "position": CEO}, company_id=company.id)
    both = create_person(
        session, viewer, {"name": "何澄", "position": DIRECTOR, "title": "法务"}, company_id=company.id
    )
    chain = ensure_chain(session, viewer, company.id)
    assert add_seat(session, viewer, chain.id, CEO).person_id is None
    assert add_seat(session, viewer, chain.id, DIRECTOR).person_id == both.id
    assert add_seat(session, viewer, chain.id, "法务").person_id is None


def test_nobody_is_put_on_a_seat_that_is_said_to_be_empty(session, viewer, company):
    create_person(session, viewer, {"name": "何澄", "position": DIRECTOR}, company_id=company.id)
    chain = ensure_chain(session, viewer, company.id)
    assert add_seat(session, viewer, chain.id, DIRECTOR, person_id=None).person_id is None


def test_a_saved_moment_recognises_persons_of_the_positions_it_adds(session, viewer, company):
    create_person(session, viewer, {"name": "何澄", "position": DIRECTOR}, company_id=company.id)
    chain = ensure_chain(session, viewer, company.id)
    save_moment(session, viewer, chain.id, Moment.PURCHASE, seen=None, seats=purchase_seats())
    assert [s.person for s in queries.chain(session, viewer, company.id).seats] == ["何澄", None, None, None]
