"""Who weighs most on the chains of those who signed is the first of the typical chain, read without the rest."""

from __future__ import annotations

import pytest

from persona_core.companies.commands import create_company
from persona_core.decision_chain import leading as module
from persona_core.decision_chain.commands import SeatInput, ensure_chain, save_moment
from persona_core.decision_chain.leading import leaders, leading
from persona_core.decision_chain.models import Moment
from persona_core.decision_chain.queries import typical
from persona_core.vocabulary.queries import lists
from tests.factories.chains import CEO, DIRECTOR, STAFF, example_chain

PURCHASE, RENEWAL = Moment.PURCHASE, Moment.RENEWAL


def first(session, viewer):
    """Who leads, having seen that the typical chain says the same."""
    known = lists(session, viewer)
    found, whole = leading(session, viewer, known), leaders(typical(session, viewer, known=known))
    assert {m: one.position for m, one in found.items()} == {m: one.position for m, one in whole.items()}
    assert [one.influence for one in found.values()] == pytest.approx([whole[m].influence for m in found], abs=1e-12)
    return {moment: (one.position, round(one.influence, 3)) for moment, one in found.items()}


def seated(session, viewer, company, moment, *seats):
    save_moment(session, viewer, ensure_chain(session, viewer, company.id).id, moment, seen=None, seats=list(seats))


def test_it_is_the_first_of_those_who_signed_and_of_everybody_until_somebody_did(session, viewer):
    assert first(session, viewer) == {}
    talking = create_company(session, viewer, {"name": "澄湖", "status": "在谈"})
    seated(session, viewer, talking, PURCHASE, SeatInput(position=CEO, say=3), SeatInput(position=STAFF, say=0))
    assert first(session, viewer) == {PURCHASE: ("CEO", 1.0)}
    for name, status in (("海棠", "在用"), ("禾木", "流失")):
        example_chain(session, viewer, create_company(session, viewer, {"name": name, "status": status}))
    assert first(session, viewer) == {PURCHASE: (DIRECTOR, 0.607), RENEWAL: (STAFF, 0.654)}


def test_a_moment_at_which_nobody_has_a_say_yet_counts_nowhere(session, viewer):
    for name, say in (("海棠", 3), ("禾木", 0)):
        company = create_company(session, viewer, {"name": name, "status": "在用"})
        seated(session, viewer, company, PURCHASE, SeatInput(position=CEO, say=say), SeatInput(position=STAFF, say=0))
    assert first(session, viewer) == {PURCHASE: ("CEO", 1.0)}


def test_of_two_alike_the_typical_chain_tells_which_comes_first(session, viewer, monkeypatch):
    company = create_company(session, viewer, {"name": "海棠", "status": "在用"})
    seated(session, viewer, company, PURCHASE, SeatInput(position=STAFF, say=2), SeatInput(position=CEO, say=2))
    asked = []
    monkeypatch.setattr(module, "typical", lambda *_, **more: asked.append(1) or typical(session, viewer, **more))
    assert first(session, viewer)[PURCHASE][1] == 0.5
    assert asked == [1]
