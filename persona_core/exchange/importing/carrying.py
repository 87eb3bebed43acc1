"""Carrying a file in while others work: weighed beside them, then stored in one short transaction.

Weighing 100 000 rows takes long and needs no lock; only the writing does. A plan is checked again under the lock
against what others wrote meanwhile; when it no longer holds, it is made anew, at last under the lock itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Unpack

from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.exchange.importing.applying import apply
from persona_core.exchange.importing.planning import plan_given
from persona_core.exchange.importing.progress import Tell, part, silent
from persona_core.exchange.importing.reading import Given
from persona_core.exchange.importing.result import ImportResult
from persona_core.exchange.importing.staleness import holds, sight
from persona_core.exchange.importing.wishes import Wishes
from persona_core.kit.db import Database, number_alone
from persona_core.kit.errors import Conflict, PersonaError
from persona_core.kit.words import N_

__all__ = ["BUSY", "Tell", "carry_in", "silent"]

TRIES = 3
"""So often a plan is made beside the others before it is made under the lock."""
PAUSE = 0.2
BUSY = N_("The database was busy for too long; nothing was stored. Try again in a minute.")

Done = Callable[[Session, ImportResult], object]


class _Stale(Exception):
    """The plan no longer holds; nothing may be stored."""


def carry_in(
    db: Database,
    viewer: Viewer,
    given: Given,
    kind: str,
    *,
    all_or_nothing: bool = False,
    tell: Tell = silent,
    done: Done = lambda _session, _result: None,
    **wishes: Unpack[Wishes],
) -> ImportResult:
    """Import what was read in a transaction of its own; `done` is the last step of it.

    Raises what `plan_given` raises, and PersonaError when the database stays busy.
    """
    for tried in range(TRIES):
        with db.read() as session:
            seen = sight(session, viewer, kind)
            made = plan_given(session, viewer, given, kind, tell=part(tell, 0.0, 0.6), **wishes).plan
        try:
            with db.write() as session:
                number_alone(session, viewer.workspace_id)
                if not holds(session, viewer, made, seen):
                    raise _Stale
                result = apply(session, viewer, made, all_or_nothing=all_or_nothing, tell=part(tell, 0.6, 1.0))
                done(session, result)
            return result
        except (_Stale, Conflict, IntegrityError):
            continue
        except OperationalError as problem:
            if not is_busy(problem):
                raise
            time.sleep(PAUSE * (tried + 1))
    try:
        with db.write() as session:
            number_alone(session, viewer.workspace_id)
            made = plan_given(session, viewer, given, kind, tell=part(tell, 0.0, 0.6), **wishes).plan
            result = apply(session, viewer, made, all_or_nothing=all_or_nothing, tell=part(tell, 0.6, 1.0))
            done(session, result)
    except OperationalError as problem:
        raise (PersonaError(BUSY) if is_busy(problem) else problem) from None
    return result


def is_busy(problem: OperationalError) -> bool:
    """Whether the database only had to be waited for longer."""
    text = str(problem.orig).lower()
    return any(sign in text for sign in ("locked", "busy", "deadlock", "serialize"))
