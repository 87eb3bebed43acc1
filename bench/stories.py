"""Words of five thousand stories cut, counted and compared, beside the cutting alone and jieba; then from a database.

jieba is no part of the product: install it by hand to see it beside (`pip install jieba==0.42.1`).
"""

from __future__ import annotations

import importlib
import importlib.util
import random
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import rjieba
from sqlalchemy import insert
from sqlmodel import Session

from bench.rounds import Runs, take_turns
from persona_core import migrate
from persona_core.access.models import Viewer
from persona_core.access.queries import viewer_for
from persona_core.companies.models import Company, Status, name_digest
from persona_core.exchange.examples import read_example
from persona_core.exchange.marked_text import unmarked
from persona_core.exchange.workspaces import open_workspace
from persona_core.journeys.queries import stages
from persona_core.kit import clock
from persona_core.kit.db import Database
from persona_core.kit.words import Words
from persona_core.stories.analysis import Told, alike, counts, favourites, matrix, segment, sentences, signs
from persona_core.stories.differences import groups_apart, newness, often_together
from persona_core.stories.grouping import grouping
from persona_core.stories.ignored_words import ignored_words
from persona_core.stories.material import material
from persona_core.stories.models import Mark, Story, StoryStage, text_digest
from persona_core.stories.suggesting import suggestions
from persona_core.stories.texts import favourite_words, texts
from persona_core.stories.themes import themes
from persona_core.vocabulary.commands import ensure_tag
from persona_core.vocabulary.queries import lists

SEED, LENGTH, PER_COMPANY, PREFIX = 20240101, 120, 5, "Kunde"
OURS, EACH, JOINED, JIEBA = (
    "ours, everything",
    "rjieba.cut, a story at a time",
    "rjieba.cut, all at once",
    "the same with jieba",
)
AIMS = {EACH: 4.0, JIEBA: 0.25}
"""What ours may be of each."""


@dataclass(frozen=True)
class Heap:
    """Made-up stories: text, customer and tags of each; sentences of the shipped example, shuffled."""

    texts: list[str]
    customers: list[int]
    tags: list[list[str]]


