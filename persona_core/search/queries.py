"""Finding rows by words: names first, then tags, then text; within each the newest."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence

from sqlalchemy import Select, and_, case, func, select
from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.kit.words import Words
from persona_core.search import index
from persona_core.search.folding import fold, joined, terms
from persona_core.search.models import Kind, SearchDoc
from persona_core.search.rows import SOURCES, Row, read
from persona_core.search.telling import Teller
from persona_core.search.views import Found, Hit

LONGEST = 200
"""Characters of a query that are read."""

MOST_COMPARED = 2_000
"""Rows at most that are compared as a viewer sees them who may not see every name."""

_PART = 500
_NAMED, _TAGGED, _TEXT = 0, 3, 6

Ref = tuple[Kind, uuid.UUID]


def find(session: Session, viewer: Viewer, t: Words, query: str, *, limit: int | None = 30) -> Found:
    """Rows of the viewer's workspace that hold every word of `query`, the best `limit` of them in order.

    Letters mean themselves, whatever they mean elsewhere (%, *, OR); width, case and spaces beside Chinese do not
    matter. Who may not see a name finds nothing by it. The index is taken as it is: see `commands.refresh`.
    """
    words = terms(query[:LONGEST])
    if not words:
        return Found([], 0, [])
    teller = Teller(session, viewer, t, words)
    if viewer.masked or viewer.presenting:
        refs = list(_seen(session, viewer, teller, words, query))
        return Found(_told(session, teller, refs[:limit]), len(refs), words)
    ranked = _ranked(session, viewer, words, query)
    found = list(session.execute(ranked.limit(limit)))
    total = len(found) if limit is None or len(found) < limit else count(session, viewer, query)
    return Found(_told(session, teller, [(Kind(r.kind), r.row_id) for r in found]), total, words)


def count(session: Session, viewer: Viewer, query: str) -> int:
    """How many rows of the workspace hold every word."""
    words = terms(query[:LONGEST])
    if not words:
        return 0
    mine = select(func.count()).select_from(SearchDoc).where(SearchDoc.workspace_id == viewer.workspace_id)
    return session.execute(index.holding(session, mine, words)).scalar_one()


def _ranked(session: Session, viewer: Viewer, words: Sequence[str], query: str) -> Select:
    """(kind, row_id) of what holds every word, best first."""
    whole = fold(query[:LONGEST])
    begins = index.place(session, SearchDoc.name, whole)
    in_name = [index.place(session, SearchDoc.name, word) > 0 for word in words]
    named = case((SearchDoc.name == whole, 0), (begins == 1, 1), else_=2)
    group = case((SearchDoc.kind.in_([Kind.TAG, Kind.POSITION]), _TAGGED), else_=_NAMED)
    tier = case((and_(*in_name), group + named), else_=_TEXT)
    statement = select(SearchDoc.kind, SearchDoc.row_id).where(SearchDoc.workspace_id == viewer.workspace_id)
    return index.holding(session, statement, words).order_by(tier, SearchDoc.at.desc(), SearchDoc.id.desc())


def _seen(session: Session, viewer: Viewer, teller: Teller, words: Sequence[str], query: str) -> Iterator[Ref]:
    """(kind, row_id) of rows that hold every word also in what this viewer is shown of them."""
    ranked = _ranked(session, viewer, words, query).limit(MOST_COMPARED)
    refs = [(Kind(r.kind), r.row_id) for r in session.execute(ranked)]
    for start in range(0, len(refs), _PART):
        part = refs[start : start + _PART]
        rows = _rows(session, part)
        for ref in part:
            shown = rows.get(ref) and joined(teller.shown(rows[ref]))
            if shown and all(word in shown for word in words):
                yield ref


def _told(session: Session, teller: Teller, refs: Sequence[Ref]) -> list[Hit]:
    hits: list[Hit] = []
    for start in range(0, len(refs), _PART):
        part = refs[start : start + _PART]
        rows = _rows(session, part)
        hits += teller.hits([rows[ref] for ref in part if ref in rows])
    return hits


def _rows(session: Session, refs: Sequence[Ref]) -> dict[Ref, Row]:
    ids: dict[Kind, list[uuid.UUID]] = {}
    for kind, row_id in refs:
        ids.setdefault(kind, []).append(row_id)
    return {(kind, row.id): row for kind in SOURCES if kind in ids for row in read(session, kind, ids[kind])}
