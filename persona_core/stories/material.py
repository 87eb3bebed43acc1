"""Reading what themes are counted from: all stories and marks of a workspace as plain keys, once."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Literal

from sqlalchemy import func
from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.companies.models import SIGNED, Company, Status
from persona_core.journeys.analysis import signing_place
from persona_core.journeys.models import CHURNED, Stage, StageKind
from persona_core.journeys.queries import steps
from persona_core.kit import plain
from persona_core.kit.errors import Invalid
from persona_core.kit.plain import key as raw
from persona_core.kit.readings import kept, kept_for_all
from persona_core.kit.words import N_
from persona_core.stories.analysis import Count, Told, asked, counts
from persona_core.stories.models import Mark, Story, StoryPosition, StoryStage
from persona_core.stories.models import counts as mark_counts
from persona_core.stories.speaking import unasked
from persona_core.stories.views import Coverage
from persona_core.vocabulary.models import Tag

Population = Literal["signed", "lost", "all"]
STATUSES: dict[str, tuple[str, ...]] = {"signed": SIGNED, "lost": (Status.LOST,), "all": tuple(Status)}


@dataclass(frozen=True)
class Material:
    """Stories and marks by key, customers with their status, tags in use by name, stages in order.

    Companies stand in the order of their numbers. `told_on` holds the day of each story of a known customer, `spans`
    the marked words of (story, tag), `stories` how many there are in all, `unasked` conversations of whose speakers
    nobody said who is ours.
    """

    told: Told
    status: dict[str, str]
    tags: dict[str, Tag]
    stages: dict[str, Stage]
    told_on: dict[str, date | None]
    spans: dict[tuple[str, str], str]
    stories: int
    unasked: int = 0
    _of: dict[str, Told] = field(default_factory=dict, init=False, repr=False, compare=False)
    _counts: dict[str, dict[str, Count]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def of(self, population: Population) -> Told:
        """The stories of one population, looked out once."""
        if population not in self._of:
            self._of[population] = self._looked_out(population)
        return self._of[population]

    def _looked_out(self, population: Population) -> Told:
        wanted = STATUSES[population]
        company = {story: who for story, who in self.told.company.items() if self.status[who] in wanted}
        marks = [pair for pair in self.told.marks if pair[0] in company]
        return Told(company, self.told.stages, self.told.positions, marks)

    def counts(self, population: Population) -> dict[str, Count]:
        """How many of one population mentioned each tag, counted once."""
        if population not in self._counts:
            self._counts[population] = counts(self.of(population), self.tags)
        return self._counts[population]

    def size(self, population: Population) -> int:
        """All companies of one population."""
        found = Counter(self.status.values())
        return sum(found[status] for status in STATUSES[population])

    def stage_key(self, stage_id: uuid.UUID | str | None) -> str | None:
        """The key of a stage, None when none is asked for; Invalid when it is not of this workspace."""
        if stage_id is None:
            return None
        key = next((key for key, one in self.stages.items() if str(one.id) == str(stage_id)), None)
        if key is None:
            raise Invalid(N_("There is no such stage in this workspace."), field="stage")
        return key

    def positions_of(self, story_id: uuid.UUID) -> Sequence[str]:
        """The positions that a story is about; its key is written as the engine writes ids."""
        return self.told.positions.get(story_id.hex) or self.told.positions.get(str(story_id), ())

    def before_signing(self) -> set[str]:
        """Stages up to and with the one that makes a deal won, in every journey that has one."""
        return {key for road in self._roads() if (sign := _signing(road)) is not None for key, _ in road[: sign + 1]}

    def leaving(self) -> set[str]:
        """Stages at which a customer leaves."""
        return {key for key, stage in self.stages.items() if stage.sets_outcome == CHURNED}

    def _roads(self) -> list[list[tuple[str, Stage]]]:
        roads: dict[uuid.UUID, list[tuple[str, Stage]]] = {}
        for key, stage in self.stages.items():
            if stage.kind != StageKind.TERMINAL:
                roads.setdefault(stage.journey_id, []).append((key, stage))
        return list(roads.values())

    def coverage(self) -> Coverage:
        """How far the stories reach, as `queries.coverage` counts it."""
        return self._coverage

    @cached_property
    def _coverage(self) -> Coverage:
        signed, by_stage = asked(self.of("signed"))
        return Coverage(
            stories=self.stories,
            companies=len(set(self.told.company.values())),
            signed=signed,
            asked={identity(stage): n for stage, n in by_stage.items()},
            without_company=self.stories - len(self.told.company),
            unasked=self.unasked,
        )

    def tag_counts(self) -> dict[uuid.UUID, int]:
        """tag → signed companies that mentioned it, as `queries.tag_counts` counts it."""
        return self._tag_counts

    @cached_property
    def _tag_counts(self) -> dict[uuid.UUID, int]:
        told = self.of("signed")
        mentions = Counter(tag for tag, _ in {(tag, told.company[story]) for story, tag in told.marks})
        return {tag.id: mentions[key] for key, tag in self.tags.items() if key in mentions}


def _signing(road: list[tuple[str, Stage]]) -> int | None:
    return signing_place(steps([stage for _, stage in road]))


def identity(text: str) -> uuid.UUID:
    """The UUID behind a key."""
    return uuid.UUID(text)


@kept_for_all
def material(session: Session, viewer: Viewer) -> Material:
    """Read everything that themes are counted from."""
    here = viewer.workspace_id
    stories, open_ones = _stories(session, here)
    company = {story: who for story, who, _ in stories if who}
    marks = _pairs(session, here, Mark, raw(Mark.tag_id), mark_counts())
    used = {tag for _, tag in marks}
    spans = select(raw(Mark.story_id), raw(Mark.tag_id), func.coalesce(Mark.said, Mark.quote)).where(
        Mark.workspace_id == here, Mark.start.is_not(None), mark_counts()
    )
    tags = select(raw(Tag.id), Tag).where(Tag.workspace_id == here).order_by(Tag.name)
    stages = select(raw(Stage.id), Stage).where(Stage.workspace_id == here).order_by(Stage.ord)
    return Material(
        told=Told(
            company,
            _stages(session, here),
            _positions(session, here),
            marks,
        ),
        status=_status(session, here),
        tags={tag_key: tag for tag_key, tag in session.execute(tags) if tag_key in used},
        stages=dict(session.execute(stages).all()),
        told_on=dict(zip(company, plain.days([day for _, who, day in stories if who]), strict=True)),
        spans={(story, tag): quote for story, tag, quote in plain.rows(session, spans)},
        stories=len(stories),
        unasked=open_ones,
    )


@kept
def _stories(session: Session, here: uuid.UUID) -> tuple[list[tuple[str, str | None, str | None]], int]:
    """Every story with its company and its day, and how many nobody has sorted by speaker."""
    mine = Story.workspace_id == here
    stories = plain.rows(session, select(raw(Story.id), raw(Story.company_id), Story.told_on).where(mine))
    return stories, session.execute(select(func.count()).select_from(Story).where(mine, unasked())).scalar_one()


@kept
def _stages(session: Session, here: uuid.UUID) -> dict[str, list[str]]:
    return _by_story(_pairs(session, here, StoryStage, raw(StoryStage.stage_id)))


@kept
def _positions(session: Session, here: uuid.UUID) -> dict[str, list[str]]:
    return _by_story(_pairs(session, here, StoryPosition, StoryPosition.position))


@kept
def _status(session: Session, here: uuid.UUID) -> dict[str, str]:
    seen = select(raw(Company.id), Company.status).where(Company.workspace_id == here).order_by(Company.num)
    return dict(plain.rows(session, seen))


def _pairs(session: Session, here: uuid.UUID, part: Any, column: Any, *where: Any) -> list[tuple[str, str]]:
    """Each story with each of its values of a column once."""
    statement = select(raw(part.story_id), column).where(part.workspace_id == here, *where)
    return list(dict.fromkeys(plain.rows(session, statement)))


def _by_story(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for story, value in pairs:
        found.setdefault(story, []).append(value)
    return found
