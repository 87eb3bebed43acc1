"""What companies have in common: counts by kind, headcount in bands, the middle one. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from persona_core.kit.estimates import Estimate, median, share, whole_percents

BAND_EDGES = (1, 10, 50, 100, 200, 500, 1000, 5000)
"""Where headcount bands begin; the last has no end."""

OTHERS = "…"
"""Key of the part that gathers what is too rare to be drawn on its own."""


@dataclass(frozen=True)
class Part:
    """One part of a distribution: `key` says which, `k` how many companies, `percent` of those known."""

    key: str
    k: int
    percent: int
    estimate: Estimate


@dataclass(frozen=True)
class Distribution:
    """Companies by one field: parts, those of whom it is known (`n`), and the others; `by_middle` came as bands."""

    parts: tuple[Part, ...]
    n: int
    unknown: int
    kinds: int
    by_middle: int = 0

    @property
    def total(self) -> int:
        """Everyone who was looked at."""
        return self.n + self.unknown

    @property
    def leader(self) -> Part | None:
        """The part that is larger than every other one; None when none is, or when nobody shares it."""
        named = sorted((p for p in self.parts if p.key != OTHERS), key=lambda p: -p.k)
        if not named or (len(named) > 1 and named[0].k == named[1].k) or (named[0].k < 2 <= self.n):
            return None
        return named[0]


def distribution(counts: Mapping[str | None, int], *, most: int = 7) -> Distribution:
    """Companies by a field of kinds, the commonest first; beyond `most` kinds the rest is gathered."""
    known = sorted(((key, k) for key, k in counts.items() if key), key=lambda pair: (-pair[1], pair[0]))
    unknown = sum(k for key, k in counts.items() if not key)
    shown = known if len(known) <= most + 1 else known[:most]
    rest = sum(k for _, k in known[len(shown) :])
    return _distribution(shown + ([(OTHERS, rest)] if rest else []), unknown, kinds=len(known))


def in_order(counts: Mapping[str | None, int]) -> Distribution:
    """Companies by a field whose groups have an order of their own, such as years: the groups as they come."""
    shown = [(key, k) for key, k in counts.items() if key]
    return _distribution(shown, sum(k for key, k in counts.items() if not key), kinds=len(shown))


def headcounts(rows: Iterable[tuple[int | None, bool, int]]) -> Distribution:
    """Companies by headcount band; rows are (headcount, whether it is only a band's middle, how many companies)."""
    counts: dict[int, int] = {}
    unknown = by_middle = 0
    for headcount, banded, k in rows:
        if headcount is None:
            unknown += k
            continue
        band = max((i for i, edge in enumerate(BAND_EDGES) if headcount >= edge), default=0)
        counts[band] = counts.get(band, 0) + k
        by_middle += k if banded else 0
    bands = range(min(counts), max(counts) + 1) if counts else ()
    return _distribution([(band_key(b), counts.get(b, 0)) for b in bands], unknown, kinds=len(counts), middle=by_middle)


def median_headcount(rows: Iterable[tuple[int | None, bool, int]]) -> Estimate:
    """The median of exactly known headcounts; bands are left out."""
    return median(
        [headcount for headcount, banded, k in rows if headcount is not None and not banded for _ in range(k)]
    )


def band_key(number: int) -> str:
    """A band as it is written, in the address too: 10-49, 5000+."""
    if number == len(BAND_EDGES) - 1:
        return f"{BAND_EDGES[-1]}+"
    return f"{BAND_EDGES[number]}-{BAND_EDGES[number + 1] - 1}"


BANDS: dict[str, tuple[int | None, int | None]] = {
    band_key(i): (
        0 if i == 0 else edge,
        BAND_EDGES[i + 1] if i + 1 < len(BAND_EDGES) else None,
    )
    for i, edge in enumerate(BAND_EDGES)
}
"""Band → from (included) and to (excluded)."""


def _distribution(counted: list[tuple[str, int]], unknown: int, *, kinds: int, middle: int = 0) -> Distribution:
    n = sum(k for _, k in counted)
    percents = whole_percents([k for _, k in counted])
    parts = tuple(Part(key, k, p, share(k, n)) for (key, k), p in zip(counted, percents, strict=True))
    return Distribution(parts, n, unknown, kinds, middle)
