"""Where cards stand by themselves, and where people put them."""

from __future__ import annotations

import random
from itertools import combinations

import pytest

from persona_core.decision_chain import queries
from persona_core.decision_chain.commands import add_seat, remove_seat, set_layout
from persona_core.decision_chain.models import Moment
from persona_core.decision_chain.placing import Spot, fits, place
from persona_core.kit.errors import Invalid, NotFound
from tests.factories.access import fresh_viewer
from tests.factories.chains import CEO, CHAIRMAN, DIRECTOR, STAFF, example_chain

PURCHASE = [Spot(DIRECTOR, 2 / 7, 0.607), Spot(CEO, 3 / 7, 0.25), Spot(CHAIRMAN, 2 / 7, 0.143), Spot(STAFF, 0, 0)]
HEARD = [(DIRECTOR, CEO), (DIRECTOR, CHAIRMAN), (CEO, CHAIRMAN)]


def crowd(n: int) -> tuple[list[Spot], list[tuple[str, str]]]:
    """`n` seats of which most listen to one or two who have more to say, as chains go."""
    dice = random.Random(n)
    totals = sorted((dice.random() ** 3 for _ in range(n)), reverse=True)
    spots = [Spot(f"s{i}", 0.0, total / sum(totals)) for i, total in enumerate(totals)]
    arrows = [(f"s{dice.randrange(i)}", f"s{i}") for i in range(1, n) for _ in range(dice.choice([0, 1, 1, 2]))]
    return spots, arrows


def overlapping(places) -> list:
    return [
        (a, b)
        for a, b in combinations(places, 2)
        if abs(places[a][0] - places[b][0]) < 1 and abs(places[a][1] - places[b][1]) < 1
    ]


def test_who_decides_stands_on_top_and_listeners_below_whom_they_hear():
    places = place(PURCHASE, HEARD)
    assert min(places, key=lambda i: places[i][1]) == DIRECTOR
    assert all(places[heard][1] < places[listener][1] for heard, listener in HEARD)
    assert places == place(PURCHASE, HEARD[::-1])


@pytest.mark.parametrize("n", [0, 1, 2, 3, 5, 8, 12, 21, 40, 60])
def test_no_two_cards_overlap_and_most_arrows_run_down(n):
    spots, arrows = crowd(n)
    places = place(spots, arrows)
    assert list(places) == [s.id for s in spots]
    assert not overlapping(places)
    down = sum(places[a][1] < places[b][1] for a, b in arrows)
    assert down >= 0.75 * len(arrows)


def test_who_listens_in_a_circle_is_placed_too():
    circle = [("a", "b"), ("b", "c"), ("c", "a"), ("a", "a"), ("a", "nobody")]
    places = place([Spot(i, 0.3, 0.3) for i in "abc"], circle)
    assert not overlapping(places)
    assert len(places) == 3


def test_stored_places_win_and_a_new_seat_gets_a_free_one_beside_whom_it_hears():
    stored = {DIRECTOR: [4.25, 1], CEO: [4.25, 2], CHAIRMAN: [0, 0], "gone": [1, 1], STAFF: ["x", None]}
    places = place(PURCHASE, [*HEARD, (DIRECTOR, STAFF)], stored)
    assert {i: places[i] for i in (DIRECTOR, CEO, CHAIRMAN)} == {DIRECTOR: (4.25, 1), CEO: (4.25, 2), CHAIRMAN: (0, 0)}
    assert not overlapping(places)
    assert abs(places[STAFF][0] - 4.25) + abs(places[STAFF][1] - 1) < 2.5


def test_thirty_new_seats_join_thirty_that_stand_somewhere():
    spots, arrows = crowd(60)
    stored = {i: p for n, (i, p) in enumerate(place(spots, arrows).items()) if n % 2}
    places = place(spots, arrows, stored)
    assert not overlapping(places)
    assert all(places[i] == p for i, p in stored.items())


@pytest.mark.parametrize("wrong", [None, "12", [1], [1, "2"], [float("nan"), 0], [0, 1e9], [True, 1]])
def test_what_is_no_place_is_told_from_one(wrong):
    assert not fits(wrong)
    assert fits([0.5, -3])


def test_the_layout_is_kept_and_leaves_the_moments_alone(session, viewer, company):
    chain = example_chain(session, viewer, company)
    view = queries.chain(session, viewer, company.id)
    seats = {s.label: str(s.id) for s in view.seats}
    assert view.layout == {}
    set_layout(session, viewer, chain.id, {seats[CEO]: (1, 2.00049), seats[DIRECTOR]: [0.25, -1], "gone": [0, 0]})
    after = queries.chain(session, viewer, company.id)
    assert after.layout == {seats[CEO]: [1, 2.0], seats[DIRECTOR]: [0.25, -1]}
    assert {m: after.moments[m].version for m in Moment} == {m: view.moments[m].version for m in Moment}
    remove_seat(session, viewer, seats[CEO])
    add_seat(session, viewer, chain.id, "法务")
    assert set(queries.chain(session, viewer, company.id).layout) == {seats[CEO], seats[DIRECTOR]}
    set_layout(session, viewer, chain.id, {})
    assert queries.chain(session, viewer, company.id).layout == {}


def test_a_layout_of_nonsense_or_of_somebody_else_is_refused(session, viewer, company):
    chain = example_chain(session, viewer, company)
    seat = queries.chain(session, viewer, company.id).seats[0].id
    with pytest.raises(Invalid, match="cannot stand there"):
        set_layout(session, viewer, chain.id, {seat: [1e9, 0]})
    with pytest.raises(NotFound):
        set_layout(session, fresh_viewer(session), chain.id, {seat: [0, 0]})
    assert queries.chain(session, viewer, company.id).layout == {}
