"""What a statement reads and writes, by its own words."""

from __future__ import annotations

import pytest

import persona_core.tables  # noqa: F401 - what goes along with a row is known from all tables
from persona_core.kit.touching import EVERYTHING, add, concerned, written

READ = "SELECT company.num, company.status FROM company WHERE company.workspace_id = ? ORDER BY company.num"


@pytest.mark.parametrize(
    ("statement", "other"),
    [
        ("UPDATE company SET updated_at=?, version=?, headcount=? WHERE company.id = ? AND company.status = ?", False),
        ("UPDATE company SET updated_at=?, status=? WHERE company.id = ?", True),
        ("UPDATE company SET owner=%(owner)s::VARCHAR WHERE company.id = %(company_id)s::UUID", False),
        ('UPDATE "company" SET "status" = %(status)s::VARCHAR WHERE company.id = %(company_id)s::UUID', True),
        ("UPDATE company SET owner=(SELECT x FROM y WHERE z = ?), status=? WHERE company.id = ?", True),
        ("UPDATE deal SET num=? WHERE deal.id = ?", False),
        ("INSERT INTO company (id, num) VALUES (?, ?)", True),
        ('INSERT INTO "company" ("id") VALUES (?)', True),
        ("INSERT INTO deal (id, num) VALUES (?, ?)", False),
        ("INSERT OR REPLACE INTO company (id) VALUES (?)", True),
        ("DELETE FROM company WHERE company.id = ?", True),
        ("DELETE FROM workspace WHERE workspace.id = ?", True),
        ("DELETE FROM seat WHERE seat.id = ?", False),
        ("WITH gone AS (SELECT id FROM company) DELETE FROM company WHERE id IN (SELECT id FROM gone)", True),
        ("SELECT company.status FROM company", False),
        ("WITH some AS (SELECT status FROM company) SELECT * FROM some", False),
        ("PRAGMA user_version = 1024", False),
        ("SAVEPOINT sa_savepoint_1", False),
        ("DROP INDEX ix_company_name", False),
        ("CREATE INDEX ix_company_name ON company (workspace_id, name_digest)", False),
        ("DROP TABLE company", True),
        ("VACUUM", True),
    ],
)
def test_what_is_written_concerns_what_reads_it(statement, other):
    assert concerned(READ, written(statement)) is other


def test_a_row_that_goes_takes_others_with_it():
    gone = written("DELETE FROM company WHERE company.id = ?")
    assert {"company", "deal", "stage_event", "chain", "seat", "seat_moment", "story", "mark"} <= gone.keys()
    assert "tag" not in gone
    assert "stage" not in gone


def test_several_writes_are_noted_together():
    noted = {}
    add(noted, written("UPDATE company SET owner=? WHERE company.id = ?"))
    add(noted, written("UPDATE company SET region=? WHERE company.id = ?"))
    assert noted == {"company": {"owner", "region"}}
    add(noted, written("INSERT INTO company (id) VALUES (?)"))
    add(noted, written("UPDATE company SET owner=? WHERE company.id = ?"))
    assert noted == {"company": None}


def test_what_cannot_be_told_writes_everything():
    assert written("REINDEX") == {EVERYTHING: None}
