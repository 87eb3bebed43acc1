"""The promises that a database must help to keep, on PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from persona_core.companies.commands import create_company, edit_company
from persona_core.companies.models import Company
from persona_core.companies.queries import headcounts, tally
from persona_core.deals.commands import create_deal
from persona_core.deals.queries import SheetFilter, sheet, sheet_count
from persona_core.evidence.changes import recording, undo
from persona_core.kit.db import Database
from persona_core.kit.errors import Conflict
from persona_core.tables import metadata
from tests.factories.access import fresh_viewer


@pytest.fixture
def database(postgres_url: str) -> Iterator[Database]:
    found = Database(postgres_url)
    metadata.create_all(found.engine)
    yield found
    found.close()


def test_saves_at_the_same_moment_are_all_kept_or_told(database: Database) -> None:
    failed = []
    with database.write() as session:
        viewer = fresh_viewer(session)
        company = create_company(session, viewer, {"name": "青岚美妆"})

    def work(name: str) -> None:
        for number in range(4):
            while True:
                with database.read() as session:
                    drawn = session.get(Company, company.id)
                try:
                    with database.write() as session:
                        note = f"{drawn.note or ''}{name}{number};"
                        base = {"note": drawn.note}
                        edit_company(session, viewer, drawn.id, seen=drawn.version, base=base, changes={"note": note})
                    break
                except Conflict:
                    continue
                except Exception as error:  # noqa: BLE001 - any other failure in a thread must fail the test
                    failed.append(error)
                    return

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcdef"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with database.read() as session:
        kept = session.get(Company, company.id).note.rstrip(";").split(";")
    assert sorted(kept) == [f"{name}{n}" for name in "abcdef" for n in range(4)]


def test_counts_sheet_and_undo_are_the_same(database: Database) -> None:
    with database.write() as session:
        viewer = fresh_viewer(session)
        first = create_company(session, viewer, {"name": "海棠 100%", "industry": "家居", "headcount": "120"})
        create_company(session, viewer, {"name": "禾木", "headcount": "200-499"})
    with database.write() as session, recording(session, viewer, "一单") as log:
        create_deal(session, viewer, session.get(Company, first.id), {"outcome": "won", "annual_fee": "20万"})
    with database.read() as session:
        assert tally(session, viewer, "industry") == {"家居": 1, None: 1}
        assert sorted(headcounts(session, viewer)) == [(120, False, 1), (349, True, 1)]
        assert sheet(session, viewer, SheetFilter(text="100%"), sort="annual_fee")["status"].tolist() == ["active"]
        assert sheet_count(session, viewer, SheetFilter(status=["lead"])) == 1
    with database.write() as session:
        undo(session, viewer, log.change_id)
    with database.read() as session:
        assert session.get(Company, first.id).status == "lead"
