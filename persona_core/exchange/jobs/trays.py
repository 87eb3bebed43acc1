"""Trays: what somebody has brought to be imported, kept on the server for a day, so that no reload loses it.

Each is a folder of its own beside the files that jobs make, readable by nobody else and with a name that nobody can
guess; whoever knows the name may have what lies in it. Beside what was brought lie what was read of it, what a check
found, and what was chosen.
"""

from __future__ import annotations

import json
import pickle
import re
import secrets
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.exchange.importing.reading import Given, open_files, open_paste
from persona_core.exchange.jobs import files
from persona_core.exchange.jobs.orders import read_given, write_given
from persona_core.journeys.queries import every_stage
from persona_core.kit.errors import PersonaError
from persona_core.kit.sheets import Opening
from persona_core.kit.words import N_

GONE = N_("The file is no longer kept on the server. Choose it again.")
_NAME = re.compile(r"[0-9a-f]{32}")
_FILES, _TEXT, _READ = "files", "text", "read"


@dataclass(frozen=True)
class Tray:
    """One tray, by its name."""

    name: str

    @property
    def path(self) -> Path:
        """Its folder."""
        return files.folder() / f"tray-{self.name}"

    def brought(self) -> list[tuple[str, bytes]]:
        """The files as (name, bytes); raises PersonaError when they are gone."""
        data = self._bytes(_FILES)
        if data is None:
            raise PersonaError(GONE)
        head, _, rest = data.partition(b"\n")
        found, at = [], 0
        for name, size in json.loads(head):
            found.append((name, rest[at : at + size]))
            at += size
        return found

    def pasted(self) -> str | None:
        """The pasted table, if it was one."""
        data = self._bytes(_TEXT)
        return None if data is None else data.decode()

    def put(self, part: str, key: Any, value: Any) -> None:
        """Lay something beside it: what was found for this key."""
        self._write(part, lambda out: pickle.dump((key, value), out, protocol=5))

    def take(self, part: str, key: Any) -> Any:
        """It again, if it was found for the same key; else None. Only this program itself writes there."""
        data = self._bytes(part)
        try:
            found, value = pickle.loads(data) if data else (None, None)
        except (pickle.UnpicklingError, AttributeError, ImportError, TypeError, EOFError):
            return None  # laid there by an older version of the program
        return value if data and found == key else None

    def note(self, part: str, said: dict[str, Any]) -> None:
        """Lay choices beside it."""
        self._write(part, lambda out: out.write(json.dumps(said).encode()))

    def noted(self, part: str) -> dict[str, Any] | None:
        """The choices again."""
        data = self._bytes(part)
        return json.loads(data) if data else None

    def remove(self, part: str) -> None:
        """One of the things beside it goes."""
        (self.path / part).unlink(missing_ok=True)

    def drop(self) -> None:
        """Everything in it goes."""
        shutil.rmtree(self.path, ignore_errors=True)

    def _bytes(self, part: str) -> bytes | None:
        try:
            return (self.path / part).read_bytes()
        except OSError:
            return None

    def _write(self, part: str, write: Callable[[BinaryIO], object]) -> None:
        with files.written(self.path / part) as out:
            write(out)


def lay_files(brought: Sequence[tuple[str, bytes]]) -> Tray:
    """A new tray with files in it; older ones go."""
    tray = _new()
    with files.written(tray.path / _FILES) as out:
        out.write(json.dumps([(name, len(data)) for name, data in brought]).encode() + b"\n")
        for _, data in brought:
            out.write(data)
    return tray


def lay_text(text: str) -> Tray:
    """A new tray with a pasted table in it; older ones go."""
    tray = _new()
    with files.written(tray.path / _TEXT) as out:
        out.write(text.encode())
    return tray


def find(name: str) -> Tray | None:
    """The tray of this name, if it is there."""
    tray = Tray(name)
    return tray if _NAME.fullmatch(name) and tray.path.is_dir() else None


def _new() -> Tray:
    files.sweep()
    return Tray(secrets.token_hex(16))


@dataclass(frozen=True)
class InTray:
    """What lies in a tray, read in this way; `reading` is the kind of import whose files are read otherwise."""

    tray: str
    opening: Opening = field(default_factory=Opening)
    reading: str | None = None

    def read(self, session: Session, viewer: Viewer) -> Given:
        """The sheet: as it was read before, else read now. Raises Unreadable, or PersonaError when it is gone."""
        tray = Tray(self.tray)
        try:
            with (tray.path / _READ).open("rb") as kept:
                if pickle.load(kept) == self:
                    return read_given(kept)
        except (OSError, pickle.UnpicklingError, AttributeError, ImportError, TypeError, EOFError):
            pass
        text = tray.pasted()
        if text is not None:
            return open_paste(text, every_stage(session, viewer), self.opening)
        return open_files(tray.brought(), self.reading, opening=self.opening)

    def keep(self, given: Given) -> None:
        """Lay what was read beside it, for the next who needs it."""
        with files.written(Tray(self.tray).path / _READ) as out:
            pickle.dump(self, out, protocol=5)
            write_given(out, given)
