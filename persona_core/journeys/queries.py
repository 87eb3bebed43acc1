"""Reading journeys: stages, a company's timeline, the grid of concerns."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func
from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.access.queries import visible
from persona_core.companies.models import Company
from persona_core.companies.naming import Redactor
from persona_core.companies.queries import redactor
from persona_core.deals.models import Deal
from persona_core.journeys import analysis
from persona_core.journeys.grid import NOBODY, SILENCE, Grid, GridConcern, GridNote, Moment, Offer, Told, Voices
from persona_core.journeys.models import Concern, Journey, Stage, StageEvent, StageNote
from persona_core.kit import clock
from persona_core.kit.errors import NotFound
from persona_core.kit.readings import kept_for_all
from persona_core.kit.words import N_, Words
from persona_core.vocabulary.models import ListName, Tag, fold
from persona_core.vocabulary.queries import Lists, lists


@dataclass(frozen=True)
class DatedDeal:
    """A deal that was at some stage, and when it came there last."""

    num: int
    company: str
    product: str | None
    day: date


def journeys(session: Session, viewer: Viewer) -> list[Journey]:
    """Every journey of the workspace, the main one first, then in the order in which they were made."""
    return list(session.exec(visible(Journey, viewer).order_by(Journey.main.desc(), Journey.created_at, Journey.name)))


def main_journey(session: Session, viewer: Viewer) -> Journey | None:
    """The journey the workspace works with: the one chosen for it, else its first."""
    return next(iter(journeys(session, viewer)), None)


def find_journey(session: Session, viewer: Viewer, text: str) -> Journey:
    """The journey behind a name in any spelling, or an id."""
    every = journeys(session, viewer)
    found = next((j for j in every if fold(j.name) == fold(text) or str(j.id) == text.strip()), None)
    if found is None:
        known = tuple(journey.name for journey in every)
        raise NotFound(N_("There is no journey “{name}”. There are: {known}."), name=text, known=known)
    return found


def stages(session: Session, viewer: Viewer, journey_id: uuid.UUID | None = None) -> list[Stage]:
    """The stages of a journey (the main one unless told) in order."""
    if journey_id is None:
        main = main_journey(session, viewer)
        if main is None:
            return []
        journey_id = main.id
    return list(session.exec(visible(Stage, viewer).where(Stage.journey_id == journey_id).order_by(Stage.ord)))


def every_stage(session: Session, viewer: Viewer) -> list[Stage]:
    """The stages of all journeys of the workspace."""
    return list(session.exec(visible(Stage, viewer).order_by(Stage.journey_id, Stage.ord)))


def find_stage(stages: Sequence[Stage], text: str | None, *, aliases: bool = True) -> Stage | None:
    """The stage behind a code, a label of either language or another name it is known by, in any spelling.

    Codes and labels go before other names; without `aliases` only they count.
    """
    wanted = fold(text or "")
    if not wanted:
        return None
    for name in ("code", "zh", "en"):
        for stage in stages:
            if fold(getattr(stage, name) or "") == wanted:
                return stage
    known = (stage for stage in stages if aliases and wanted in map(fold, stage.aliases))
    return next(known, None)


def stage_label(stage: Stage, t: Words) -> str:
    """The stage's name in the reader's language."""
    return t.pick(stage.zh, stage.en) or stage.code


def steps(stages: Sequence[Stage]) -> list[analysis.Step]:
    """The stages as counting sees them."""
    return [analysis.Step(s.num, s.kind, s.in_funnel, s.sets_outcome) for s in stages]


def event_count(session: Session, viewer: Viewer, stage: Stage) -> int:
    """How many dates stand at a stage."""
    return session.execute(
        select(func.count()).where(StageEvent.workspace_id == viewer.workspace_id, StageEvent.stage_num == stage.num)
    ).scalar_one()


@kept_for_all
def event_counts(session: Session, viewer: Viewer) -> Counter[int]:
    """How many dates stand at each stage, by its number."""
    statement = select(StageEvent.stage_num, func.count()).where(StageEvent.workspace_id == viewer.workspace_id)
    return Counter(dict(session.execute(statement.group_by(StageEvent.stage_num)).all()))


def dated_deals(session: Session, viewer: Viewer, stage: Stage) -> list[DatedDeal]:
    """The deals with a date at a stage and their latest day there, by company."""
    rows = session.execute(
        select(Deal.num, Company.name, Deal.product, func.max(StageEvent.day))
        .join(Deal, (Deal.workspace_id == StageEvent.workspace_id) & (Deal.num == StageEvent.deal_num))
        .join(Company, Company.id == Deal.company_id)
        .where(StageEvent.workspace_id == viewer.workspace_id, StageEvent.stage_num == stage.num)
        .group_by(Deal.num, Company.name, Deal.product)
        .order_by(Company.name, Deal.num)
    )
    return [DatedDeal(num, name, product, clock.from_day_number(day)) for num, name, product, day in rows]


def timeline(session: Session, viewer: Viewer, company_id: uuid.UUID) -> list[Moment]:
    """The dated stages of a company's deals, the earliest first."""
    here = Deal.workspace_id == viewer.workspace_id
    deals = session.execute(select(Deal.num, Deal.id, Deal.product).where(here, Deal.company_id == company_id)).all()
    of = {num: (deal_id, product) for num, deal_id, product in deals}
    rows = session.execute(
        select(StageEvent.id, StageEvent.deal_num, StageEvent.day, StageEvent.source, Stage)
        .join(Stage, (Stage.workspace_id == StageEvent.workspace_id) & (Stage.num == StageEvent.stage_num))
        .where(StageEvent.workspace_id == viewer.workspace_id, StageEvent.deal_num.in_(list(of)))
        .order_by(StageEvent.day, Stage.ord, StageEvent.deal_num)
    )
    return [
        Moment(event_id, of[num][0], num, of[num][1], stage, clock.from_day_number(day), source)
        for event_id, num, day, source, stage in rows
    ]


