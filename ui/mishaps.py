"""What the user reads when something went wrong, and what the log keeps of it."""

from __future__ import annotations

import logging
import os
import secrets
import traceback

import streamlit as st
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError

from persona_core.access.models import Viewer
from persona_core.kit import config
from persona_core.kit.errors import Conflict, PersonaError
from persona_core.kit.words import N_, Words
from ui import session

LOG = logging.getLogger("persona")
_ROOT = f"{config.ROOT}{os.sep}"
_BUSY = N_("Somebody else is saving at this moment. Wait a few seconds and save again; what you typed is still here.")
_FULL = N_("The disk is full, nothing was saved. Make room on it, then save again; what you typed is still here.")
_READ_ONLY = N_("The database may not be written to. Check the rights of its file and folder, then save again.")
_AWAY = N_("The database does not answer. Check that it runs, then try again; what you typed is still here.")
_DATABASE_SIGNS = (
    (("database is locked", "database is busy", "deadlock detected", "could not serialize"), _BUSY),
    (("disk is full", "disk i/o error", "no space left"), _FULL),
    (("readonly database", "read-only transaction"), _READ_ONLY),
    (("unable to open", "connection", "server closed", "timeout", "could not connect", "shutting down"), _AWAY),
)


def expected(problem: BaseException) -> PersonaError | None:
    """The problem as a sentence for the user, if it is one that can happen to anybody; else None."""
    if isinstance(problem, PersonaError):
        return problem
    if isinstance(problem, StaleDataError):
        return Conflict()
    if isinstance(problem, DBAPIError):
        text = str(problem.orig).lower()
        for signs, sentence in _DATABASE_SIGNS:
            if any(sign in text for sign in signs):
                return PersonaError(sentence)
    return None


def note(problem: BaseException) -> str:
    """Log a problem of ours under a reference, without what users typed; returns the reference."""
    reference = secrets.token_hex(3).upper()
    frames = traceback.extract_tb(problem.__traceback__)
    ours = [f for f in frames if f.filename.startswith(_ROOT) and "site-packages" not in f.filename]
    if frames and frames[-1] not in ours:
        ours.append(frames[-1])
    where = " < ".join(f"{f.filename.removeprefix(_ROOT)}:{f.lineno} {f.name}" for f in reversed(ours))
    said = f" “{problem}”" if os.environ.get("PERSONA_LOG_MESSAGES") == "1" else ""
    LOG.error("%s %s%s at %s", reference, type(problem).__name__, said, where)
    return reference


def show(problem: Exception) -> bool:
    """The server's handler for a page that failed: a kind sentence in place of a traceback."""
    t = _words()
    known = expected(problem)
    if known is not None:
        st.error(known.text(t), icon=":material/info:")
    else:
        reference = note(problem)
        st.error(
            t(
                "Something went wrong on our side; nothing of yours was changed. Reference {reference}.",
                reference=reference,
            )
            + " "
            + t("Load the page again. If it comes back, send the reference to whoever looks after this workbench."),
            icon=":material/error:",
        )
    return True


def _words() -> Words:
    viewer = st.session_state.get(session._VIEWER)
    return Words(viewer.lang if isinstance(viewer, Viewer) else "zh")