def heap(stories: int) -> Heap:
    """As many stories of 120 characters; each takes the tags of half the sentences it is made of."""
    companies = read_example("scrm", "zh")["companies"]
    told = [unmarked(story["text"]) for company in companies for story in company.get("stories", [])]
    pool = [(sentence, [tag for tag, _, _ in spans]) for text, spans in told for sentence in sentences(text)]
    chance = random.Random(SEED)
    made = Heap([], [], [])
    for number in range(stories):
        text, tags = "", []
        while len(text) < LENGTH:
            sentence, carried = chance.choice(pool)
            text += sentence
            tags += carried if chance.random() < 0.5 else []
        made.texts.append(text[:LENGTH])
        made.customers.append(number // PER_COMPANY)
        made.tags.append(list(dict.fromkeys(tags)))
    return made


def everything(made: Heap) -> tuple[Any, ...]:
    """Cut, count who said what, find favourite words of two groups, and passages like those with one tag."""
    tag = "嫌贵"
    found = segment([*made.texts, tag], ignored_words())
    told = Told(
        dict(enumerate(made.customers)), marks=[(n, name) for n, names in enumerate(made.tags) for name in names]
    )
    counted = counts(told, sorted({name for _, name in told.marks}))
    table = matrix(counted, sorted(set(made.customers)))
    groups = ["ab"[customer % 2] for customer in made.customers]
    words = favourites(found, [*groups, None], [*made.customers, 0])
    edges = found.text.searchsorted(range(len(made.texts) + 2))
    whole = [range(edges[n], edges[n + 1]) for n, names in enumerate(made.tags) if tag in names]
    return found, table, words, alike(signs(found), range(edges[-2], edges[-1]), [], whole)


@contextmanager
def cut_by(cutter: Any) -> Iterator[None]:
    """Let `segment` cut with something else."""
    module = sys.modules[segment.__module__]
    own = module.dictionary
    module.dictionary = lambda _words: cutter
    try:
        yield
    finally:
        module.dictionary = own


class _Jieba:
    def __init__(self) -> None:
        self._jieba = importlib.import_module("jieba")
        self._jieba.setLogLevel("ERROR")

    def cut(self, text: str) -> list[str]:
        return self._jieba.lcut(text)


def with_jieba(made: Heap) -> tuple[Any, ...]:
    """Everything, cut by jieba."""
    with cut_by(_Jieba()):
        return everything(made)


def report(seconds: dict[str, list[float]]) -> None:
    """Medians and best runs, and what ours is of each."""
    ours = seconds[OURS]
    print(f"{'':34} {'p50 ms':>8} {'best ms':>8} {'ours is':>8} {'by best':>8} {'aim':>6}")
    for name, taken in seconds.items():
        middle, best = statistics.median(ours) / statistics.median(taken), min(ours) / min(taken)
        aim = f"{AIMS[name]:6.2f}" if name in AIMS else ""
        print(
            f"{name:34} {statistics.median(taken) * 1000:8.1f} {min(taken) * 1000:8.1f} {middle:8.2f} {best:8.2f} {aim}"
        )


def in_memory(stories: int, rounds: int) -> None:
    """The limit, ours and the peer, and the parts of ours."""
    made = heap(stories)
    found, *_ = everything(made)
    marks = signs(found)
    marked = [made.texts.index(text) for text in made.texts[:50]]
    runs: Runs = {
        EACH: lambda: [rjieba.cut(text) for text in made.texts],
        JOINED: lambda: rjieba.cut("\n".join(made.texts)),
        OURS: lambda: everything(made),
        "  cut into passages and words": lambda: segment(made.texts, ignored_words()),
        "  favourite words": lambda: favourites(
            found, [*("ab"[customer % 2] for customer in made.customers), None], [*made.customers, 0]
        ),
        "  signs of passages": lambda: signs(found),
        "  passages alike": lambda: alike(marks, [0], marked, []),
    }
    if importlib.util.find_spec("jieba"):
        theirs, *_ = with_jieba(made)
        same = theirs.joined == found.joined and [theirs.vocabulary[i] for i in theirs.word] == [
            found.vocabulary[i] for i in found.word
        ]
        print(f"jieba finds the same words: {'yes' if same else 'NO'}")
        runs[JIEBA] = lambda: with_jieba(made)
    print(f"{stories} stories, {sum(map(len, made.texts))} characters, {len(found.word)} words")
    report(take_turns(runs, rounds))


def stored(session: Session, made: Heap) -> Viewer:
    """A workspace with these stories; every third customer was lost."""
    viewer = viewer_for(open_workspace(session, name="bench", title="", lang="zh"), "zh")
    here, now = {"workspace_id": viewer.workspace_id}, clock.now()
    tags = {name: ensure_tag(session, viewer, name).id for name in sorted({t for tags in made.tags for t in tags})}
    first = stages(session, viewer)[:4]
    companies = [
        Company(**here, num=n + 1, name=f"{PREFIX} {n}", name_digest=name_digest(f"{PREFIX} {n}"),
                status=Status.LOST if n % 3 == 0 else Status.ACTIVE, region="NOSW"[n % 4])
        for n in range(max(made.customers) + 1)
    ]  # fmt: skip
    session.add_all(companies)
    session.flush()
    rows = [
        Story(**here, company_id=companies[c].id, text=text, digest=text_digest(text), told_on=now.date())
        for c, text in zip(made.customers, made.texts, strict=True)
    ]
    parts = [StoryStage(**here, story_id=row.id, stage_id=first[n % 4].id) for n, row in enumerate(rows)]
    parts += [
        Mark(**here, story_id=row.id, tag_id=tags[t]) for row, of in zip(rows, made.tags, strict=True) for t in of
    ]
    for table, made_rows in ((Story, rows), (StoryStage, parts), (Mark, parts)):
        values = [row.model_dump() for row in made_rows if isinstance(row, table)]
        session.execute(insert(table), values)
    return viewer


def from_a_base(stories: int, rounds: int) -> None:
    """What a page asks, each alone, from SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.db"
        migrate.upgrade(url)
        database = Database(url)
        with database.write() as session:
            viewer = stored(session, heap(stories))
        t = Words("zh")
        with database.read() as session:
            known, found = lists(session, viewer), material(session, viewer)
            tag = next(tag.id for tag in found.tags.values() if tag.name == "嫌贵")
            groups, read = grouping(session, viewer, t, found, known, "region"), texts(session, viewer, known=known)
            asked = {"found": found}
            runs: Runs = {
                "all stories and marks as keys": lambda: material(session, viewer),
                "themes with quotes": lambda: themes(session, viewer, t, known=known, quoted=12, **asked),
                "differences by a field": lambda: groups_apart(session, viewer, t, by=["region"], known=known, **asked),
                "often together": lambda: often_together(session, viewer, **asked),
                "whether anything is new": lambda: newness(session, viewer, **asked),
                "all texts cut": lambda: texts(session, viewer, known=known),
                "favourite words, texts cut": lambda: favourite_words(
                    session, viewer, t, groups, read=read, known=known
                ),
                "twenty suggestions": lambda: suggestions(session, viewer, t, tag, limit=20, known=known),
            }
            print(f"\n{stories} stories in SQLite")
            print(f"{'':34} {'p50 ms':>8} {'best ms':>8}")
            for name, taken in take_turns(runs, rounds).items():
                print(f"{name:34} {statistics.median(taken) * 1000:8.1f} {min(taken) * 1000:8.1f}")
        database.close()


def main(stories: int = 5000, rounds: int = 7) -> None:
    """Both parts; a base holds three of five stories."""
    in_memory(stories, rounds)
    from_a_base(stories * 3 // 5, rounds)
