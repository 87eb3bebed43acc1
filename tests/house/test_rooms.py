"""Who may import whom: pages → ui → slices → kit, and the slices in rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.house.reading import ROOT, files, imports, inside, name

ROWS = (
    ("kit",),
    ("access",),
    ("vocabulary",),
    ("evidence",),
    ("companies",),
    ("deals",),
    ("decision_chain", "journeys", "interviews"),
    ("stories",),
    ("icp", "classes"),
    ("personas",),
    ("workshops",),
    ("exchange", "search"),
)
"""From the ground up; a slice imports from rows below its own, never sideways. Rooms of later issues have theirs."""

ROW_OF = {room: row for row, rooms in enumerate(ROWS) for room in rooms}
ABOVE_ALL = {"__init__", "__main__", "cli", "door", "migrate", "tables"}
"""Files and the command line beside the slices: they know every table and every command."""

PURE = ("sqlmodel", "sqlalchemy", "persona_core.kit.db", "persona_core.kit.clock", "streamlit")
BARRED_BY_FILE = {
    "models": (".queries", ".commands", ".analysis", ".charts"),
    "queries": (".commands", ".charts"),
    "analysis": (*PURE, ".queries", ".commands", ".charts", "persona_core.kit.words"),
    "charts": (*PURE, ".commands"),
}
"""What the fixed files of a slice, or packages of that name, leave alone; a dot means any slice's file of that name."""


def _slice(path: Path) -> str:
    return path.relative_to(ROOT / "persona_core").parts[0].removesuffix(".py")


def _says(path: Path, line: int, module: str) -> str:
    return f"{name(path)}:{line} imports {module}"


def test_every_slice_has_its_row() -> None:
    rooms = {p.name for p in (ROOT / "persona_core").iterdir() if p.is_dir() and any(p.glob("*.py"))}
    assert rooms - ABOVE_ALL <= set(ROW_OF), "give the new slice its row in ROWS"


def test_slices_import_only_from_rows_below() -> None:
    wrong = []
    for path in files("persona_core"):
        here = _slice(path)
        if here in ABOVE_ALL:
            continue
        for line, module in imports(path):
            if not inside(module, "persona_core"):
                continue
            there = module.split(".")[1]
            if there != here and (there not in ROW_OF or ROW_OF[there] >= ROW_OF[here]):
                wrong.append(_says(path, line, module))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("folder", "barred"),
    [
        ("persona_core", ("streamlit", "starlette", "ui", "web", "pages", "app")),
        ("web", ("streamlit", "ui", "pages", "app")),
        ("ui", ("web", "pages", "app")),
        ("pages", ("web", "pages", "app", "starlette", "sqlmodel", "sqlalchemy")),
        ("migrations", ("persona_core", "ui", "web", "streamlit")),
    ],
)
def test_no_room_reaches_back(folder: str, barred: tuple[str, ...]) -> None:
    wrong = [
        _says(path, line, module)
        for path in files(folder)
        for line, module in imports(path)
        if any(inside(module, room) for room in barred)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("kind", BARRED_BY_FILE)
def test_files_of_a_slice_keep_to_their_task(kind: str) -> None:
    wrong = []
    for path in files("persona_core"):
        if kind not in (path.stem, path.parent.name):
            continue
        for line, module in imports(path):
            for barred in BARRED_BY_FILE[kind]:
                if inside(module, barred) or (barred.startswith(".") and f"{module}.".find(f"{barred}.") > 0):
                    wrong.append(_says(path, line, module))
    assert not wrong, "\n".join(wrong)


def test_pages_touch_no_tables() -> None:
    """Pages ask queries and give orders to commands; selecting and flushing is not theirs."""
    barred = ("sqlmodel.select", "sqlalchemy.select", "persona_core.kit.db")
    wrong = [
        _says(path, line, module)
        for path in files("pages", "ui/panels")
        for line, module in imports(path)
        if any(inside(module, b) for b in barred)
    ]
    assert not wrong, "\n".join(wrong)
