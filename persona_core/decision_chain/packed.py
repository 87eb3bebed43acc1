"""Every chain of a workspace as arrays: read once, then any group of chains is counted without the database."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlmodel import Session, select

from persona_core.decision_chain.models import Chain, ChainMoment, Listening, Seat, SeatMoment
from persona_core.decision_chain.views import WANTED_ROLES
from persona_core.kit.packing import columns
from persona_core.kit.readings import kept

Kept = np.ndarray | None
"""For each chain whether it is meant; None where all are."""

_SUMMED = ("total", "share", "kept", "veto")


@dataclass(frozen=True)
class Lines:
    """Rows of chains in groups, those of a group beside each other: the place of each row's chain, and its numbers."""

    groups: Sequence[tuple[Any, ...]]
    starts: np.ndarray
    group: np.ndarray
    chain: np.ndarray
    numbers: Sequence[np.ndarray] = ()

    def counts(self, kept: Kept) -> dict[tuple[Any, ...], int]:
        """How many rows each group has, those with none left out."""
        found = np.bincount(self._in(kept), minlength=len(self.groups)).tolist()
        return {group: n for group, n in zip(self.groups, found, strict=True) if n}

    def sums(self, kept: Kept, number: int) -> list[float]:
        """The sum of one of the numbers over each group."""
        weights = self.numbers[number] if kept is None else self.numbers[number][kept[self.chain]]
        return np.bincount(self._in(kept), weights=weights, minlength=len(self.groups)).tolist()

    def ends(self, kept: Kept, number: int) -> tuple[list[float], list[float]]:
        """The smallest and the largest of one of the numbers over each group, the other way round where it is empty."""
        values = self.numbers[number]
        if not len(values):
            return [], []
        low, high = (values if kept is None else np.where(kept[self.chain], values, end) for end in (np.inf, -np.inf))
        return np.minimum.reduceat(low, self.starts).tolist(), np.maximum.reduceat(high, self.starts).tolist()

    def _in(self, kept: Kept) -> np.ndarray:
        return self.group if kept is None else self.group[kept[self.chain]]


@dataclass(frozen=True)
class Packed:
    """All chains, by place: `keys` ascending, and of what company; `seated` tells on which of them somebody sits.

    `said` is by moment and position with total, share, kept and veto; `stances` by moment, position and stance;
    `heard` by moment, listener and whom it hears; `sits` by position, `roles` by buying role, `moments` by whether it
    is decided and which. Moments at which nobody has a say yet count nowhere: their shares are no shares.
    """

    keys: np.ndarray
    company: np.ndarray
    seated: np.ndarray
    said: Lines
    stances: Lines
    heard: Lines
    sits: Lines
    roles: Lines
    moments: Lines

    def of(self, companies: np.ndarray) -> np.ndarray:
        """For each chain whether it is one of these companies'."""
        return np.isin(self.company, companies)

    def chains(self, kept: Kept) -> int:
        """On how many chains somebody sits."""
        return int(np.count_nonzero(self.seated if kept is None else self.seated & kept))


@kept
def packed(session: Session, here: uuid.UUID) -> Packed:
    """All chains of a workspace, in one pass over an index a table; each table is read again when it was written."""
    keys, company = _chains(session, here)
    sits = _sits(session, here)
    seated = np.zeros(len(keys), dtype=bool)
    seated[sits.chain] = True
    return Packed(
        keys,
        company,
        seated,
        _said(session, here),
        _stances(session, here),
        _heard(session, here),
        sits,
        _roles(session, here),
        _moments(session, here),
    )


@kept
def _chains(session: Session, here: uuid.UUID) -> tuple[np.ndarray, np.ndarray]:
    """The chains by key, ascending, and of what company each is."""
    ((_, (keys, company)),) = columns(session, select(Chain.id, Chain.company_id).where(Chain.workspace_id == here))
    order = np.argsort(keys)
    return keys[order], company[order]


@kept
def _moments(session: Session, here: uuid.UUID) -> Lines:
    return _of(session, here, ChainMoment, ChainMoment.decided, ChainMoment.moment)


@kept
def _sits(session: Session, here: uuid.UUID) -> Lines:
    return _of(session, here, Seat, Seat.position)


