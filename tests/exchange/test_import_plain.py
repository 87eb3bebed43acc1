"""Whole columns or row by row: a file of companies comes to the same, whichever way its rows take."""

from __future__ import annotations

import json
import random

import pytest
from sqlalchemy import select

from persona_core import tables
from persona_core.exchange.importing import planning
from persona_core.exchange.undoing.commands import undo_batch
from tests.factories.imports import Desk, tally

ASIDE = {
    "id",
    "subject_id",
    "latest_deal_id",
    "company_id",
    "journey_id",
    "created_at",
    "updated_at",
    "recorded_at",
    "batch_id",
    "workspace_id",
    "version",
}
TABLES = ("company", "observation", "external_id", "term", "deal", "stage_event")
NAMES = ("海棠生活", "禾木母婴", "海棠生活 ", "青禾食品", "", "澄湖家居", "ＡＢ公司", "AB公司")


def stored(desk: Desk) -> dict[str, list[str]]:
    """What stands in the tables, whatever its ids; keys of JSON in any order."""
    found = {}
    with desk.db.read() as session:
        for name in TABLES:
            columns = [c for c in tables.metadata.tables[name].c if c.name not in ASIDE]
            mine = tables.metadata.tables[name].c.workspace_id == desk.viewer.workspace_id
            rows = session.execute(select(*columns).where(mine))
            found[name] = sorted(json.dumps(list(row), default=str, sort_keys=True) for row in rows)
    return found


def sheet(chance: random.Random, rows: int) -> str:
    """Rows that repeat names and ids, leave cells out, are wrong, or speak of deals."""
    lines = ["编号,企业,状态,行业,人数,年营收,增长率,负责人,签约日"]
    for _ in range(rows):
        cells = (
            chance.choice(["", "A1", "A2", "A3", f"B{chance.randrange(30)}"]),
            chance.choice([*NAMES, f"公司{chance.randrange(40)}"]),
            chance.choice(["", "", "在谈", "在用", "线索", "乱写"]),
            chance.choice(["", "家居", "母婴", "压缩机"]),
            chance.choice(["", "180", "200-499", "180", "约200人", "-5", "无"]),
            chance.choice(["", "300万", "1亿", "5000000.5"]),
            chance.choice(["", "12%", "-3"]),
            chance.choice(["", "王", "NULL"]),
            chance.choice(["", "", "", "", "2025-03-01"]),
        )
        lines.append(",".join(cells))
    return "\n".join(lines) + "\n"


def undo(desk: Desk, batch) -> None:
    with desk.db.write() as session:
        undo_batch(session, desk.viewer, batch)


class LongWay:
    """No row is plain: every one is weighed."""

    def __init__(self, memory, parser, source) -> None:
        self.fates, self.keys = {}, set()


@pytest.mark.parametrize("seed", range(6))
def test_both_ways_store_the_same_and_tell_the_same(desk, monkeypatch, seed):
    chance = random.Random(seed)
    first, second = sheet(chance, 25), sheet(chance, 25)
    outcomes = []
    for way in (planning.PlainCompanies, LongWay):
        monkeypatch.setattr(planning, "PlainCompanies", way)
        one = Desk(desk.db, desk.folder)
        told = [one.take(content, "companies") for content in (first, second, second)]
        plans = [[(row.line, row.name, row.action) for row in done.plan.rows] for done in told]
        outcomes.append((stored(one), [tally(done) for done in told], plans))
        for done in reversed(told):
            if done.stored:
                undo(one, done.batch)
        assert not any(stored(one)[name] for name in ("company", "observation", "external_id", "deal"))
    for quick, long in zip(*outcomes, strict=True):
        assert quick == long
