"""What on a card has aged: values past their shelf life, old confirmations, reviews that are due."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Text, cast, func, or_
from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.companies.models import Company, Status
from persona_core.deals.queries import SheetFilter, matching
from persona_core.decision_chain.models import Chain, SeatMoment
from persona_core.evidence.grounds import unfolded
from persona_core.kit.readings import kept_for_all
from persona_core.kit.words import Words
from persona_core.personas.card import Line, Way
from persona_core.personas.findings import Findings
from persona_core.personas.models import PersonaCard
from persona_core.vocabulary.fields import FIELDS

FACT_DAYS, STANCE_DAYS, STORY_DAYS, CONFIRMED_DAYS = 365, 90, 180, 180
"""How long a company's facts, a stance, the newest story and a confirmation are taken as they are."""

FACTS = ("headcount", "annual_revenue")
WEIGHTY = 0.1
"""Stances of seats that weigh less change nothing on the card."""


def stale(session: Session, viewer: Viewer, t: Words, f: Findings, row: PersonaCard | None) -> tuple[Line, ...]:
    """A line for each sort of thing that has aged, with the way to renew it."""
    if not f.population.signed:
        return ()
    read = (*_stances(session, viewer, t, f), *_facts(session, viewer, t, f))
    return (*_dates(t, f, row), *_stories(t, f), *read)


def _dates(t: Words, f: Findings, row: PersonaCard | None) -> Iterator[Line]:
    if row and row.review_on and row.review_on <= f.today:
        yield Line(
            "stale.review", t("The review of this card was due on {day}.", day=t.date(row.review_on)), Way("card")
        )
    if row and row.confirmed_on and (age := (f.today - row.confirmed_on).days) > CONFIRMED_DAYS:
        text = t("Sales confirmed it {n} days ago; ask again.", n=t.number(age))
        yield Line("stale.confirmed", text, Way("card"))


def _stories(t: Words, f: Findings) -> Iterator[Line]:
    newest = max((day for day in f.told.told_on.values() if day), default=None)
    if newest and (age := (f.today - newest).days) > STORY_DAYS:
        text = t("The newest story is {n} days old; visit a customer again.", n=t.number(age))
        yield Line("stale.stories", text, Way("stories", {"write": "1"}))


def _stances(session: Session, viewer: Viewer, t: Words, f: Findings) -> Iterator[Line]:
    """Stances of weighty seats that nobody has looked at for long, where a deal is open or a customer runs."""
    n, chains = _rested(session, viewer, f.scope.sheet, f.today - timedelta(days=STANCE_DAYS))
    if n:
        text = t.plural(
            "{n} stance is older than {days} days or has no date ({chains}).",
            "{n} stances are older than {days} days or have no date ({chains}).",
            n,
            days=STANCE_DAYS,
            chains=t.plural("{n} chain", "{n} chains", chains),
        )
        yield Line("stale.stances", text, Way("decision-chain"))


def _facts(session: Session, viewer: Viewer, t: Words, f: Findings) -> Iterator[Line]:
    since = (f.today - timedelta(days=FACT_DAYS)).isoformat()
    grounds = _grounds(session, viewer, f.scope.sheet)
    for key in FACTS:
        aged = sum(n for told, n in grounds if key in told and told[key]["on"] < since)
        if aged:
            text = t.plural(
                "{label} of {n} customer is more than a year old.",
                "{label} of {n} customers is more than a year old.",
                aged,
                label=t(FIELDS[key].label),
            )
            yield Line(f"stale.{key}", text, Way("companies", {"status": "active"}))


@kept_for_all
def _rested(session: Session, viewer: Viewer, sheet: SheetFilter, since: date) -> tuple[int, int]:
    """Stances of weighty seats, in talks or with a customer, that are from before a day; and of how many chains."""
    wanted = replace(sheet, status=(Status.TALKING, Status.ACTIVE))
    statement = matching(viewer, wanted, func.count(SeatMoment.id), func.count(func.distinct(Chain.id)))
    statement = statement.join(Chain, Chain.company_id == Company.id).join(SeatMoment, SeatMoment.chain_id == Chain.id)
    weighty = SeatMoment.stance.is_not(None), SeatMoment.total >= WEIGHTY
    old = or_(SeatMoment.stance_on < since, SeatMoment.stance_on.is_(None))
    return tuple(session.execute(statement.where(*weighty, old)).one())


@kept_for_all
def _grounds(session: Session, viewer: Viewer, sheet: SheetFilter) -> list[tuple[dict[str, Any], int]]:
    """What running customers' fields are known from, alike ones together, and of how many."""
    alike = cast(Company.provenance, Text)
    wanted = replace(sheet, status=(Status.ACTIVE,))
    rested = session.execute(matching(viewer, wanted, alike, func.count()).group_by(alike)).all()
    return [(unfolded(json.loads(text) or {}), n) for text, n in rested]
