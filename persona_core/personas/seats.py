"""Reading what is known of whoever sits on a position, over all chains of a card: traits as bands, information."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import func
from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.companies.models import SIGNED, Company
from persona_core.deals.queries import matching
from persona_core.decision_chain.models import Chain, Seat
from persona_core.kit import plain
from persona_core.personas.scope import Scope

TRAITS = ("age_band", "education", "years", "openness", "function", "buying_role", "effort")
_COLUMNS = ("position", *TRAITS, "information")
_APART = re.compile(r"[、，,;；\n/]+")
LONGEST = 60


@dataclass(frozen=True)
class Holders:
    """Of one position: on how many chains it sits, each trait's values with their number, and where they read."""

    seats: int = 0
    traits: Mapping[str, Counter[str]] = field(default_factory=dict)
    sources: Counter[str] = field(default_factory=Counter)
    told: int = 0


NOBODY = Holders()


def holders(session: Session, viewer: Viewer, scope: Scope, positions: Collection[str]) -> dict[str, Holders]:
    """Who holds these positions at the companies that signed; of everybody while none of them has such a seat."""
    found = _holders(session, viewer, replace(scope, conditions=replace(scope.conditions, status=SIGNED)), positions)
    return found or _holders(session, viewer, scope, positions)


def _holders(session: Session, viewer: Viewer, scope: Scope, positions: Collection[str]) -> dict[str, Holders]:
    columns = [getattr(Seat, name) for name in _COLUMNS]
    statement = matching(viewer, scope.sheet, *columns, func.count()).join(Chain, Chain.company_id == Company.id)
    statement = statement.join(Seat, Seat.chain_id == Chain.id).where(Seat.position.in_(list(positions)))
    statement = statement.group_by(*columns).order_by(func.min(Company.num))
    seats: Counter[str] = Counter()
    traits: dict[str, dict[str, Counter[str]]] = {}
    sources: dict[str, Counter[str]] = {}
    told: Counter[str] = Counter()
    for position, *values, information, n in plain.rows(session, statement):
        seats[position] += n
        mine = traits.setdefault(position, {name: Counter() for name in TRAITS})
        for name, value in zip(TRAITS, values, strict=True):
            if value not in (None, ""):
                mine[name][str(value)] += n
        if parts := dict.fromkeys(part.strip()[:LONGEST] for part in _APART.split(information or "") if part.strip()):
            told[position] += n
            sources.setdefault(position, Counter()).update(dict.fromkeys(parts, n))
    return {p: Holders(n, traits[p], sources.get(p, Counter()), told[p]) for p, n in seats.items()}
