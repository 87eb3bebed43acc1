"""Whatever is written, what screens keep of it is what they would read anew, for every viewer."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from typing import Any

from sqlalchemy import Table, select, update
from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.access.queries import viewer_for, workspace
from persona_core.exchange.overview import overview
from persona_core.journeys.counting import Question, counted
from persona_core.journeys.grouping import groups
from persona_core.kit.db import Database
from persona_core.kit.words import Words
from persona_core.personas.hurting import hurting
from persona_core.personas.reading import card
from persona_core.tables import metadata
from tests.house.reading import files, tree

VIEWERS = ({"lang": "zh"}, {"lang": "en", "masked": True}, {"lang": "zh", "presenting": True})
OWNED = sorted(name for name, table in metadata.tables.items() if "workspace_id" in table.c)
GROUPED = ("industry", "pushed_by")
UNSEEN = {"job", "search_doc", "search_todo"}
"""Written without anybody's memory being emptied: no screen keeps anything of them."""


def seen(session: Session, viewer: Viewer) -> dict[str, Any]:
    """What the screens with the most in them show, as text."""
    t = Words(viewer.lang)
    whole = counted(session, viewer, Question())
    return {
        "home": repr(overview(session, viewer, t)),
        "card": card(session, viewer, t).as_json(),
        "groups": [repr(groups(session, viewer, t, whole, field)) for field in GROUPED],
        "losses": [repr(replace(hurt, stage=None)) for hurt in hurting(session, viewer, t, whole).worst],
    }


def changed(session: Session, table: Table) -> bool:
    """Two rows of a table swap all that no key forbids; False where there are not two."""
    unique = {c.name for i in (*table.indexes, *table.constraints) if getattr(i, "unique", True) for c in i.columns}
    keys = {c.name for c in table.c if c.foreign_keys or c.primary_key} | {"workspace_id", "version"}
    held = [c for c in table.c if c.name not in unique | keys]
    rows = session.execute(select(*table.primary_key, *held).limit(50)).all()
    width = len(table.primary_key.columns)
    one = rows[0] if rows else ()
    other = next((row for row in reversed(rows) if tuple(row)[width:] != tuple(one)[width:]), None)
    if not held or other is None:
        return False
    for mine, its in ((one, other), (other, one)):
        here = [column == value for column, value in zip(table.primary_key, mine, strict=False)]
        session.execute(update(table).where(*here).values(dict(zip(held, tuple(its)[width:], strict=True))))
    return True


def test_whatever_is_written_is_seen(example_db: Database) -> None:
    with example_db.read() as session:
        of = viewer_for(workspace(session, "scrm-zh"), "zh").workspace_id
    viewers = [Viewer(of, **how) for how in VIEWERS]
    for viewer in viewers:
        with example_db.read(keeping=True) as session:
            seen(session, viewer)
    written = []
    for number, name in enumerate(name for name in OWNED if name not in UNSEEN):
        with example_db.write() as session:
            if not changed(session, metadata.tables[name]):
                continue
        written.append(name)
        viewer = viewers[number % len(viewers)]
        with example_db.read(keeping=True) as session:
            kept = seen(session, viewer)
        with example_db.read() as session:
            anew = seen(session, viewer)
        assert [what for what in kept if kept[what] != anew[what]] == [], (name, viewer)
    assert len(written) > len(OWNED) // 2


def test_what_is_kept_names_every_column_it_reads(example_db: Database) -> None:
    with example_db.read(keeping=True) as session:
        of = viewer_for(workspace(session, "scrm-zh"), "zh").workspace_id
        seen(session, Viewer(of))
        statements = {s for thing in example_db._readings._things.values() for s in thing.statements}
    assert len(statements) > 30
    assert not [s for s in statements if re.search(r"(?<!EXISTS \()SELECT \*|\w\.\*", s)]


def test_what_is_kept_asks_neither_the_clock_nor_the_session_for_an_object() -> None:
    kept = [
        (path.stem, one)
        for path in files("persona_core")
        for one in ast.walk(tree(path))
        if isinstance(one, ast.FunctionDef)
        and {"kept", "kept_for_all"} & {d.id for d in one.decorator_list if isinstance(d, ast.Name)}
    ]
    assert len(kept) > 40
    asked = {
        f"{stem}.{one.name}: {ast.unparse(call.func)}"
        for stem, one in kept
        for call in ast.walk(one)
        if isinstance(call, ast.Call) and ast.unparse(call.func) in {"session.get", "clock.today", "clock.now", "get"}
    }
    assert asked == set()
