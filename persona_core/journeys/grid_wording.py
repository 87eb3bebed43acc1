"""The grid of concerns in words: who tells of what."""

from __future__ import annotations

from collections.abc import Mapping

from persona_core.journeys.grid import NOBODY, Voices
from persona_core.kit.words import N_, Words


def heard(t: Words, said: Voices, asked: Voices | None) -> str:
    """How many tell of a concern of those asked at its stage, signed and lost apart; empty while nobody was asked."""
    told = {
        "signed": N_("signed {k}/{asked}"),
        "lost": N_("lost {k}/{asked}"),
        "talking": N_("in talks {k}/{asked}"),
    }
    return " · ".join(_heard(t, said, asked, told))


def heard_short(t: Words, said: Voices, asked: Voices | None) -> list[str]:
    """The same part by part and as short as can be, for a cell; a part stays on one line."""
    told = {
        "signed": N_("signed\u00a0{k}/{asked}"),
        "lost": N_("lost\u00a0{k}/{asked}"),
        "talking": N_("in\u00a0talks {k}/{asked}"),
    }
    return _heard(t, said, asked, told)


def _heard(t: Words, said: Voices, asked: Voices | None, told: Mapping[str, str]) -> list[str]:
    """Those still in talks are named where nobody else was asked."""
    asked = asked or NOBODY
    groups = {
        "signed": (said.signed, asked.signed),
        "lost": (said.lost, asked.lost),
        "talking": (said.talking, asked.talking),
    }
    if asked.signed or asked.lost:
        del groups["talking"]
    return [t(told[group], k=t.number(k), asked=t.number(n)) for group, (k, n) in groups.items() if n]
