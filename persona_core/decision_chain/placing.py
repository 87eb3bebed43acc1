"""Where the cards of a chain stand on its map: who decides at the top, those who listen below whom they hear.

Places are centres in cards: a card takes one unit either way, so two do not overlap when they are a unit apart in x or
in y; x grows to the right, y downwards. An arrow runs from the one listened to, to the listener.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import count
from math import ceil, floor, hypot, isfinite, sqrt
from random import Random

Place = tuple[float, float]
Arrow = tuple[str, str]
Slot = tuple[int, int]

FAR = 200.0
"""No card stands further from the middle than this."""
WIDEST = 5
"""Cards side by side at most: more would not be read on a laptop."""
_SWEEPS = 4
_SHIFTS = (0.0, -0.5, 0.5, -1.0, 1.0)
_FEW = 12
"""Up to so many cards chance beginnings are tried too."""
_MANY = 20
"""Above this many cards only places near those they are linked with are tried."""


@dataclass(frozen=True)
class Spot:
    """A card to place: how much its seat decides by itself and in all (0–1)."""

    id: str
    say: float
    total: float


def place(
    spots: Sequence[Spot], arrows: Iterable[Arrow], stored: Mapping[str, Sequence[float]] | None = None
) -> dict[str, Place]:
    """A place for each spot; `stored` places win, a spot without one gets a free place near those it is linked with."""
    ids = {spot.id for spot in spots}
    linked = sorted({(a, b) for a, b in arrows if a in ids and b in ids and a != b})
    kept = {i: (float(p[0]), float(p[1])) for i, p in (stored or {}).items() if i in ids and fits(p)}
    if not kept:
        return dict(_arranged(tuple(spots), tuple(linked)))
    for spot in _by_influence(spots):
        if spot.id not in kept:
            kept[spot.id] = _free(kept, [b if a == spot.id else a for a, b in linked if spot.id in (a, b)])
    return {spot.id: kept[spot.id] for spot in spots}


@lru_cache(maxsize=256)
def _arranged(spots: tuple[Spot, ...], linked: tuple[Arrow, ...]) -> dict[str, Place]:
    """Arranged once: a map is drawn again and again, and mostly says the same."""
    return _Board(spots, linked).arranged()


def fits(place: object) -> bool:
    """Whether something is a place: two finite numbers not absurdly far away."""
    return (
        isinstance(place, Sequence)
        and len(place) == 2
        and all(isinstance(n, int | float) and not isinstance(n, bool) for n in place)
        and all(isfinite(n) and abs(n) <= FAR for n in place)
    )


def _by_influence(spots: Sequence[Spot]) -> list[Spot]:
    return sorted(spots, key=lambda s: (-s.total, -s.say))


def _free(taken: Mapping[str, Place], near: Sequence[str]) -> Place:
    """The free place nearest to those in `near`, rather below than above them; else below all."""
    known = [taken[i] for i in near if i in taken]
    if known:
        x, y = (sum(p[k] for p in known) / len(known) for k in (0, 1))
    else:
        x = sum(p[0] for p in taken.values()) / len(taken)
        y = max(p[1] for p in taken.values()) + 1
    left, right = min(p[0] for p in taken.values()), max(p[0] for p in taken.values())

    def cost(p: Place) -> tuple[float, float, float]:
        outside = max(left - p[0], p[0] - max(right, left + 2), 0.0)
        return hypot(p[0] - x, p[1] - y) + 2 * outside + (0.6 if p[1] < y else 0.0), p[1], p[0]

    for reach in count(4, 4):
        halves = range(-reach, reach + 1)
        around = ((floor(2 * x) / 2 + i / 2, floor(2 * y) / 2 + j / 2) for i in halves for j in halves)
        clear = [p for p in around if all(abs(p[0] - q[0]) >= 1 or abs(p[1] - q[1]) >= 1 for q in taken.values())]
        if clear:
            return min(clear, key=cost)
    raise AssertionError("a free place lies beyond the outermost card")


class _Board:
    """Cards on a grid, moved and swapped one by one while that makes the map easier to read."""

    def __init__(self, spots: Sequence[Spot], linked: Sequence[Arrow]) -> None:
        self.spots = _by_influence(spots)
        self.named = [s.id for s in spots]
        cards = len(spots)
        self.columns = min(cards, WIDEST, max(3, ceil(sqrt(1.3 * cards))))
        number = {spot.id: n for n, spot in enumerate(self.spots)}
        self.out: list[list[int]] = [[] for _ in spots]
        self.into: list[list[int]] = [[] for _ in spots]
        for a, b in linked:
            self.out[number[a]].append(number[b])
            self.into[number[b]].append(number[a])
        full = ceil(cards / self.columns) if cards else 0
        self.rows = max(min(full + 1, cards), min(max(self._levels(), default=0) + 1, full + 2))
        self.wanted = self._wanted()
        self.at: list[Slot] = []
        self.taken: dict[Slot, int] = {}

    def _wanted(self) -> list[float]:
        """The row each card would like, by its rank in influence; equals want the same row."""
        ranks: dict[tuple[float, float], list[int]] = {}
        for n, spot in enumerate(self.spots):
            ranks.setdefault((spot.total, spot.say), []).append(n)
        scale = (self.rows - 1) / max(len(self.spots) - 1, 1)
        mean = {n: sum(group) / len(group) for group in ranks.values() for n in group}
        return [mean[n] * scale for n in range(len(self.spots))]

    def arranged(self) -> dict[str, Place]:
        """The places after a few rounds of moves, from whichever beginning ends best."""
        starts = [[0] * len(self.spots)]
        if len(self.spots) <= _MANY:
            starts.append(self._levels())
        if len(self.spots) <= _FEW:
            dice = Random(len(self.spots))
            starts += [[dice.randrange(self.rows) for _ in self.spots] for _ in range(2)]
        tried = []
        for levels in starts:
            self._begin(levels)
            for _ in range(_SWEEPS):
                moved = [self._settle(n) for n in range(len(self.spots))]
                if not any(moved):
                    break
            tried.append((self._whole(), self.at, self.taken))
        _, self.at, self.taken = min(tried, key=lambda found: found[0])
        return self._places()

    def _levels(self) -> list[int]:
        """How many listen to each other in a row above each card, those with more influence first."""
        levels = [0] * len(self.spots)
        for n, heard_by in enumerate(self.out):
            for m in heard_by:
                if m > n:
                    levels[m] = max(levels[m], levels[n] + 1)
        return levels

    def _begin(self, levels: Sequence[int]) -> None:
        """Rows filled from the top by level and influence, each from its middle outwards; a level opens a new row."""
        middle = (self.columns - 1) / 2
        across = sorted(range(self.columns), key=lambda c: (abs(c - middle), c))
        self.at, self.taken = [(0, 0)] * len(self.spots), {}
        slots = [(c, r) for r in range(self.rows) for c in across]
        last = 0
        for left, n in zip(range(len(levels), 0, -1), sorted(range(len(levels)), key=lambda n: levels[n]), strict=True):
            opened = [slot for slot in slots if slot[1] > slots[0][1]]
            if levels[n] > last and len(opened) >= left:
                slots = opened
            last = levels[n]
            self.at[n] = slots.pop(0)
            self.taken[self.at[n]] = n

    def _whole(self) -> float:
        return sum(self._own(n) for n in range(len(self.spots))) + sum(
            self._length(a, b) for a, heard_by in enumerate(self.out) for b in heard_by
        )

    def _settle(self, n: int) -> bool:
        """Move card `n` to where it costs least, swapping with who stands there; whether it moved."""
        here, best, gain = self.at[n], None, 1e-9
        for slot in self._slots(n):
            if slot == here:
                continue
            other = self.taken.get(slot)
            before = self._cost(n, other)
            self._move(n, slot)
            better = before - self._cost(n, other)
            self._move(n, here)
            if better > gain:
                best, gain = slot, better
        if best is not None:
            self._move(n, best)
        return best is not None

    def _slots(self, n: int) -> list[Slot]:
        every = [(c, r) for r in range(self.rows) for c in range(self.columns)]
        if len(self.spots) <= _MANY:
            return every
        near = [self.at[m] for m in (*self.out[n], *self.into[n])] or [self.at[n]]
        x, y = sum(p[0] for p in near) / len(near), sum(p[1] for p in near) / len(near)
        return sorted(every, key=lambda p: (hypot(p[0] - x, p[1] - y), p))[:14]

    def _move(self, n: int, slot: Slot) -> None:
        here, other = self.at[n], self.taken.get(slot)
        del self.taken[here]
        if other is not None:
            self.at[other] = here
            self.taken[here] = other
        self.at[n] = slot
        self.taken[slot] = n

    def _cost(self, n: int, other: int | None) -> float:
        cards = {n} if other is None else {n, other}
        arrows = {(m, b) for m in cards for b in self.out[m]} | {(a, m) for m in cards for a in self.into[m]}
        return sum(self._own(m) for m in cards) + sum(self._length(a, b) for a, b in arrows)

    def _own(self, n: int) -> float:
        """What a card pays for standing above or below its rank, and aside."""
        column, row = self.at[n]
        return (1.5 if n == 0 else 0.5) * abs(row - self.wanted[n]) + 0.08 * abs(column - (self.columns - 1) / 2)

    def _length(self, a: int, b: int) -> float:
        """How hard an arrow is to follow: long, level or upwards, past other cards."""
        (x, y), (u, v) = self.at[a], self.at[b]
        down = v - y
        steep = 0.0 if down > 0 else 2.0 if down == 0 else 2.5 - 0.5 * down
        passed = sum((x + i, y + j) in self.taken for i, j in _between(u - x, down))
        return hypot(u - x, down) - 1 + steep + 1.5 * passed

    def _places(self) -> dict[str, Place]:
        """Slots as places: no empty rows, each row shifted by halves towards those it is linked with, x around 0."""
        levels = {row: n for n, row in enumerate(sorted({r for _, r in self.at}))}
        places = [(float(c), float(levels[r])) for c, r in self.at]
        for level in range(len(levels)):
            row = [n for n, p in enumerate(places) if p[1] == level]
            if len(row) < self.columns and any(self.out[n] or self.into[n] for n in row):
                moves = [{n: (places[n][0] + shift, places[n][1]) for n in row} for shift in _SHIFTS]
                best = min(moves, key=lambda moved: self._strain(places, moved))
                places = [best.get(n, p) for n, p in enumerate(places)]
        if places:
            xs = [p[0] for p in places]
            centre = (min(xs) + max(xs)) / 2
            places = [(x - centre, y) for x, y in places]
        found = {spot.id: p for spot, p in zip(self.spots, places, strict=True)}
        return {i: found[i] for i in self.named}

    def _strain(self, places: Sequence[Place], moved: Mapping[int, Place]) -> float:
        """How long the arrows are, and how many cards lie on their straight lines."""
        at = [moved.get(n, p) for n, p in enumerate(places)]
        arrows = [(at[a], at[b]) for a, heard_by in enumerate(self.out) for b in heard_by]
        long = sum(hypot(b[0] - a[0], b[1] - a[1]) for a, b in arrows)
        return long + 1.5 * sum(_crosses(a, b, card) for a, b in arrows for card in at)


@cache
def _between(across: int, down: int) -> tuple[Slot, ...]:
    """The slots that a straight arrow over so many columns and rows passes on its way."""
    columns = range(min(0, across), max(0, across) + 1)
    rows = range(min(0, down), max(0, down) + 1)
    ends = {(0, 0), (across, down)}
    return tuple(
        (i, j) for i in columns for j in rows if (i, j) not in ends and _crosses((0, 0), (across, down), (i, j))
    )


def _crosses(a: Place, b: Place, card: Place) -> bool:
    """Whether the line from `a` to `b` passes within a card's half of `card`."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    long = dx * dx + dy * dy
    along = ((card[0] - a[0]) * dx + (card[1] - a[1]) * dy) / long if long else 0.0
    if not 0 < along < 1:
        return False
    return hypot(a[0] + along * dx - card[0], a[1] + along * dy - card[1]) < 0.42
