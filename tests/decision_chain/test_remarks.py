"""What a chain says at a moment: whom to see, its health, what is not known, what tips it; and what if."""

from __future__ import annotations

import uuid

import pytest

from persona_core.companies.commands import create_company, create_person
from persona_core.deals.commands import create_deal
from persona_core.decision_chain import queries
from persona_core.decision_chain.analysis import Hold, Light
from persona_core.decision_chain.commands import SeatInput, edit_seat, ensure_chain, remove_seat, save_moment
from persona_core.decision_chain.loading import chain_views
from persona_core.decision_chain.models import Moment
from persona_core.decision_chain.remarks import Unknown
from persona_core.vocabulary.queries import lists
from tests.factories.chains import CEO, CHAIRMAN, DIRECTOR, STAFF, example_chain

PURCHASE, RENEWAL = Moment.PURCHASE, Moment.RENEWAL


@pytest.fixture
def example(session, viewer, company):
    """The example in talks: the director champions us, nothing is known of the others."""
    example_chain(session, viewer, company, **{DIRECTOR: 2})
    return lambda moment=PURCHASE: queries.chain(session, viewer, company.id).moments[moment]


@pytest.fixture
def change(session, viewer, example):
    """Change the seat of a position."""

    def edit(position, **changes):
        seat = next(r.seat for r in example().rows if r.seat.label == position)
        edit_seat(session, viewer, seat.id, seen=seat.version, base={}, changes=changes)

    return edit


def asked(moment) -> list[tuple[Unknown, str | None]]:
    return [(q.kind, q.row and q.row.seat.label) for q in moment.open_questions]


def test_the_example_sends_to_the_ceo_first(example):
    ceo, chairman = example().advice
    assert (ceo.row.seat.label, ceo.gain) == (CEO, pytest.approx(0.087, abs=5e-4))
    assert (chairman.row.seat.label, chairman.gain) == (CHAIRMAN, pytest.approx(0.052, abs=5e-4))
    assert ceo.per_effort == pytest.approx(ceo.gain / 2)  # nobody said how hard, so-so is assumed


def test_effort_decides_between_two(example, change):
    change(CEO, effort="hard")
    change(CHAIRMAN, effort="easy")
    first, second = example().advice
    assert [(a.row.seat.label, a.per_effort / a.gain) for a in (first, second)] == [
        (CHAIRMAN, pytest.approx(1)),
        (CEO, pytest.approx(1 / 3)),
    ]


def test_without_experience_the_order_is_told_without_gains(example):
    found = example(RENEWAL).advice
    assert [a.row.seat.label for a in found] == [STAFF, DIRECTOR, CEO, CHAIRMAN]
    assert {(a.gain, a.per_effort) for a in found} == {(None, None)}


def test_what_if_changes_a_copy_and_nothing_else(example):
    before = example()
    ceo = before.rows[1].seat
    after = before.with_stances({ceo.id: 2})
    assert after.success.value == pytest.approx(0.70 + 0.1543, abs=5e-4)
    assert (before.rows[1].stance, before.success.value) == (None, pytest.approx(0.7))
    assert [r.seat.label for r in after.unknown] == [CHAIRMAN]
    assert after.influence is before.influence  # no stance moves influence
    assert after.with_stances({ceo.id: None}).success == before.success
    assert before.with_stances({}).rows == before.rows
    with pytest.raises(KeyError):
        before.with_stances({uuid.uuid4(): 2})


def test_a_stance_that_stays_keeps_its_day(example):
    before = example()
    director = before.rows[0]
    assert before.with_stances({director.seat.id: 2}).rows[0].stance_on == director.stance_on
    assert before.with_stances({director.seat.id: 1}).rows[0].stance_on is None


def test_health_follows_who_supports_us(example, change):
    moment = example()
    assert (moment.health.light, [r.seat.label for r in moment.health.wanted]) == (Light.AMBER, [CEO])
    ids = {r.seat.label: r.seat.id for r in moment.rows}
    assert moment.with_stances({ids[CEO]: 1}).health.light is Light.GREEN
    assert moment.with_stances({ids[DIRECTOR]: 0}).health.light is Light.RED
    assert moment.with_stances({ids[DIRECTOR]: None, ids[STAFF]: 2}).health.light is Light.RED
    change(DIRECTOR, buying_role="拍板人")
    assert example().health.light is Light.GREEN


