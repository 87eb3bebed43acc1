"""The typical chain: what the chains of a group have in common, counted in the database."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from sqlalchemy import (
    CTE,
    CompoundSelect,
    Float,
    Integer,
    Row,
    Select,
    String,
    cast,
    func,
    literal,
    null,
    tuple_,
    union_all,
)
from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.companies.models import SIGNED, Company
from persona_core.companies.naming import company_name
from persona_core.deals.queries import SheetFilter, matching
from persona_core.decision_chain import analysis
from persona_core.decision_chain.models import Chain, ChainMoment, Listening, Moment, Seat, SeatMoment
from persona_core.decision_chain.views import WANTED_ROLES
from persona_core.kit.estimates import Estimate, mean
from persona_core.kit.words import Words
from persona_core.vocabulary.models import ListName
from persona_core.vocabulary.queries import Lists, lists

EVERYBODY = SheetFilter()
USUAL = 0.5
"""What more than this part of those known do is called usual."""


@dataclass(frozen=True)
class TypicalPosition:
    """A position over many chains: on `k` of them; means with range over the chains where it sits.

    `purchase` and `renewal` are total influence, `shares` and `kept` the same for what it decides directly and keeps
    (without range), by moment. `listens` names whom it usually listens to: position (code) → in how many of its
    chains; `stances` how often it stands where, not known left out.
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
    stances: Mapping[Moment, Mapping[int, int]] = field(default_factory=dict)

    def total(self, moment: Moment) -> Estimate:
        """Total influence at a moment."""
        return self.purchase if moment is Moment.PURCHASE else self.renewal

    def received(self, moment: Moment) -> float | None:
        """Mean influence it has because others listen to it; None where nobody said anything about it."""
        total, kept = self.total(moment).value, self.kept[moment].value
        return None if total is None or kept is None else max(total - kept, 0.0)

    def stance(self, moment: Moment) -> tuple[int | None, int, int]:
        """Where it usually stands, in how many of how many known; None where no stance is held by more than half."""
        known = self.stances.get(moment, {})
        n = sum(known.values())
        stance, k = max(known.items(), key=lambda pair: pair[1], default=(None, 0))
        return (stance if k > USUAL * n else None, k, n)


@dataclass(frozen=True)
class TypicalChain:
    """What the chains of a group have in common; `signed` tells whether only those who signed are in it.

    `moments` says on how many chains a moment is filled in, `missing` how many name nobody for a buying role.
    """

    chains: int
    signed: bool
    positions: tuple[TypicalPosition, ...]
    moments: Mapping[Moment, int]
    missing: Mapping[str, int] = field(default_factory=dict)

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
    wanted: SheetFilter | None = None,
    known: Lists | None = None,
) -> TypicalChain:
    """What chains have in common: of the companies that `wanted` leaves, of companies `ids`, or of all who signed.

    While nobody who signed has a chain, of everybody.
    """
    known = known or lists(session, viewer)
    if ids is not None:
        wanted = SheetFilter(ids=tuple(ids)) if ids else None
        if wanted is None:
            return TypicalChain(0, False, (), dict.fromkeys(Moment, 0))
    if wanted is None:
        wanted = SheetFilter(status=SIGNED if _any_chain(session, viewer, SheetFilter(status=SIGNED)) else ())
    return _gather(session.execute(_counted(viewer, wanted)).all(), _only_signed(wanted), known, Words(viewer.lang))


def chains_by_status(session: Session, viewer: Viewer, wanted: SheetFilter = EVERYBODY) -> dict[str, int]:
    """How many chains with somebody on them there are, by the status of their company."""
    companies = matching(viewer, wanted, Company.status, func.count())
    statement = companies.join(Chain, Chain.company_id == Company.id).where(_has_seats()).group_by(Company.status)
    return dict(session.execute(statement).all())


def _any_chain(session: Session, viewer: Viewer, wanted: SheetFilter) -> bool:
    """Whether any of these companies has a chain with somebody on it."""
    chained = matching(viewer, wanted, Chain.id).join(Chain, Chain.company_id == Company.id).where(_has_seats())
    return session.execute(chained.limit(1)).first() is not None


def without(
    session: Session, viewer: Viewer, position: str, *, wanted: SheetFilter = EVERYBODY, limit: int, known: Lists
) -> list[tuple[uuid.UUID, str]]:
    """Companies that have a chain without this position: id and name, at most `limit`."""
    columns = (Company.id, Company.name, Company.region, Company.industry, Company.headcount, Company.headcount_band)
    sits = select(Seat.id).where(Seat.chain_id == Chain.id, Seat.position == position).exists()
    statement = matching(viewer, wanted, *columns).join(Chain, Chain.company_id == Company.id)
    statement = statement.where(_has_seats(), ~sits).order_by(Company.num).limit(limit)
    t = Words(viewer.lang)
    return [(row.id, company_name(viewer, t, known, row._mapping)) for row in session.execute(statement)]


def _only_signed(wanted: SheetFilter) -> bool:
    return bool(wanted.status) and set(wanted.status) <= set(SIGNED)


def _has_seats() -> Any:
    return select(Seat.id).where(Seat.chain_id == Chain.id).exists()


def _scope(viewer: Viewer, wanted: SheetFilter) -> CTE | None:
    """The chains of the companies that a filter leaves, looked up once; None where it leaves everybody."""
    if wanted == EVERYBODY:
        return None
    chains = matching(viewer, wanted, Chain.id.label("id")).join(Chain, Chain.company_id == Company.id)
    return chains.cte("scope").prefix_with("MATERIALIZED")


