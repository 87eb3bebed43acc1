"""What counting reads of a large workspace comes out of indexes alone."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from persona_core.journeys import commands
from persona_core.journeys.reading import UNITS, events, units
from persona_core.kit.db import Database
from tests.factories.access import fresh_viewer


@pytest.mark.parametrize("unit", UNITS)
def test_counting_looks_into_no_row_of_a_table(sqlite_url: str, unit: str) -> None:
    database = Database(sqlite_url)
    asked: list[tuple[str, tuple]] = []
    with database.write() as session:
        viewer = fresh_viewer(session)
        commands.furnish(session, viewer)
        session.flush()
        listen = (session.connection(), "before_cursor_execute", lambda c, cursor, *said: asked.append(said[:2]))
        event.listen(*listen)
        events(session, viewer)
        units(session, viewer, unit)
        event.remove(*listen)
        steps = [
            step[-1]
            for statement, given in asked
            for step in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
        ]
    database.close()
    reads = [step for step in steps if step.startswith(("SEARCH", "SCAN"))]
    assert len(reads) >= len(asked) > 1
    assert [step for step in reads if "COVERING INDEX" not in step] == []
