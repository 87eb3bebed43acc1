"""Columns read in arrays: the same on both kinds of database as row by row."""

from __future__ import annotations

import random
import uuid

import numpy as np
import pytest
from sqlalchemy import Boolean, Column, Float, Integer, MetaData, String, Table, Uuid, insert, select

from persona_core.kit.packing import columns

ROWS = Table(
    "packing_test",
    MetaData(),
    Column("id", Uuid, primary_key=True),
    Column("name", String),
    Column("part", Float),
    Column("n", Integer),
    Column("yes", Boolean),
)


@pytest.fixture(params=["sqlite", "postgres"])
def desk(request, tmp_path):
    """A session on a database that has the rows' table and gets rid of it."""
    from persona_core.kit.db import Database

    url = f"sqlite:///{tmp_path}/p.db" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    db = Database(url)
    ROWS.create(db.engine)
    with db.write() as session:
        yield session
    ROWS.drop(db.engine)
    db.close()


def test_ids_parts_and_whole_numbers_come_by_group(desk):
    chance = random.Random(7)
    parts = [0.0, 1.0, 0.3, 1 / 3, 1e-9, *(chance.random() for _ in range(95))]
    rows = [
        {
            "id": uuid.UUID(int=chance.getrandbits(128)),
            "name": chance.choice(["甲", "乙", None]),
            "part": part,
            "n": chance.randint(-9, 9),
            "yes": chance.random() < 0.5,
        }
        for part in parts
    ]
    desk.execute(insert(ROWS), rows)
    found = columns(desk, select(ROWS.c.name, ROWS.c.id, ROWS.c.part, ROWS.c.n, ROWS.c.yes), 1)
    read = {
        (name, key): (part, n, bool(yes))
        for (name,), arrays in found
        for key, part, n, yes in zip(*(a.tolist() for a in arrays), strict=True)
    }
    assert {group for group, _ in found} == {("甲",), ("乙",), (None,)}
    assert len(read) == len(rows)
    for row in rows:
        part, n, yes = read[row["name"], row["id"].int >> 64]
        assert part == pytest.approx(row["part"], abs=2**-59, rel=0)
        assert (n, yes) == (row["n"], row["yes"])


def test_without_rows_everything_is_empty(desk):
    ((group, arrays),) = columns(desk, select(ROWS.c.id, ROWS.c.part))
    assert group == ()
    assert [len(a) for a in arrays] == [0, 0]
    assert columns(desk, select(ROWS.c.name, ROWS.c.id), 1) == []


def test_a_single_row_is_an_array_too(desk):
    one = uuid.uuid4()
    desk.execute(insert(ROWS), [{"id": one, "name": "甲", "part": 0.5, "n": 3, "yes": True}])
    ((_, (keys, n)),) = columns(desk, select(ROWS.c.id, ROWS.c.n))
    assert (keys.tolist(), n.tolist()) == ([one.int >> 64], [3])
    assert keys.dtype == np.uint64
