"""What a change of stages would do, in sentences."""

from __future__ import annotations

from persona_core.journeys.effects import Effects
from persona_core.journeys.reshaping import Merged
from persona_core.kit.words import N_, Words
from persona_core.vocabulary.fixed_lists import ENUM_LABELS

_COUNTS = {
    "total": N_("companies in the funnel: {before} now, {after} then"),
    "signed": N_("signed: {before} now, {after} then"),
    "open": N_("still on the way: {before} now, {after} then"),
    "lost": N_("lost before signing: {before} now, {after} then"),
    "churned": N_("left after signing: {before} now, {after} then"),
}


def sentences(t: Words, found: Effects) -> list[str]:
    """The numbers that would change, a sentence each; empty when none does."""
    labels = ENUM_LABELS["outcome"]
    said = [
        t.plural(
            "{n} deal goes from “{before}” to “{after}”.",
            "{n} deals go from “{before}” to “{after}”.",
            n,
            before=t(labels[before]),
            after=t(labels[after]),
        )
        for (before, after), n in found.outcomes.items()
    ]
    if found.signing_days:
        said.append(
            t.plural(
                "{n} deal gets another day of signing, or none.",
                "{n} deals get another day of signing, or none.",
                found.signing_days,
            )
        )
    counts = [
        t(_COUNTS[name], before=t.number(before), after=t.number(after))
        for name, (before, after) in found.counts.items()
    ]
    return [*said, *([t("In the funnel: {list}.", list=t("; ").join(counts))] if counts else [])]


def nothing(t: Words) -> str:
    """That the totals stay."""
    return t("No total changes: as many talked to, signed and lost as now.")


def merged(t: Words, found: Merged, name: str) -> list[str]:
    """What goes over to the stage `name` in a merge."""
    parts = (
        (found.dates, t.plural("{n} date", "{n} dates", found.dates)),
        (found.parts["concern"], t.plural("{n} concern", "{n} concerns", found.parts["concern"])),
        (found.parts["stage_note"], t.plural("{n} note", "{n} notes", found.parts["stage_note"])),
        (found.parts["story_stage"], t.plural("{n} story", "{n} stories", found.parts["story_stage"])),
    )
    moved = [said for number, said in parts if number]
    if not moved:
        return [t("Nothing hangs on it yet.")]
    lines = [t("{list} go over to “{name}”.", list=t.listing(moved), name=name)]
    if found.folded:
        lines.append(
            t.plural(
                "{n} deal was at both on one day; that date stands once then.",
                "{n} deals were at both on one day; those dates stand once then.",
                found.folded,
            )
        )
    return lines


def split(t: Words, moved: int, name: str) -> list[str]:
    """What goes over to the new stage `name` in a split."""
    if not moved:
        return [t("“{name}” begins without a date; all dates stay where they are.", name=name)]
    return [t.plural("{n} date goes over to “{name}”.", "{n} dates go over to “{name}”.", moved, name=name)]
