"""Estimates with their k, n and interval, and the plain words that say how far to trust them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import NormalDist
from typing import Any

import numpy as np

from persona_core.kit.words import N_, Words

Z = NormalDist().inv_cdf(0.975)
"""How many standard errors a 95 % interval reaches to each side."""

FEW, SOME = 5, 10
"""Fewer asked than FEW is only a clue, fewer than SOME is few; settings of the house, printed beside the number."""


@dataclass(frozen=True)
class Estimate:
    """A number with what carries it: shares and probabilities 0–1, durations in days; None where nothing is known."""

    value: float | None
    lo: float | None
    hi: float | None
    k: int | None
    n: int
    method: str

    def as_json(self) -> dict[str, Any]:
        """The form it has on the command line and in files."""
        return asdict(self)


def share(k: int, n: int) -> Estimate:
    """k of n with its 95 % Wilson interval (Wilson 1927); nothing to say at n = 0."""
    if n == 0:
        return Estimate(None, None, None, k, n, "wilson")
    lo, hi = wilson(k / n, n)
    return Estimate(k / n, lo, hi, k, n, "wilson")


def wilson(p: float, n: float) -> tuple[float, float]:
    """The 95 % score interval of a share `p` of `n` (Wilson 1927); `n` may be a fraction, but more than 0."""
    z2 = Z * Z
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return 0.0 if p <= 0 else max(0.0, middle - half), 1.0 if p >= 1 else min(1.0, middle + half)


def median(values: Sequence[float]) -> Estimate:
    """The median with the smallest and largest value as its range; nothing to say without values."""
    if len(values) == 0:
        return Estimate(None, None, None, None, 0, "median, range")
    numbers = np.asarray(values, dtype=float)
    return Estimate(
        float(np.median(numbers)), float(numbers.min()), float(numbers.max()), None, len(numbers), "median, range"
    )


def mean(values: Sequence[float]) -> Estimate:
    """The mean with the smallest and largest value as its range."""
    if len(values) == 0:
        return Estimate(None, None, None, None, 0, "mean, range")
    numbers = np.asarray(values, dtype=float)
    return Estimate(
        float(numbers.mean()), float(numbers.min()), float(numbers.max()), None, len(numbers), "mean, range"
    )


def whole_percents(shares: Sequence[float]) -> list[int]:
    """Shares of one whole as whole percents that sum to 100 (largest remainder); all 0 stay 0."""
    total = sum(shares)
    if not shares or total <= 0:
        return [0 for _ in shares]
    exact = [100 * s / total for s in shares]
    floors = [math.floor(x + 1e-9) for x in exact]
    order = sorted(range(len(exact)), key=lambda i: exact[i] - floors[i], reverse=True)
    for i in order[: 100 - sum(floors)]:
        floors[i] += 1
    return floors


ENOUGH, THIN, CLUE = N_("enough cases"), N_("few cases"), N_("only a clue")


def trust(asked: int) -> str:
    """The catalogue text for how far a count of `asked` carries: 样本够, 样本偏少, 只当线索."""
    return CLUE if asked < FEW else THIN if asked < SOME else ENOUGH


HOLDS, MISSING, GUESS = "holds", "missing", "guess"


def verdict(k: int, asked: int) -> str:
    """Code of a theme's verdict: under 3 voices it is a guess, under 10 asked it is not there yet, else it holds."""
    if k < 3:
        return GUESS
    return MISSING if asked < SOME else HOLDS


def verdict_text(t: Words, k: int, asked: int) -> str:
    """The verdict in words: 站得住, 还差 N 家, 暂属猜测."""
    code = verdict(k, asked)
    if code == HOLDS:
        return t("holds")
    if code == GUESS:
        return t("a guess so far")
    return t.plural("{n} more company to ask", "{n} more companies to ask", SOME - asked)


def share_text(t: Words, estimate: Estimate) -> str:
    """A share in words: 29%（17–44%）; under ten cases the count comes first: 3/8（14–69%）."""
    if estimate.value is None:
        return t("nothing to count yet")
    if estimate.n < SOME:
        return t(
            "{k} of {n} ({lo}–{hi})",
            k=estimate.k,
            n=estimate.n,
            lo=t.number(100 * estimate.lo),
            hi=t.percent(estimate.hi),
        )
    return t(
        "{share} ({lo}–{hi})",
        share=t.percent(estimate.value),
        lo=t.number(100 * estimate.lo),
        hi=t.percent(estimate.hi),
    )
