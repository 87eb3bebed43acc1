"""The shipped examples: invented customers in two languages, which of them are here, and loading one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlmodel import Session

from persona_core.access.commands import create_workspace, remember
from persona_core.access.models import Workspace
from persona_core.access.queries import state, viewer_for, workspaces
from persona_core.exchange.example_writing import Writer
from persona_core.exchange.workspaces import furnish
from persona_core.kit.config import DATA
from persona_core.kit.errors import Invalid
from persona_core.kit.words import N_

EXAMPLES = DATA / "examples"
FIRST = "scrm"
"""The example that a new installation opens with."""

_STATE = "examples_loaded"


def names() -> list[tuple[str, str]]:
    """Every shipped example as (name, language), the one to open with first."""
    found = (tuple(p.name.split(".")[:2]) for p in EXAMPLES.glob("*.*.yaml"))
    return sorted(found, key=lambda x: (x[0] != FIRST, x[0], x[1] != "zh"))


def path_of(name: str, lang: str) -> Path:
    """The file of an example; Invalid when it is not shipped."""
    path = EXAMPLES / f"{name}.{lang}.yaml"
    if (name, lang) not in names():
        shipped = ", ".join(f"{n} --lang {code}" for n, code in names())
        raise Invalid(
            N_("There is no example “{name}” in this language. Shipped: {shipped}."), name=name, shipped=shipped
        )
    return path


@cache
def title_of(name: str, lang: str) -> str:
    """What the workspace of an example is called."""
    return next(_documents(name, lang))["workspace"]["title"]


def read_example(name: str, lang: str) -> dict[str, Any]:
    """What the file of an example says; its stories still carry their marks (see `marked_text`)."""
    head, content = _documents(name, lang)
    return head | content


def _documents(name: str, lang: str) -> Iterator[dict[str, Any]]:
    return yaml.load_all(path_of(name, lang).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def load(session: Session, name: str, lang: str) -> Workspace:
    """A new workspace holding the example, dated relative to today; refused when it is already there."""
    content = read_example(name, lang)
    head = content["workspace"]
    workspace = create_workspace(
        session, name=f"{name}-{lang}", title=head["title"], lang=lang, currency=head["currency"], example=name
    )
    viewer = viewer_for(workspace, lang, name="")
    furnish(session, viewer)
    Writer(session, viewer, content).run()
    remember(session, _STATE, {**state(session, _STATE), workspace.name: True})
    return workspace


def ensure(session: Session) -> list[Workspace]:
    """On the first start, load what was never loaded here; a deleted example stays deleted."""
    known = state(session, _STATE)
    present = {w.name for w in workspaces(session)}
    return [load(session, n, lang) for n, lang in names() if f"{n}-{lang}" not in {*known, *present}]
