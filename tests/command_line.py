"""The command line as the tests call it: in this process for most, since starting Python takes a second each time."""

from __future__ import annotations

import io
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from unittest.mock import patch

from persona_core import cli


@dataclass(frozen=True)
class Done:
    """What a command left behind: its exit code and what it printed."""

    returncode: int
    stdout: str
    stderr: str


def called(database_url: str, *arguments: str) -> Done:
    """Run `python -m persona_core --database URL …` through its own `main`."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    with redirect_stdout(out), redirect_stderr(err), patch.object(sys, "argv", _argv(database_url, arguments)):
        try:
            cli.main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
    return Done(code, out.getvalue(), err.getvalue())


def started(database_url: str, *arguments: str) -> Done:
    """The same in a process of its own, as a user runs it."""
    command = [sys.executable, "-m", *_argv(database_url, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    return Done(done.returncode, done.stdout, done.stderr)


def _argv(database_url: str, arguments: tuple[str, ...]) -> list[str]:
    return ["persona_core", "--database", database_url, *arguments]
