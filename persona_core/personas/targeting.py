"""名单条件: which companies to go for, how many of them are on the list, and the way to see them."""

from __future__ import annotations

from sqlalchemy import func
from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.companies.models import SIGNED, Company, Status
from persona_core.deals.queries import matching
from persona_core.kit.words import Words
from persona_core.personas.card import Target, Way
from persona_core.personas.conditions import Conditions, read_conditions
from persona_core.personas.findings import Findings
from persona_core.personas.models import PersonaCard

TO_WIN = (Status.LEAD, Status.TALKING)


def target(session: Session, viewer: Viewer, t: Words, f: Findings, row: PersonaCard | None) -> Target | None:
    """The saved filter of a card with its count; None while nobody has set one."""
    if row is None or not row.target:
        return None
    conditions = read_conditions(row.target)
    return Target(
        conditions.sentence(t, f.known, f.currency),
        *counted(session, viewer, t, conditions),
        Way("companies", conditions.params()),
    )


def counted(session: Session, viewer: Viewer, t: Words, conditions: Conditions) -> tuple[int, str]:
    """How many companies a filter leaves, and that in words with how many of them are still to win."""
    rows = matching(viewer, conditions.sheet(), Company.status, func.count()).group_by(Company.status)
    by_status: dict[str, int] = dict(session.execute(rows).all())
    n, open_ones = sum(by_status.values()), sum(by_status.get(s, 0) for s in TO_WIN)
    signed = sum(by_status.get(s, 0) for s in SIGNED)
    said = t("{n} on the list: {open} still to win, {signed} signed", n=t.number(n), open=open_ones, signed=signed)
    return n, said
