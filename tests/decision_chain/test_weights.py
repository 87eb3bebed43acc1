"""How much each position counts over all chains."""

from __future__ import annotations

import pytest

from persona_core.companies.commands import create_company
from persona_core.decision_chain.commands import SeatInput, ensure_chain, save_moment
from persona_core.decision_chain.models import Moment
from persona_core.decision_chain.weights import weights
from tests.factories.chains import example_chain


def test_influence_is_the_mean_over_all_chains_that_know_the_moment(session, viewer, company):
    example_chain(session, viewer, company)
    other = create_company(session, viewer, {"name": "小店"})
    chain = ensure_chain(session, viewer, other.id)
    save_moment(session, viewer, chain.id, Moment.PURCHASE, seen=None, seats=[SeatInput(position="CEO", say=3)])
    found = weights(session, viewer)
    assert found.of("marketing_director", Moment.PURCHASE) == pytest.approx(0.6071 / 2, abs=1e-3)
    assert found.of("ceo", Moment.PURCHASE) == pytest.approx((0.25 + 1) / 2, abs=1e-3)
    assert found.of("marketing_staff", Moment.RENEWAL) == pytest.approx(0.654, abs=1e-3)
    assert found.of("老板娘", Moment.RENEWAL) == 0.0
    assert set(found.by_position()) == {"marketing_director", "ceo", "chairman", "marketing_staff"}
    assert set(found.leading(0.1)) == {"marketing_director", "ceo", "marketing_staff"}


def test_a_moment_at_which_nobody_has_a_say_is_not_counted(session, viewer, company):
    chain = ensure_chain(session, viewer, company.id)
    save_moment(session, viewer, chain.id, Moment.RENEWAL, seen=None, seats=[SeatInput(position="CEO", say=0)])
    assert weights(session, viewer).by_position() == {}
