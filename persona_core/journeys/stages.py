"""Editing a journey's stages: name, kind, order, in the funnel or not. Dates of deals stay with their stage."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.access.queries import get
from persona_core.evidence.changes import delete_with_parts
from persona_core.evidence.merging import check_merge
from persona_core.journeys.analysis import Step
from persona_core.journeys.following import restate_along
from persona_core.journeys.models import CHURNED, LAST_NUMBER, LOST, WON, Journey, Stage, StageKind
from persona_core.journeys.queries import event_count, find_stage, stages, steps
from persona_core.kit.errors import Invalid
from persona_core.kit.words import N_
from persona_core.vocabulary.models import fold

LIMIT = 60
FIELDS = ("zh", "en", "kind", "in_funnel", "sets_outcome", "aliases")


def next_numbers(session: Session, viewer: Viewer, count: int = 1) -> list[int]:
    """Numbers for new stages of the workspace: after the last one, and once those are used up, any that are free."""
    used = set(session.exec(select(Stage.num).where(Stage.workspace_id == viewer.workspace_id)))
    top = max(used, default=0)
    free = [*range(top + 1, LAST_NUMBER + 1), *(number for number in range(1, top) if number not in used)]
    if len(free) < count:
        raise Invalid(
            N_(
                "A workspace has at most {most} stages on all its journeys together; there are {n}. "
                "Merge or remove some first."
            ),
            field="stage",
            most=LAST_NUMBER,
            n=len(used),
        )
    return free[:count]


def add_stage(
    session: Session,
    viewer: Viewer,
    journey_id: uuid.UUID | str,
    *,
    zh: str = "",
    en: str = "",
    kind: str = StageKind.PROGRESS,
    in_funnel: bool = True,
    sets_outcome: str | None = None,
    aliases: Sequence[str] = (),
    place: int | None = None,
) -> Stage:
    """A new stage at `place` (0 is first); unless told, after the last stage that is not an end."""
    journey = get(session, viewer, Journey, journey_id)
    found = stages(session, viewer, journey.id)
    row = Stage(
        workspace_id=viewer.workspace_id,
        journey_id=journey.id,
        num=next_numbers(session, viewer)[0],
        ord=len(found),
        code="",
    )
    ending = kind == StageKind.TERMINAL
    counted = in_funnel and not ending
    values = {"zh": zh, "en": en, "kind": kind, "in_funnel": counted, "sets_outcome": sets_outcome}
    _fill(row, {**values, "aliases": aliases}, found)
    row.code = row.zh or row.en or ""
    _remember(session, row, [], found)
    session.add(row)
    session.flush()
    if place is None and not ending:
        place = next((number for number, stage in enumerate(found) if stage.kind == StageKind.TERMINAL), len(found))
    if place is not None:
        move_stage(session, viewer, row.id, place)
    return row


def edit_stage(
    session: Session,
    viewer: Viewer,
    stage_id: uuid.UUID | str,
    *,
    seen: int,
    base: Mapping[str, Any] | None = None,
    changes: Mapping[str, Any],
) -> Stage:
    """Change labels, kind, counting, outcome or other names of a stage; `base` holds the values the form showed.

    Its code, and so every row that names the stage, stays, and files may go on calling it by the name it had. Deals
    follow when what the stages say of them changes.
    """
    row = get(session, viewer, Stage, stage_id)
    stray = set(changes) - set(FIELDS)
    if stray:
        raise Invalid(N_("There is no field “{name}” for stages."), field=min(stray), name=min(stray))
    found = stages(session, viewer, row.journey_id)
    before = steps(found)
    values = {field: getattr(row, field) for field in FIELDS} | dict(changes)
    check_merge(row, seen=seen, base=base or {}, columns=changes)
    named = [row.zh, row.en]
    _fill(row, values, others := [stage for stage in found if stage.id != row.id])
    _remember(session, row, named, others)
    keep_a_way_to_lose(row, before, steps(found))
    session.add(row)
    session.flush()
    restate_along(session, viewer, row.journey_id, before)
    return row


def move_stage(session: Session, viewer: Viewer, stage_id: uuid.UUID | str, place: int) -> Stage:
    """Put a stage at a place of its journey; 0 is first, places past the end mean last."""
    row = get(session, viewer, Stage, stage_id)
    found = stages(session, viewer, row.journey_id)
    before = steps(found)
    order = [stage for stage in found if stage.id != row.id]
    order.insert(max(0, place), row)
    put_in_order(session, order)
    restate_along(session, viewer, row.journey_id, before)
    return row


def remove_stage(session: Session, viewer: Viewer, stage_id: uuid.UUID | str) -> None:
    """Remove a stage with its column of the grid; refused while deals have dates there."""
    row = get(session, viewer, Stage, stage_id)
    found = stages(session, viewer, row.journey_id)
    held = event_count(session, viewer, row)
    if held:
        raise Invalid(
            N_(
                "Deals have {n} dates at “{stage}”, so it stays. Take it out of the funnel instead, "
                "or remove the dates first."
            ),
            field="stage",
            n=held,
            stage=row.words,
        )
    if len(found) == 1:
        raise Invalid(N_("A journey needs at least one stage."), field="stage")
    keep_a_way_to_lose(row, steps(found), steps([stage for stage in found if stage.id != row.id]))
    delete_with_parts(session, row)
    put_in_order(session, [stage for stage in found if stage.id != row.id])


def know_stage_as(session: Session, viewer: Viewer, stage_id: uuid.UUID | str, name: str) -> Stage:
    """Let files call a stage by another name as well; one that is another stage's name is refused."""
    row = get(session, viewer, Stage, stage_id)
    found = stages(session, viewer, row.journey_id)
    others = [stage for stage in found if stage.id != row.id]
    _remember(session, row, [_name(name, "aliases", others)], others, taken=[name])
    session.flush()
    return row


