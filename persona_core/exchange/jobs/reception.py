"""The questions about large files that pages of one server ask: each is answered by a process of its own.

No page waits for the answer, and none that is drawn anew breaks it off. A few are answered at a time, the others wait.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field

from persona_core.exchange.jobs import questions
from persona_core.exchange.jobs.children import PROGRAM, Child, Progress
from persona_core.exchange.jobs.questions import TOO_MUCH, Question
from persona_core.exchange.jobs.trays import Tray
from persona_core.kit.db import Database
from persona_core.kit.errors import PersonaError

LOG = logging.getLogger("persona_core.jobs")
COMMAND = (*PROGRAM, "look")
AT_A_TIME = 2
LONGEST = 20 * 60.0
"""Seconds after which a question is given up."""


@dataclass
class _Asked(Child):
    question: Question = field(kw_only=True)


class Reception:
    """The open questions of one server, one for each tray."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self._open: dict[str, _Asked] = {}
        self._turns = threading.BoundedSemaphore(AT_A_TIME)

    def ask(self, question: Question) -> None:
        """Begin to answer; whatever else was asked about the same tray is dropped, the same question goes on."""
        name = question.there.tray
        there = self._open.get(name)
        if there is not None and not there.cancelled and there.question.key == question.key:
            return
        self.drop(name)
        question.forget()
        asked = self._open[name] = _Asked(question=question)
        threading.Thread(target=self._answer, args=(name, asked), name=f"tray-{name[:8]}", daemon=True).start()

    def open_question(self, tray: str) -> Question | None:
        """What is being answered about a tray now."""
        asked = self._open.get(tray)
        return asked.question if asked is not None and not asked.cancelled else None

    def progress(self, tray: str) -> Progress | None:
        """How far the answer is."""
        asked = self._open.get(tray)
        return asked.progress if asked else None

    def drop(self, tray: str) -> None:
        """Nobody wants to know any more."""
        asked = self._open.pop(tray, None)
        if asked is not None:
            asked.cancel()

    def close(self) -> None:
        """The server ends: so do the questions."""
        for tray in list(self._open):
            self.drop(tray)

    def _answer(self, name: str, asked: _Asked) -> None:
        try:
            with self._turns:
                giving_up = threading.Timer(LONGEST, asked.stop)
                giving_up.daemon = True
                giving_up.start()
                try:
                    if not asked.cancelled:
                        asked.run(COMMAND, self.db.url, lambda out: questions.write(out, asked.question), _nothing)
                finally:
                    giving_up.cancel()
            if not asked.cancelled and asked.question.answered() is None and Tray(name).path.is_dir():
                asked.question.answer(PersonaError(TOO_MUCH))
        except (OSError, ValueError, PersonaError):
            LOG.exception("tray %s", name[:8])
        finally:
            if self._open.get(name) is asked:
                del self._open[name]


def _nothing() -> None:
    """Nobody has to be told; pages look by themselves."""
