"""Narrowing everything that a card counts to the companies it is about."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from sqlalchemy import func
from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.companies.models import SIGNED, Company
from persona_core.companies.queries import Population
from persona_core.deals.queries import SheetFilter, matching
from persona_core.decision_chain.typical import TypicalChain, typical
from persona_core.journeys.analysis import Counted
from persona_core.journeys.ending import Contracts
from persona_core.kit import plain
from persona_core.personas.conditions import EVERYBODY, Conditions
from persona_core.stories.analysis import Told
from persona_core.stories.material import Material
from persona_core.vocabulary.queries import Lists


@dataclass(frozen=True)
class Scope:
    """The companies a card is about: their ids, keys and numbers, how many stand where; None where it is everybody."""

    conditions: Conditions
    population: Population
    ids: frozenset[uuid.UUID] | None = None
    keys: frozenset[str] = frozenset()
    nums: Collection[int] = ()

    @property
    def sheet(self) -> SheetFilter:
        """The same for what is counted in the database."""
        return self.conditions.sheet()

    def deals(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Only deals of these companies."""
        return frame if self.ids is None else frame[frame["company_id"].isin(self.keys)].reset_index(drop=True)

    def contracts(self, found: Contracts, deals: pd.DataFrame) -> Contracts:
        """Only contracts of these companies; `deals` are theirs."""
        if self.ids is None:
            return found
        running = deals[deals["outcome"] == "won"]
        soon, past = (tuple(c for c in part if c.company_id in self.ids) for part in (found.soon, found.past))
        undated = int(running["ends_on"].isna().sum())
        return Contracts(soon, past, found.renewed, len(running), undated)

    def counted(self, counted: Counted) -> Counted:
        """The journey of these companies."""
        if self.ids is None:
            return counted
        places = np.flatnonzero(np.isin(counted.units.num, np.fromiter(self.nums, dtype=np.int64)))
        return counted.among(places)

    def material(self, found: Material) -> Material:
        """Only stories of these companies."""
        if self.ids is None:
            return found
        told = found.told
        company = {story: who for story, who in told.company.items() if who in self.keys}
        marks = [pair for pair in told.marks if pair[0] in company]
        used = {tag for _, tag in marks}
        return replace(
            found,
            told=Told(company, told.stages, told.positions, marks),
            status={who: status for who, status in found.status.items() if who in self.keys},
            tags={key: tag for key, tag in found.tags.items() if key in used},
            told_on={story: day for story, day in found.told_on.items() if story in company},
            stories=len(company),
        )

    def typical(self, session: Session, viewer: Viewer, known: Lists) -> TypicalChain:
        """The typical chain of those who signed; while none of them has a chain, of everybody here."""
        if self.ids is None:
            return typical(session, viewer, known=known)
        found = typical(session, viewer, wanted=replace(self.sheet, status=SIGNED), known=known)
        return found if found.chains else typical(session, viewer, wanted=self.sheet, known=known)


def scope(session: Session, viewer: Viewer, conditions: Conditions = EVERYBODY) -> Scope:
    """The companies that a card's conditions leave."""
    if conditions.everybody:
        rows = matching(viewer, SheetFilter(), Company.status, func.count()).group_by(Company.status)
        return Scope(conditions, Population(dict(session.execute(rows).all())))
    rows = plain.rows(session, matching(viewer, conditions.sheet(), plain.key(Company.id), Company.num, Company.status))
    keys, nums, statuses = zip(*rows, strict=True) if rows else ((), (), ())
    ids = frozenset(plain.Identities(keys))
    return Scope(conditions, Population(Counter(statuses)), ids, frozenset(keys), nums)