def test_the_three_things_not_known_name_three_seats_the_widest_swing_first(example):
    questions = example().open_questions
    assert asked(example()) == [(Unknown.STANCE, CEO), (Unknown.STANCE, CHAIRMAN), (Unknown.PERSON, DIRECTOR)]
    assert questions[0].swing > questions[1].swing > 0.2
    assert questions[2].swing is None


def test_a_missing_experience_is_asked_for_first(example):
    assert asked(example(RENEWAL)) == [(Unknown.ANCHOR, None), (Unknown.STANCE, STAFF), (Unknown.STANCE, DIRECTOR)]


def test_once_stances_and_persons_are_known_contact_and_base_rate_are_asked_for(
    session, viewer, company, example, change
):
    for name, position in (("林晓", DIRECTOR), ("赵刚", CEO)):
        person = create_person(session, viewer, {"name": name}, company_id=company.id)
        change(position, person_id=person.id)
    moment = example()
    known = moment.with_stances({r.seat.id: 1 for r in moment.rows})
    assert asked(known) == [(Unknown.PERSON, CHAIRMAN), (Unknown.CONTACT, DIRECTOR), (Unknown.CONTACT, CEO)]
    for position in (DIRECTOR, CEO):
        change(position, contact="见过")
    chain = ensure_chain(session, viewer, company.id)
    seats = [r.as_input().model_copy(update={"stance": 1}) for r in example().rows]
    save_moment(session, viewer, chain.id, PURCHASE, seen=example().version, seats=seats, anchors={DIRECTOR: 0.7})
    assert asked(example()) == [(Unknown.PERSON, CHAIRMAN), (Unknown.BASE_RATE, None)]


def test_words_and_points_are_shaken_by_their_own_steps(example):
    assert (example().robustness.hold, example().robustness.tip) == (Hold.ALL, None)
    renewal = example(RENEWAL).robustness
    assert (renewal.hold, renewal.leader.seat.label) == (Hold.LEADER, STAFF)
    assert (renewal.tip.row.seat.label, renewal.tip.heard.seat.label) == (DIRECTOR, STAFF)
    assert (renewal.tip.before, renewal.tip.after) == (65, 90)


@pytest.mark.parametrize(
    ("status", "purchase", "renewal", "signed"),
    [
        ("在谈", None, None, False),
        ("丢单", "lost", None, False),
        ("在用", "won", None, True),
        ("流失", "churned", "churned", True),
    ],
)
def test_what_lies_behind_us_is_known_by_where_the_company_stands(session, viewer, status, purchase, renewal, signed):
    company = create_company(session, viewer, {"name": "乙", "status": status})
    example_chain(session, viewer, company)
    view = queries.chain(session, viewer, company.id)
    assert (view.moments[PURCHASE].settled, view.moments[RENEWAL].settled, view.signed) == (purchase, renewal, signed)


def test_another_deal_with_a_customer_is_still_ahead(session, viewer):
    """Cross-selling: a chain of its own, whatever the company signed before."""
    company = create_company(session, viewer, {"name": "乙", "status": "在用"})
    for outcome, settled in (("进行中", None), ("赢单", "won")):
        deal = create_deal(session, viewer, company, {"outcome": outcome})
        chain = ensure_chain(session, viewer, company.id, deal.id)
        (view,) = chain_views(session, viewer, [(chain, company)], lists(session, viewer))
        assert view.moments[PURCHASE].settled == settled


def test_an_experience_with_a_seat_that_lost_its_influence_tells_nothing(session, viewer, company):
    chain = ensure_chain(session, viewer, company.id)
    seats = [SeatInput(position=CEO, say=3, listens={DIRECTOR: 50}), SeatInput(position=DIRECTOR)]
    save_moment(session, viewer, chain.id, PURCHASE, seen=None, seats=seats, anchors={DIRECTOR: 0.7})
    view = queries.chain(session, viewer, company.id)
    assert view.moments[PURCHASE].success is not None
    ceo = view.seats[0]
    chairman = SeatInput(position=CHAIRMAN, say=1)
    save_moment(
        session, viewer, chain.id, PURCHASE, seen=view.moments[PURCHASE].version, seats=[*seats, chairman],
        anchors={DIRECTOR: 0.7},
    )  # fmt: skip
    remove_seat(session, viewer, ceo.id)
    moment = queries.chain(session, viewer, company.id).moments[PURCHASE]
    assert (moment.decided, moment.success) == (True, None)
    assert [a.row.seat.label for a in moment.advice] == [CHAIRMAN]
