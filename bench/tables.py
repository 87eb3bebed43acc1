"""A table of 100 000 rows read and checked, beside the bare readers: each run in a process of its own."""

from __future__ import annotations

import csv
import io
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pandas as pd
from python_calamine import CalamineWorkbook

from persona_core.exchange.importing.mapping import guess
from persona_core.exchange.importing.parsing import Parser, Wrong
from persona_core.exchange.importing.reading import open_files

HEADER = (
    "企业", "客户编号", "行业", "区域", "人数", "年营收", "签约日", "电话", "邮箱", "客户状态", "线索来源", "是否重点",
    "备注", "等级", "标签", "负责人", "序号", "得分", "来源系统", "末列",
)  # fmt: skip
XLSX, CSV = "table.xlsx", "table.csv"


def rows(size: int) -> Iterator[list[object]]:
    """Rows as a CRM writes them: half of the columns are fields, names and ids all differ."""
    for i in range(size):
        yield [
            f"企业{i}", f"A{i:06d}", ("家居", "母婴", "美妆")[i % 3], "华东", i * 7 % 9000 + 1, i * 31 % 10**6 + 0.25,
            f"2025-{i % 12 + 1:02d}-{i % 28 + 1:02d}", f"138{i:08d}", f"u{i}@x.com", "在用", "转介绍", "是",
            f"一些文字 {i % 97}", "A", "x", "王", i, i * 1.5, "CRM", "末",
        ]  # fmt: skip


def make(folder: Path, size: int) -> None:
    """The same table as a workbook and as CSV."""
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("客户")
    with (folder / CSV).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        for row in (HEADER, *rows(size)):
            page.append(row)
            writer.writerow(row)
    book.save(folder / XLSX)


def read(path: Path) -> int:
    """Our reader."""
    return len(open_files([(path.name, path.read_bytes())]).sheet.rows)


def checked(path: Path) -> int:
    """Our reader, the columns guessed, and every cell read as its field, as rows of plain companies are."""
    sheet = open_files([(path.name, path.read_bytes())]).sheet
    parser = Parser(sheet, "companies", guess(sheet, "companies"), [])
    columns = [parser.column(column) for column in parser.columns]
    if any(isinstance(value, Wrong) for values in columns for value in values):
        raise SystemExit("a cell is refused")
    return len(columns[0])


def calamine(path: Path) -> int:
    """The parser of workbooks alone."""
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes())).get_sheet_by_index(0)
    return sum(1 for _ in sheet.iter_rows()) - 1


def read_csv(path: Path) -> int:
    """pandas alone."""
    return len(pd.read_csv(path))


RUNS: dict[str, tuple[Callable[[Path], int], str, str]] = {
    "calamine alone": (calamine, XLSX, ""),
    "XLSX read": (read, XLSX, "calamine alone"),
    "XLSX read and checked": (checked, XLSX, "calamine alone"),
    "read_csv alone": (read_csv, CSV, ""),
    "CSV read": (read, CSV, "read_csv alone"),
    "CSV read and checked": (checked, CSV, "read_csv alone"),
}


def one(name: str, folder: str, size: str) -> None:
    """One run: its seconds, processor seconds with its children's, and peak memory of the larger process."""
    run, file, _ = RUNS[name]
    started, before = time.perf_counter(), time.process_time()
    found = run(Path(folder) / file)
    seconds, own = time.perf_counter() - started, time.process_time() - before
    if found != int(size):
        raise SystemExit(f"{name}: {found} rows")
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    peak = max(children.ru_maxrss, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) / 1024
    print(json.dumps([seconds, own + children.ru_utime + children.ru_stime, peak]))


def main(size: int = 100_000, rounds: int = 3) -> None:
    """All of them in turns."""
    taken: dict[str, list[list[float]]] = {name: [] for name in RUNS}
    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder), size)
        print(f"{size} rows × {len(HEADER)} columns; load {os.getloadavg()[0]:.1f}")
        for _ in range(rounds):
            for name in RUNS:
                command = [sys.executable, "-m", "bench.tables", name, folder, str(size)]
                done = subprocess.run(command, capture_output=True, text=True, check=True)
                taken[name].append(json.loads(done.stdout))
    middle = {name: [statistics.median(column) for column in zip(*runs, strict=True)] for name, runs in taken.items()}
    print(f"{'':24} {'seconds':>8} {'CPU s':>7} {'peak MB':>8} {'ratio of CPU':>13}")
    for name, (seconds, processor, peak) in middle.items():
        peer = RUNS[name][2]
        ratio = f"{processor / middle[peer][1]:13.2f}" if peer else ""
        print(f"{name:24} {seconds:8.2f} {processor:7.2f} {peak:8.0f} {ratio}")


if __name__ == "__main__":
    one(*sys.argv[1:])
