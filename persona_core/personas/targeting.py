"""名单条件: which companies to go for, how many of them are on the list, and the way to see them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from sqlalchemy import func
from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.companies.models import SIGNED, Company, Status
from persona_core.deals.queries import matching
from persona_core.kit.words import Words
from persona_core.personas.card import Target, Way
from persona_core.personas.conditions import OPEN, Conditions, read_conditions
from persona_core.personas.findings import Findings
from persona_core.personas.models import PersonaCard

LEAST = 3
TO_WIN = (Status.LEAD, Status.TALKING)


def target(session: Session, viewer: Viewer, t: Words, f: Findings, row: PersonaCard | None) -> Target | None:
    """The saved filter of a card with its count; None while nobody has set one."""
    if row is None or not row.target:
        return None
    return _told(session, viewer, t, f, read_conditions(row.target))


def proposed(f: Findings) -> Conditions | None:
    """What the evidence says to go for: the middle half of the headcounts of those who stayed, and what they used.

    Companies still to win, also of the kind of work that most had before; None of fewer than three who stayed.
    """
    stayed = f.signed.staying
    heads = stayed.known("headcount")
    size: tuple[float | None, float | None] = OPEN
    if len(heads) >= LEAST and not stayed.mostly_bands("headcount"):
        size = tuple(round(edge) for edge in np.quantile(heads, (0.25, 0.75)).tolist())
    prior = stayed.counts("prior_kind")
    kinds = tuple(sorted(kind for kind, k in prior if 4 * k >= len(stayed) and k >= LEAST))
    if size == OPEN and not kinds:
        return None
    return Conditions(status=tuple(s.value for s in TO_WIN), prior_kind=kinds, headcount=size)


def offer(session: Session, viewer: Viewer, t: Words, f: Findings) -> Target | None:
    """The same with its count; None where nothing can be proposed."""
    conditions = proposed(f)
    return _told(session, viewer, t, f, conditions) if conditions else None


def _told(session: Session, viewer: Viewer, t: Words, f: Findings, conditions: Conditions) -> Target:
    text = conditions.sentence(t, f.known, f.currency, masked=viewer.masked)
    shown = replace(conditions, own=()) if viewer.masked else conditions
    return Target(text, *counted(session, viewer, t, conditions), Way("companies", shown.params()))


def counted(session: Session, viewer: Viewer, t: Words, conditions: Conditions) -> tuple[int, str]:
    """How many companies a filter leaves, and that in words with how many of them are still to win."""
    rows = matching(viewer, conditions.sheet(), Company.status, func.count()).group_by(Company.status)
    by_status: dict[str, int] = dict(session.execute(rows).all())
    n, open_ones = sum(by_status.values()), sum(by_status.get(s, 0) for s in TO_WIN)
    signed = sum(by_status.get(s, 0) for s in SIGNED)
    said = t("{n} on the list: {open} still to win, {signed} signed", n=t.number(n), open=open_ones, signed=signed)
    return n, said
