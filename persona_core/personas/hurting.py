"""Where it hurts: the stages that lose most, each with its worries, who carries them, and in whose words."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.access.queries import visible
from persona_core.companies.models import Company
from persona_core.companies.naming import company_name
from persona_core.deals.models import Deal
from persona_core.journeys.analysis import Counted
from persona_core.journeys.grid import NOBODY, Grid, GridConcern, Told, Voices
from persona_core.journeys.losses import Loss, by_value, losses
from persona_core.journeys.models import Stage
from persona_core.journeys.queries import grid, stage_label
from persona_core.journeys.reading import COMPANY
from persona_core.kit.readings import kept
from persona_core.kit.words import Words
from persona_core.stories.behind_grid import WORRIES, told
from persona_core.stories.quoting import quotes_at
from persona_core.stories.tellers import redactor
from persona_core.stories.views import Quote
from persona_core.vocabulary.models import ListName, Tag
from persona_core.vocabulary.queries import Lists, lists

SHOWN, WORRIES_SHOWN = 3, 4
"""Stages that are shown in full, and worries of each."""


class Gone(NamedTuple):
    """A company that left at a stage, as the viewer may see it."""

    id: uuid.UUID
    name: str


@dataclass(frozen=True)
class Worry:
    """What worries people at a stage: `positions` (labels) carry it, `where` is the cell it stands in or belongs into.

    `held` tells whether it is in the grid; what is not has no answer.
    """

    tag_id: uuid.UUID
    name: str
    said: Voices
    positions: tuple[str, ...]
    where: str
    held: bool
    answered: bool
    answer: str
    quote: Quote | None = None


@dataclass(frozen=True)
class Hurt:
    """One stage that loses: the numbers, who was asked there, whom it lost, and its worries, open ones first."""

    loss: Loss
    stage: Stage
    label: str
    asked: Voices
    companies: tuple[Gone, ...]
    worries: tuple[Worry, ...]

    @property
    def open(self) -> list[Worry]:
        """Worries without an answer."""
        return [worry for worry in self.worries if not worry.answered]


@dataclass(frozen=True)
class Hurting:
    """The stages that lose most in full, and every stage that loses, in the same order; `money` tells by what."""

    unit: str
    money: bool
    worst: tuple[Hurt, ...]
    every: tuple[Loss, ...]


def hurting(
    session: Session,
    viewer: Viewer,
    t: Words,
    counted: Counted,
    journey_id: uuid.UUID | None = None,
    *,
    money: bool = False,
    known: Lists | None = None,
) -> Hurting:
    """The stages of a counted journey that lose most: by how many left there, or by how much they were worth."""
    known = known or lists(session, viewer)
    every = losses(session, viewer, counted)
    every = by_value(every) if money else every
    worst = every[:SHOWN]
    stages = _stages(session, viewer, worst)
    ids = tuple(stage.id for stage in stages.values())
    found = told(session, viewer, ids)
    concerns = _concerns(session, viewer, journey_id, t, found, known)
    tags = _tags(session, viewer, t, known, found)
    worries = {num: _worries(t, known, stage.id, found, concerns, tags) for num, stage in stages.items()}
    pairs = [(stages[num].id, worry.tag_id) for num, held in worries.items() for worry in held if worry.said.every]
    quotes = quotes_at(session, viewer, t, tuple(pairs), known)
    names = _companies(session, viewer, t, known, counted.unit, [num for loss in worst for num in loss.largest])
    hurts = [
        Hurt(
            loss,
            stage,
            stage_label(stage, t),
            found.asked.get(stage.id, NOBODY),
            tuple(dict.fromkeys(names[num] for num in loss.largest if num in names)),
            tuple(replace(worry, quote=quotes.get((stage.id, worry.tag_id))) for worry in worries[loss.stage]),
        )
        for loss, stage in ((loss, stages[loss.stage]) for loss in worst)
    ]
    return Hurting(counted.unit, money, tuple(hurts), tuple(every))


def _stages(session: Session, viewer: Viewer, found: Sequence[Loss]) -> dict[int, Stage]:
    nums = [loss.stage for loss in found]
    return {stage.num: stage for stage in session.exec(visible(Stage, viewer).where(Stage.num.in_(nums)))}


@kept
def _concerns(
    session: Session, viewer: Viewer, journey_id: uuid.UUID | None, t: Words, found: Told, known: Lists
) -> Grid:
    return grid(session, viewer, journey_id, t, told=found, known=known)


@kept
def _tags(session: Session, viewer: Viewer, t: Words, known: Lists, found: Told) -> dict[uuid.UUID, str]:
    """Names of what stories tell that may be a worry."""
    said = {tag_id for _, tag_id in found.said}
    hide = redactor(session, viewer, t, known)
    statement = select(Tag.id, Tag.name).where(Tag.workspace_id == viewer.workspace_id)
    rows = session.execute(statement.where(Tag.id.in_(said), Tag.kind.in_(WORRIES)))
    return {tag_id: hide(name) for tag_id, name in rows}


def _worries(
    t: Words, known: Lists, stage_id: uuid.UUID, found: Told, concerns: Grid, tags: Mapping[uuid.UUID, str]
) -> list[Worry]:
    """What the grid holds at a stage and what stories tell there: open first, then by how many lost ones tell of it."""
    held: dict[uuid.UUID, dict[str, GridConcern]] = defaultdict(dict)
    for (stage, position), cell in concerns.cells.items():
        for concern in cell if stage == stage_id else ():
            held[concern.tag_id][position] = concern
    carried: dict[uuid.UUID, dict[str, int]] = defaultdict(dict)
    for (stage, position), offers in found.offers.items():
        for offer in offers if stage == stage_id else ():
            carried[offer.tag_id][position] = offer.companies
    told_here = {tag for stage, tag in found.said if stage == stage_id and tag in tags}
    worries = []
    for tag_id in {*held, *told_here}:
        mine = held.get(tag_id, {})
        by_number = sorted(carried[tag_id], key=lambda position: (-carried[tag_id][position], position))
        positions = list(dict.fromkeys([*mine, *by_number]))
        open_ones = [concern for concern in mine.values() if not concern.answered]
        shown = next(iter(open_ones or mine.values()), None)
        worries.append(
            Worry(
                tag_id=tag_id,
                name=shown.name if shown else tags[tag_id],
                said=found.said.get((stage_id, tag_id), NOBODY),
                positions=tuple(known.label(ListName.POSITION, position, t) for position in positions),
                where=positions[0] if positions else "",
                held=bool(mine),
                answered=bool(mine) and not open_ones,
                answer=shown.answer if shown else "",
            )
        )
    return sorted(worries, key=_weight)[:WORRIES_SHOWN]


def _weight(worry: Worry) -> tuple:
    return worry.answered, -worry.said.lost, -worry.said.signed, -worry.said.every, worry.name


def _companies(
    session: Session, viewer: Viewer, t: Words, known: Lists, unit: str, nums: Sequence[int]
) -> dict[int, Gone]:
    """Company behind each unit, by the unit's number."""
    columns = [getattr(Company, name) for name in ("id", "name", "region", "industry", "headcount", "headcount_band")]
    if unit == COMPANY:
        statement = select(Company.num.label("unit"), *columns).where(Company.num.in_(nums))
    else:
        together = select(Deal.num.label("unit"), *columns).join(Company, Company.id == Deal.company_id)
        statement = together.where(Deal.workspace_id == viewer.workspace_id, Deal.num.in_(nums))
    rows = session.execute(statement.where(Company.workspace_id == viewer.workspace_id)).mappings()
    return {row["unit"]: Gone(row["id"], company_name(viewer, t, known, row)) for row in rows}
