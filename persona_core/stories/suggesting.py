"""像已经划过的: passages that look like a tag, offered one by one; what was refused is not offered again."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from sqlalchemy import func
from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.access.queries import get
from persona_core.companies.models import Company
from persona_core.companies.naming import company_name
from persona_core.journeys.models import Stage
from persona_core.journeys.queries import stage_label
from persona_core.kit.plain import key as raw
from persona_core.kit.words import Words
from persona_core.stories.analysis import alike, clip, signs
from persona_core.stories.material import identity
from persona_core.stories.models import Mark, Refusal, Story, StoryStage, counts, passage_digest
from persona_core.stories.tellers import redactor
from persona_core.stories.texts import Texts, texts
from persona_core.vocabulary.models import Tag
from persona_core.vocabulary.queries import Lists, lists

LEAST_LIKE = 0.12
"""Passages less like a tag than this are not offered: of those that carry it, three of four are more like it."""

SOURCE = "suggestion"
"""Where a mark comes from that was offered and taken."""

_AROUND, _SHORTEST = 40, 4
_NAMED = ("name", "region", "industry", "headcount", "headcount_band")


@dataclass(frozen=True)
class Suggestion:
    """A passage that may belong to a tag: `text` is `start` to `end` of the story, with some words around it.

    `likeness` (0–1) only says in which order to look; names are as the viewer may see them.
    """

    story_id: uuid.UUID
    company: str
    title: str
    stage: str
    start: int
    end: int
    text: str
    before: str
    after: str
    likeness: float


@dataclass(frozen=True)
class Suggestions:
    """The first passages to look at for a tag, each of another story, out of `waiting` stories.

    `taken` and `refused` are how many offers were answered so far.
    """

    items: tuple[Suggestion, ...]
    waiting: int
    taken: int
    refused: int


@dataclass(frozen=True)
class _Offer:
    story: int
    start: int
    end: int
    likeness: float


def suggestions(
    session: Session,
    viewer: Viewer,
    t: Words,
    tag_id: uuid.UUID | str,
    *,
    limit: int = 1,
    known: Lists | None = None,
) -> Suggestions:
    """Passages of stories without this tag that look most like those that carry it, the likest first."""
    tag, known = get(session, viewer, Tag, tag_id), known or lists(session, viewer)
    marks = select(raw(Mark.story_id), func.coalesce(Mark.said, Mark.quote)).where(
        Mark.workspace_id == viewer.workspace_id, Mark.tag_id == tag.id, counts()
    )
    quotes: dict[str, list[str]] = {}
    for story, quote in session.execute(marks):
        quotes.setdefault(story, []).extend([quote] if quote else [])
    also = ["\n".join((tag.name, *tag.aliases, tag.definition)), *(q for said in quotes.values() for q in said)]
    read = texts(session, viewer, also=also, known=known)
    places = {story: number for number, story in enumerate(read.stories)}
    refused = _refused(session, viewer, tag, places)
    offers = list(_offers(read, {places[story]: bool(said) for story, said in quotes.items()}, refused))
    return Suggestions(
        items=tuple(_shown(session, viewer, t, known, read, offers[:limit])),
        waiting=len(offers),
        taken=_taken(session, viewer, tag),
        refused=sum(map(len, refused.values())),
    )


def unanswered(session: Session, viewer: Viewer, tag_id: uuid.UUID | str, before: Suggestions) -> Suggestions:
    """What was suggested before without what has been answered since; only the stories offered are looked at again."""
    tag = get(session, viewer, Tag, tag_id)
    ids = [offer.story_id for offer in before.items]
    carries = select(Mark.id).where(Mark.story_id == Story.id, Mark.tag_id == tag.id, counts()).exists()
    left = set(session.execute(select(Story.id).where(Story.id.in_(ids), ~carries)).scalars())
    refusals = select(Refusal.story_id, Refusal.digest).where(
        Refusal.workspace_id == viewer.workspace_id, Refusal.tag_id == tag.id
    )
    refused = {(story, digest) for story, digest in session.execute(refusals)}
    items = tuple(
        offer
        for offer in before.items
        if offer.story_id in left and (offer.story_id, passage_digest(offer.text)) not in refused
    )
    waiting = before.waiting - len(before.items) + len(items)
    return Suggestions(items, waiting, _taken(session, viewer, tag), len(refused))


def _refused(session: Session, viewer: Viewer, tag: Tag, places: dict[str, int]) -> dict[int, set[str]]:
    """Story → passages that were refused for the tag."""
    rows = session.execute(
        select(raw(Refusal.story_id), Refusal.digest).where(
            Refusal.workspace_id == viewer.workspace_id, Refusal.tag_id == tag.id
        )
    )
    found: dict[int, set[str]] = {}
    for story, digest in rows:
        found.setdefault(places[story], set()).add(digest)
    return found


def _taken(session: Session, viewer: Viewer, tag: Tag) -> int:
    taken = select(func.count()).where(
        Mark.workspace_id == viewer.workspace_id, Mark.tag_id == tag.id, Mark.source == SOURCE
    )
    return session.execute(taken).scalar_one()


def _offers(read: Texts, carry: dict[int, bool], refused: dict[int, set[str]]) -> Iterator[_Offer]:
    """The likest passage of each story without the tag, the likest story first.

    `carry` are the stories with the tag, and whether some of their words are marked. After the stories stands what the
    tag means, then the words marked with it.
    """
    found, stories = read.found, len(read.stories)
    edges = np.searchsorted(found.text, np.arange(stories + 2))
    about, marked = range(edges[stories], edges[stories + 1]), range(edges[stories + 1], len(found.text))
    whole = [range(edges[story], edges[story + 1]) for story, words in carry.items() if not words]
    likeness = alike(signs(found), about, marked, whole)
    open_ = (likeness >= LEAST_LIKE) & (found.text < stories) & ~np.isin(found.text, list(carry))
    offered: set[int] = set()
    for passage in sorted(np.flatnonzero(open_).tolist(), key=lambda i: (-likeness[i], i)):
        story = int(found.text[passage])
        start, end = _trimmed(read.texts[story], int(found.start[passage]), int(found.end[passage]))
        words = read.texts[story][start:end]
        if story in offered or end - start < _SHORTEST or passage_digest(words) in refused.get(story, ()):
            continue
        offered.add(story)
        yield _Offer(story, start, end, float(likeness[passage]))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())


def _shown(
    session: Session, viewer: Viewer, t: Words, known: Lists, read: Texts, offers: list[_Offer]
) -> Iterator[Suggestion]:
    """Offers with what a reader needs to judge them."""
    hide = redactor(session, viewer, t, known)
    ids = [identity(read.stories[offer.story]) for offer in offers]
    columns = [Story.id, Story.title, Story.company_id, *(getattr(Company, name) for name in _NAMED)]
    rows = session.execute(
        select(*columns)
        .select_from(Story)
        .join(Company, Company.id == Story.company_id, isouter=True)
        .where(Story.workspace_id == viewer.workspace_id, Story.id.in_(ids))
    )
    about = {row.id: row for row in rows}
    stages: dict[uuid.UUID, list[str]] = {}
    at = select(StoryStage.story_id, Stage).join(Stage, Stage.id == StoryStage.stage_id).order_by(Stage.ord)
    for story, stage in session.execute(at.where(StoryStage.story_id.in_(ids))):
        stages.setdefault(story, []).append(stage_label(stage, t))
    for offer, story_id in zip(offers, ids, strict=True):
        row, text = about[story_id], read.texts[offer.story]
        yield Suggestion(
            story_id=story_id,
            company=company_name(viewer, t, known, row._mapping) if row.company_id else "",
            title=hide(row.title),
            stage=t.listing(stages.get(story_id, [])),
            start=offer.start,
            end=offer.end,
            text=hide(text[offer.start : offer.end]),
            before=hide(_end_of(text[: offer.start])),
            after=hide(clip(text[offer.end : offer.end + 4 * _AROUND], _AROUND)),
            likeness=offer.likeness,
        )


def _end_of(text: str) -> str:
    """The last words before a passage, on one line."""
    line = " ".join(text[-4 * _AROUND :].split())
    return line if len(line) <= _AROUND else "…" + line[1 - _AROUND :]
