"""Influence of many chains of mixed size in one call: who both hears and is heard is solved for, grouped by number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from persona_core.decision_chain.analysis.influence import ROUNDING, closed_circle


@dataclass(frozen=True)
class Totals:
    """Per seat, in the order given, shares 0–1 as in `Influence`.

    `circles` names for each chain (by its number) that has none the seats that only listen to one another; the
    shares of such a chain stand, its totals are 0.
    """

    share: np.ndarray
    kept: np.ndarray
    received: np.ndarray
    total: np.ndarray
    circles: Mapping[int, list[int]]


def totals_many(
    chain: np.ndarray, direct: np.ndarray, listener: np.ndarray, heard: np.ndarray, part: np.ndarray
) -> Totals:
    """`totals` of every chain: `chain` and `direct` per seat, and an edge for each part (0–1) that a seat gives away.

    `chain` numbers may be any integers in any order; `listener` and `heard` are places in them. Weights
    are x = d + Aᵀx; only seats that listen and are listened to have to be solved for, chains with as many of them
    together. A seat's part for itself is its own judgement. Raises ValueError for what cannot be meant.
    """
    chain, direct = np.asarray(chain), np.asarray(direct, dtype=float)
    listener, heard = np.asarray(listener, dtype=np.intp), np.asarray(heard, dtype=np.intp)
    part = np.asarray(part, dtype=float)
    _check(chain, direct, listener, heard, part)
    others = (listener != heard) & (part > 0)
    listener, heard, part = listener[others], heard[others], part[others]
    seats = len(direct)
    numbers, group = np.unique(chain, return_inverse=True)
    given = np.bincount(listener, part, minlength=seats)
    if (given > 1 + ROUNDING).any():
        raise ValueError("a seat gives away more than all of its judgement")
    part = part / np.maximum(given, 1)[listener]
    own = np.where(given > 0, np.maximum(1 - np.bincount(listener, part, minlength=seats), 0), 1.0)
    own[own < 1e-9] = 0
    whole = np.bincount(group, direct, minlength=len(numbers))
    share = direct / np.where(whole > 0, whole, 1)[group]
    circles = _circles(numbers, group, own, listener, heard, part)
    barred = np.isin(numbers, list(circles))[group]
    if barred.any():
        kept_edges = ~barred[listener]
        listener, heard, part = listener[kept_edges], heard[kept_edges], part[kept_edges]
    weight, back = _solve(group, share, listener, heard, part)
    total = np.where(barred, 0, weight * own)
    kept = np.where(barred, 0, share * back * own)
    return Totals(share, kept, np.maximum(total - kept, 0), total, circles)


def _check(chain: np.ndarray, direct: np.ndarray, listener: np.ndarray, heard: np.ndarray, part: np.ndarray) -> None:
    """Refuse what no chain can hold; it is a fault of the caller, who has its sentences."""
    if not (np.isfinite(direct).all() and np.isfinite(part).all()):
        raise ValueError("points must be numbers")
    if (direct < 0).any() or (part < 0).any():
        raise ValueError("points cannot be negative")
    if (chain[listener] != chain[heard]).any():
        raise ValueError("a seat listens to a seat of another chain")


def _circles(
    numbers: np.ndarray, group: np.ndarray, own: np.ndarray, listener: np.ndarray, heard: np.ndarray, part: np.ndarray
) -> dict[int, list[int]]:
    """Chain → seats of a closed circle; only those without judgement of their own have to be looked at."""
    settled = own > 0
    if settled.all():
        return {}
    pending = ~settled[listener]
    by, to = listener[pending], heard[pending]
    while True:  # whoever listens to a settled seat is settled: at most as many rounds as a chain is long
        reached = by[settled[to] & ~settled[by]]
        if not len(reached):
            break
        settled[reached] = True
    found = {}
    for number in np.unique(group[~settled]):
        seats = np.flatnonzero(group == number)
        inside = group[listener] == number
        matrix = np.zeros((len(seats), len(seats)))
        rows, columns = np.searchsorted(seats, listener[inside]), np.searchsorted(seats, heard[inside])
        np.add.at(matrix, (rows, columns), part[inside])
        found[int(numbers[number])] = [int(seats[i]) for i in closed_circle(matrix)]
    return found


def _solve(
    group: np.ndarray, share: np.ndarray, listener: np.ndarray, heard: np.ndarray, part: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """x = d (I − A)⁻¹ and the diagonal of (I − A)⁻¹, per seat.

    Whom nobody hears weighs its own share; who hears nobody adds up what it is told. Only those between are solved for.
    The matrices of all chains lie behind one another in one array, those of the same size together.
    """
    seats = len(share)
    hears, is_heard = np.zeros(seats, dtype=bool), np.zeros(seats, dtype=bool)
    hears[listener] = is_heard[heard] = True
    core = hears & is_heard
    size = np.bincount(group[core], minlength=int(group.max(initial=-1)) + 1)
    rank = np.empty(len(size), dtype=np.intp)
    rank[np.argsort(size, kind="stable")] = np.arange(len(size))
    who = np.flatnonzero(core)
    who = who[np.argsort(rank[group[who]], kind="stable")]
    sizes = np.sort(size)
    ends = np.cumsum(sizes)
    place, row = np.empty(seats, dtype=np.intp), np.empty(seats, dtype=np.intp)
    place[who] = np.arange(len(who)) - (ends - sizes)[rank[group[who]]]
    row[who] = (np.cumsum(sizes**2) - sizes**2)[rank[group[who]]] + place[who] * size[group[who]]
    flat = np.zeros(int((sizes**2).sum()))
    flat[row[who] + place[who]] = 1
    to_core = core[heard]
    inside = to_core & core[listener]
    np.subtract.at(flat, row[listener[inside]] + place[heard[inside]], part[inside])
    weight, back = _told(share, listener, heard, part, to_core & ~inside), np.ones(seats)
    weight[who], back[who] = _by_size(flat, weight[who], sizes)
    return _told(weight, listener, heard, part, ~to_core), back


def _told(
    weight: np.ndarray, listener: np.ndarray, heard: np.ndarray, part: np.ndarray, edges: np.ndarray
) -> np.ndarray:
    """Weights with what is passed on along some edges."""
    return weight + np.bincount(heard[edges], weight[listener[edges]] * part[edges], minlength=len(weight))


def _by_size(flat: np.ndarray, share: np.ndarray, sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Every matrix of one size inverted in one call."""
    weight, back = np.empty_like(share), np.empty_like(share)
    seats = cells = 0
    for size, chains in zip(*np.unique(sizes[sizes > 0], return_counts=True), strict=True):
        here, there = slice(seats, seats + chains * size), slice(cells, cells + chains * size**2)
        inverse = np.linalg.inv(flat[there].reshape(chains, size, size))
        weight[here] = (share[here].reshape(chains, 1, size) @ inverse).ravel()
        back[here] = inverse.diagonal(axis1=1, axis2=2).ravel()
        seats, cells = here.stop, there.stop
    return weight, back
