"""What importing the draft would do: asked as it was chosen, now or beside the pages, and kept while it holds."""

from __future__ import annotations

from persona_core.access.models import Viewer
from persona_core.exchange.commands import plan_given
from persona_core.exchange.importing.checked import Checked, checked_of
from persona_core.exchange.importing.reading import Given
from persona_core.exchange.importing.wishes import Wishes
from persona_core.exchange.jobs.questions import Question
from persona_core.exchange.jobs.trays import InTray
from persona_core.kit.errors import PersonaError
from persona_core.vocabulary.queries import lists
from ui import shell
from ui.panels.exchange.import_draft import Draft

MANY = 2_000
"""Above so many rows a check waits for its button, and is made beside the pages."""


def wishes(draft: Draft) -> Wishes:
    """What was chosen, as the commands of an import take it."""
    return {
        "mapping": dict(draft.choices),
        "source": draft.source,
        "journey": draft.journey,
        "answers": dict(draft.answers),
        "same_tags": dict(draft.same_tags),
    }


def whole(draft: Draft) -> Given | InTray:
    """All rows of the file, or where they are."""
    return draft.given if len(draft.given.sheet.rows) == draft.rows and draft.rows <= MANY else draft.there


def question(viewer: Viewer, draft: Draft) -> Question:
    """What importing would do now: everything that a check depends on, as far as it was chosen here."""
    return Question(draft.there, viewer, draft.kind, wishes(draft))


def check(viewer: Viewer, draft: Draft) -> None:
    """Find out what importing would do now; with many rows that is only begun."""
    asked = question(viewer, draft)
    if draft.rows > MANY:
        shell.reception().ask(asked)
        return
    try:
        with shell.read() as session:
            result = plan_given(session, viewer, draft.given, draft.kind, **wishes(draft))
            draft.checked = checked_of(result, lists(session, viewer))
    except PersonaError as refused:
        draft.checked = refused
    draft.checked_for = asked.key


def being_checked(viewer: Viewer, draft: Draft) -> bool:
    """Whether a check is being made; one of what was chosen otherwise since is broken off."""
    asked = shell.reception().open_question(draft.tray)
    if asked is None or asked.kind is None:
        return False
    if asked.key == question(viewer, draft).key:
        return True
    shell.reception().drop(draft.tray)
    return False


def found(viewer: Viewer, draft: Draft) -> Checked | PersonaError | None:
    """The last check or its refusal, if nothing was chosen differently since."""
    asked = question(viewer, draft)
    if draft.checked is None or draft.checked_for != asked.key:
        draft.checked = asked.answered() if draft.rows > MANY else None
        draft.checked_for = asked.key
    return draft.checked


def fresh_check(viewer: Viewer, draft: Draft) -> Checked | None:
    """The last check, if nothing was chosen differently since and it was no refusal."""
    checked = found(viewer, draft)
    return checked if isinstance(checked, Checked) else None