def _counted(viewer: Viewer, wanted: SheetFilter) -> CompoundSelect:
    """Everything in one statement, a line a count, so that the chains that are meant are looked up only once.

    Moments at which nobody has a say yet count nowhere: their shares are no shares.
    """
    scope = _scope(viewer, wanted)
    said, heard = SeatMoment, Listening
    by_stance = (said.moment, said.position, said.stance)
    ways = (heard.moment, heard.position, heard.to_position)
    vetoes = func.sum(cast(said.veto, Integer))  # a bound number would be fetched anew for each row
    sums = [f(c) for c in (said.total, said.share) for f in (func.sum, func.min, func.max)] + [func.sum(said.kept)]

    def here(model: Any, chain: Any, *, by_scope: bool = False) -> list[Any]:
        """Narrowed to the chains that are meant: through their keys, or in one pass over an index where it has one."""
        own = [] if by_scope and scope is not None else [model.workspace_id == viewer.workspace_id]
        return own if scope is None else [*own, chain.in_(select(scope.c.id))]

    undecided = select(ChainMoment.chain_id, ChainMoment.moment).where(
        ~ChainMoment.decided, ChainMoment.workspace_id == viewer.workspace_id
    )
    roles = _line("role", other=Seat.buying_role, n=func.count(func.distinct(Seat.chain_id)))
    moments = here(ChainMoment, ChainMoment.chain_id, by_scope=True)
    return union_all(
        _line("chains", n=func.count()).where(_has_seats(), *here(Chain, Chain.id, by_scope=True)),
        _line("moment", ChainMoment.moment).where(ChainMoment.decided, *moments).group_by(ChainMoment.moment),
        _line("on", position=Seat.position).where(*here(Seat, Seat.chain_id, by_scope=True)).group_by(Seat.position),
        roles.where(Seat.buying_role.in_(WANTED_ROLES), *here(Seat, Seat.chain_id)).group_by(Seat.buying_role),
        _line("said", *by_stance, numbers=(vetoes, *sums))
        .where(*here(said, said.chain_id), tuple_(said.chain_id, said.moment).not_in(undecided))
        .group_by(*by_stance),
        _line("heard", *ways[:2], other=ways[2])
        .where(*here(heard, heard.chain_id), tuple_(heard.chain_id, heard.moment).not_in(undecided))
        .group_by(*ways),
    )


_NUMBERS = ("veto", "total", "total_lo", "total_hi", "share", "share_lo", "share_hi", "kept")


def _line(
    part: str,
    moment: Any = None,
    position: Any = None,
    stance: Any = None,
    *,
    other: Any = None,
    n: Any = None,
    numbers: tuple[Any, ...] = (),
) -> Select:
    """One of the selects, all with the same columns; those it does not need are empty."""
    texts = {"moment": moment, "position": position, "other": other}
    columns = [cast(null(), String).label(k) if v is None else v.label(k) for k, v in texts.items()]
    columns.append((cast(null(), Integer) if stance is None else stance).label("stance"))
    given = numbers or [cast(null(), Integer), *(cast(null(), Float) for _ in _NUMBERS[1:])]
    columns += [value.label(name) for name, value in zip(_NUMBERS, given, strict=True)]
    return select(literal(part).label("part"), *columns, (func.count() if n is None else n).label("n"))


def _gather(rows: Collection[Row], signed: bool, known: Lists, t: Words) -> TypicalChain:
    parts: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        parts[row.part].append(row)
    said: dict[Any, list[Row]] = defaultdict(list)
    for row in parts["said"]:
        said[row.position, row.moment].append(row)
    heard: dict[Any, list[tuple[str, int]]] = defaultdict(list)
    for row in parts["heard"]:
        heard[row.position, row.moment].append((row.other, row.n))
    chains = sum(row.n for row in parts["chains"])
    positions = [_position(row, said, heard, known.label(ListName.POSITION, row.position, t)) for row in parts["on"]]
    positions.sort(key=lambda p: (-p.k, -(p.purchase.value or 0), p.label))
    filled = {row.moment: row.n for row in parts["moment"]}
    held = {row.other: row.n for row in parts["role"]}
    return TypicalChain(
        chains,
        signed,
        tuple(positions),
        {m: filled.get(m, 0) for m in Moment},
        {role: chains - held.get(role, 0) for role in WANTED_ROLES},
    )


def _position(row: Row, said: Mapping[Any, list[Row]], heard: Mapping[Any, list], label: str) -> TypicalPosition:
    here = {m: said.get((row.position, m), []) for m in Moment}
    totals = {m: _mean(rows, "total") for m, rows in here.items()}
    return TypicalPosition(
        position=row.position,
        label=label,
        k=row.n,
        purchase=totals[Moment.PURCHASE],
        renewal=totals[Moment.RENEWAL],
        shares={m: _mean(rows, "share") for m, rows in here.items()},
        kept={m: _mean(rows, "kept") for m, rows in here.items()},
        veto=max(sum(r.veto for r in rows) for rows in here.values()),
        listens={m: tuple(sorted(heard.get((row.position, m), ()), key=lambda x: (-x[1], x[0]))) for m in Moment},
        stances={m: {r.stance: r.n for r in rows if r.stance is not None} for m, rows in here.items()},
    )


def _mean(rows: Collection[Row], column: str) -> Estimate:
    """The mean over parts of a group that were summed apart, with the smallest and largest where they are told."""
    if not rows:
        return mean([])
    n = sum(r.n for r in rows)
    ends = [(getattr(r, f"{column}_lo", None), getattr(r, f"{column}_hi", None)) for r in rows]
    lo, hi = (None, None) if column == "kept" else (min(e[0] for e in ends), max(e[1] for e in ends))
    return Estimate(sum(getattr(r, column) for r in rows) / n, lo, hi, None, n, "mean, range")
