"""What was read is kept until something it was read from is written, and no longer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from sqlalchemy import func, insert
from sqlmodel import Session, select

from persona_core.access.models import Viewer, Workspace
from persona_core.companies.commands import create_company, edit_company
from persona_core.companies.models import Company
from persona_core.evidence.mass import insert_rows
from persona_core.kit import readings
from persona_core.kit.db import Database
from persona_core.kit.readings import alike, kept, kept_for_all, weight
from tests.conftest import POSTGRES, SQLITE

ASKED: list[str] = []


class Broken(Exception):
    """What goes wrong here."""


@kept_for_all
def regions(session: Session, viewer: Viewer, least: int = 0) -> list[str]:
    ASKED.append("regions")
    mine = select(Company.region).where(Company.workspace_id == viewer.workspace_id, Company.num >= least)
    return list(session.exec(mine.order_by(Company.num)))


@kept
def loud(_session: Session, found: list[str]) -> list[str]:
    ASKED.append("loud")
    return [text.upper() for text in found]


@kept
def both(session: Session, viewer: Viewer) -> tuple[int, list[str]]:
    ASKED.append("both")
    return session.exec(select(func.count()).select_from(Workspace)).one(), regions(session, viewer)


@kept
def failing(session: Session) -> None:
    ASKED.append("failing")
    raise Broken


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Versions are told in two ways: what asks for a database is tried on both."""
    if "dialect" in metafunc.fixturenames:
        metafunc.parametrize("dialect", [SQLITE, POSTGRES], indirect=True)


@pytest.fixture(autouse=True)
def _nothing_asked_yet():
    ASKED.clear()


@pytest.fixture
def desk(db):
    with db.write() as session:
        workspace = Workspace(name="one", title="一")
        session.add(workspace)
        session.flush()
        viewer = Viewer(workspace.id)
        create_company(session, viewer, {"name": "甲", "region": "north"})
    return viewer


def asked(db: Database, viewer: Viewer, read=regions, *args):
    with db.read(keeping=True) as session:
        return read(session, viewer, *args)


def edit(db: Database, viewer: Viewer, **changes: str) -> None:
    with db.write() as session:
        company = session.exec(select(Company).where(Company.workspace_id == viewer.workspace_id)).first()
        edit_company(session, viewer, company.id, seen=company.version, base={}, changes=changes)


def fail(db: Database, viewer: Viewer) -> None:
    with db.write() as session:
        create_company(session, viewer, {"name": "乙", "region": "west"})
        raise Broken


def second(viewer: Viewer) -> dict[str, object]:
    """A row of another company, in the west."""
    return Company(workspace_id=viewer.workspace_id, num=2, name="乙", region="west", name_digest="2").model_dump()


def test_it_is_asked_once_until_a_column_it_reads_is_written(db, desk):
    assert [asked(db, desk), asked(db, desk)] == [["north"]] * 2
    edit(db, desk, owner="小乔")
    assert asked(db, desk) == ["north"]
    assert ASKED == ["regions"]
    edit(db, desk, region="south")
    assert asked(db, desk) == ["south"]
    assert ASKED == ["regions"] * 2


def test_rows_that_come_and_go_are_seen(db, desk):
    asked(db, desk)
    with db.write() as session:
        company = create_company(session, desk, {"name": "乙", "region": "west"})
    assert asked(db, desk) == ["north", "west"]
    with db.write() as session:
        session.delete(session.get(Company, company.id))
    assert asked(db, desk) == ["north"]


def test_what_goes_along_with_a_workspace_is_seen(db, desk):
    asked(db, desk)
    with db.write() as session:
        session.delete(session.get(Workspace, desk.workspace_id))
    assert asked(db, desk) == []


def test_a_write_that_was_taken_back_changes_nothing(db, desk):
    asked(db, desk)
    with pytest.raises(Broken):
        fail(db, desk)
    edit(db, desk, owner="小乔")
    assert asked(db, desk) == ["north"]
    assert len(ASKED) == (1 if db.url.startswith("sqlite") else 2)  # PostgreSQL counts what was taken back, too


def test_another_program_may_have_written_anything(db, desk):
    asked(db, desk)
    other = Database(db.url)
    edit(other, desk, owner="小乔")
    other.close()
    assert asked(db, desk) == ["north"]
    assert ASKED == ["regions"] * 2


def test_another_process_of_ours_says_what_it_writes(db, desk):
    asked(db, desk)
    said = []

    def tell(number, written):
        said.append(written)
        if written is not None:
            db.learn(number, written)

    other = Database(db.url, telling=tell)
    edit(other, desk, owner="小乔")
    assert asked(db, desk) == ["north"]
    assert ASKED == ["regions"]
    edit(other, desk, region="south")
    other.close()
    assert asked(db, desk) == ["south"]
    assert [written and "company" in written for written in said] == [True, None, True, None]


