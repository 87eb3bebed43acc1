"""Customers with stories for tests: what was told, by whom, at which stage, with which tags."""

from __future__ import annotations

from persona_core.companies.commands import create_company
from persona_core.companies.models import Company
from persona_core.deals.commands import create_deal
from persona_core.journeys.queries import find_stage, stages
from persona_core.stories import commands
from persona_core.stories.models import Story

OUTCOMES = {"signed": "won", "left": "churned", "lost": "lost", "talking": "open"}


def customer(session, viewer, name: str, outcome: str = "signed", **fields) -> Company:
    """A company that signed, left again, was lost, or is in talks."""
    company = create_company(session, viewer, {"name": name, **fields})
    create_deal(session, viewer, company, {"outcome": OUTCOMES[outcome]})
    return company


def stage_id(session, viewer, name: str):
    """The id of a stage by its Chinese name."""
    return find_stage(stages(session, viewer), name).id


def tell(session, viewer, company: Company | None, text: str, *tags: str, stage: str = "", **rest) -> Story:
    """A story of a company at a stage, with tags on the whole of it."""
    story = commands.write_story(
        session,
        viewer,
        text=text,
        company_id=company.id if company else None,
        stage_ids=[stage_id(session, viewer, stage)] if stage else [],
        **rest,
    )
    for tag in tags:
        commands.mark(session, viewer, story.id, tag)
    return story
