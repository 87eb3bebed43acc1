"""What a page asks about a large file, and the answers: what is in it, and what taking it in would do.

Whoever asks finds the answer in the tray, under the question itself; a refusal is an answer too.
"""

from __future__ import annotations

import io
import pickle
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.exchange.importing.checked import Checked, Opened, checked_of, opened_of
from persona_core.exchange.importing.planning import plan_given
from persona_core.exchange.importing.progress import Tell
from persona_core.exchange.importing.wishes import Wishes
from persona_core.exchange.jobs.trays import InTray, Tray
from persona_core.kit.collecting import resting_collector
from persona_core.kit.db import Database
from persona_core.kit.errors import PersonaError
from persona_core.kit.sheets.kinds import ZIP
from persona_core.kit.words import N_
from persona_core.vocabulary.queries import lists

TOO_MUCH = N_(
    "The file could not be read within the memory and time that one file may take; it may be damaged or far too large. "
    "Split it into several files, or save it as CSV."
)
LARGE = 1_000_000
"""Files of more bytes than this, unpacked, are looked into beside the pages."""


def weight(files: Sequence[tuple[str, bytes]]) -> int:
    """How many bytes there are to read in files, as far as their heads tell."""
    return sum(_unpacked(data) for _, data in files)


def _unpacked(data: bytes) -> int:
    if not data.startswith(ZIP):
        return len(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
        return len(data)


@dataclass(frozen=True)
class Question:
    """About what lies in a tray, for a viewer. With a kind of import: what taking it in as that would do."""

    there: InTray
    viewer: Viewer
    kind: str | None = None
    wishes: Wishes = field(default_factory=dict)

    @property
    def part(self) -> str:
        """Under which name the answer lies in the tray."""
        return "opened" if self.kind is None else "checked"

    @property
    def key(self) -> tuple[Any, ...]:
        """What the answer depends on, as far as it is asked here."""
        return self.there, self.viewer.workspace_id, self.kind, self.wishes

    def answered(self) -> Opened | Checked | PersonaError | None:
        """The answer, if it is there."""
        return Tray(self.there.tray).take(self.part, self.key)

    def forget(self) -> None:
        """An earlier answer no longer counts."""
        Tray(self.there.tray).remove(self.part)

    def answer(self, said: Opened | Checked | PersonaError) -> None:
        """Lay the answer into the tray."""
        Tray(self.there.tray).put(self.part, self.key, said)


def write(stream: BinaryIO, question: Question) -> None:
    """Pack a question for `read`."""
    pickle.dump(question, stream, protocol=5)
    stream.flush()


def read(stream: BinaryIO) -> Question:
    """The question again. Only for what this program itself has written."""
    return pickle.load(stream)


@resting_collector()
def find_out(db: Database, question: Question, tell: Tell) -> None:
    """Answer it; what the file is refused for is the answer then."""
    try:
        with db.read() as session:
            said = _open(session, question) if question.kind is None else _check(session, question, tell)
    except PersonaError as refusal:
        said = refusal
    except MemoryError:
        said = PersonaError(TOO_MUCH)
    question.answer(said)


def _open(session: Session, question: Question) -> Opened:
    there = question.there
    given = there.read(session, question.viewer)
    there.keep(given)
    tray = Tray(there.tray)
    return opened_of(given, tray.brought() if tray.pasted() is None else ())


def _check(session: Session, question: Question, tell: Tell) -> Checked:
    given = question.there.read(session, question.viewer)
    result = plan_given(session, question.viewer, given, question.kind or "", tell=tell, **question.wishes)
    return checked_of(result, lists(session, question.viewer))
