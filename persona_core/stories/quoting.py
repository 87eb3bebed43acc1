"""Sentences that show a tag at a stage: for a few pairs at once, without reading all stories."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import Select, case, func, tuple_
from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.companies.models import Company, Status
from persona_core.companies.naming import company_name
from persona_core.journeys.models import Stage
from persona_core.journeys.queries import stage_label
from persona_core.kit.readings import kept
from persona_core.kit.words import Words
from persona_core.stories.analysis import customers_words, quoted, telling
from persona_core.stories.models import Mark, Story, StoryStage, counts
from persona_core.stories.tellers import redactor
from persona_core.stories.views import Quote
from persona_core.vocabulary.models import Tag
from persona_core.vocabulary.queries import Lists

LOOKED_AT, OPENING = 4, 4000
"""Stories looked at for a quote, and characters read of each."""

Pair = tuple[uuid.UUID, uuid.UUID]
"""A stage and a tag, by id."""

_NAMED = ("name", "region", "industry", "headcount", "headcount_band")


@kept
def quotes_at(session: Session, viewer: Viewer, t: Words, pairs: Sequence[Pair], known: Lists) -> dict[Pair, Quote]:
    """The most telling sentence for each pair: of companies that left before others, marked words before chosen.

    No sentence is quoted twice where another one is there.
    """
    if not pairs:
        return {}
    hide = redactor(session, viewer, t, known)
    candidates: dict[Pair, list[tuple[tuple[int, float], Quote]]] = {pair: [] for pair in pairs}
    for row in session.execute(_stories(viewer, pairs)).mappings():
        if row["quote"]:
            score, text = 100.0, quoted(row["quote"])
        else:
            score, text = telling(customers_words(row["opening"], row["aside"]), row["tag"], row["definition"])
        if text:
            who, stage = company_name(viewer, t, known, row), stage_label(row["Stage"], t)
            quote = Quote(row["id"], who, stage, hide(text))
            candidates[row["stage_id"], row["tag_id"]].append(((row["left"], score), quote))
    chosen: dict[Pair, Quote] = {}
    for pair, found in candidates.items():
        ranked = [quote for _, quote in sorted(found, key=lambda one: one[0], reverse=True)]
        said = {quote.text for quote in chosen.values()}
        if ranked:
            chosen[pair] = next((quote for quote in ranked if quote.text not in said), ranked[0])
    return chosen


def _stories(viewer: Viewer, pairs: Sequence[Pair]) -> Select:
    """A few stories for each pair: of companies that left first, then those with marked words, then the latest told."""
    left = case((Company.status == Status.LOST, 2), (Company.status == Status.CHURNED, 1), else_=0)
    order = (left.desc(), Mark.start.is_(None), Story.told_on.is_(None), Story.told_on.desc(), Story.id)
    ranked = (
        select(
            StoryStage.stage_id,
            Mark.tag_id,
            func.coalesce(Mark.said, Mark.quote).label("quote"),
            Story.id.label("story_id"),
            left.label("left"),
            func.row_number().over(partition_by=(StoryStage.stage_id, Mark.tag_id), order_by=order).label("place"),
        )
        .join(Story, Story.id == StoryStage.story_id)
        .join(Mark, Mark.story_id == Story.id)
        .join(Company, Company.id == Story.company_id)
        .where(StoryStage.workspace_id == viewer.workspace_id)
        .where(tuple_(StoryStage.stage_id, Mark.tag_id).in_(list(pairs)), counts())
        .subquery()
    )
    naming = [getattr(Company, name) for name in _NAMED]
    return (
        select(
            ranked.c.stage_id,
            ranked.c.tag_id,
            ranked.c.quote,
            ranked.c.left,
            Story.id,
            func.substr(Story.text, 1, OPENING).label("opening"),
            Story.aside,
            Tag.name.label("tag"),
            Tag.definition,
            Stage,
            *naming,
        )
        .join(Story, Story.id == ranked.c.story_id)
        .join(Tag, Tag.id == ranked.c.tag_id)
        .join(Stage, Stage.id == ranked.c.stage_id)
        .join(Company, Company.id == Story.company_id)
        .where(ranked.c.place <= LOOKED_AT)
        .order_by(ranked.c.place)
    )