@kept
def _roles(session: Session, here: uuid.UUID) -> Lines:
    keys, _ = _chains(session, here)
    return _once(_of(session, here, Seat, Seat.buying_role, where=[Seat.buying_role.in_(WANTED_ROLES)]), len(keys))


@kept
def _said(session: Session, here: uuid.UUID) -> Lines:
    summed = [getattr(SeatMoment, name) for name in _SUMMED]
    return _decided(
        session, here, _of(session, here, SeatMoment, SeatMoment.moment, SeatMoment.position, numbers=summed)
    )


@kept
def _stances(session: Session, here: uuid.UUID) -> Lines:
    """By themselves: a stance is noted far more often than the words that weigh."""
    by_stance = (SeatMoment.moment, SeatMoment.position, SeatMoment.stance)
    return _decided(session, here, _of(session, here, SeatMoment, *by_stance, where=[SeatMoment.stance.is_not(None)]))


@kept
def _heard(session: Session, here: uuid.UUID) -> Lines:
    ways = (Listening.moment, Listening.position, Listening.to_position)
    return _decided(session, here, _of(session, here, Listening, *ways))


def _of(
    session: Session,
    here: uuid.UUID,
    model: Any,
    *groups: Any,
    numbers: Sequence[Any] = (),
    where: Sequence[Any] = (),
) -> Lines:
    """A table's rows in groups: the chain of each, then its numbers."""
    statement = select(*groups, model.chain_id, *numbers).where(model.workspace_id == here, *where)
    keys, _ = _chains(session, here)
    return _lines(columns(session, statement, len(groups)), keys)


def _decided(session: Session, here: uuid.UUID, lines: Lines) -> Lines:
    """Without what is of a moment that is not decided on its chain; the moment is the first of what groups."""
    moments, (keys, _) = _moments(session, here), _chains(session, here)
    undecided = {moment: _among(moments, keys, (False, moment)) for decided, moment in moments.groups if not decided}
    gone = np.zeros(len(lines.chain), dtype=bool)
    for place, (moment, *_) in enumerate(lines.groups):
        if moment in undecided:
            rows = lines.group == place
            gone[rows] = undecided[moment][lines.chain[rows]]
    return _narrowed(lines, ~gone) if gone.any() else lines


def _lines(found: list[tuple[tuple[Any, ...], list[np.ndarray]]], keys: np.ndarray) -> Lines:
    parts = [(group, arrays) for group, arrays in found if len(arrays[0])]
    if not parts:
        empty = np.empty(0, dtype=np.int64)
        return Lines((), empty, empty, empty)
    sizes = [len(arrays[0]) for _, arrays in parts]
    chain, *numbers = (np.concatenate(column) for column in zip(*(arrays for _, arrays in parts), strict=True))
    return _grouped([group for group, _ in parts], sizes, np.searchsorted(keys, chain), numbers)


def _grouped(groups: Sequence[Any], sizes: Sequence[int], chain: np.ndarray, numbers: Sequence[np.ndarray]) -> Lines:
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1])).astype(np.int64)
    return Lines(tuple(groups), starts, np.repeat(np.arange(len(groups)), sizes), chain, tuple(numbers))


def _among(lines: Lines, keys: np.ndarray, group: tuple[Any, ...]) -> np.ndarray:
    """For each chain whether it has a row in this group."""
    found = np.zeros(len(keys), dtype=bool)
    found[lines.chain[lines.group == lines.groups.index(group)]] = True
    return found


def _once(lines: Lines, chains: int) -> Lines:
    """Each chain once a group."""
    _, first = np.unique(lines.group * chains + lines.chain, return_index=True)
    kept = np.zeros(len(lines.chain), dtype=bool)
    kept[first] = True
    return _narrowed(lines, kept)


def _narrowed(lines: Lines, rows: np.ndarray) -> Lines:
    """Only these rows; groups without any are gone."""
    sizes = np.bincount(lines.group[rows], minlength=len(lines.groups))
    left = [group for group, n in zip(lines.groups, sizes.tolist(), strict=True) if n]
    return _grouped(left, sizes[sizes > 0], lines.chain[rows], [number[rows] for number in lines.numbers])
