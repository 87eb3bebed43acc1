"""Who weighs most at each moment on the chains of those who signed: all that one sentence about them needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from sqlalchemy import tuple_
from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.companies.models import SIGNED, Company
from persona_core.decision_chain.models import Chain, ChainMoment, Moment, Seat, SeatMoment
from persona_core.decision_chain.typical import TypicalChain, typical
from persona_core.kit.packing import columns
from persona_core.kit.readings import kept, kept_for_all
from persona_core.kit.words import Words
from persona_core.vocabulary.models import ListName
from persona_core.vocabulary.queries import Lists

ALIKE = 1e-9
"""Means so near each other are the same: the rest is the order in which they were added up."""


class Leader(NamedTuple):
    """A position (its label) with its mean influence 0–1 over the chains where it sits."""

    position: str
    influence: float


@kept
def leading(session: Session, viewer: Viewer, known: Lists) -> dict[Moment, Leader]:
    """The first of the typical chain at each moment that anybody has filled in.

    Of all chains only these sums are read; where two are alike the typical chain tells which comes first.
    """
    found = {}
    for moment, means in _means(influences(session, viewer), wanted(session, viewer)).items():
        (first, position), *others = sorted(((mean, position) for position, mean in means.items()), reverse=True)
        if others and first - others[0][0] <= ALIKE:
            return leaders(typical(session, viewer, known=known))
        found[moment] = Leader(known.label(ListName.POSITION, position, Words(viewer.lang)), first)
    return found


def leaders(found: TypicalChain) -> dict[Moment, Leader]:
    """The same of a typical chain that was read."""
    first = {}
    for moment in Moment:
        known = [(p, p.total(moment).value) for p in found.positions if p.total(moment).value is not None]
        if known:
            position, influence = max(known, key=lambda pair: pair[1])
            first[moment] = Leader(position.label, influence)
    return first


class Influences(NamedTuple):
    """How a position weighs at a moment on every chain where that is known: chains by their first 64 bits."""

    moment: Moment
    position: str
    chain: np.ndarray
    total: np.ndarray


@kept_for_all
def influences(session: Session, viewer: Viewer) -> list[Influences]:
    """All influences of the workspace by moment and position, but those of moments that nobody decided about."""
    said, mine = SeatMoment, viewer.workspace_id
    statement = select(said.moment, said.position, said.chain_id, said.total).where(said.workspace_id == mine)
    undecided = select(ChainMoment.chain_id, ChainMoment.moment).where(
        ~ChainMoment.decided, ChainMoment.workspace_id == mine
    )
    if session.execute(undecided.limit(1)).first():  # else every row would be looked up in nothing
        statement = statement.where(tuple_(said.chain_id, said.moment).not_in(undecided))
    found = columns(session, statement, 2)
    return [Influences(Moment(moment), position, chain, total) for (moment, position), (chain, total) in found]


@kept_for_all
def wanted(session: Session, viewer: Viewer) -> np.ndarray | None:
    """The chains of those who signed, in rising order; None, for everybody's, while none of these has a seat."""
    signed = select(Chain.id).join(Company, Company.id == Chain.company_id)
    signed = signed.where(Company.workspace_id == viewer.workspace_id, Company.status.in_(SIGNED))
    seated = select(Seat.id).where(Seat.chain_id == Chain.id).exists()
    if not session.execute(signed.where(seated).limit(1)).first():
        return None
    ((_, (chains,)),) = columns(session, signed)
    return np.sort(chains)


def _means(every: Sequence[Influences], of: np.ndarray | None) -> dict[Moment, dict[str, float]]:
    """By moment and position the mean influence on the chains that are meant."""
    means: dict[Moment, dict[str, float]] = {}
    for one in every:
        meant = one.total if of is None else one.total[of[np.searchsorted(of[:-1], one.chain)] == one.chain]
        if len(meant):
            means.setdefault(one.moment, {})[one.position] = float(meant.mean())
    return means
