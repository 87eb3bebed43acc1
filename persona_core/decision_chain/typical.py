"""The typical chain: what the chains of a group have in common, counted in the database."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Select, case, func
from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.companies.models import SIGNED, Company
from persona_core.decision_chain import analysis
from persona_core.decision_chain.models import Chain, ChainMoment, Listening, Moment, Seat, SeatMoment
from persona_core.kit.estimates import Estimate, mean
from persona_core.kit.words import Words
from persona_core.vocabulary.models import ListName
from persona_core.vocabulary.queries import Lists, lists


@dataclass(frozen=True)
class TypicalPosition:
    """A position over many chains: on `k` of them; means with range over the chains where it sits.

    `purchase` and `renewal` are total influence, `shares` and `kept` the same for what it decides directly and keeps,
    by moment. `listens` names whom it usually listens to: position (code) → in how many of its chains.
    """

    position: str
    label: str
    k: int
    purchase: Estimate
    renewal: Estimate
    shares: Mapping[Moment, Estimate]
    kept: Mapping[Moment, Estimate]
    veto: int
    listens: Mapping[Moment, tuple[tuple[str, int], ...]]

    def total(self, moment: Moment) -> Estimate:
        """Total influence at a moment."""
        return self.purchase if moment is Moment.PURCHASE else self.renewal


@dataclass(frozen=True)
class TypicalChain:
    """What the chains of a group have in common; `signed` tells whether only those who signed are in it."""

    chains: int
    signed: bool
    positions: tuple[TypicalPosition, ...]
    moments: Mapping[Moment, int]

    def frame(self, moment: Moment) -> pd.DataFrame:
        """One row a position: position (its label), share, kept, total, received (0–1, means), largest total first."""
        here = [p for p in self.positions if p.total(moment).value is not None]
        columns = {
            "share": [p.shares[moment].value for p in here],
            "kept": [p.kept[moment].value for p in here],
            "total": [p.total(moment).value for p in here],
        }
        return analysis.influence_frame([p.label for p in here], columns)

    def slope(self) -> pd.DataFrame:
        """One row a position: position (its label), purchase, renewal, shift (0–1, means)."""
        totals = [{p.label: p.total(m).value for p in self.positions if p.total(m).value is not None} for m in Moment]
        return analysis.slope_frame(*totals)


def typical(
    session: Session,
    viewer: Viewer,
    ids: Collection[uuid.UUID] | None = None,
    *,
    known: Lists | None = None,
) -> TypicalChain:
    """What chains have in common: those of companies `ids`, else of all who signed (of everybody while none has)."""
    t = Words(viewer.lang)
    known = known or lists(session, viewer)
    scope, signed = _scope(session, viewer, ids)
    on = dict(session.execute(_tally(select(Seat.position, func.count()), scope, Seat.position)).all())
    said = _said(session, scope)
    heard: dict[Any, list[tuple[str, int]]] = defaultdict(list)
    for position, other, moment, k in session.execute(_listening(scope)):
        heard[position, Moment(moment)].append((other, k))
    nothing = (mean([]), mean([]), mean([]), 0)
    positions = []
    for position, k in on.items():
        found = {m: said.get((position, m), nothing) for m in Moment}
        positions.append(
            TypicalPosition(
                position=position,
                label=known.label(ListName.POSITION, position, t),
                k=k,
                purchase=found[Moment.PURCHASE][0],
                renewal=found[Moment.RENEWAL][0],
                shares={m: found[m][1] for m in Moment},
                kept={m: found[m][2] for m in Moment},
                veto=max(found[m][3] for m in Moment),
                listens={m: tuple(sorted(heard[position, m], key=lambda x: -x[1])) for m in Moment},
            )
        )
    positions.sort(key=lambda p: (-p.k, -(p.purchase.value or 0), p.label))
    chains = session.execute(select(func.count(func.distinct(Seat.chain_id))).where(Seat.chain_id.in_(scope)))
    moments = _tally(select(ChainMoment.moment, func.count()), scope, ChainMoment.moment, of=ChainMoment.chain_id)
    counted = dict(session.execute(moments).all())
    return TypicalChain(chains.scalar_one(), signed, tuple(positions), {m: counted.get(m, 0) for m in Moment})


def _scope(session: Session, viewer: Viewer, ids: Collection[uuid.UUID] | None) -> tuple[Select, bool]:
    """The chains of the companies asked for, as a subselect, and whether only those who signed are meant."""
    chains = select(Chain.id).join(Company, Company.id == Chain.company_id)
    chains = chains.where(Chain.workspace_id == viewer.workspace_id)
    if ids is not None:
        return chains.where(Company.id.in_(list(ids))), False
    signed = chains.where(Company.status.in_(SIGNED))
    anybody = session.execute(signed.join(Seat, Seat.chain_id == Chain.id).limit(1)).first()
    return (signed, True) if anybody else (chains, False)


def _tally(statement: Select, scope: Select, *by: Any, of: Any = None) -> Select:
    return statement.where((Seat.chain_id if of is None else of).in_(scope)).group_by(*by)


def _said(session: Session, scope: Select) -> dict[tuple[str, Moment], tuple[Estimate, Estimate, Estimate, int]]:
    """Stored total, share and kept over the chains by position and moment, as means with ranges; and its vetoes."""
    columns = (SeatMoment.total, SeatMoment.share, SeatMoment.kept)
    numbers = [f(c) for c in columns for f in (func.avg, func.min, func.max)]
    vetoes = func.sum(case((SeatMoment.veto, 1), else_=0))
    statement = select(Seat.position, SeatMoment.moment, func.count(), vetoes, *numbers)
    statement = statement.join(Seat, Seat.id == SeatMoment.seat_id)
    said = {}
    for row in session.execute(_tally(statement, scope, Seat.position, SeatMoment.moment)):
        position, moment, n, veto, *values = row
        means = [Estimate(*values[i : i + 3], None, n, "mean, range") for i in (0, 3, 6)]
        said[position, Moment(moment)] = (*means, veto)
    return said


def _listening(scope: Select) -> Select:
    """Who listens to whom, by position and moment, on how many chains."""
    heard = Seat.__table__.alias("heard")
    statement = select(Seat.position, heard.c.position, Listening.moment, func.count())
    statement = statement.select_from(Listening).join(Seat, Seat.id == Listening.seat_id)
    return _tally(
        statement.join(heard, heard.c.id == Listening.to_seat_id),
        scope,
        Seat.position,
        heard.c.position,
        Listening.moment,
    )
