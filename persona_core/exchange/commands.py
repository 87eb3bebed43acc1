"""Importing, from the command line and from the page, through one path: sheet, mapping, plan, transaction."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Unpack

from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.exchange.importing import reading
from persona_core.exchange.importing.applying import apply
from persona_core.exchange.importing.carrying import carry_in
from persona_core.exchange.importing.mapping import known_kind
from persona_core.exchange.importing.planning import plan_given
from persona_core.exchange.importing.reading import Given
from persona_core.exchange.importing.result import ImportResult
from persona_core.exchange.importing.wishes import Wishes
from persona_core.kit.collecting import resting_collector
from persona_core.kit.db import Database
from persona_core.kit.sheets import Opening


def import_given(
    session: Session,
    viewer: Viewer,
    given: Given,
    kind: str,
    *,
    all_or_nothing: bool = False,
    **wishes: Unpack[Wishes],
) -> ImportResult:
    """Import what was read, in the caller's transaction."""
    made = plan_given(session, viewer, given, kind, **wishes).plan
    return apply(session, viewer, made, all_or_nothing=all_or_nothing)


@resting_collector()
def import_path(
    db: Database,
    viewer: Viewer,
    path: Path,
    kind: str,
    *,
    opening: Opening | None = None,
    all_or_nothing: bool = False,
    dry_run: bool = False,
    **wishes: Unpack[Wishes],
) -> ImportResult:
    """Import a file, or a folder of stories, in one transaction of its own.

    `opening` says which sheet, header or encoding of the file.
    Raises BadMapping (a call that cannot be meant), Unreadable (the file), Invalid (a needed column is missing);
    nothing is stored then.
    """
    given = reading.open_path(Path(path), known_kind(kind), opening)
    if dry_run:
        with db.read() as session:
            checked = plan_given(session, viewer, given, kind, **wishes)
        return replace(checked, held_back=all_or_nothing and checked.plan.refused > 0)
    return carry_in(db, viewer, given, kind, all_or_nothing=all_or_nothing, **wishes)
