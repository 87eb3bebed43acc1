"""Merging two stages into one and splitting one into two, with everything that hangs on them."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import ColumnElement, delete
from sqlalchemy import select as raw
from sqlmodel import Session, SQLModel

from persona_core.access.models import Viewer
from persona_core.access.queries import get
from persona_core.evidence.bulk import expire_rows
from persona_core.evidence.changes import delete_with_parts, noted, update_alike
from persona_core.evidence.moving import move_parts
from persona_core.journeys.following import rank, restate, standings
from persona_core.journeys.models import WON, Concern, Stage, StageEvent, StageKind, StageNote
from persona_core.journeys.queries import stages, steps
from persona_core.journeys.stages import add_stage, know_stage_as, put_in_order
from persona_core.kit import clock
from persona_core.kit.errors import Invalid, NotFound
from persona_core.kit.words import N_

_DATES = StageEvent.__table__
_CHUNK = 500


@dataclass(frozen=True)
class Merged:
    """What a merge moved: dates, those of them that were told twice and became one, and rows of other tables."""

    into: Stage
    dates: int
    folded: int
    parts: Counter[str] = field(default_factory=Counter)


def merge_stages(session: Session, viewer: Viewer, stage_id: uuid.UUID | str, into_id: uuid.UUID | str) -> Merged:
    """Let one stage go over into another of the same journey, which keeps its name, kind and place.

    Dates, concerns, notes and stories move; what both say stands once, and two different answers or notes stand
    together. Files may go on using the old name. A stage that makes deals won makes the merged one do so. Ends are
    merged with ends of the same outcome only.
    """
    gone, into = get(session, viewer, Stage, stage_id), get(session, viewer, Stage, into_id)
    if gone.journey_id != into.journey_id or gone.id == into.id:
        raise NotFound()
    _refuse_unlike(gone, into)
    found = stages(session, viewer, into.journey_id)
    before = standings(session, viewer, steps(found))
    dates, folded = _join_dates(session, viewer, gone, into)
    names = (gone.code, gone.zh, gone.en, *gone.aliases)
    parts = move_parts(session, gone, into, fold=_join, apart={_DATES.name})
    into.sets_outcome = into.sets_outcome or gone.sets_outcome
    into.in_funnel = into.in_funnel or gone.in_funnel
    session.add(into)
    delete_with_parts(session, gone)
    put_in_order(session, [stage for stage in found if stage.id != gone.id])
    for name in filter(None, names):
        know_stage_as(session, viewer, into.id, name)
    restate(session, viewer, into.journey_id, before)
    return Merged(into, dates, folded, parts)


def _refuse_unlike(gone: Stage, into: Stage) -> None:
    ends = [stage.kind == StageKind.TERMINAL for stage in (gone, into)]
    if any(ends) and (not all(ends) or gone.sets_outcome != into.sets_outcome):
        raise Invalid(
            N_("“{stage}” and “{other}” cannot become one: lost, left and going on are told apart."),
            field="stage",
            stage=gone.words,
            other=into.words,
        )


def _join_dates(session: Session, viewer: Viewer, gone: Stage, into: Stage) -> tuple[int, int]:
    """Move the dates of one stage to another; of two on one day of a deal the better source's stays."""
    both = (_DATES.c.workspace_id == viewer.workspace_id) & _DATES.c.stage_num.in_([gone.num, into.num])
    by_day: dict[tuple[int, int], list[tuple[int, int, str]]] = {}
    moving = []
    for row in session.execute(raw(_DATES).where(both)).mappings():
        by_day.setdefault((row["deal_num"], row["day"]), []).append((rank(row["source"]), row["id"], row["stage_num"]))
        if row["stage_num"] == gone.num:
            moving.append(row["id"])
    twice = [min(rows, key=lambda row: (row[0], row[2] != gone.num))[1] for rows in by_day.values() if len(rows) > 1]
    for start in range(0, len(twice), _CHUNK):
        these = _DATES.c.id.in_(twice[start : start + _CHUNK])
        with noted(session, _DATES, these):
            session.execute(delete(_DATES).where(these))
    _carry(session, [event_id for event_id in moving if event_id not in set(twice)], gone, into)
    return len(moving), len(twice)


def _carry(session: Session, ids: Sequence[int], gone: Stage, into: Stage) -> None:
    """Let dates of one stage be of another."""
    update_alike(session, _DATES, ids, before={"stage_num": gone.num}, after={"stage_num": into.num})
    expire_rows(session, StageEvent, ids)


def _join(part: SQLModel, twin: SQLModel) -> None:
    """What only one of two alike rows of the grid says goes over to the one that stays."""
    if isinstance(part, Concern) and isinstance(twin, Concern):
        twin.answer = _together(twin.answer, part.answer)
        twin.answered = twin.answered or part.answered
    elif isinstance(part, StageNote) and isinstance(twin, StageNote):
        twin.text = _together(twin.text, part.text)
        twin.mood = twin.mood or part.mood


def _together(one: str, other: str) -> str:
    return one if not other or other in one else f"{one}\n{other}" if one else other


def split_stage(
    session: Session,
    viewer: Viewer,
    stage_id: uuid.UUID | str,
    *,
    zh: str = "",
    en: str = "",
    since: date | None = None,
    again: bool = False,
    deals: Collection[int] = (),
) -> tuple[Stage, int]:
    """A new stage right after another, of its kind, and the dates that belong there; returns it and their number.

    Dates go over that lie on or after `since`, or (with `again`) are not the deal's first at the stage, or are of one
    of `deals` (numbers); without any of these none does. Concerns, notes and stories stay where they are, and so does
    being the stage that makes deals won.
    """
    row = get(session, viewer, Stage, stage_id)
    found = stages(session, viewer, row.journey_id)
    before = standings(session, viewer, steps(found))
    place = [stage.id for stage in found].index(row.id) + 1
    made = add_stage(
        session,
        viewer,
        row.journey_id,
        zh=zh,
        en=en,
        kind=row.kind,
        in_funnel=row.in_funnel,
        sets_outcome=None if row.sets_outcome == WON else row.sets_outcome,
        place=place,
    )
    moving = _moving(session, viewer, row, since, again, set(deals))
    _carry(session, moving, row, made)
    restate(session, viewer, row.journey_id, before)
    return made, len(moving)


def _moving(
    session: Session, viewer: Viewer, row: Stage, since: date | None, again: bool, deals: Collection[int]
) -> list[int]:
    here: ColumnElement[bool] = (_DATES.c.workspace_id == viewer.workspace_id) & (_DATES.c.stage_num == row.num)
    dated = session.execute(raw(_DATES.c.id, _DATES.c.deal_num, _DATES.c.day).where(here).order_by(_DATES.c.day)).all()
    after = None if since is None else clock.day_number(since)
    met: set[int] = set()
    moving = []
    for event_id, deal_num, day in dated:
        later = again and deal_num in met
        if later or deal_num in deals or (after is not None and day >= after):
            moving.append(event_id)
        met.add(deal_num)
    return moving
