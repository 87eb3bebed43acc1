"""Keeping deals in step with their dated stages: outcome, signing day, first day."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.access.queries import get
from persona_core.companies.models import Company
from persona_core.deals.commands import follow, say
from persona_core.deals.following import follow_many
from persona_core.deals.models import Deal, Outcome
from persona_core.evidence.bulk import Statement, expire_rows, state, update_read
from persona_core.evidence.models import HAND, ImportBatch
from persona_core.evidence.resolving import RANKS, from_json, resolve, to_json
from persona_core.evidence.snapshots import chunks
from persona_core.journeys.analysis import Standing, Step, standing
from persona_core.journeys.models import StageEvent
from persona_core.journeys.queries import stages, steps
from persona_core.kit import clock
from persona_core.kit.collecting import resting_collector
from persona_core.kit.plain import rows

_FURTHER = {Outcome.OPEN: 0, Outcome.WON: 1, Outcome.CHURNED: 2}
"""Outcomes on one road; a stage may carry a stated outcome further along, never back or across to another road."""


def rank(source: str) -> int:
    """How far a source of dates is trusted."""
    return RANKS.get(source, RANKS["sales"])


def follow_stages(
    session: Session,
    viewer: Viewer,
    deal: Deal,
    before: Standing,
    after: Standing,
    *,
    source: str,
    batch: ImportBatch | None = None,
) -> None:
    """Carry what the stages say over to the deal, field by field.

    A field that agreed with the stages (or was empty) goes on following them, with the better of its source and the
    new one. A field that was stated otherwise stays; only an outcome told by a file may be carried further along
    (open → won → churned). What somebody set by hand against the stages always stays.
    """
    for said_by, columns in _said(before, after, deal, source):
        say(session, viewer, deal, columns, source=said_by, batch=batch)
    follow(session, viewer, get(session, viewer, Company, deal.company_id))


def _said(before: Standing, after: Standing, deal: Any, source: str) -> list[tuple[str, dict[str, Any]]]:
    """What is now to be said of a deal, and as whose word; `deal` is one, or a row with its columns."""
    said = []
    for field, old, new, current in _columns(before, after, deal):
        if new == current:
            continue
        told = ((deal.provenance or {}).get(field) or {}).get("source")
        if current in {old, None}:
            said_by = max((source, told or source), key=rank)
            said.append((HAND if new is None else said_by, {field: new}))
        elif field == "outcome" and told != HAND and _FURTHER.get(new, 0) > _FURTHER.get(current, 9):
            said.append((max((source, told or source), key=rank), {field: new}))
    return said


def _columns(before: Standing, after: Standing, deal: Any) -> list[tuple[str, Any, Any, Any]]:
    """(field, what the stages said, what they say now, what the deal shows) for each field that follows stages."""
    found: list[tuple[str, Any, Any, Any]] = [("outcome", before.outcome, after.outcome, deal.outcome)]
    for field in ("signed_on", "opened_on"):
        old, new = (
            None if (number := getattr(said, field)) is None else clock.from_day_number(number)
            for said in (before, after)
        )
        found.append((field, old, new, getattr(deal, field)))
    return found


def standings(session: Session, viewer: Viewer, found: Sequence[Step]) -> dict[int, Standing]:
    """What the dated stages say of each deal along these steps, by deal number."""
    return {num: standing(pairs, found) for num, pairs in _dated(session, viewer, found).items()}


def _dated(session: Session, viewer: Viewer, found: Sequence[Step]) -> dict[int, list[tuple[int, int]]]:
    """By deal number its (stage number, day) pairs along these steps."""
    nums = [step.num for step in found]
    mine = (StageEvent.workspace_id == viewer.workspace_id, StageEvent.stage_num.in_(nums))
    by_deal: dict[int, list[tuple[int, int]]] = {}
    for deal_num, num, day in rows(
        session, select(StageEvent.deal_num, StageEvent.stage_num, StageEvent.day).where(*mine)
    ):
        by_deal.setdefault(deal_num, []).append((num, day))
    return by_deal


@resting_collector()
def restate(session: Session, viewer: Viewer, journey_id: uuid.UUID, before: Mapping[int, Standing]) -> None:
    """After stages or their dates changed: let the deals of the journey follow; `before` is what was said of each."""
    _restate(session, viewer, before, standings(session, viewer, steps(stages(session, viewer, journey_id))))


def _restate(session: Session, viewer: Viewer, before: Mapping[int, Standing], after: Mapping[int, Standing]) -> None:
    """Let the deals follow of which the stages say something else now."""
    nothing = standing((), ())
    moved = [n for n in sorted({*before, *after}) if before.get(n, nothing) != after.get(n, nothing)]
    companies: set[uuid.UUID] = set()
    for nums in chunks(moved):
        session.flush()
        mine = (Deal.workspace_id == viewer.workspace_id, Deal.num.in_(nums))
        deals = session.execute(select(*Deal.__table__.c).where(*mine).order_by(Deal.num)).all()
        companies.update(deal.company_id for deal in deals)
        said = [_said(before.get(d.num, nothing), after.get(d.num, nothing), d, HAND) for d in deals]
        _say(session, viewer, [pair for pair in zip(deals, said, strict=True) if pair[1]])
    follow_many(session, viewer, companies)


def _say(session: Session, viewer: Viewer, told: Sequence[tuple[Any, Sequence[tuple[str, dict[str, Any]]]]]) -> None:
    """Write down what is said of deals (read with all their columns), and what follows of it."""
    today, changes, statements = clock.today(), [], []
    for deal, said in told:
        fields = dict.fromkeys(field for _, values in said for field in values)
        columns, grounds = {field: to_json(getattr(deal, field)) for field in fields}, deal.provenance or {}
        for source, values in said:
            one = Statement(source, today, {field: to_json(value) for field, value in values.items()})
            columns, grounds = resolve(columns, grounds, one)
            statements.append((deal.id, one))
        changes.append({field: from_json(Deal, field, columns[field]) for field in fields} | {"provenance": grounds})
    deals = [deal for deal, _ in told]
    update_read(session, Deal, deals, changes)
    state(session, viewer, Deal, statements)
    expire_rows(session, Deal, [deal.id for deal in deals])


@resting_collector()
def restate_along(session: Session, viewer: Viewer, journey_id: uuid.UUID, before: Sequence[Step]) -> None:
    """After the stages changed and no date did: let the deals follow; `before` are the steps as they were."""
    after = steps(stages(session, viewer, journey_id))
    if after != list(before):
        dated = _dated(session, viewer, [*before, *after])
        said = [{num: standing(pairs, found) for num, pairs in dated.items()} for found in (before, after)]
        _restate(session, viewer, *said)
