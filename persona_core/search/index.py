"""The index of character pairs: a full-text table of SQLite, a column of word vectors on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, cast, column, func, or_, select, table
from sqlalchemy import text as sql_text
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlmodel import Session

from persona_core.search.folding import BLANK, pairs, wanted_pairs
from persona_core.search.models import SearchDoc

_FTS = table("search_fts", column("rowid"), column("doc_id"), column("search_fts"), column("grams"))
_LOCK = 0x5EA7C4
"""Whoever brings the index up to date on PostgreSQL holds this lock until the transaction ends."""


def on_sqlite(session: Session) -> bool:
    """Whether the index is SQLite's."""
    return session.get_bind().dialect.name == "sqlite"


def alone(session: Session) -> None:
    """Let nobody else write the index until the transaction ends; SQLite has one writer anyway."""
    if not on_sqlite(session):
        session.execute(select(func.pg_advisory_xact_lock(_LOCK)))


Doc = tuple[int, str, str]
"""A document as the index sees it: its number, its names, its text."""


def _grams(name: str, plain: str) -> list[str]:
    return list(pairs(name) | pairs(plain))


def add(session: Session, docs: Iterable[Doc]) -> None:
    """Take in the pairs of documents."""
    found = [(number, _grams(name, plain)) for number, name, plain in docs]
    if not found:
        return
    if on_sqlite(session):
        statement = "INSERT INTO search_fts (rowid, grams) VALUES (?, ?)"
        session.connection().exec_driver_sql(statement, [(number, " ".join(grams)) for number, grams in found])
        return
    statement = sql_text(
        "INSERT INTO search_fts (doc_id, grams) VALUES (:id, array_to_tsvector(CAST(:grams AS text[])))"
    )
    session.connection().execute(statement, [{"id": number, "grams": grams} for number, grams in found])


def remove(session: Session, docs: Iterable[Doc]) -> None:
    """Take out documents, told exactly as they were taken in. On PostgreSQL they go by themselves."""
    gone = [(number, " ".join(_grams(name, plain))) for number, name, plain in docs]
    if gone and on_sqlite(session):
        statement = "INSERT INTO search_fts (search_fts, rowid, grams) VALUES ('delete', ?, ?)"
        session.connection().exec_driver_sql(statement, gone)


def clear(session: Session) -> None:
    """Forget every pair."""
    emptied = "INSERT INTO search_fts (search_fts) VALUES ('delete-all')"
    session.execute(sql_text(emptied if on_sqlite(session) else "DELETE FROM search_fts"))


def holding(session: Session, statement: Select, words: Sequence[str]) -> Select:
    """Only documents that hold every word: found by their pairs; longer words are then compared letter by letter."""
    match = _match_sqlite if on_sqlite(session) else _match_postgres
    statement = statement.where(SearchDoc.id.in_(match(*wanted_pairs(words))))
    return statement.where(
        *(
            or_(place(session, SearchDoc.name, word) > 0, place(session, SearchDoc.plain, word) > 0)
            for word in words
            if len(word) > 2 or BLANK in word
        )
    )


def place(session: Session, where: Any, word: str) -> Any:
    """Where a word begins in a column, from 1; 0 when it is not in it. No letter in it means anything but itself."""
    return func.instr(where, word) if on_sqlite(session) else func.strpos(where, word)


def _match_sqlite(grams: Sequence[str], singles: Sequence[str]) -> Select:
    def quoted(text: str) -> str:
        return '"' + text.replace('"', '""') + '"'

    asked = [*map(quoted, grams), *(f"{quoted(letter)} *" for letter in singles)]
    return select(_FTS.c.rowid).where(_FTS.c.search_fts.op("MATCH")(" AND ".join(asked)))


def _match_postgres(grams: Sequence[str], singles: Sequence[str]) -> Select:
    def quoted(text: str) -> str:
        return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"

    asked = [*map(quoted, grams), *(f"{quoted(letter)}:*" for letter in singles)]
    return select(_FTS.c.doc_id).where(_FTS.c.grams.op("@@")(cast(" & ".join(asked), TSQUERY)))
