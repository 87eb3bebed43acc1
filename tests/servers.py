"""Servers of the tests' own: the workbench itself, and a PostgreSQL in a temporary folder."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.nursery import nursery

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 60
LARGE = 1_000_000
"""Bytes of a table from which cutting it to nothing is quicker than deleting its rows."""
EMPTY = f"""
DO $$
DECLARE one record;
BEGIN
  PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid();
  FOR one IN
    SELECT relname, pg_relation_size(oid) AS size FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'alembic_version'
  LOOP
    -- Deleting is quick on small tables but leaves the room taken; large ones are cut to nothing.
    IF one.size >= {LARGE} THEN EXECUTE format('TRUNCATE %I CASCADE', one.relname);
    ELSIF one.size > 0 THEN EXECUTE format('DELETE FROM %I', one.relname);
    END IF;
  END LOOP;
END $$
"""


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def port_again(port: int) -> int:
    """The same port if nobody took it since, else another one."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return free_port()
    return port


@dataclass(frozen=True)
class Server:
    """The running workbench: where it answers, on which database, what it logged, and its process."""

    port: int
    database_url: str
    log: Path
    pid: int = 0

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def said(self) -> str:
        """Everything it logged so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")


@contextmanager
def serving(
    database_url: str, script: str = "app.py", *, ready: bool = False, port: int | None = None, **env: str
) -> Iterator[Server]:
    """Run `streamlit run` on a database until the block ends; `env` is added to its surroundings.

    `script` is the workbench, or another one of the tests' own. With `ready` it begins where the libraries are
    imported already; without, in a new Python as users begin it.
    """
    port = port_again(port) if port else free_port()
    log = Path(tempfile.mkstemp(prefix="persona-", suffix=".log")[1])
    arguments = ["run", script, "--server.port", str(port), "--server.headless", "true"]
    around = {**os.environ, "PERSONA_DATABASE_URL": database_url, "PYTHONPATH": str(ROOT), **env}
    if ready and hasattr(os, "fork"):
        process = nursery().streamlit(arguments, around, log)
    else:
        with log.open("wb") as out:
            command = [sys.executable, "-m", "streamlit", *arguments]
            process = subprocess.Popen(command, cwd=ROOT, env=around, stdout=out, stderr=subprocess.STDOUT)
    server = Server(port, database_url, log, process.pid)
    try:
        _wait_until_well(server, process, "/healthz" if script == "app.py" else "/_stcore/health")
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        log.unlink()


def _wait_until_well(server: Server, process: subprocess.Popen, health: str) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}:\n{server.said()}")
        try:
            with urllib.request.urlopen(f"{server.url}{health}", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise RuntimeError(f"the server did not answer within {PATIENCE} s:\n{server.said()}")


class PostgresMissing(Exception):
    """This machine has no PostgreSQL programs that the tests could run."""


class Postgres:
    """A PostgreSQL server in a temporary folder; as root it runs under the account `postgres`."""

    def __init__(self) -> None:
        programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [
            Path(found) for found in [shutil.which("initdb")] if found
        ]
        if not programs:
            raise PostgresMissing("PostgreSQL is not installed (initdb not found)")
        self.bin = programs[-1].parent
        self.cleaners: dict[str, psycopg.Connection] = {}
        self.unwritten: dict[str, tuple[ExitStack, str]] = {}
        self.as_user: Sequence[str] = ()
        self.folder = Path(tempfile.mkdtemp(prefix="persona-pg-"))
        if os.geteuid() == 0:
            self.as_user = ("runuser", "-u", "postgres", "--")
            shutil.chown(self.folder, "postgres", "postgres")
        self.port = free_port()
        data = str(self.folder / "data")
        self._run("initdb", "-D", data, "-U", "tests", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        lasting = " ".join(
            f"-c {word}=off" for word in ("fsync", "full_page_writes", "synchronous_commit", "autovacuum")
        )
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 {lasting}"
        self._run("pg_ctl", "-D", data, "-l", str(self.folder / "log"), "-w", "-o", options, "start")

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [*self.as_user, str(self.bin / program), *arguments],
            cwd=self.folder,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
        )

    @contextmanager
    def lent(self, like: str) -> Iterator[str]:
        """A copy of the database at `like`, used again for the next one who asks if nobody wrote to it."""
        copy, url = self.unwritten.pop(like, (None, ""))
        if copy is None:
            copy = ExitStack()
            url = copy.enter_context(self.database(like=like))
        before = self._written(url)
        yield url
        if self._written(url) == before:
            self.unwritten[like] = copy, url
        else:
            copy.close()

    def _written(self, url: str) -> str:
        """How many transactions wrote anything on this server so far; whoever is still at the database is sent away."""
        with psycopg.connect(f"postgresql://tests@127.0.0.1:{self.port}/postgres", autocommit=True) as admin:
            here = url.rsplit("/", 1)[1]
            admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [here])
            return admin.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())").fetchone()[0]

    @contextmanager
    def database(self, *, like: str | None = None) -> Iterator[str]:
        """A new database, dropped afterwards: empty, or a copy of the one at the address `like`."""
        name = f"t{uuid.uuid4().hex[:12]}"
        address = f"postgresql://tests@127.0.0.1:{self.port}"
        model = f" TEMPLATE {like.rsplit('/', 1)[1]}" if like else ""
        with psycopg.connect(f"{address}/postgres", autocommit=True) as admin:
            if model and admin.info.server_version >= 150_000:
                model += " STRATEGY FILE_COPY"  # twice as quick where nothing need outlive a crash
            admin.execute(f"CREATE DATABASE {name}{model}")
            yield f"postgresql+psycopg://tests@127.0.0.1:{self.port}/{name}"
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def empty(self, url: str) -> None:
        """Close every connection to a database and delete the rows of all its tables but the migrations' own."""
        name = url.rsplit("/", 1)[1]
        if name not in self.cleaners:
            address = f"postgresql://tests@127.0.0.1:{self.port}/{name}"
            self.cleaners[name] = psycopg.connect(address, autocommit=True)
            self.cleaners[name].execute("SET session_replication_role = replica")
        self.cleaners[name].execute(EMPTY)

    def stop(self) -> None:
        """End the server and remove its folder."""
        for copy, _ in self.unwritten.values():
            copy.close()
        for cleaner in self.cleaners.values():
            cleaner.close()
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)
