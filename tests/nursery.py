"""A process that has imported every library already: the tests' servers begin as its children, in a moment.

What the workbench itself does at its start happens in each child anew, in the order it always has: only libraries and
the core, which know nothing of a server, are there before.
"""

from __future__ import annotations

import json
import os
import pkgutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LIBRARIES = (
    "streamlit.web.cli",
    "streamlit.web.bootstrap",
    "streamlit.web.server.starlette",
    "streamlit.emojis",
    "streamlit.elements.plotly_chart",
    "pandas",
    "plotly.graph_objects",
)


def _core() -> list[str]:
    """Every module of the core but its command line."""
    found = [part.name for part in pkgutil.walk_packages([str(ROOT / "persona_core")], "persona_core.")]
    return [name for name in found if not name.startswith("persona_core.cli") and not name.endswith("__main__")]


class Child:
    """A server that began in the nursery, with what the tests use of `subprocess.Popen`."""

    def __init__(self, nursery: Nursery, pid: int) -> None:
        self._nursery, self.pid = nursery, pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Its exit code, if it has ended."""
        if self.returncode is None:
            self.returncode = self._nursery.ask(ended=self.pid)
        return self.returncode

    def wait(self, timeout: float = 60) -> int:
        """Its exit code, once it has ended."""
        end = time.monotonic() + timeout
        while (code := self.poll()) is None:
            if time.monotonic() > end:
                raise subprocess.TimeoutExpired("a server of the tests", timeout)
            time.sleep(0.02)
        return code

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(9)


class Nursery:
    """The process that waits to be asked; it ends with the tests."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.nursery"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, **what: Any) -> Any:
        """One question, one answer."""
        self._process.stdin.write(f"{json.dumps(what)}\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def streamlit(self, arguments: Sequence[str], env: Mapping[str, str], log: Path) -> Child:
        """Begin `streamlit …` with nothing but `env` around it; what it says goes to `log`."""
        return Child(self, self.ask(argv=["streamlit", *arguments], env=dict(env), log=str(log)))


@cache
def nursery() -> Nursery:
    """The one of this process."""
    return Nursery()


def _begin(asked: dict[str, Any]) -> None:
    """In the child: become what was asked for, and end as it ends."""
    for number, path, how in ((0, os.devnull, os.O_RDONLY), (1, asked["log"], os.O_WRONLY), (2, asked["log"], None)):
        os.dup2(1 if how is None else os.open(path, how | (os.O_APPEND if number else 0)), number)
    os.environ.clear()
    os.environ.update(asked["env"])
    sys.argv = asked["argv"]
    sys.exit(import_module("streamlit.web.cli").main(prog_name="streamlit"))


def main() -> None:
    """Answer until nobody is there to ask."""
    for name in (*LIBRARIES, *_core()):
        import_module(name)
    for line in sys.stdin:
        asked = json.loads(line)
        if "argv" in asked:
            answer = os.fork()
            if answer == 0:
                _begin(asked)
        else:
            pid, status = os.waitpid(asked["ended"], os.WNOHANG)
            answer = os.waitstatus_to_exitcode(status) if pid else None
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
