"""Dated stages for tests, by name and by how many days ago."""

from __future__ import annotations

from datetime import date, timedelta

from persona_core.journeys import commands, queries
from persona_core.kit import clock


def date_stages(session, viewer, deal, *, source=None, **ago) -> int:
    """Date stages of a deal by their Chinese names and how many days ago."""
    found = queries.stages(session, viewer)
    pairs = [
        (queries.find_stage(found, name), days_ago(n))
        for name, numbers in ago.items()
        for n in (numbers if isinstance(numbers, list) else [numbers])
    ]
    return commands.add_events(session, viewer, deal, pairs, source=source)


def days_ago(number: int) -> date:
    return clock.today() - timedelta(days=number)
