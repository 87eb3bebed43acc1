"""Files that jobs have made or need, kept for a day in a folder of this user's beside other temporary ones.

They stay out of the database, which a file of everything would make twice as large; a server on another machine has
none of them and offers none.
"""

from __future__ import annotations

import os
import secrets
import shutil
import stat
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from persona_core.kit.errors import PersonaError
from persona_core.kit.words import N_

KEPT = 24 * 60 * 60
"""Seconds after which a file goes."""
_UNFINISHED = ".part"
_NOT_KEPT = N_("The file could not be written on this machine. Is its disk full?")


def keep(job_id: uuid.UUID, content: bytes) -> None:
    """Keep what a job has made; nobody sees half of it. Older files go."""
    sweep()
    with written(_path(job_id)) as out:
        out.write(content)


@contextmanager
def written(path: Path) -> Iterator[BinaryIO]:
    """A file of ours in the folder, or in one in it, that is there once it is whole; PersonaError when it cannot be."""
    part = path.with_suffix(f".{secrets.token_hex(4)}{_UNFINISHED}")
    try:
        for place in dict.fromkeys((folder(), path.parent)):
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
            _only_ours(place)
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            yield out
        part.replace(path)
    except OSError as problem:
        raise PersonaError(_NOT_KEPT) from problem
    finally:
        part.unlink(missing_ok=True)


def kept(job_id: uuid.UUID) -> Path | None:
    """Where the file of a job is; None when it has gone or was made elsewhere."""
    path = _path(job_id)
    return path if path.is_file() else None


def drop(job_id: uuid.UUID) -> None:
    """Whatever a job has left goes."""
    for path in folder().glob(f"{job_id}*"):
        path.unlink(missing_ok=True)


def sweep() -> None:
    """What is older than a day goes, also what was never finished."""
    oldest = time.time() - KEPT
    for path in folder().glob("*"):
        if path.lstat().st_mtime >= oldest:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
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
