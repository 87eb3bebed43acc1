"""The typical chain: what the chains of a group have in common, counted from all of them."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import pandas as pd
from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.companies.models import SIGNED, Company
from persona_core.companies.naming import company_name
from persona_core.deals.queries import SheetFilter, matching
from persona_core.decision_chain import analysis
from persona_core.decision_chain.models import Chain, Moment, Seat
from persona_core.decision_chain.packed import Kept, Lines, Packed, packed
from persona_core.decision_chain.views import WANTED_ROLES
from persona_core.kit.estimates import Estimate, mean
from persona_core.kit.packing import columns
from persona_core.kit.readings import kept, kept_for_all
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
        return self._slope

    @cached_property
    def _slope(self) -> pd.DataFrame:
        totals = [{p.label: p.total(m).value for p in self.positions if p.total(m).value is not None} for m in Moment]
        return analysis.slope_frame(*totals)


@kept
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
    every = packed(session, viewer.workspace_id)
    kept = _kept(session, viewer, every, wanted or SheetFilter(status=SIGNED))
    signed = wanted is None or _only_signed(wanted)
    if wanted is None and not every.chains(kept):
        kept, signed = None, False
    return _gather(every, kept, signed, known, Words(viewer.lang))


def _kept(session: Session, viewer: Viewer, every: Packed, wanted: SheetFilter) -> Kept:
    """For each chain whether a filter leaves its company; None where it leaves everybody."""
    if wanted == EVERYBODY:
        return None
    ((_, (companies,)),) = columns(session, matching(viewer, wanted, Company.id))
    return every.of(companies)


@kept_for_all
def chains_by_status(session: Session, viewer: Viewer, wanted: SheetFilter = EVERYBODY) -> dict[str, int]:
    """How many chains with somebody on them there are, by the status of their company."""
    every = packed(session, viewer.workspace_id)
    companies = columns(session, matching(viewer, wanted, Company.status, Company.id), 1)
    found = {status: every.chains(every.of(ids)) for (status,), (ids,) in companies}
    return {status: n for status, n in found.items() if n}


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


class _Said(NamedTuple):
    """What is said at a moment from a position: how often, and of three numbers the sums, of two their ends."""

    n: int
    total: float
    share: float
    kept: float
    veto: int
    total_ends: tuple[float, float]
    share_ends: tuple[float, float]

    def mean(self, number: str) -> Estimate:
        """The mean of a number, with the smallest and largest where they are told."""
        lo, hi = getattr(self, f"{number}_ends", (None, None))
        return Estimate(getattr(self, number) / self.n, lo, hi, None, self.n, "mean, range")


def _gather(every: Packed, kept: Kept, signed: bool, known: Lists, t: Words) -> TypicalChain:
    heard: dict[Any, list[tuple[str, int]]] = defaultdict(list)
    for (moment, position, other), n in every.heard.counts(kept).items():
        heard[position, moment].append((other, n))
    stances: dict[Any, dict[int, int]] = defaultdict(dict)
    for (moment, position, stance), n in every.stances.counts(kept).items():
        stances[position, moment][stance] = n
    said, chains = _said(every.said, kept), every.chains(kept)
    positions = [
        _position(position, k, said, stances, heard, known.label(ListName.POSITION, position, t))
        for (position,), k in every.sits.counts(kept).items()
    ]
    positions.sort(key=lambda p: (-p.k, -(p.purchase.value or 0), p.label))
    filled, held = every.moments.counts(kept), every.roles.counts(kept)
    return TypicalChain(
        chains,
        signed,
        tuple(positions),
        {m: filled.get((True, m), 0) for m in Moment},
        {role: chains - held.get((role,), 0) for role in WANTED_ROLES},
    )


def _said(lines: Lines, kept: Kept) -> dict[Any, _Said]:
    """By position and moment what is said there."""
    if not lines.groups:
        return {}
    counts = lines.counts(kept)
    total, share, own, veto = (lines.sums(kept, number) for number in range(len(lines.numbers)))
    total_ends, share_ends = (list(zip(*lines.ends(kept, number), strict=True)) for number in range(2))
    return {
        (position, moment): _Said(n, total[at], share[at], own[at], round(veto[at]), total_ends[at], share_ends[at])
        for at, (moment, position) in enumerate(lines.groups)
        if (n := counts.get((moment, position)))
    }


def _position(
    position: str,
    k: int,
    said: Mapping[Any, _Said],
    stances: Mapping[Any, Mapping[int, int]],
    heard: Mapping[Any, list[tuple[str, int]]],
    label: str,
) -> TypicalPosition:
    here = {m: said.get((position, m)) for m in Moment}

    def means(number: str) -> dict[Moment, Estimate]:
        return {m: row.mean(number) if row else mean([]) for m, row in here.items()}

    totals = means("total")
    return TypicalPosition(
        position=position,
        label=label,
        k=k,
        purchase=totals[Moment.PURCHASE],
        renewal=totals[Moment.RENEWAL],
        shares=means("share"),
        kept=means("kept"),
        veto=max(row.veto if row else 0 for row in here.values()),
        listens={m: tuple(sorted(heard.get((position, m), ()), key=lambda x: (-x[1], x[0]))) for m in Moment},
        stances={m: dict(stances.get((position, m), {})) for m in Moment},
    )
