"""A process of this program beside the server: told what to do by its standard input, telling by its standard output
how far it is. It ends when it is done, when it is stopped, and with the server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from persona_core.kit.config import ROOT
from persona_core.kit.touching import Written

PROGRAM = (sys.executable, "-m", "persona_core")
_ALONE = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
"""Arrays are small here; a pool of threads on a large machine would reserve more memory than a look may take."""
WROTE = "wrote"
"""In what a process says, the number of a transaction: `tables` tells what it is about to store, None that it has."""
_SURE = 0.02
"""Below so small a share nobody can say how long the rest takes."""


@dataclass
class Progress:
    """How far a job is: a phase, rows done of all in it, the share of the whole, and the seconds it may still take."""

    phase: str = ""
    done: int = 0
    total: int = 0
    share: float = 0.0
    left: float | None = None


@dataclass
class Child:
    """One such process: before it starts, while it runs, and stopped."""

    progress: Progress = field(default_factory=Progress)
    process: subprocess.Popen | None = None
    began: float = field(default_factory=time.monotonic)
    cancelled: bool = False
    learn: Callable[[int, Written], object] = lambda _number, _written: None
    doubt: Callable[[int], object] = lambda _number: None
    storing: set[int] = field(default_factory=set)

    def run(
        self, command: Sequence[str], url: str, feed: Callable[[BinaryIO], object], heard: Callable[[], object]
    ) -> None:
        """Start it on a database, give it its order, and listen until it ends; `heard` follows every word of it."""
        environment = {**os.environ, **_ALONE, "PERSONA_DATABASE_URL": url}
        with subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as process:
            self.process = process
            if self.cancelled:
                process.kill()
            try:
                feed(process.stdin)
                for line in process.stdout:
                    self._hear(json.loads(line))
                    heard()
            except BrokenPipeError:
                pass
            finally:
                process.kill()
                for number in self.storing:
                    self.doubt(number)

    def cancel(self) -> None:
        """Stop it, also before it starts: nobody wants it any more."""
        self.cancelled = True
        self.stop()

    def stop(self) -> None:
        """End the process if it runs."""
        if self.process is not None:
            self.process.kill()

    def _hear(self, said: dict[str, Any]) -> None:
        if WROTE in said:
            self._hear_of(said[WROTE], said["tables"])
            return
        share = float(said["share"])
        took = time.monotonic() - self.began
        left = took * (1 - share) / share if share > _SURE else None
        self.progress = Progress(str(said["phase"]), int(said["done"]), int(said["total"]), share, left)

    def _hear_of(self, number: int, tables: dict[str, list[str] | None] | None) -> None:
        if tables is None:
            self.storing.discard(number)
            return
        self.storing.add(number)
        self.learn(number, {name: None if some is None else frozenset(some) for name, some in tables.items()})
