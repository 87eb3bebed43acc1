"""Files that jobs have made, kept for a day in a folder of this user's beside other temporary ones.

They stay out of the database, which a file of everything would make twice as large; a server on another machine has
none of them and offers none.
"""

from __future__ import annotations

import os
import stat
import tempfile
import time
import uuid
from pathlib import Path

from persona_core.kit.errors import PersonaError
from persona_core.kit.words import N_

KEPT = 24 * 60 * 60
"""Seconds after which a file goes."""
_UNFINISHED = ".part"
_NOT_KEPT = N_("The file could not be written on this machine. Is its disk full?")


def keep(job_id: uuid.UUID, content: bytes) -> None:
    """Keep what a job has made; nobody sees half of it. Older files go."""
    sweep()
    part = _path(job_id).with_suffix(_UNFINISHED)
    try:
        folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        _only_ours(folder())
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(content)
        part.replace(_path(job_id))
    except OSError as problem:
        raise PersonaError(_NOT_KEPT) from problem


def kept(job_id: uuid.UUID) -> Path | None:
    """Where the file of a job is; None when it has gone or was made elsewhere."""
    path = _path(job_id)
    return path if path.is_file() else None


def drop(job_id: uuid.UUID) -> None:
    """Whatever a job has left goes."""
    for path in (_path(job_id), _path(job_id).with_suffix(_UNFINISHED)):
        path.unlink(missing_ok=True)


def sweep() -> None:
    """Files older than a day go, also those that were never finished."""
    oldest = time.time() - KEPT
    for path in folder().glob("*"):
        if path.lstat().st_mtime < oldest:
            path.unlink(missing_ok=True)


def folder() -> Path:
    """The folder of this user's files; there may be none yet."""
    user = os.getuid() if hasattr(os, "getuid") else os.environ.get("USERNAME", "")
    return Path(tempfile.gettempdir()) / f"persona-workbench-{user}"


def _path(job_id: uuid.UUID) -> Path:
    return folder() / str(job_id)


def _only_ours(path: Path) -> None:
    """Where everybody may write, somebody else may have made a folder of that name, or a link."""
    found = path.lstat()
    ours = not hasattr(os, "getuid") or (found.st_uid == os.getuid() and not found.st_mode & 0o077)
    if not (stat.S_ISDIR(found.st_mode) and ours):
        raise PersonaError(_NOT_KEPT)
