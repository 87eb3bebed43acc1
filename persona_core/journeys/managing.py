"""Several journeys in a workspace: made from a template or a copy, renamed, chosen as the main one, deleted."""

from __future__ import annotations

import uuid
from functools import cache
from typing import Any

import yaml
from sqlalchemy import func
from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.access.queries import get, visible
from persona_core.deals.models import Deal
from persona_core.evidence.changes import delete_with_parts, parts_of
from persona_core.evidence.merging import check_merge
from persona_core.journeys.models import Concern, Journey, Stage, StageKind, StageNote
from persona_core.journeys.queries import journeys, main_journey, stages
from persona_core.journeys.stages import next_numbers
from persona_core.kit.config import DATA
from persona_core.kit.errors import Invalid
from persona_core.kit.words import N_, Words

LIMIT = 60
_COPIED = ("ord", "code", "zh", "en", "kind", "in_funnel", "sets_outcome", "aliases")


@cache
def templates() -> dict[str, dict[str, Any]]:
    """The shipped journeys: short, long, tender."""
    return yaml.safe_load((DATA / "journeys.yaml").read_text(encoding="utf-8"))


def furnish(session: Session, viewer: Viewer, template: str = "short", *, name: str = "") -> Journey:
    """A new journey after a template, under its name unless another is given; a new workspace gets the short one."""
    shape = templates().get(template)
    if shape is None:
        raise Invalid(N_("There is no journey template “{name}”."), field="template", name=template)
    journey = _new(session, viewer, name or Words(viewer.lang).pick(shape["zh"], shape["en"]))
    numbers = next_numbers(session, viewer, len(shape["stages"]))
    for place, (num, entry) in enumerate(zip(numbers, shape["stages"], strict=True)):
        row = {"workspace_id": viewer.workspace_id, "journey_id": journey.id, "num": num, "ord": place}
        session.add(Stage(**row, **{"kind": StageKind.PROGRESS.value, **entry}))
    session.flush()
    return journey


def copy_journey(
    session: Session, viewer: Viewer, journey_id: uuid.UUID | str, *, name: str, grid: bool = False
) -> Journey:
    """A new journey with the stages of another, without deals and dates; with `grid` also its concerns and notes."""
    source = get(session, viewer, Journey, journey_id)
    journey = _new(session, viewer, name)
    journey.key_position = source.key_position
    session.add(journey)
    found = stages(session, viewer, source.id)
    copies = {}
    for num, stage in zip(next_numbers(session, viewer, len(found)), found, strict=True):
        values = {field: getattr(stage, field) for field in _COPIED}
        copy = Stage(workspace_id=viewer.workspace_id, journey_id=journey.id, num=num, **values)
        copies[stage.id] = copy.id
        session.add(copy)
    session.flush()
    if grid:
        for model in (Concern, StageNote):
            for row in session.exec(visible(model, viewer).where(model.stage_id.in_(list(copies)))):
                said = row.model_dump(exclude={"id", "created_at", "updated_at", "version", "stage_id"})
                session.add(model(stage_id=copies[row.stage_id], **said))
        session.flush()
    return journey


def rename_journey(
    session: Session, viewer: Viewer, journey_id: uuid.UUID | str, name: str, *, seen: int, base: str = ""
) -> Journey:
    """Another name for a journey; `seen` and `base` are the version and name that the form showed."""
    journey = get(session, viewer, Journey, journey_id)
    name = _name(session, viewer, name, besides=journey)
    check_merge(journey, seen=seen, base={"name": base}, columns={"name": name})
    journey.name = name
    session.add(journey)
    session.flush()
    return journey


def choose_main(session: Session, viewer: Viewer, journey_id: uuid.UUID | str) -> Journey:
    """Make a journey the one that the workspace works with: pages open it, new deals walk it."""
    chosen = get(session, viewer, Journey, journey_id)
    for journey in journeys(session, viewer):
        if journey.main != (journey.id == chosen.id):
            journey.main = journey.id == chosen.id
            session.add(journey)
    session.flush()
    return chosen


def deals_on(session: Session, viewer: Viewer) -> dict[uuid.UUID, int]:
    """How many deals walk each journey; those that say none walk the main one."""
    counted = dict(
        session.execute(
            select(Deal.journey_id, func.count())
            .where(Deal.workspace_id == viewer.workspace_id)
            .group_by(Deal.journey_id)
        ).all()
    )
    unsaid, main = counted.pop(None, 0), main_journey(session, viewer)
    if main is not None and unsaid:
        counted[main.id] = counted.get(main.id, 0) + unsaid
    return counted


def delete_journey(session: Session, viewer: Viewer, journey_id: uuid.UUID | str) -> None:
    """Delete a journey that nobody walks and no story tells of; its stages and its grid go with it."""
    journey = get(session, viewer, Journey, journey_id)
    if len(journeys(session, viewer)) == 1:
        raise Invalid(N_("A workspace needs at least one journey. Make another one first."), field="journey")
    if walking := deals_on(session, viewer).get(journey.id, 0):
        message = N_("“{name}” stays, for deals walk it: {n}. Move them to another journey first.")
        raise Invalid(message, field="journey", n=walking, name=journey.name)
    if told := parts_of(session, journey)["story_stage"]:
        message = N_("“{name}” stays, for stories tell of its stages: {n}. Give them other stages first.")
        raise Invalid(message, field="journey", n=told, name=journey.name)
    delete_with_parts(session, journey)


def _new(session: Session, viewer: Viewer, name: str) -> Journey:
    journey = Journey(workspace_id=viewer.workspace_id, name=_name(session, viewer, name))
    session.add(journey)
    session.flush()
    return journey


def _name(session: Session, viewer: Viewer, name: str, *, besides: Journey | None = None) -> str:
    name = " ".join(name.split())
    if not name:
        raise Invalid(N_("A journey needs a name. Type one."), field="name")
    if len(name) > LIMIT:
        raise Invalid(N_("A journey's name is a few words; this is longer than 60 characters."), field="name")
    if any(j.name == name for j in journeys(session, viewer) if j is not besides):
        raise Invalid(N_("There is already a journey “{name}”."), field="name", name=name)
    return name