def put_in_order(session: Session, order: Sequence[Stage]) -> None:
    """Number the stages of a journey in this order."""
    for number, stage in enumerate(order):
        if stage.ord != number:
            stage.ord = number
            session.add(stage)
    session.flush()


def keep_a_way_to_lose(row: Stage, before: Sequence[Step], after: Sequence[Step]) -> None:
    """Refuse a change after which no end is left where deals are lost."""
    if any(step.sets_outcome == LOST for step in before) and not any(step.sets_outcome == LOST for step in after):
        message = N_(
            "“{stage}” is the only end where deals are lost; without it nobody could be seen to be lost. "
            "Make another such end first."
        )
        raise Invalid(message, field="sets_outcome", stage=row.words)


def _remember(
    session: Session, row: Stage, names: Sequence[str | None], others: Sequence[Stage], *, taken: Sequence[str] = ()
) -> None:
    """Let a stage be known by `names` too; what it is called now, or `taken`, is no other name of another stage."""
    own = {fold(name) for name in (row.code, row.zh, row.en) if name}
    known = {fold(name): name for name in [*row.aliases, *names] if name and fold(name) not in own}
    row.aliases = list(known.values())
    session.add(row)
    for other in others:
        left = [name for name in other.aliases if fold(name) not in own | set(map(fold, taken))]
        if left != other.aliases:
            other.aliases = left
            session.add(other)


def _name(text: str, field: str, others: Sequence[Stage]) -> str:
    """A name as it is kept; one that is too long or another stage's is Invalid."""
    name = " ".join(text.split())
    if len(name) > LIMIT:
        raise Invalid(N_("A stage is a few words; this is longer than 60 characters. Shorten it."), field=field)
    if find_stage(others, name, aliases=False):
        raise Invalid(N_("There is already a stage “{name}”."), field=field, name=name)
    return name


def _fill(row: Stage, values: Mapping[str, Any], others: Sequence[Stage]) -> None:
    """Check and set the fields of a stage; labels must not clash with those of `others`."""
    labels = {field: _name(values[field] or "", field, others) for field in ("zh", "en")}
    if not any(labels.values()):
        raise Invalid(N_("A stage needs a name in at least one language. Type one."), field="zh")
    if values["kind"] not in set(StageKind):
        raise Invalid(N_("There is no kind of stage “{name}”."), field="kind", name=values["kind"])
    outcome = values["sets_outcome"] or None
    if outcome not in {None, WON, LOST, CHURNED}:
        raise Invalid(N_("A stage makes a deal won, lost or churned, or nothing."), field="sets_outcome")
    if outcome in {LOST, CHURNED} and values["kind"] != StageKind.TERMINAL:
        raise Invalid(N_("Only an end of the journey makes a deal lost or churned."), field="sets_outcome")
    if outcome == WON and values["kind"] == StageKind.TERMINAL:
        raise Invalid(N_("Signing is a step forward, not an end. Choose another kind."), field="kind")
    row.aliases = [_name(name, "aliases", others) for name in values["aliases"]]
    row.zh, row.en = labels["zh"] or None, labels["en"] or None
    row.kind, row.sets_outcome = values["kind"], outcome
    row.in_funnel = bool(values["in_funnel"]) and row.kind != StageKind.TERMINAL