def grid(
    session: Session,
    viewer: Viewer,
    journey_id: uuid.UUID | None,
    t: Words,
    *,
    told: Told = SILENCE,
    positions: Sequence[str] = (),
    known: Lists | None = None,
    hide: Callable[[str], str] | None = None,
) -> Grid:
    """The grid of concerns of a journey; `hide` takes names out, where that was read already.

    `told` is what stories say behind it (`stories.behind_grid`); positions they are about get a row, and so do the
    codes in `positions`, even while it is empty.
    """
    found, known = stages(session, viewer, journey_id), known or lists(session, viewer)
    hide = hide or redactor(session, viewer, t, known)
    cells = _concerns(session, viewer, found, told.said, hide)
    notes = {
        (note.stage_id, note.lane): GridNote(hide(note.text), note.mood, note.version)
        for note in session.exec(visible(StageNote, viewer).where(StageNote.stage_id.in_([s.id for s in found])))
    }
    here = {stage.id for stage in found}
    wanted = {position for _, position in cells} | {p for s, p in told.stories if s in here} | set(positions)
    order = [code for code in known.options(ListName.POSITION, t) if code in wanted]
    order += sorted(wanted - set(order))
    journey = next((j for j in journeys(session, viewer) if journey_id in {None, j.id}), None)
    return Grid(
        stages=found,
        positions={code: known.label(ListName.POSITION, code, t) for code in order},
        cells=cells,
        notes=notes,
        journey_id=journey.id if journey else None,
        key_position=journey.key_position if journey else None,
        asked=told.asked,
        stories=told.stories,
        offers=_offers(told.offers, cells, hide),
    )


_CONCERN = ("stage_id", "position", "id", "version", "tag_id", "answered", "answer")


def _concerns(
    session: Session,
    viewer: Viewer,
    found: Sequence[Stage],
    said: Mapping[tuple[uuid.UUID, uuid.UUID], Voices],
    hide: Redactor,
) -> dict[tuple[uuid.UUID, str], list[GridConcern]]:
    columns = [
        getattr(Concern, name) for name in ("stage_id", "position", "id", "version", "tag_id", "answered", "answer")
    ]
    rows = session.execute(
        select(*columns, Tag.name)
        .join(Tag, Tag.id == Concern.tag_id)
        .where(Concern.workspace_id == viewer.workspace_id, Concern.stage_id.in_([s.id for s in found]))
        .order_by(Concern.created_at, Tag.name)
    )
    cells: dict[tuple[uuid.UUID, str], list[GridConcern]] = {}
    for stage_id, position, row_id, version, tag_id, answered, answer, name in rows:
        heard = said.get((stage_id, tag_id), NOBODY)
        cells.setdefault((stage_id, position), []).append(
            GridConcern(row_id, version, tag_id, hide(name), answered, hide(answer), heard)
        )
    return cells


def _offers(
    offers: Mapping[tuple[uuid.UUID, str], Sequence[Offer]],
    cells: Mapping[tuple[uuid.UUID, str], Sequence[GridConcern]],
    hide: Redactor,
) -> dict[tuple[uuid.UUID, str], list[Offer]]:
    """What stories offer to each cell, without what it holds; first what nobody at that stage has."""
    at_stage: dict[uuid.UUID, set[uuid.UUID]] = {}
    for (stage_id, _), concerns in cells.items():
        at_stage.setdefault(stage_id, set()).update(concern.tag_id for concern in concerns)
    found = {}
    for cell, tags in offers.items():
        held, known = {concern.tag_id for concern in cells.get(cell, ())}, at_stage.get(cell[0], set())
        left = [
            tag._replace(name=hide(tag.name), new=tag.tag_id not in known) for tag in tags if tag.tag_id not in held
        ]
        if left:
            found[cell] = sorted(left, key=lambda tag: not tag.new)
    return found
