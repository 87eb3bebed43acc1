"""Chains of random size and listening as flat arrays, the form in which many are computed at once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Crowd(NamedTuple):
    """Chain number and direct points per seat; listener, heard and part per edge, as `totals_many` takes them."""

    chain: np.ndarray
    direct: np.ndarray
    listener: np.ndarray
    heard: np.ndarray
    part: np.ndarray


def crowd(chains: int, seed: int, sizes: tuple[int, int] = (1, 22)) -> Crowd:
    """`chains` of uniformly drawn size (both ends included) in which every seat hears up to three others in words."""
    chance = np.random.default_rng(seed)
    size = chance.integers(sizes[0], sizes[1] + 1, chains)
    first = np.concatenate(([0], np.cumsum(size)[:-1]))
    chain = np.repeat(np.arange(chains), size)
    seats = len(chain)
    direct = chance.integers(0, 4, seats).astype(float)
    direct[first] = 3
    wanted = np.minimum(chance.choice([0, 1, 2, 3], seats, p=[0.1, 0.25, 0.4, 0.25]), size[chain] - 1)
    listener = np.repeat(np.arange(seats), wanted)
    nth = np.arange(len(listener)) - np.repeat(np.concatenate(([0], np.cumsum(wanted)[:-1])), wanted)
    start = chance.integers(0, np.maximum(size[chain] - 1, 1))
    step = (start[listener] + nth) % np.maximum(size[chain[listener]] - 1, 1) + 1
    mine = listener - first[chain[listener]]
    heard = first[chain[listener]] + (mine + step) % size[chain[listener]]
    return Crowd(chain, direct, listener, heard, chance.choice([0.25, 0.32], len(listener)))
