"""A file of 100 000 companies with 20 columns: read, validated and stored with what was said, beside bare loading.

Every run is a process of its own with an empty database, so that memory is its own too; seconds are of the processor
(with children), since machines are busy, on PostgreSQL of the clock, for the server works apart. What only one of the
runs needs is loaded in that run.
"""

from __future__ import annotations

import csv
import json
import os
import random
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlmodel import Session

from bench.journeys import postgres
from persona_core.access.queries import viewer_for, workspaces
from persona_core.companies.models import Company, name_digest
from persona_core.evidence.mass import forms
from persona_core.exchange.commands import import_path
from persona_core.exchange.importing.plan import Action
from persona_core.exchange.workspaces import open_workspace
from persona_core.kit import clock
from persona_core.kit.config import ROOT
from persona_core.kit.db import Database
from persona_core.migrate import upgrade

HEAD = [
    *("external_id", "name", "status", "industry", "region", "headcount", "annual_revenue", "business_model"),
    *("operating_model", "prior_product", "prior_kind", "problem", "owner", "value_chain", "growth_stage", "culture"),
    *("org_structure", "growth_rate", "note", "score"),
]
TABLE = Company.__table__
_WORDS = {
    "status": ("线索", "在谈", "在用", "流失"), "industry": ("家居零售", "母婴", "食品饮料", "美妆", "服饰", "医药"),
    "region": ("上海", "北京", "杭州", "广州"), "business_model": ("直销", "经销"), "operating_model": ("自营", "加盟"),
    "prior_product": ("表格", "自研系统"), "prior_kind": ("competitor", "manual"), "owner": ("王", "李", "赵"),
    "value_chain": ("上游", "下游"), "growth_stage": ("初创", "成长"), "culture": ("稳健", "激进"),
    "org_structure": ("矩阵", "职能"),
}  # fmt: skip


def rows(size: int) -> Iterator[list[Any]]:
    """So many companies as a sheet has them."""
    chance = random.Random(5)
    for n in range(size):
        numbers = {"headcount": chance.randint(5, 5_000), "annual_revenue": chance.randint(100, 99_999) * 10_000}
        numbers |= {"growth_rate": chance.randint(-20, 80), "score": chance.randint(1, 9)}
        texts = {
            "external_id": f"C{n:06}",
            "name": f"公司{n}有限公司",
            "note": f"备注 {n}",
            "problem": f"问题{n % 500}",
        }
        words = {name: chance.choice(these) for name, these in _WORDS.items()}
        yield [{**numbers, **texts, **words}[name] for name in HEAD]


def files(folder: Path, size: int) -> None:
    """The same rows as XLSX and as CSV."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("companies")
    with (folder / "a.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        for row in (HEAD, *rows(size)):
            sheet.append(row)
            writer.writerow(row)
    book.save(folder / "a.xlsx")


# --- the runs: each gets an address and a file ------------------------------------------------------------------


def ours(url: str, path: Path) -> dict[str, float]:
    """The product's own import."""
    db, held = Database(url), []
    if url.startswith("sqlite"):
        began: list[float] = []
        event.listen(db.engine, "begin", lambda _c: began.append(time.perf_counter()))
        event.listen(db.engine, "commit", lambda _c: held.append(time.perf_counter() - began[-1]))
    with db.read() as session:
        viewer = viewer_for(workspaces(session)[0], "zh")
    done = import_path(db, viewer, path, "companies")
    if done.plan.count(Action.NEW) + done.plan.count(Action.SAME) != len(done.plan.rows):
        raise SystemExit("rows are missing")
    return {"lock": max(held, default=0.0)}


def _bare(cells: list[list[Any]], db: Database) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    """Rows of the company table as a script would fill it: no checks, no statements."""
    with db.read() as session:
        home = workspaces(session)[0].id
        names = [
            "id",
            "workspace_id",
            "created_at",
            "updated_at",
            "version",
            "num",
            "name_digest",
            "custom",
            "provenance",
        ]
        fields = [name for name in HEAD if name in TABLE.c]
        as_stored = dict(zip([*names, *fields], forms(session, TABLE, [*names, *fields]), strict=True))
    at = [HEAD.index(name) for name in fields]
    fix, key, now = as_stored["workspace_id"], as_stored["id"], as_stored["created_at"]
    home, now = (fix(home) if fix else home), (now(clock.now()) if now else clock.now())
    made = (
        (key(uuid.uuid4()) if key else uuid.uuid4(), home, now, now, 1, n, name_digest(row[1]), "{}", "{}",
         *(row[place] for place in at))
        for n, row in enumerate(cells)
    )  # fmt: skip
    return [*names, *fields], made


def _load(url: str, cells: list[list[Any]]) -> dict[str, float]:
    db = Database(url)
    names, made = _bare(cells, db)
    with db.write() as session:
        _insert(session, names, made)
    return {}


def _insert(session: Session, names: list[str], made: Iterator[tuple[Any, ...]]) -> None:
    """Row by row, as the drivers offer it."""
    driver, columns = session.connection().connection.driver_connection, ", ".join(names)
    if session.get_bind().dialect.name == "sqlite":
        marks = ", ".join("?" * len(names))
        driver.executemany(f"INSERT INTO company ({columns}) VALUES ({marks})", made)  # noqa: S608
        return
    with driver.cursor() as cursor, cursor.copy(f"COPY company ({columns}) FROM STDIN") as copy:
        for row in made:
            copy.write_row(row)


