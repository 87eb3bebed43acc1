"""不同点: what customers of one kind say more often than the others, and what changes between two times of asking."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from persona_core.kit.comparing import Comparison, Counts, compare
from persona_core.kit.estimates import Estimate, share
from persona_core.stories.analysis.counting import Key, Told

LEAST = 3
"""A tag is compared when so many customers mention it, a group when so many of it and of the others were asked."""

MOST_GROUPS = 12
"""So many groups of a field are shown and compared, the largest."""


@dataclass(frozen=True)
class Cut:
    """Customers by the values of a field: who told what, `values` by customer, `sizes` of each value, told or not.

    Customers without a value stand on no side.
    """

    told: Told
    values: Mapping[Key, str]
    sizes: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Group:
    """Customers of one value: `asked` of `n`; how many of them mentioned each tag, and that against the others."""

    value: str
    asked: int
    n: int
    said: Mapping[Key, int]
    against: Mapping[Key, Comparison]

    def estimate(self, tag: Key) -> Estimate:
        """k of asked with its interval."""
        return share(self.said.get(tag, 0), self.asked)


@dataclass(frozen=True)
class Split:
    """A field's groups, the most asked first.

    `unknown` asked customers have no value, `more` groups are too many to show; `family` is how many comparisons were
    made over all fields that were looked at together.
    """

    groups: tuple[Group, ...]
    unknown: int
    more: int
    family: int


@dataclass(frozen=True)
class Difference:
    """A tag that one group mentions more or less often than the others of its field."""

    field: Key
    value: str
    tag: Key
    found: Comparison

    @property
    def gap(self) -> float:
        """How much more often the group mentions it, as a fraction of those asked."""
        return (self.found.first.value or 0) - (self.found.second.value or 0)


@dataclass(frozen=True)
class _Table:
    """One field counted: `said[value]` holds the number of customers of each tag; the largest groups first."""

    order: list[str]
    asked: dict[str, int]
    said: dict[str, np.ndarray]
    unknown: int


def comparable(told: Told, values: Mapping[Key, str]) -> Told:
    """Only stories of stages at which every group has told one, and those without a stage.

    Nobody who was lost can have said anything about using it: where outcomes are compared, silence there is not a no.
    """
    at: dict[str, set[Key]] = {}
    for story, who in told.company.items():
        if value := values.get(who):
            at.setdefault(value, set()).update(told.stages.get(story, ()))
    common = set.intersection(*at.values()) if at else set()
    kept = {
        story: who
        for story, who in told.company.items()
        if not (stages := told.stages.get(story)) or common.intersection(stages)
    }
    return Told(kept, told.stages, told.positions, [pair for pair in told.marks if pair[0] in kept])


def splits(cuts: Mapping[Key, Cut], tags: Sequence[Key], *, least: int = LEAST) -> dict[Key, Split]:
    """Every field's groups, each compared with all others whose value is known; all comparisons are one family."""
    told = {id(cut.told): cut.told for cut in cuts.values()}
    said = {key: _said(one, tags) for key, one in told.items()}
    tables = {name: _table(cut, said[id(cut.told)]) for name, cut in cuts.items()}
    questions = {}
    for name, table in tables.items():
        total, everyone = sum(table.said.values(), np.zeros(len(tags), dtype=int)), sum(table.asked.values())
        for value in _compared(table, least):
            k, n = table.said[value], table.asked[value]
            for at in np.flatnonzero(total >= least):
                questions[name, value, tags[at]] = Counts(int(k[at]), n, int(total[at] - k[at]), everyone - n)
    found = compare(questions)
    against: dict[tuple[Key, str], dict[Key, Comparison]] = {}
    for (name, value, tag), one in found.items():
        against.setdefault((name, value), {})[tag] = one
    return {name: _split(name, cuts[name], table, tags, against, len(found)) for name, table in tables.items()}


def _said(told: Told, tags: Sequence[Key]) -> tuple[list[Key], np.ndarray]:
    """Every customer asked, and which of the tags each of them mentioned: one row a customer, one column a tag."""
    place = {key: i for i, key in enumerate(dict.fromkeys(told.company.values()))}
    column = {tag: i for i, tag in enumerate(tags)}
    found = np.zeros((len(place), len(tags)), dtype=np.int64)
    pairs = [(place[told.company[s]], column[tag]) for s, tag in told.marks if s in told.company and tag in column]
    if pairs:
        found[tuple(np.array(pairs).T)] = 1
    return list(place), found