def test_what_was_said_and_not_stored_is_read_anew(db, desk):
    asked(db, desk)
    with db.read(keeping=True) as session:
        held = db.version(session)
    db.learn(held[1] + 1 if isinstance(held, tuple) else int(held.split(":")[1]), {"deal": None})
    other = Database(db.url)
    edit(other, desk, region="south")
    other.close()
    db.doubt(held[1] + 1 if isinstance(held, tuple) else int(held.split(":")[1]))
    assert asked(db, desk) == ["south"]


def test_a_store_that_breaks_at_its_end_is_read_anew(db, desk, monkeypatch):
    asked(db, desk)
    monkeypatch.setattr(db, "telling", lambda _number, _written: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        edit(db, desk, region="south")
    monkeypatch.undo()
    assert asked(db, desk) == ["north"]
    edit(db, desk, region="south")
    assert asked(db, desk) == ["south"]


def test_rows_that_go_past_the_engine_are_seen(db, desk):
    asked(db, desk)
    with db.write() as session:
        insert_rows(session, Company.__table__, [second(desk)])
    assert asked(db, desk) == ["north", "west"]


def test_bulk_statements_are_seen(db, desk):
    asked(db, desk)
    with db.write() as session:
        session.execute(insert(Company), [second(desk)])
    assert asked(db, desk) == ["north", "west"]


def test_a_session_sees_its_own_snapshot(db, desk):
    with db.read(keeping=True) as session:
        assert regions(session, desk) == ["north"]
        edit(db, desk, region="south")
        assert regions(session, desk) == ["north"]
    assert asked(db, desk) == ["south"]


def test_questions_are_told_apart(db, desk):
    assert asked(db, desk, regions, 5) == []
    assert asked(db, desk) == asked(db, desk, regions, 0) == ["north"]
    assert ASKED == ["regions"] * 2
    assert asked(db, Viewer(desk.workspace_id, lang="en", masked=True)) == ["north"]
    assert ASKED == ["regions"] * 2
    asked(db, desk, both)
    asked(db, Viewer(desk.workspace_id, name="小乔"), both)
    assert ASKED == ["regions", "regions", "both"]
    asked(db, Viewer(desk.workspace_id, masked=True), both)
    assert ASKED == ["regions", "regions", "both", "both"]


def test_what_is_made_of_readings_is_as_old_as_they_are(db, desk):
    assert asked(db, desk, both) == (1, ["north"])
    edit(db, desk, region="south")
    assert asked(db, desk, both) == (1, ["south"])
    with db.write() as session:
        session.add(Workspace(name="two"))
    assert asked(db, desk, both) == (2, ["south"])
    assert ASKED == ["both", "regions", "both", "regions", "both"]


def test_what_came_out_as_before_is_as_good_as_unwritten(db, desk):
    def shown():
        with db.read(keeping=True) as session:
            return loud(session, regions(session, desk))

    assert shown() == ["NORTH"]
    edit(db, desk, region="south")
    edit(db, desk, region="north")
    assert shown() == ["NORTH"]
    edit(db, desk, region="south")
    assert shown() == ["SOUTH"]
    assert ASKED == ["regions", "loud", "regions", "regions", "loud"]


def test_nothing_is_kept_of_a_failure_nor_where_nobody_asked_for_it(db, desk):
    for _ in range(2):
        with db.read(keeping=True) as session, pytest.raises(Broken):
            failing(session)
        with db.read() as session:
            regions(session, desk)
    assert ASKED == ["failing", "regions"] * 2


def test_within_one_piece_of_work_everything_is_read_once(db, desk):
    with db.write() as session, readings.at_hand(session):
        assert [regions(session, desk), regions(session, desk)] == [["north"]] * 2
    assert ASKED == ["regions"]


def test_a_thing_weighs_all_its_parts():
    heavy = {str(n): "x" * 1000 + str(n) for n in range(100)}
    assert weight(heavy) > 100_000
    assert weight({"a": heavy, "b": heavy}) < 2 * weight(heavy)


def test_no_more_is_kept_than_there_is_room_for():
    held = readings.Readings(weight("x" * 1000) * 2 + 10, lambda _old, _new: None)
    for name in ("a", "b", "c"):
        text = "x" * 1000
        held.find(1, name)
        held.put(1, name, readings._Thing(text, frozenset(), weight(text)))
    assert [held.find(1, name) is not None for name in ("a", "b", "c")] == [False, True, True]


@dataclass(frozen=True)
class Pair:
    one: np.ndarray
    other: dict[str, int]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (np.array([1.0, np.nan]), np.array([1.0, np.nan]), True),
        (np.array([1, 2]), np.array([1, 3]), False),
        (np.array([1, 2]), np.array([1.0, 2.0]), False),
        (Pair(np.array([1]), {"a": 1}), Pair(np.array([1]), {"a": 1}), True),
        (Pair(np.array([1]), {"a": 1}), Pair(np.array([2]), {"a": 1}), False),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, False),
        ((np.array([1]), "x"), (np.array([1]), "x"), True),
        ([np.array([1, 2])], [np.array([1, 2])], False),
        (["a"] * 99, ["a"] * 99, True),
        ("a", ["a"], False),
    ],
)
def test_things_are_alike_where_they_say_the_same(one, other, same):
    assert alike(one, other) is same
