"""What if they stood elsewhere: the chance before and after, and whose stance moves it how far."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from persona_core.decision_chain.analysis import MATTERS, Success
from persona_core.decision_chain.rows import MomentRow
from persona_core.decision_chain.views import MomentView
from persona_core.kit.words import Words


@dataclass(frozen=True)
class WhatIf:
    """The chance before and after; `parts` is what each seat's other stance does by itself (0–1), largest first."""

    before: Success
    after: Success
    parts: tuple[tuple[MomentRow, float], ...]


def what_if(said: MomentView, stances: Mapping[uuid.UUID, int | None]) -> WhatIf | None:
    """Other stances by seat id; None while there is no chance to tell."""
    before, after = said.success, said.with_stances(stances).success
    if before is None or after is None:
        return None
    parts = [
        (row, said.with_stances({row.seat.id: stances[row.seat.id]}).success.value - before.value)
        for row in said.rows
        if row.seat.id in stances and stances[row.seat.id] != row.stance
    ]
    return WhatIf(before, after, tuple(sorted(parts, key=lambda part: -abs(part[1]))))


def told(found: WhatIf, t: Words) -> str:
    """70% (35–91%) → 79% (57–91%). CEO +9 个点；董事长 −3 个点."""
    before = _chance(found.before, t)
    if not found.parts:
        return t("{before} as things stand. Choose other stances to see what they change.", before=before)
    parts = [t("{position} {points}", position=row.seat.label, points=points(gain, t)) for row, gain in found.parts]
    return t("{before} → {after}. {parts}.", before=before, after=_chance(found.after, t), parts=t.listing(parts))


def points(gain: float, t: Words) -> str:
    """A difference in chance (0–1) as points with its sign."""
    whole = max(round(100 * abs(gain)), 1)
    if abs(gain) < MATTERS:
        return t("changes nothing")
    if gain > 0:
        return t.plural("+{n} point", "+{n} points", whole)
    return t.plural("−{n} point", "−{n} points", whole)


def _chance(found: Success, t: Words) -> str:
    if found.hi - found.lo < MATTERS:
        return t.chance(found.value)
    return t("{p} ({lo}–{hi})", p=t.chance(found.value), **t.chance_ends(found.lo, found.hi))
