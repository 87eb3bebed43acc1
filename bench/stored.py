"""Made-up walks put into a database, as the product keeps them: companies, deals, stages, stage events."""

from __future__ import annotations

import uuid
from typing import Any

import numpy as np
from sqlalchemy import insert, text
from sqlmodel import Session

from bench.walks import Walks
from persona_core import migrate
from persona_core.access.models import Viewer
from persona_core.access.queries import viewer_for
from persona_core.companies.models import Company
from persona_core.deals.models import Deal, Outcome
from persona_core.exchange.workspaces import open_workspace
from persona_core.journeys.models import Stage, StageEvent
from persona_core.journeys.queries import main_journey
from persona_core.kit import clock
from persona_core.kit.db import Database

OUTCOMES = (Outcome.OPEN, Outcome.WON, Outcome.LOST, Outcome.CHURNED)
PART = 20_000
_SENT = np.dtype([("size", ">i4"), ("value", ">i8")])
"""How PostgreSQL sends an array of bigint after a head of 20 bytes: each value after its size."""


def fill(db: Database, data: Walks) -> Viewer:
    """A workspace with one company for each deal, walking the main journey; returns somebody who sees it."""
    migrate.upgrade(db.url)
    with db.write() as session:
        viewer = viewer_for(open_workspace(session, name="walks", title="", lang="en"), "en")
        journey = main_journey(session, viewer)
        session.execute(text("DELETE FROM stage"))
        own = {"workspace_id": viewer.workspace_id, "journey_id": journey.id}
        for place, step in enumerate(data.steps):
            said = {"kind": str(step.kind), "in_funnel": step.in_funnel, "sets_outcome": step.sets_outcome}
            session.add(Stage(**own, num=step.num, ord=place, code=f"s{place}", en=f"Stage {place}", **said))
        session.flush()
        deals = range(1, len(data.units) + 1)
        ids = {n: uuid.uuid4() for n in deals}
        _insert(session, Company, ({**_row(viewer), "id": ids[n], "num": n, **_named(n)} for n in deals))
        outcome = [OUTCOMES[code].value for code in data.units.outcome.tolist()]
        _insert(
            session,
            Deal,
            (
                {**_row(viewer), "num": n, "company_id": ids[n], "journey_id": journey.id, "outcome": outcome[n - 1]}
                for n in deals
            ),
        )
        happened = sorted(set(zip(*(column.tolist() for column in data.events), strict=True)))
        _insert(
            session,
            StageEvent,
            (
                {"workspace_id": viewer.workspace_id, "deal_num": d, "stage_num": s, "day": day, "source": "sales"}
                for d, s, day in happened
            ),
        )
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("VACUUM ANALYZE")
    return viewer


def views(viewer: Viewer) -> tuple[str, str]:
    """The events and the deals as the peers' statement wants them; stage numbers are places from 1 on."""
    mine = f"workspace_id = '{viewer.workspace_id.hex}'"
    stands = " ".join(f"WHEN '{outcome.value}' THEN {code}" for code, outcome in enumerate(OUTCOMES))
    return (
        f"(SELECT deal_num AS unit, day, stage_num - 1 AS place FROM stage_event WHERE {mine})",  # noqa: S608 - ours
        f"(SELECT num AS unit, CASE outcome {stands} END AS stand FROM deal WHERE {mine})",  # noqa: S608 - ours
    )


def packed(session: Session, viewer: Viewer) -> np.ndarray:
    """The dates alone, each as one number, by the barest statement that the engine has for it."""
    mine = {"mine": viewer.workspace_id.hex}
    key = "(deal_num * CAST(128 AS bigint) + stage_num) * 131072 + day"
    if session.get_bind().dialect.name == "sqlite":
        statement = text(f"SELECT group_concat({key}) FROM stage_event WHERE workspace_id = :mine")  # noqa: S608 - ours
        return np.fromstring(session.execute(statement, mine).scalar_one(), dtype=np.int64, sep=",")
    statement = f"SELECT array_send(array_agg({key})) FROM stage_event WHERE workspace_id = %(mine)s"  # noqa: S608 - ours
    with session.connection().connection.driver_connection.cursor(binary=True) as cursor:
        ((sent,),) = cursor.execute(statement, mine).fetchall()
    return np.frombuffer(sent, dtype=_SENT, offset=20)["value"].astype(np.int64)


def _row(viewer: Viewer) -> dict[str, Any]:
    now = clock.now()
    return {
        "id": uuid.uuid4(), "workspace_id": viewer.workspace_id, "created_at": now, "updated_at": now, "version": 1,
        "provenance": {},
    }  # fmt: skip


def _named(number: int) -> dict[str, Any]:
    return {"name": f"Company {number}", "name_digest": f"{number:064d}", "status": "lead", "custom": {}}


def _insert(session, table, rows) -> None:
    part = []
    for row in rows:
        part.append(row)
        if len(part) == PART:
            session.execute(insert(table), part)
            part = []
    if part:
        session.execute(insert(table), part)
