"""A database says, as one value, whether anything was written since it was asked last."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from sqlalchemy import text
from sqlmodel import Session

from persona_core.exchange.workspaces import open_workspace
from persona_core.kit.db import Database


def version(db: Database):
    with db.read() as session:
        return db.version(session)


def test_every_write_makes_a_version_of_its_own(db):
    seen = {version(db)}
    for number in range(3):
        with db.write() as session:
            open_workspace(session, name=f"v{number}")
        assert version(db) not in seen
        seen.add(version(db))


def test_what_another_program_writes_is_seen_too(db):
    first, other = version(db), Database(db.url)
    with other.write() as session:
        open_workspace(session, name="elsewhere")
    other.close()
    assert version(db) != first


def test_what_is_written_past_this_program_is_seen_and_quiet_writes_are_not(sqlite_url):
    db, path = Database(sqlite_url), sqlite_url.removeprefix("sqlite:///")
    with db.write() as session:
        open_workspace(session, name="here")
    with db.write(quiet=True) as session:
        session.execute(text("UPDATE workspace SET title = 'a'"))
    first = version(db)
    for n in range(3):
        with db.write(quiet=True) as session:
            session.execute(text(f"UPDATE workspace SET title = '{n}'"))
        assert version(db) == first
    with db.write() as session:
        session.execute(text("SELECT 1"))
    assert version(db) == first, "nothing was written"
    with closing(sqlite3.connect(path)) as past, past:
        past.execute("UPDATE workspace SET title = 'b'")
    second = version(db)
    assert second != first
    with db.write() as session:
        session.execute(text("UPDATE workspace SET title = 'c'"))
    with db.write(quiet=True) as session:
        session.execute(text("UPDATE workspace SET title = 'd'"))
    assert version(db) not in {first, second}, "a quiet write hides no other"
    db.close()


def test_no_reader_takes_an_old_version_for_the_new_one(db):
    sessions = [Session(db.reader) for _ in range(3)]
    before = {db.version(session) for session in sessions}
    for session in sessions:
        session.rollback()
    with db.write() as session:
        open_workspace(session, name="between")
    after = {db.version(session) for session in sessions}
    for session in sessions:
        session.close()
    assert not after & before


def test_reading_alone_and_what_was_not_stored_change_nothing(sqlite_url):
    db = Database(sqlite_url)
    first = version(db)
    with Session(db.engine) as session:
        open_workspace(session, name="gone")
        session.rollback()
    assert [version(db), version(db)] == [first, first]
    db.close()
