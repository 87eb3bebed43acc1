"""Writing dates: the days on which deals entered stages, added, corrected, taken away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.access.queries import get, visible
from persona_core.deals.models import Deal
from persona_core.evidence.models import HAND, ImportBatch
from persona_core.journeys.analysis import Standing, Step, standing
from persona_core.journeys.following import follow_stages, rank
from persona_core.journeys.models import Stage, StageEvent, StageKind
from persona_core.journeys.queries import stages, steps
from persona_core.kit import clock
from persona_core.kit.errors import Conflict, Invalid, NotFound
from persona_core.kit.words import N_
from persona_core.vocabulary.fields import FIELDS
from persona_core.vocabulary.values import past_day


def add_events(
    session: Session,
    viewer: Viewer,
    deal: Deal,
    events: Sequence[tuple[Stage, date]],
    *,
    source: str | None = None,
    batch: ImportBatch | None = None,
    visits: bool = False,
) -> int:
    """Date stages of a deal; returns how many dates were added or moved. Days before 1970 or ahead are Invalid.

    A repeating stage keeps every day once. Any other stage has one day in a deal: of several in one call the
    earliest counts, and it takes the place of the day known before unless that came from a better source.
    With `visits` every day is a visit of its own at any stage, added beside those known; only where a better source
    has dated a stage that is passed once, nothing is added. The same call again changes nothing.

    Outcome, signing day and first day of the deal follow (see `following.follow_stages`), then its company.
    """
    source = source or viewer.source
    if not events:
        return 0
    said = [(stage, past_day(FIELDS["date"], day)) for stage, day in events]
    found = _stages_for(session, viewer, deal, [stage for stage, _ in said])
    known = _event_rows(session, viewer, deal)
    before = _standing(known, found)
    entries = list({(stage.num, day): (stage, day) for stage, day in said}.values()) if visits else _entries(said)
    changed = [row for entry in entries if (row := _date(viewer, deal, known, *entry, source, visits=visits))]
    for row in changed:
        row.source, row.batch_id = source, batch.id if batch else None
        session.add(row)
    if changed:
        session.flush()
        follow_stages(session, viewer, deal, before, _standing(known, found), source=source, batch=batch)
    return len(changed)


def _date(
    viewer: Viewer, deal: Deal, known: list[StageEvent], stage: Stage, day: date, source: str, *, visits: bool
) -> StageEvent | None:
    """The row that now says the deal was at the stage on that day; None when nothing changes."""
    number = clock.day_number(day)
    rows = [e for e in known if e.stage_num == stage.num]
    if any(e.day == number for e in rows):
        return None
    if rows and stage.kind != StageKind.REPEATING:
        if rank(source) < max(rank(e.source) for e in rows):
            return None
        if not visits:
            row = min(rows, key=lambda e: e.day)
            row.day = number
            return row
    place = {"workspace_id": viewer.workspace_id, "deal_num": deal.num, "stage_num": stage.num}
    row = StageEvent(**place, day=number, source=source)
    known.append(row)
    return row


def correct_event(
    session: Session,
    viewer: Viewer,
    event_id: int,
    *,
    stage: Stage,
    day: date,
    seen: tuple[int, date] | None = None,
) -> StageEvent:
    """Say by hand that a date belongs to another day or stage of the same journey; what followed from it follows.

    `seen` is the stage number and day that the form showed: a date that somebody else changed meanwhile is a Conflict.
    A deal that has the same date already keeps one of the two.
    """
    row = get(session, viewer, StageEvent, event_id, lock=True)
    number = clock.day_number(past_day(FIELDS["date"], day))
    there = (row.stage_num, clock.from_day_number(row.day))
    if seen is not None and there not in {seen, (stage.num, day)}:
        raise Conflict(
            N_("Somebody changed this date meanwhile. It is shown as it stands now; correct it again if need be."),
            row_id=row.id,
            current={"stage": there[0], "date": there[1].isoformat()},
            mine={"stage": stage.num, "date": day.isoformat()},
        )
    deal = _deal_of(session, viewer, row)
    found = _stages_for(session, viewer, deal, [stage])
    known = _event_rows(session, viewer, deal)
    before = _standing(known, found)
    twin = next((e for e in known if (e.stage_num, e.day) == (stage.num, number) and e.id != row.id), None)
    if twin is not None:
        session.delete(row)
        known.remove(row)
    kept = twin or row
    if twin is not None or there != (stage.num, day):
        kept.stage_num, kept.day, kept.source, kept.batch_id = stage.num, number, HAND, None
        session.add(kept)
    session.flush()
    follow_stages(session, viewer, deal, before, _standing(known, found), source=HAND)
    return kept


def remove_event(session: Session, viewer: Viewer, event_id: int) -> None:
    """Take a date away from a deal; what followed from it goes too."""
    row = get(session, viewer, StageEvent, event_id)
    deal = _deal_of(session, viewer, row)
    known = _event_rows(session, viewer, deal)
    found = _stages_for(session, viewer, deal, [])
    before = _standing(known, found)
    known.remove(row)
    session.delete(row)
    session.flush()
    follow_stages(session, viewer, deal, before, _standing(known, found), source=HAND)


def _stages_for(session: Session, viewer: Viewer, deal: Deal, wanted: Sequence[Stage]) -> list[Step]:
    """The steps of the deal's journey; a deal without one joins that of its first dated stage."""
    for stage in wanted:
        if stage.workspace_id != viewer.workspace_id:
            raise NotFound()
        if deal.journey_id is None:
            deal.journey_id = stage.journey_id
            session.add(deal)
        if stage.journey_id != deal.journey_id:
            raise Invalid(
                N_("The stage “{stage}” belongs to another journey than this deal."),
                field="stage",
                stage=stage.words,
            )
    return steps(stages(session, viewer, deal.journey_id))


def _deal_of(session: Session, viewer: Viewer, row: StageEvent) -> Deal:
    return session.exec(visible(Deal, viewer).where(Deal.num == row.deal_num)).one()


def _event_rows(session: Session, viewer: Viewer, deal: Deal) -> list[StageEvent]:
    return list(session.exec(visible(StageEvent, viewer).where(StageEvent.deal_num == deal.num)))


def _standing(rows: Iterable[StageEvent], found: Sequence[Step]) -> Standing:
    return standing([(row.stage_num, row.day) for row in rows], found)


def _entries(said: Iterable[tuple[Stage, date]]) -> list[tuple[Stage, date]]:
    """One entry a day for repeating stages, the earliest day for others."""
    repeats, once = {}, {}
    for stage, day in said:
        if stage.kind == StageKind.REPEATING:
            repeats[stage.num, day] = (stage, day)
        elif stage.num not in once or day < once[stage.num][1]:
            once[stage.num] = (stage, day)
    return [*once.values(), *repeats.values()]
