"""What is found in stories, in plain sentences: differences, turns, pairs, whether anything is new."""

from __future__ import annotations

from persona_core.kit.comparing import P_LIMIT, VERDICTS, family_text, verdict_text
from persona_core.kit.estimates import Estimate, trust
from persona_core.kit.words import N_, Words
from persona_core.stories.analysis import (
    LEAST,
    Difference,
    Favourite,
    NewGround,
    Pair,
    Turn,
    chance_of_hearing,
)
from persona_core.stories.analysis.newness import BASE, RUN
from persona_core.stories.differences import Differences
from persona_core.stories.grouping import OUTCOMES, Grouping

RARE = 0.1
"""What one customer in ten says: how likely it was heard at all tells how far the conversations reach."""


def counted(t: Words, found: Estimate) -> str:
    """k of those asked: 12 家里 9 家."""
    return t("{k} of {n} asked", k=t.number(found.k), n=t.number(found.n))


def group_name(t: Words, groups: Grouping, value: str) -> str:
    """A group within a sentence: 谁推动“CEO”的, 走了的."""
    if groups.field in OUTCOMES:
        return groups.name(value)
    return t("{field} “{value}”", field=groups.label, value=groups.name(value))


def difference(t: Words, every: Differences, one: Difference) -> str:
    """A difference with its numbers and how far it carries."""
    groups = every.groupings[one.field]
    return t(
        "“{tag}” is named by {mine} ({group}) against {theirs} ({others}); {verdict}",
        tag=every.tags[one.tag],
        group=group_name(t, groups, one.value),
        mine=counted(t, one.found.first),
        others=others(t, every, one),
        theirs=counted(t, one.found.second),
        verdict=verdict_text(t, one.found),
    )


def others(t: Words, every: Differences, one: Difference) -> str:
    """Those whom a group is compared with: by their name where there is only one other group."""
    split = every.splits[one.field]
    rest = [group.value for group in split.groups if group.asked and group.value != one.value]
    if len(rest) == 1 and not split.more:
        return group_name(t, every.groupings[one.field], rest[0])
    return t("the others")


def turn(t: Words, tag: str, one: Turn) -> str:
    """What is said before signing and by nobody who leaves, or the other way round."""
    if one.after.k == 0:
        said = N_("“{tag}”: before signing {k} of {n} asked said so, on leaving none of {n2} named it ({trust})")
    else:
        said = N_("“{tag}”: before signing none of {n} asked said so, on leaving {k2} of {n2} named it ({trust})")
    numbers = {"k": one.before.k, "n": one.before.n, "k2": one.after.k, "n2": one.after.n}
    slots = {name: t.number(number) for name, number in numbers.items()}
    return t(said, tag=tag, trust=t(trust(min(one.before.n, one.after.n))), **slots)


def finding(t: Words, found: Differences) -> str:
    """The answer in one or two sentences: the most telling difference, how far it carries, and out of how many."""
    if not found.found:
        return t("Too few to compare: each side needs at least {n} customers who told a story.", n=LEAST)
    first = found.found[0]
    said, family = difference(t, found, first), family_text(t, found.family)
    if first.gap == 0:
        return t("No difference can be seen. {family}.", family=family)
    if first.found.p > P_LIMIT:
        return t("No difference can be told. The largest: {said}. {family}.", said=said, family=family)
    return t("{said}. {family}.", said=said, family=family)


def pair(t: Words, found: Pair, one: str, other: str) -> str:
    """Two tags that the same customers mention; `one` and `other` are their names."""
    expected = found.one_k * found.other_k / found.n
    return t(
        "“{one}” and “{other}”: {both} of {n} say both, by chance it would be about {expected} ({verdict})",
        one=one,
        other=other,
        both=t.number(found.both),
        n=t.number(found.n),
        expected=t.number(expected, 1),
        verdict=t(VERDICTS[found.verdict]),
    )


def newness(t: Words, found: NewGround | None) -> str:
    """Whether further conversations bring anything new, and how far those so far reach."""
    needed = found.base + found.run if found else BASE + RUN
    if found is None or len(found.curve) < needed:
        return t(
            "Too early to say whether anything new would come: it takes {n} customers with tagged stories.", n=needed
        )
    n = len(found.curve)
    heard = t(
        "What one in ten would say, {n} conversations hear with a chance of {chance}.",
        n=t.number(n),
        chance=t.chance(chance_of_hearing(n, RARE)),
    )
    return t("{said} {heard}", said=_said(t, found), heard=heard)


def _said(t: Words, found: NewGround) -> str:
    if found.reached is None:
        return t.plural(
            "Still something new: the last {run} customers brought {n} new tag. Go and ask more.",
            "Still something new: the last {run} customers brought {n} new tags. Go and ask more.",
            found.latest,
            run=t.number(found.run),
        )
    little = t(
        "After {n} customers hardly anything was new: the next {run} brought at most {limit} more tags.",
        n=t.number(found.reached),
        run=t.number(found.run),
        limit=t.percent(found.limit),
    )
    if found.typical is None:
        return t("{said} In most other orders there still would be something new.", said=little)
    return t("{said} In other orders mostly after {n}.", said=little, n=t.number(found.typical))


def favourite(t: Words, groups: Grouping, one: Favourite) -> str:
    """A word that one group says much, by how many customers, and how far that carries."""
    return t(
        "“{word}” is said by {mine} ({group}) against {theirs} (the others); {verdict}",
        word=one.word,
        group=group_name(t, groups, one.group),
        mine=counted(t, one.found.first),
        theirs=counted(t, one.found.second),
        verdict=verdict_text(t, one.found),
    )
