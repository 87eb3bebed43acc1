"""Customers cut by a field: how fast each group signed, how many renewed, and which differences hold. Numbers only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from persona_core.kit.comparing import Comparison, Counts, Values, compare
from persona_core.kit.estimates import Estimate, median, share
from persona_core.kit.plain import Identities

PUSHED_BY, LEAD_SOURCE, INDUSTRY, PRIOR_KIND, SIZE = "pushed_by", "lead_source", "industry", "prior_kind", "size"
CUTS = (PUSHED_BY, LEAD_SOURCE, INDUSTRY, PRIOR_KIND, SIZE)
"""Every field that customers can be cut by; all their comparisons are one family."""

WON, DAYS, RENEWED = "won", "days", "renewed"
MEASURES = (DAYS, RENEWED, WON)
"""Days to signing; renewed of those who decided about it; signed of those who signed or were lost."""

LEAST = 3
"""Groups smaller than this are shown but not compared: nothing could be told of them."""

MOST_GROUPS = 12
"""So many groups of a field are shown and compared, the largest."""


@dataclass(frozen=True)
class Outcomes:
    """Everybody who signed, one place each in every column, and those who were lost, counted by their values.

    `days` from the funnel's first stage to signing (nan where a date is missing); `decided` whether they renewed or
    left, `renewed` whether at last they stayed; `values` and `lost` by field.
    """

    ids: Identities
    names: Sequence[str]
    days: np.ndarray
    decided: np.ndarray
    renewed: np.ndarray
    values: Mapping[str, Sequence[str | None]]
    lost: Mapping[str, Mapping[str | None, int]] = field(default_factory=dict)

    def stayed(self) -> dict[str, bool]:
        """By key of those of whom it is decided whether they renewed, as `queries.renewals` reads it."""
        every = zip(self.ids.keys, self.decided.tolist(), self.renewed.tolist(), strict=True)
        return {key: renewed for key, decided, renewed in every if decided}


@dataclass(frozen=True)
class Group:
    """Customers of one value of a field: `members` are their places; each measure with what it is against the others.

    `days` is a median with its range, `renewed` k of those who decided, `won` k of those who signed or were lost.
    """

    value: str
    members: tuple[int, ...]
    days: Estimate
    renewed: Estimate
    won: Estimate
    against: Mapping[str, Comparison]

    def measure(self, name: str) -> Estimate:
        """One of the three measures."""
        return {DAYS: self.days, RENEWED: self.renewed, WON: self.won}[name]


@dataclass(frozen=True)
class Cut:
    """A field's groups, the largest first; `unknown` signed without a value, `more` groups are too many to show.

    `family` is how many comparisons were made over all fields together.
    """

    field: str
    groups: tuple[Group, ...]
    unknown: int
    more: int
    family: int


def cuts(found: Outcomes, fields: Sequence[str] = CUTS) -> dict[str, Cut]:
    """Every field's cut; each group is compared with all others whose value is known, all as one family."""
    split = {name: _split(found, name) for name in fields}
    questions = {}
    for name, groups in split.items():
        for value in _asked(groups):
            mine, lost = groups[value]
            others = np.concatenate([places for other, (places, _) in groups.items() if other != value])
            others_lost = sum(n for other, (_, n) in groups.items() if other != value)
            for measure, question in _questions(found, mine, lost, others, others_lost).items():
                questions[name, value, measure] = question
    compared = compare(questions)
    return {name: _cut(found, name, groups, compared, len(compared)) for name, groups in split.items()}


def _split(found: Outcomes, name: str) -> dict[str, tuple[np.ndarray, int]]:
    """value → places of those who signed, and how many were lost; the largest groups first."""
    codes, values = pd.factorize(np.array(found.values[name], dtype=object))
    lost = {value: n for value, n in found.lost.get(name, {}).items() if value}
    places = dict.fromkeys(lost, np.empty(0, dtype=np.int64))
    places |= {value: np.flatnonzero(codes == code) for code, value in enumerate(values) if value}
    order = sorted(places, key=lambda v: (-len(places[v]), -lost.get(v, 0), v))
    return {v: (places[v], lost.get(v, 0)) for v in order}


def _asked(groups: Mapping[str, tuple[np.ndarray, int]]) -> list[str]:
    """The groups that are compared: of two only the first, since the other is its mirror."""
    return list(groups)[: 1 if len(groups) == 2 else MOST_GROUPS if len(groups) > 1 else 0]


def _questions(
    found: Outcomes, mine: np.ndarray, lost: int, others: np.ndarray, others_lost: int
) -> dict[str, Counts | Values]:
    """What can be asked of a group: each measure for which both sides have enough customers."""
    days = [found.days[places] for places in (mine, others)]
    decided = [places[found.decided[places]] for places in (mine, others)]
    stayed = [int(found.renewed[places].sum()) for places in decided]
    asked = {
        DAYS: Values(*(d[~np.isnan(d)] for d in days)),
        RENEWED: Counts(stayed[0], len(decided[0]), stayed[1], len(decided[1])),
        WON: Counts(len(mine), len(mine) + lost, len(others), len(others) + others_lost),
    }
    return {
        measure: q
        for measure, q in asked.items()
        if min((len(q.first), len(q.second)) if isinstance(q, Values) else (q.n, q.other_n)) >= LEAST
    }


def _cut(
    found: Outcomes,
    name: str,
    groups: Mapping[str, tuple[np.ndarray, int]],
    compared: Mapping[tuple[str, str, str], Comparison],
    family: int,
) -> Cut:
    shown = list(groups)[:MOST_GROUPS]
    against = {v: {m: compared[name, v, m] for m in MEASURES if (name, v, m) in compared} for v in shown}
    if len(shown) == 2:
        against[shown[1]] = {m: _mirrored(c) for m, c in against[shown[0]].items()}
    made = tuple(_group(found, v, *groups[v], against[v]) for v in shown)
    known = sum(len(places) for places, _ in groups.values())
    return Cut(name, made, len(found.ids) - known, len(groups) - len(shown), family)


def _mirrored(found: Comparison) -> Comparison:
    return replace(found, first=found.second, second=found.first)


def _group(found: Outcomes, value: str, places: np.ndarray, lost: int, against: Mapping[str, Comparison]) -> Group:
    days, decided = found.days[places], places[found.decided[places]]
    return Group(
        value=value,
        members=tuple(places.tolist()),
        days=median(days[~np.isnan(days)]),
        renewed=share(int(found.renewed[decided].sum()), len(decided)),
        won=share(len(places), len(places) + lost),
        against=against,
    )
