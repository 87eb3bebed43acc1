"""The shipped decision chains to start from, read from data/chains.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from persona_core.decision_chain.inputs import SeatInput
from persona_core.decision_chain.models import Listens, Moment, Say
from persona_core.kit.config import DATA
from persona_core.kit.errors import Invalid
from persona_core.kit.words import N_, Words


@dataclass(frozen=True)
class TemplateSeat:
    """A seat of a template: `code` names its position in the file, `zh` and `en` are what it is called."""

    code: str
    zh: str
    en: str
    role: str | None
    optional: bool
    moments: dict[Moment, SeatInput]

    def label(self, t: Words) -> str:
        """The position in the reader's language."""
        return t.pick(self.zh, self.en)


@dataclass(frozen=True)
class Template:
    """A chain to start from, and when to use it; positions in its seats are codes of the file."""

    name: str
    zh: str
    en: str
    when_zh: str
    when_en: str
    seats: tuple[TemplateSeat, ...]

    def label(self, t: Words) -> str:
        """Its name in the reader's language."""
        return t.pick(self.zh, self.en)

    def when(self, t: Words) -> str:
        """One sentence on when to use it."""
        return t.pick(self.when_zh, self.when_en)


@cache
def templates() -> dict[str, Template]:
    """The shipped chains by name: long, owner, tender."""
    shapes = yaml.safe_load((DATA / "chains.yaml").read_text(encoding="utf-8"))
    return {name: _template(name, shape) for name, shape in shapes.items()}


def template(name: str) -> Template:
    """A shipped chain; Invalid when there is none of this name."""
    found = templates().get(name)
    if found is None:
        raise Invalid(
            N_("There is no chain to start from called “{name}”. There are: {names}."),
            field="template",
            name=name,
            names=", ".join(templates()),
        )
    return found


def _template(name: str, shape: dict[str, Any]) -> Template:
    return Template(
        name=name,
        zh=shape["zh"],
        en=shape["en"],
        when_zh=shape["when"]["zh"],
        when_en=shape["when"]["en"],
        seats=tuple(_seat(entry) for entry in shape["seats"]),
    )


def _seat(entry: dict[str, Any]) -> TemplateSeat:
    return TemplateSeat(
        code=entry["code"],
        zh=entry["zh"],
        en=entry["en"],
        role=entry.get("role"),
        optional=entry.get("optional", False),
        moments={m: _said(entry["code"], entry[m.value]) for m in Moment if m.value in entry},
    )


def _said(position: str, said: dict[str, Any]) -> SeatInput:
    return SeatInput(
        position=position,
        say=Say[said["say"].upper()],
        listens={to: float(Listens[how.upper()]) for to, how in said.get("listens", {}).items()},
        veto=said.get("veto", False),
        trial_gate=said.get("trial", False),
    )