def calamine(url: str, path: Path) -> dict[str, float]:
    """Calamine and executemany (COPY) of the company rows."""
    from python_calamine import CalamineWorkbook

    read = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()[1:]
    return _load(url, [[int(cell) if cell.__class__ is float else cell for cell in row] for row in read])


def read_csv(url: str, path: Path) -> dict[str, float]:
    """pandas.read_csv and executemany (COPY) of the company rows."""
    import pandas as pd

    return _load(url, pd.read_csv(path).to_numpy(object).tolist())


def objects(url: str, path: Path) -> dict[str, float]:
    """pandas with openpyxl and an object a row."""
    import pandas as pd

    db = Database(url)
    with db.read() as session:
        home = workspaces(session)[0].id
    frame = pd.read_excel(path, engine="openpyxl").to_dict("records")
    fields = [name for name in HEAD if name in TABLE.c]
    with Session(db.engine) as session:
        for n, row in enumerate(frame):
            said = {name: row[name] for name in fields}
            session.add(Company(workspace_id=home, num=n, name_digest=name_digest(row["name"]), **said))
        session.commit()
    return {}


RUNS: dict[str, Callable[[str, Path], dict[str, float]]] = {
    run.__name__: run for run in (ours, calamine, read_csv, objects)
}


def one(name: str, url: str, path: str) -> None:
    """One run in this process; prints what it took."""
    start, before = time.perf_counter(), os.times()
    more = RUNS[name](url, Path(path))
    wall, after = time.perf_counter() - start, os.times()
    peak = max(_peak(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
    print(json.dumps({"wall": wall, "cpu": sum(after[:4]) - sum(before[:4]), "peak": peak / 1024, **more}))


def _peak() -> int:
    """The most memory this process had, in KB; what `getrusage` says begins on Linux with that of who started it."""
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def run(name: str, url: str, path: Path) -> dict[str, float]:
    """The same in a process of its own."""
    command = [sys.executable, "-m", "bench", "imports", "run", name, url, str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout)


def sqlite(folder: Path, rounds: int, slow: bool) -> None:
    """Each run on a copy of an empty database; the same file twice on one of them."""
    empty = folder / "empty.db"
    upgrade(f"sqlite:///{empty}")
    db = Database(f"sqlite:///{empty}")
    with db.write() as session:
        open_workspace(session, name="bench", lang="zh")
    db.close()
    with sqlite3.connect(empty) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    found: dict[str, list[dict[str, float]]] = {}
    wanted = [("ours", "a.xlsx"), ("calamine", "a.xlsx"), ("ours", "a.csv"), ("read_csv", "a.csv")]
    for _ in range(rounds):
        for name, file in wanted + ([("objects", "a.xlsx")] if slow else []):
            copy = folder / "copy.db"
            for old in folder.glob("copy.db*"):
                old.unlink()
            shutil.copy(empty, copy)
            found.setdefault(f"{name} {file}", []).append(run(name, f"sqlite:///{copy}", folder / file))
            if name == "ours":
                found.setdefault(f"again {file}", []).append(run(name, f"sqlite:///{copy}", folder / file))
    aims = (
        ("ours a.xlsx", "calamine a.xlsx", 2.0),
        ("ours a.xlsx", "objects a.xlsx", 0.15),
        ("ours a.csv", "read_csv a.csv", 3.0),
        ("again a.xlsx", "ours a.xlsx", 1.2),
    )
    report("SQLite", found, "cpu", aims)


def on_postgres(url: str, folder: Path, rounds: int) -> None:
    """Ours and a bare COPY, each on an emptied database."""
    upgrade(url)
    db = Database(url)
    found: dict[str, list[dict[str, float]]] = {}
    for number in range(rounds):
        for name in ("ours", "calamine"):
            with db.write() as session:
                for old in workspaces(session):
                    session.delete(old)
                open_workspace(session, name=f"bench-{number}-{name}", lang="zh")
            found.setdefault(f"{name} a.xlsx", []).append(run(name, url, folder / "a.xlsx"))
    db.close()
    report("PostgreSQL", found, "wall", (("ours a.xlsx", "calamine a.xlsx", 2.0),))


def report(title: str, found: dict[str, list[dict[str, float]]], by: str, aims: Any) -> None:
    """Medians of every run, then the ratios that count."""
    print(f"\n{title}\n{'':18} {'cpu s':>7} {'wall s':>7} {'peak MB':>8} {'lock s':>7}")
    for name, runs in found.items():
        cpu, wall, peak, lock = (
            statistics.median(r.get(key, 0.0) for r in runs) for key in ("cpu", "wall", "peak", "lock")
        )
        print(f"{name:18} {cpu:7.1f} {wall:7.1f} {peak:8.0f} {lock:7.1f}")
    for mine, theirs, aim in aims:
        if theirs in found:
            ratio = statistics.median(r[by] for r in found[mine]) / statistics.median(r[by] for r in found[theirs])
            print(f"{mine} is {ratio:.2f} of {theirs} ({by}; aim {aim})")


def main(size: int = 100_000, rounds: int = 1, slow: int = 1) -> None:
    """SQLite, then PostgreSQL where it is installed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files(folder, size)
        sqlite(folder, rounds, bool(slow))
        with postgres() as url:
            if url:
                on_postgres(url, folder, rounds)
