"""Reading what the one sentence about everybody and what is missing are said from, without gathering a card."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import exists, func
from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.companies.models import SIGNED, Company
from persona_core.companies.naming import Redactor
from persona_core.deals.queries import SheetFilter, matching
from persona_core.decision_chain.leading import leading
from persona_core.decision_chain.queries import Coverage
from persona_core.journeys.counting import counted, road_of
from persona_core.journeys.ending import ending
from persona_core.kit import clock, plain
from persona_core.kit.estimates import share
from persona_core.kit.readings import kept_for_all
from persona_core.kit.words import Words
from persona_core.personas.customers import Customers
from persona_core.personas.findings import Outline, Theme
from persona_core.personas.gathering import lost_at, stage_labels
from persona_core.personas.queries import first_card, written_advice
from persona_core.personas.scope import scope
from persona_core.stories.models import Story
from persona_core.stories.queries import tag_counts
from persona_core.stories.tellers import redactor
from persona_core.vocabulary.models import Tag
from persona_core.vocabulary.queries import Lists

_TOLD = ("status", "industry", "headcount", "headcount_band", "prior_kind")
"""What is asked of each of those who signed."""


def outline(session: Session, viewer: Viewer, t: Words, known: Lists, covered: Coverage) -> Outline:
    """What the first card, which is about everybody, says in one sentence and what it lacks.

    Counted in the database, it costs a fraction of the card; `covered` tells of all chains.
    """
    row = first_card(session, viewer)
    population = scope(session, viewer).population
    road = road_of(session, counted(session, viewer))
    stories, asked = _told(session, viewer)
    counts = tag_counts(session, viewer)
    hide = redactor(session, viewer, t, known)
    return Outline(
        population=population,
        signed=signed(session, viewer),
        known=known,
        chained=covered.chains > 0,
        leaders=leading(session, viewer, known),
        win_rate=share(population.signed, population.talked),
        lost_at=lost_at(road, stage_labels(session, viewer, t)),
        themes=_themes(session, viewer, hide, counts, asked, population.signed),
        stories=stories,
        with_stories=asked,
        road=road,
        contracts=ending(session, viewer, clock.today()),
        confirmed_by=row.confirmed_by if row else "",
        advice={kind: a.text for kind, a in written_advice(session, viewer, row).items()},
    )


@kept_for_all
def signed(session: Session, viewer: Viewer) -> Customers:
    """What is known of each of those who signed, by number."""
    wanted = matching(viewer, SheetFilter(status=SIGNED), *(getattr(Company, name) for name in _TOLD))
    return Customers(plain.columns(session, wanted.order_by(Company.num)))


@kept_for_all
def _told(session: Session, viewer: Viewer) -> tuple[int, int]:
    """How many stories there are, and of how many of those who signed."""
    stories = select(func.count()).select_from(Story).where(Story.workspace_id == viewer.workspace_id)
    told = matching(viewer, SheetFilter(status=SIGNED), func.count()).where(
        exists().where(Story.company_id == Company.id)
    )
    return session.execute(stories).scalar_one(), session.execute(told).scalar_one()


def _themes(
    session: Session, viewer: Viewer, hide: Redactor, counts: Mapping[UUID, int], asked: int, signed: int
) -> tuple[Theme, ...]:
    """What those who signed mention, most named first, without quotes."""
    columns = select(Tag.id, Tag.name, Tag.kind).where(Tag.workspace_id == viewer.workspace_id, Tag.id.in_(counts))
    rows = sorted(session.execute(columns), key=lambda row: (-counts[row.id], row.name))
    return tuple(Theme(str(row.id), hide(row.name), row.kind, counts[row.id], asked, signed) for row in rows)
