"""What stories say behind the grid of concerns: who tells of what at which stage, and what it has not taken up yet."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, and_, case, func
from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.companies.models import SIGNED, Company, Status
from persona_core.journeys.grid import Offer, Told, Voices
from persona_core.kit.readings import kept_for_all
from persona_core.stories.models import Mark, Story, StoryPosition, StoryStage, counts
from persona_core.vocabulary.models import Tag, TagKind

WORRIES = (TagKind.CONCERN, TagKind.OBSTACLE, TagKind.CHALLENGE, TagKind.NEED)
"""Kinds of tags that may be a concern; what draws customers, or what they praise, is none."""


@kept_for_all
def told(session: Session, viewer: Viewer, stage_ids: Sequence[uuid.UUID]) -> Told:
    """What stories say at these stages, counted in the database; companies are those of stories whose one is known."""
    cells = session.execute(
        select(StoryStage.stage_id, StoryPosition.position, func.count())
        .join(StoryPosition, StoryPosition.story_id == StoryStage.story_id)
        .where(StoryStage.workspace_id == viewer.workspace_id, StoryStage.stage_id.in_(list(stage_ids)))
        .group_by(StoryStage.stage_id, StoryPosition.position)
    )
    said = _told(StoryStage.stage_id, Mark.tag_id, *_voices(), viewer=viewer, at=stage_ids)
    asked = _told(StoryStage.stage_id, *_voices(), viewer=viewer, at=stage_ids)
    return Told(
        said={
            (stage, tag): Voices(*counts)
            for stage, tag, *counts in session.execute(
                said.join(Mark, and_(Mark.story_id == Story.id, counts())).group_by(StoryStage.stage_id, Mark.tag_id)
            )
        },
        asked={stage: Voices(*counts) for stage, *counts in session.execute(asked.group_by(StoryStage.stage_id))},
        stories={(stage, position): n for stage, position, n in cells},
        offers=_offers(session, viewer, stage_ids),
    )


def _told(*columns: Any, viewer: Viewer, at: Sequence[uuid.UUID]) -> Select:
    """Columns of the stories at these stages whose customer is known."""
    return (
        select(*columns)
        .select_from(StoryStage)
        .join(Story, Story.id == StoryStage.story_id)
        .join(Company, Company.id == Story.company_id)
        .where(StoryStage.workspace_id == viewer.workspace_id, StoryStage.stage_id.in_(list(at)))
    )


def _voices() -> list[Any]:
    """Companies counted as `Voices`."""
    signed, lost = Company.status.in_(SIGNED), Company.status == Status.LOST
    counted = (case((signed, Company.num)), case((lost, Company.num)), Company.num)
    return [func.count(num.distinct()) for num in counted]


def _offers(
    session: Session, viewer: Viewer, stage_ids: Sequence[uuid.UUID]
) -> dict[tuple[uuid.UUID, str], list[Offer]]:
    companies = func.count(Company.num.distinct())
    rows = session.execute(
        _told(StoryStage.stage_id, StoryPosition.position, Tag.id, Tag.name, companies, viewer=viewer, at=stage_ids)
        .join(StoryPosition, StoryPosition.story_id == Story.id)
        .join(Mark, and_(Mark.story_id == Story.id, counts()))
        .join(Tag, Tag.id == Mark.tag_id)
        .where(Tag.kind.in_(WORRIES))
        .group_by(StoryStage.stage_id, StoryPosition.position, Tag.id, Tag.name)
        .order_by(companies.desc(), Tag.name)
    )
    offers: dict[tuple[uuid.UUID, str], list[Offer]] = {}
    for stage, position, tag, name, k in rows:
        offers.setdefault((stage, position), []).append(Offer(tag, name, k))
    return offers
