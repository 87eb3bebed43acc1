"""Influence of five thousand chains in one call, beside the bare solves of the same systems and one chain at a time."""

from __future__ import annotations

import statistics

import numpy as np

from bench.rounds import Runs, take_turns
from persona_core.decision_chain.analysis import totals, totals_many
from tests.factories.influence import Crowd, crowd

Systems = list[tuple[np.ndarray, np.ndarray]]


def systems(found: Crowd) -> Systems:
    """I − A of every chain, those of one size stacked, each with the identity as right-hand sides."""
    size = np.bincount(found.chain)
    first = np.concatenate(([0], np.cumsum(size)[:-1]))
    dense = [np.eye(n) for n in size]
    for by, to, part in zip(found.listener, found.heard, found.part, strict=True):
        chain = found.chain[by]
        dense[chain][by - first[chain], to - first[chain]] -= part
    stacks = [np.stack([m for m in dense if len(m) == n]) for n in np.unique(size)]
    return [(stack, np.broadcast_to(np.eye(stack.shape[1]), stack.shape).copy()) for stack in stacks]


def bare(stacked: Systems) -> list[np.ndarray]:
    """Nothing but the solves: the limit."""
    return [np.linalg.solve(matrices, sides) for matrices, sides in stacked]


def one_by_one(found: Crowd, stacked: Systems) -> list[np.ndarray]:
    """A call for each chain, its matrix already built: what the one call replaces."""
    direct = np.split(found.direct, np.flatnonzero(np.diff(found.chain)) + 1)
    by_size: dict[int, list[np.ndarray]] = {}
    for points in direct:
        by_size.setdefault(len(points), []).append(points)
    return [
        totals(points, np.eye(len(points)) - matrix).total
        for matrices, _ in stacked
        for points, matrix in zip(by_size[matrices.shape[1]], matrices, strict=True)
    ]


def main(chains: int = 5000, rounds: int = 15) -> None:
    """Take turns; print medians, ratios to the bare solves (by median and by best run), and how far answers differ."""
    found = crowd(chains, 20240101)
    stacked = systems(found)
    runs: Runs = {
        "bare solves, grouped by size": lambda: bare(stacked),
        "totals_many, from flat arrays": lambda: totals_many(*found),
        "totals, a chain at a time": lambda: one_by_one(found, stacked),
    }
    seconds = take_turns(runs, rounds)
    limit = next(iter(seconds.values()))
    print(f"{chains} chains, {len(found.chain)} seats, {len(found.part)} edges")
    print(f"{'':34} {'p50 ms':>8} {'ratio':>7} {'best':>7}")
    for name, taken in seconds.items():
        middle, best = statistics.median(taken) / statistics.median(limit), min(taken) / min(limit)
        print(f"{name:34} {statistics.median(taken) * 1000:8.1f} {middle:7.2f} {best:7.2f}")
    sizes = np.bincount(found.chain)[found.chain]
    alone = np.concatenate(one_by_one(found, stacked))
    many = totals_many(*found).total[np.argsort(sizes, kind="stable")]
    print(f"largest difference between them    {np.abs(alone - many).max():9.0e}")
