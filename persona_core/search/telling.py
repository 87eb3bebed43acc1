"""How a row that was found is told to a viewer: its title, the words around the hit, what a link to it needs."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.companies.models import Company
from persona_core.companies.naming import company_name, person_name, shorten
from persona_core.decision_chain.models import Chain
from persona_core.journeys.models import LANE_LABELS, Lane
from persona_core.journeys.queries import every_stage, stage_label
from persona_core.kit.words import Words
from persona_core.search.folding import around, spans
from persona_core.search.models import Kind
from persona_core.search.rows import SOURCES, Row
from persona_core.search.views import Hit, Line
from persona_core.stories.tellers import redactor
from persona_core.vocabulary.models import TAG_KIND_LABELS, ListName, Tag
from persona_core.vocabulary.queries import lists

LONGEST_TITLE = 60
_FIRST_WORDS = 24
_NAMED = ("id", "name", "region", "industry", "headcount", "headcount_band")


class Teller:
    """Tells rows to one viewer; what it needs to know of the workspace is read once."""

    def __init__(self, session: Session, viewer: Viewer, t: Words, words: Sequence[str]) -> None:
        self.session, self.viewer, self.t, self.words = session, viewer, t, words
        self.known = lists(session, viewer)
        self.redact = redactor(session, viewer, t, self.known)
        self.stages = {stage.id: stage for stage in every_stage(session, viewer)}
        self.companies: dict[uuid.UUID, str] = {}
        self.chains: dict[uuid.UUID, uuid.UUID] = {}
        self.tags: dict[uuid.UUID, str] = {}

    def shown(self, row: Row) -> list[str]:
        """What of a row this viewer may find it by: nothing that is kept from them."""
        hidden = SOURCES[row.kind].hidden(self.viewer)
        return [self.redact(text) for text in (*row.names(hidden), *row.text(hidden))]

    def hits(self, rows: Sequence[Row]) -> list[Hit]:
        """The rows in their order."""
        self._learn(rows)
        return [self._hit(row) for row in rows]

    def _learn(self, rows: Sequence[Row]) -> None:
        """Read what the rows refer to."""
        chains = self._wanted(rows, "chain_id", self.chains)
        if chains:
            found = self.session.execute(select(Chain.id, Chain.company_id).where(Chain.id.in_(chains)))
            self.chains.update(found.all())
        tags = self._wanted(rows, "tag_id", self.tags)
        if tags:
            self.tags.update(self.session.execute(select(Tag.id, Tag.name).where(Tag.id.in_(tags))).all())
        companies = {*self._wanted(rows, "company_id", self.companies), *self.chains.values()} - self.companies.keys()
        if companies:
            columns = [getattr(Company, column) for column in _NAMED]
            for found in self.session.execute(select(*columns).where(Company.id.in_(companies))).mappings():
                self.companies[found["id"]] = company_name(self.viewer, self.t, self.known, found)

    @staticmethod
    def _wanted(rows: Iterable[Row], column: str, known: dict) -> list[uuid.UUID]:
        return list({row.values[column] for row in rows if row.values.get(column)} - known.keys())

    def _hit(self, row: Row) -> Hit:
        refers = {key: value for key, value in row.values.items() if key in SOURCES[row.kind].besides}
        if row.kind is Kind.SEAT:
            refers["company_id"] = self.chains.get(refers["chain_id"])
        stage = self.stages.get(row.values.get("stage_id"))
        if stage is not None:
            refers |= {"stage": stage.code, "journey_id": stage.journey_id}
        title = shorten(self._title(row, refers), LONGEST_TITLE)
        return Hit(row.kind, row.id, Line(title, spans(title, self.words)), self._snippet(row, refers), refers)

    def _title(self, row: Row, refers: dict[str, object]) -> str:
        t, values = self.t, row.values
        if row.kind is Kind.COMPANY:
            return company_name(self.viewer, t, self.known, {**values, "id": row.id})
        if row.kind is Kind.PERSON:
            title = values["title"] or self._position(values["position"])
            return person_name(self.viewer, t, values["name"], title)
        if row.kind is Kind.POSITION:
            return t.pick(values["zh"], values["en"]) or values["code"]
        if row.kind is Kind.STORY:
            return self.redact(values["title"] or shorten(values["text"], _FIRST_WORDS))
        if row.kind is Kind.SEAT:
            return " · ".join(filter(None, (self._company(refers), self._position(values["position"]))))
        if row.kind is Kind.CONCERN:
            return " · ".join(filter(None, (self.tags.get(values["tag_id"], ""), self._position(values["position"]))))
        if row.kind is Kind.STAGE_NOTE:
            return f"{self._stage(values['stage_id'])} · {t(LANE_LABELS[Lane(values['lane'])])}"
        return self.redact(values["name"])

    def _snippet(self, row: Row, refers: dict[str, object]) -> Line:
        """The words around the hit; when only the name was hit, what else tells the row from others of its name."""
        texts = [self.redact(text) for text in row.text(SOURCES[row.kind].hidden(self.viewer))]
        held = next((text for text in texts if spans(text, self.words)), None)
        if held is not None:
            return Line(*around(held, self.words))
        return Line(self._beside(row, refers) or (around(texts[0], ())[0] if texts else ""))

    def _beside(self, row: Row, refers: dict[str, object]) -> str:
        values = row.values
        if row.kind is Kind.COMPANY and not self.viewer.masked:
            label = self.known.label(ListName.INDUSTRY, values["industry"], self.t)
            return " · ".join(filter(None, (values["region"], label)))
        if row.kind is Kind.PERSON:
            return " · ".join(filter(None, (self._company(refers), self._position(values["position"]))))
        if row.kind is Kind.TAG:
            kind = self.t(TAG_KIND_LABELS.get(values["kind"], values["kind"]))
            return " · ".join(filter(None, (kind, self.redact(shorten(values["definition"] or "", 48)))))
        return ""

    def _stage(self, stage_id: uuid.UUID) -> str:
        stage = self.stages.get(stage_id)
        return stage_label(stage, self.t) if stage else ""

    def _company(self, refers: dict[str, object]) -> str:
        return self.companies.get(refers.get("company_id"), "")

    def _position(self, code: str | None) -> str:
        return self.known.label(ListName.POSITION, code, self.t)
