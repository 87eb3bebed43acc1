"""Whole numbers read in one piece: the same from every engine, whatever their size and sign."""

from __future__ import annotations

import pytest
from sqlalchemy import BigInteger, Text, cast, column, func, select, values

from persona_core.kit.db import Database, Money
from persona_core.kit.numbers import numbers, numbers_and, numbers_by
from tests.conftest import POSTGRES, SQLITE

ROWS = [("a", 0), ("b", -1), ("a", 7), ("b", 2**62 + 1), ("a", -(2**62) - 3), ("c", 1 << 33)]


@pytest.mark.parametrize("dialect", [SQLITE, POSTGRES], indirect=True)
def test_numbers_arrive_exactly_alone_with_totals_and_by_a_label(dialect: str, db: Database) -> None:
    name, n = column("name", Text), column("n", BigInteger)
    given = values(name, n, name="given").data(ROWS).cte("given")
    with db.read() as session:
        assert sorted(numbers(session, select(given.c.n)).tolist()) == sorted(n for _, n in ROWS)
        found, size, top = numbers_and(session, select(given.c.n), func.count(given.c.name), func.max(given.c.n))
        assert (len(found), size, top) == (len(ROWS), len(ROWS), 2**62 + 1)
        by_name = numbers_by(session, select(given.c.name, given.c.n))
        assert {who: sorted(some.tolist()) for who, some in by_name.items()} == {
            who: sorted(n for name, n in ROWS if name == who) for who in "abc"
        }
        tens = select(given.c.n).where(cast(given.c.n, Money) == 0.07)
        assert numbers(session, tens).tolist() == [7], "an amount is compared as it is stored"
        none = select(given.c.n).where(given.c.name == "nobody")
        assert numbers(session, none).tolist() == []
        assert numbers(session, none).dtype == found.dtype
