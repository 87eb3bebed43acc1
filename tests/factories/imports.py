"""Files given to an import, written as text in the test, and a look at what is stored afterwards."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import func, select

from persona_core.access.models import Viewer
from persona_core.access.queries import viewer_for
from persona_core.companies.models import Company, Person
from persona_core.deals.models import Deal
from persona_core.decision_chain import queries as chains
from persona_core.decision_chain.models import Anchor, Chain, ChainMoment, Listening, Moment, Seat, SeatMoment
from persona_core.decision_chain.views import ChainView, MomentRow
from persona_core.evidence.models import ImportBatch, Observation
from persona_core.exchange.commands import import_path
from persona_core.exchange.importing.result import ImportResult
from persona_core.exchange.workspaces import open_workspace
from persona_core.journeys.models import Stage, StageEvent
from persona_core.kit import clock
from persona_core.kit.db import Database
from persona_core.kit.words import Words

ZH, EN = Words("zh"), Words("en")


@dataclass
class Desk:
    """A workspace with the short journey, into which files go."""

    db: Database
    folder: Path
    viewer: Viewer = field(init=False)

    def __post_init__(self) -> None:
        with self.db.write() as session:
            made = open_workspace(session, name=f"w-{uuid.uuid4().hex[:8]}", lang="zh")
            self.viewer = viewer_for(made, "zh", "小乔")

    def take(self, content: str | bytes, kind: str, *, name: str = "file.csv", encoding: str = "utf-8", **options):
        """Import a file of this content; returns what came of it."""
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return self.take_path(path, kind, **options)

    def take_path(self, path: Path, kind: str, **options) -> ImportResult:
        """Import a file or folder."""
        return import_path(self.db, self.viewer, path, kind, **options)

    def rows(self, statement) -> list:
        """What a statement finds."""
        with self.db.read() as session:
            return list(session.scalars(statement))

    def company(self, name: str) -> Company:
        """The one company of this name."""
        (found,) = self.rows(select(Company).where(Company.name == name))
        return found

    def deals(self, name: str) -> list[Deal]:
        """A company's deals, the first one first."""
        return self.rows(select(Deal).where(Deal.company_id == self.company(name).id).order_by(Deal.num))

    def people(self) -> list[Person]:
        """Everybody."""
        return self.rows(select(Person).order_by(Person.created_at, Person.title))

    def chain(self, name: str, deal: Deal | None = None) -> ChainView | None:
        """The chain of a company, or of one of its deals."""
        with self.db.read() as session:
            return chains.chain(session, self.viewer, self.company(name).id, deal_id=deal.id if deal else None)

    def moment(self, name: str, moment: str = Moment.PURCHASE) -> dict[str, MomentRow]:
        """position (its label) → what it says at a moment."""
        return {row.seat.label: row for row in self.chain(name).moments[Moment(moment)].rows}

    def events(self, deal: Deal) -> dict[str, list[str]]:
        """stage → its days, for one deal."""
        found: dict[str, list[str]] = {}
        with self.db.read() as session:
            for zh, day in session.execute(
                select(Stage.zh, StageEvent.day)
                .join(StageEvent, (StageEvent.stage_num == Stage.num) & (StageEvent.workspace_id == Stage.workspace_id))
                .where(StageEvent.workspace_id == self.viewer.workspace_id, StageEvent.deal_num == deal.num)
                .order_by(Stage.ord, StageEvent.day)
            ):
                found.setdefault(zh, []).append(clock.from_day_number(day).isoformat())
        return found

    def counts(self) -> dict[str, int]:
        """How many rows the tables hold that imports write to."""
        with self.db.read() as session:
            models = (Company, Person, Deal, StageEvent, Observation, ImportBatch)
            models += (Chain, ChainMoment, Seat, SeatMoment, Listening, Anchor)
            return {m.__tablename__: session.scalar(select(func.count()).select_from(m)) for m in models}


def tally(result: ImportResult) -> tuple[int, int, int, int]:
    """created, updated, unchanged, number of refusals."""
    said = result.as_json(ZH)
    return said["created"], said["updated"], said["unchanged"], len(said["rejected"])
