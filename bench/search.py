"""A word in 200 000 notes: search beside LIKE and beside the bare statement on the index, on both databases."""

from __future__ import annotations

import random
import statistics
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import func, insert, select
from sqlmodel import Session

from bench.journeys import postgres
from bench.rounds import take_turns
from persona_core.access.models import Viewer
from persona_core.access.queries import viewer_for
from persona_core.exchange.workspaces import open_workspace
from persona_core.kit import clock
from persona_core.kit.db import Database
from persona_core.kit.words import Words
from persona_core.migrate import upgrade
from persona_core.search import index
from persona_core.search.commands import refresh
from persona_core.search.folding import wanted_pairs
from persona_core.search.models import SearchDoc
from persona_core.search.queries import count, find
from persona_core.stories.models import Story, text_digest

RARE, COMMON = "蝴蝶", "客户"
WORDS = (RARE, "蝴蝶结", "蝶", "户", COMMON, "客户嫌录入麻烦")
AIM = 0.02
CHUNK = 5_000
_PHRASES = (
    "客户嫌录入麻烦", "老板问多少钱一年", "导购不愿意加好友", "门店太多管不过来",
    "竞品便宜一半", "上线拖了三个月", "采购要走三轮比价", "市场部想看到数据",
    "续费的时候换了人", "先拿两家店试一试", "合同里写清楚责任", "培训来了八个人",
)  # fmt: skip


def notes(size: int) -> Iterator[str]:
    """Notes of about fifty characters; one in ten thousand holds the rare word."""
    chance = random.Random(7)
    for number in range(size):
        words = chance.sample(_PHRASES, 6)
        if number % 10_000 == 77:
            words[3] = "柜台上摆着蝴蝶结"
        yield "，".join(words) + f"{number % 97}。"


def fill(db: Database, size: int) -> Viewer:
    """A workspace with so many notes, and the index of them."""
    with db.write() as session:
        viewer = viewer_for(open_workspace(session, name="bench", lang="zh"), "zh")
    rows = []
    for note in notes(size):
        now = clock.now()
        row = {"id": uuid.uuid4(), "workspace_id": viewer.workspace_id, "created_at": now, "updated_at": now}
        rows.append({**row, "version": 1, "title": "", "text": note, "digest": text_digest(note)})
    with db.write() as session:
        for start in range(0, size, CHUNK):
            session.execute(insert(Story.__table__), rows[start : start + CHUNK])
    start = time.perf_counter()
    refresh(db)
    print(f"{size} notes read into the index in {time.perf_counter() - start:.1f} s")
    return viewer


def like(session: Session, viewer: Viewer, word: str) -> int:
    """How many notes hold the word, by reading all of them."""
    mine = select(func.count()).select_from(Story).where(Story.workspace_id == viewer.workspace_id)
    return session.execute(mine.where(Story.text.like(f"%{word}%"))).scalar_one()


def bare(session: Session, word: str) -> int:
    """How many the index alone names."""
    match = index._match_sqlite if index.on_sqlite(session) else index._match_postgres
    found = match(*wanted_pairs([word])).subquery()
    return session.execute(select(func.count()).select_from(found)).scalar_one()


def measured(name: str, db: Database, size: int, rounds: int) -> None:
    """Fill it, check every count against LIKE, then let all take turns."""
    viewer = fill(db, size)
    if name == "PostgreSQL":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE story, search_doc, search_fts")
    t = Words("zh")
    heads = f"{'word':16} {'hits':>8} {'LIKE ms':>9} {'count ms':>9} {'ratio':>7} {'of bare':>8} {'first 30 ms':>12}"
    print(f"\n{name}\n{heads}")
    with db.read() as session:
        for word in WORDS:
            held = like(session, viewer, word)
            ours = count(session, viewer, word)
            shipped = session.execute(
                select(func.count()).select_from(SearchDoc).where(SearchDoc.kind != "story", SearchDoc.id > 0)
                .where(index.place(session, SearchDoc.name + SearchDoc.plain, word) > 0)
            ).scalar_one()  # fmt: skip
            if ours - shipped != held:
                raise SystemExit(f"{word}: {ours - shipped} found, LIKE finds {held}")
            runs = {
                "like": lambda word=word: like(session, viewer, word),
                "count": lambda word=word: count(session, viewer, word),
                "bare": lambda word=word: bare(session, word),
                "find": lambda word=word: find(session, viewer, t, word),
            }
            ms = {run: statistics.median(taken) * 1000 for run, taken in take_turns(runs, rounds).items()}
            aim = f"  (aim {AIM})" if word == RARE else ""
            print(
                f"{word:16} {held:8} {ms['like']:9.1f} {ms['count']:9.2f} {ms['count'] / ms['like']:7.4f} "
                f"{ms['count'] / ms['bare']:8.2f} {ms['find']:12.1f}{aim}"
            )


def main(size: int = 200_000, rounds: int = 5) -> None:
    """SQLite, then PostgreSQL where it is installed."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        upgrade(url)
        db = Database(url)
        measured("SQLite", db, size, rounds)
        db.close()
    with postgres() as url:
        if url:
            upgrade(url)
            db = Database(url)
            measured("PostgreSQL", db, size, rounds)
            db.close()
