"""Those whom a card is about: what is known of them by field, each question counted once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from persona_core.kit.estimates import Estimate, median

BANDS = {"headcount": "headcount_band", "annual_revenue": "revenue_band"}


@dataclass(frozen=True, eq=False)
class Customers:
    """One place a company in every column: amounts and counts as numbers, all else as text, None where nobody knows."""

    columns: Mapping[str, Sequence[Any]]
    _known: dict[str, list[Any]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _counts: dict[str, list[tuple[Any, int]]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _middles: dict[str, Estimate] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.columns["status"])

    def known(self, column: str) -> list[Any]:
        """The values of a column that are known; none where there is no such column."""
        if column not in self._known:
            self._known[column] = [v for v in self.columns.get(column, ()) if v is not None and v != ""]
        return self._known[column]

    def counts(self, column: str) -> list[tuple[Any, int]]:
        """Each known value with how often it occurs, the most common first, of equals the one met first."""
        if column not in self._counts:
            self._counts[column] = Counter(self.known(column)).most_common()
        return self._counts[column]

    def most_common(self, column: str) -> tuple[Any, int] | None:
        """The most common value and how often it occurs; None when nothing is known."""
        return next(iter(self.counts(column)), None)

    def middle(self, column: str) -> Estimate:
        """The median with its range."""
        if column not in self._middles:
            self._middles[column] = median(self.known(column))
        return self._middles[column]

    def mostly_bands(self, column: str) -> bool:
        """Whether most known values are bands, whose middle says too much."""
        return len(self.known(BANDS[column])) * 2 > len(self.known(column))

    @cached_property
    def staying(self) -> Customers:
        """Those who are customers now."""
        here = [place for place, status in enumerate(self.columns["status"]) if status == "active"]
        return Customers({name: [values[place] for place in here] for name, values in self.columns.items()})