def _table(cut: Cut, asked: tuple[list[Key], np.ndarray]) -> _Table:
    who, said = asked
    members: dict[str, list[int]] = {value: [] for value in cut.sizes}
    for place, value in enumerate(map(cut.values.get, who)):
        if value:
            members.setdefault(value, []).append(place)
    order = sorted(members, key=lambda v: (-len(members[v]), -cut.sizes.get(v, 0), v))
    return _Table(
        order,
        {v: len(members[v]) for v in order},
        {v: said[members[v]].sum(axis=0) if members[v] else np.zeros(said.shape[1], dtype=np.int64) for v in order},
        len(who) - sum(map(len, members.values())),
    )


def _compared(table: _Table, least: int) -> list[str]:
    """The groups that are compared: of two only the first, since the other is its mirror."""
    everyone = sum(table.asked.values())
    told = [value for value in table.order if table.asked[value]]
    shown = told[: 1 if len(told) == 2 else MOST_GROUPS]
    return [value for value in shown if least <= table.asked[value] <= everyone - least]


def _split(
    name: Key,
    cut: Cut,
    table: _Table,
    tags: Sequence[Key],
    against: Mapping[tuple[Key, str], dict[Key, Comparison]],
    family: int,
) -> Split:
    shown = table.order[:MOST_GROUPS]
    made = {value: against.get((name, value), {}) for value in shown}
    if sum(n > 0 for n in table.asked.values()) == 2:
        first, second = (value for value in table.order if table.asked[value])
        made[second] = {tag: replace(c, first=c.second, second=c.first) for tag, c in made[first].items()}
    groups = tuple(
        Group(
            value,
            table.asked[value],
            max(cut.sizes.get(value, 0), table.asked[value]),
            dict(zip(tags, table.said[value].tolist(), strict=True)),
            made[value],
        )
        for value in shown
    )
    return Split(groups, table.unknown, len(table.order) - len(shown), family)


def differences(found: Mapping[Key, Split]) -> list[Difference]:
    """Every comparison, the least likely by chance first; of two groups only the one that mentions a tag more often."""
    made: dict[tuple, Difference] = {}
    for name, split in found.items():
        told = [group for group in split.groups if group.asked]
        for group in told:
            for tag, comparison in group.against.items():
                one = Difference(name, group.value, tag, comparison)
                key = (name, tag) if len(told) == 2 else (name, tag, group.value)
                if key not in made or one.gap > made[key].gap:
                    made[key] = one
    return sorted(made.values(), key=lambda d: (d.found.p, -abs(d.gap), str(d.value), str(d.tag)))


@dataclass(frozen=True)
class Turn:
    """A tag that many name at one time of asking and nobody at the other: k of asked `before` and `after`."""

    tag: Key
    before: Estimate
    after: Estimate


def turns(told: Told, tags: Iterable[Key], before: Collection[Key], after: Collection[Key]) -> list[Turn]:
    """Tags that at least half of those asked, and at least three, name in stories of one group of stages, and none of
    at least three asked in stories of the other.

    The same customers may stand on both sides, so the two counts are set side by side and not tested.
    """
    sides = [_at(told, stages) for stages in (before, after)]
    made = []
    for tag in tags:
        one, other = (share(len(said.get(tag, ())), asked) for asked, said in sides)
        if min(one.n, other.n) >= LEAST and any(_turns(a, b) for a, b in ((one, other), (other, one))):
            made.append(Turn(tag, one, other))
    return sorted(made, key=lambda turn: (-abs(turn.before.value - turn.after.value), str(turn.tag)))


def _turns(named: Estimate, silent: Estimate) -> bool:
    return silent.k == 0 and named.k >= LEAST and 2 * named.k >= named.n


def _at(told: Told, stages: Collection[Key]) -> tuple[int, dict[Key, set[Key]]]:
    """How many customers told a story at one of these stages, and which of them mentioned each tag there."""
    wanted = set(stages)
    here = {story: who for story, who in told.company.items() if wanted.intersection(told.stages.get(story, ()))}
    said: dict[Key, set[Key]] = {}
    for story, tag in told.marks:
        if story in here:
            said.setdefault(tag, set()).add(here[story])
    return len(set(here.values())), said
