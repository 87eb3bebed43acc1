"""Who mentioned what among those asked: each customer once, at each stage and for each position."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from persona_core.kit.estimates import Estimate, share, verdict

Key = Hashable


@dataclass(frozen=True)
class Told:
    """Stories of a population as plain keys: who told them, at which stages, about which positions, with which tags.

    `company` maps a story to its customer; `marks` are (story, tag) pairs. Stories without a customer are not in here.
    """

    company: Mapping[Key, Key]
    stages: Mapping[Key, Sequence[Key]] = field(default_factory=dict)
    positions: Mapping[Key, Sequence[str]] = field(default_factory=dict)
    marks: Sequence[tuple[Key, Key]] = ()

    def at(self, stage: Key | None) -> Told:
        """Only the stories of one stage."""
        if stage is None:
            return self
        here = {story: who for story, who in self.company.items() if stage in self.stages.get(story, ())}
        return Told(here, self.stages, self.positions, [pair for pair in self.marks if pair[0] in here])


@dataclass(frozen=True)
class Count:
    """One tag: `companies` mentioned it, of `asked`; (k, asked) at each stage and in stories about each position."""

    companies: frozenset[Key]
    asked: int
    stages: Mapping[Key, tuple[int, int]]
    positions: Mapping[str, tuple[int, int]]

    @property
    def k(self) -> int:
        """How many companies mentioned it."""
        return len(self.companies)

    @property
    def estimate(self) -> Estimate:
        """k of asked with its interval."""
        return share(self.k, self.asked)

    @property
    def verdict(self) -> str:
        """Whether it holds, after `kit.estimates.verdict`."""
        return verdict(self.k, self.asked)


def asked(told: Told) -> tuple[int, dict[Key, int]]:
    """Companies with a story, and companies with a story at each stage: silence elsewhere is not a no."""
    return len(set(told.company.values())), _asked_by(told, told.stages)


def _asked_by(told: Told, parts: Mapping[Key, Sequence[Key]]) -> dict[Key, int]:
    """Companies with a story about each stage, or each position."""
    found: dict[Key, set[Key]] = {}
    for story, who in told.company.items():
        for part in parts.get(story, ()):
            found.setdefault(part, set()).add(who)
    return {part: len(companies) for part, companies in found.items()}


def counts(told: Told, tags: Iterable[Key]) -> dict[Key, Count]:
    """Every tag's count among the stories told; tags that nobody mentioned count 0 of those asked."""
    everyone, at_stage = asked(told)
    about = _asked_by(told, told.positions)
    companies: dict[Key, set[Key]] = {}
    stages: dict[Key, dict[Key, set[Key]]] = {}
    positions: dict[Key, dict[str, set[Key]]] = {}
    for story, tag in told.marks:
        who = told.company.get(story)
        if who is None:
            continue
        companies.setdefault(tag, set()).add(who)
        for stage in told.stages.get(story, ()):
            stages.setdefault(tag, {}).setdefault(stage, set()).add(who)
        for position in told.positions.get(story, ()):
            positions.setdefault(tag, {}).setdefault(position, set()).add(who)
    return {
        tag: Count(
            frozenset(companies.get(tag, ())),
            everyone,
            {stage: (len(stages.get(tag, {}).get(stage, ())), n) for stage, n in at_stage.items()},
            {position: (len(found), about[position]) for position, found in positions.get(tag, {}).items()},
        )
        for tag in tags
    }


def matrix(found: Mapping[Key, Count], companies: Sequence[Key]) -> pd.DataFrame:
    """The 0/1 matrix: one row a company, one column a tag, 1 where the company mentioned it."""
    return pd.DataFrame(
        {tag: [int(company in count.companies) for company in companies] for tag, count in found.items()},
        index=list(companies),
    )
