"""Rows that are stories: the same words from the same customer are one story."""

from __future__ import annotations

import re
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from persona_core.evidence.models import ExternalId
from persona_core.exchange.importing.company_rows import Companies
from persona_core.exchange.importing.memory import Memory, chunks
from persona_core.exchange.importing.parsing import ParsedRow
from persona_core.exchange.importing.plan import FieldChange, PlannedRow, StoryWork, Thing
from persona_core.exchange.importing.roads import Road
from persona_core.exchange.importing.weighing import Scales
from persona_core.kit.errors import Invalid
from persona_core.kit.words import N_
from persona_core.stories.models import Mark, Story, StoryPosition, StoryStage, text_digest
from persona_core.vocabulary.fields import FIELDS
from persona_core.vocabulary.models import Tag, fold

TAG_LIMIT = 60
_EMPTY = N_("The story is empty. Fill in what was told.")
_LONG_TAG = N_("The tag “{name}” is longer than {limit} characters. Shorten it.")
_OTHER_WORDS = N_(
    "The story with this id has other words here. Stored words stay as they are: "
    "give the row another id, or delete the story first."
)
_COLUMNS = ("title", "told_on", "teller", "source")


@dataclass
class KnownStory:
    """A story that is there, or that an earlier row of the file brings."""

    work: StoryWork
    company_id: uuid.UUID | None
    about: dict[str, set[Any]]


class StoryRows:
    """One row a story, from a table or from texts with YAML heads."""

    def __init__(
        self,
        memory: Memory,
        scales: Scales,
        rows: Collection[ParsedRow],
        headers: Mapping[str, str],
        *,
        road: Road,
        told_by: str | None,
    ) -> None:
        memory.load_companies((), {row.at["company"] for row in rows if "company" in row.at})
        self.memory, self.headers, self.road, self.told_by = memory, headers, road, told_by
        self.companies = Companies(memory, scales, ())
        self.by_digest: dict[str, list[KnownStory]] = defaultdict(list)
        self.by_key: dict[str, KnownStory] = {}
        self.nameless = 0
        keys = {row.at["external_id"] for row in rows if "external_id" in row.at}
        self._load(keys, {text_digest(row.at["text"]) for row in rows if row.at.get("text")})

    def _load(self, keys: Collection[str], digests: Collection[str]) -> None:
        session, workspace = self.memory.session, self.memory.viewer.workspace_id
        ids: dict[str, uuid.UUID] = {}
        for chunk in chunks(keys):
            mine = (ExternalId.workspace_id == workspace, ExternalId.kind == "story", ExternalId.value.in_(chunk))
            ids |= dict(session.execute(select(ExternalId.value, ExternalId.subject_id).where(*mine)).all())
        found: dict[uuid.UUID, Story] = {}
        by_id, by_words = chunks(set(ids.values())), chunks(digests)
        for clause in [*(Story.id.in_(c) for c in by_id), *(Story.digest.in_(c) for c in by_words)]:
            rows = session.scalars(select(Story).where(Story.workspace_id == workspace, clause))
            found |= {story.id: story for story in rows}
        about, known = self._about(list(found)), {}
        for story in found.values():
            values = {name: getattr(story, name) for name in ("text", *_COLUMNS)}
            had = {"had_stages": list(about[story.id]["stages"]), "had_positions": list(about[story.id]["positions"])}
            work = StoryWork(values, id=story.id, **had)
            known[story.id] = KnownStory(work, story.company_id, about[story.id])
            self.by_digest[story.digest].append(known[story.id])
        self.by_key = {key: known[story_id] for key, story_id in ids.items() if story_id in known}

    def _about(self, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, dict[str, set[Any]]]:
        session = self.memory.session
        about: dict[uuid.UUID, dict[str, set[Any]]] = defaultdict(
            lambda: {"stages": set(), "positions": set(), "tags": set()}
        )
        for chunk in chunks(ids):
            for story, stage in session.execute(
                select(StoryStage.story_id, StoryStage.stage_id).where(StoryStage.story_id.in_(chunk))
            ):
                about[story]["stages"].add(stage)
            for story, position in session.execute(
                select(StoryPosition.story_id, StoryPosition.position).where(StoryPosition.story_id.in_(chunk))
            ):
                about[story]["positions"].add(position)
            marked = (
                select(Mark.story_id, Tag.name_key).join(Tag, Tag.id == Mark.tag_id).where(Mark.story_id.in_(chunk))
            )
            for story, tag in session.execute(marked):
                about[story]["tags"].add(tag)
        return about

    def check(self, row: ParsedRow) -> None:
        """Refuse a row without words, with an unknown stage, too long a tag, or other words under a known id."""
        if not (row.at.get("text") or "").strip() and not row.refused(self.headers.get("text")):
            row.refuse(self.headers.get("text"), "", Invalid(_EMPTY, field="text"))
        for name in _several(row.at.get("stage")):
            if self.road.find_anywhere(name) is None and not self.road.leaves_out(name):
                row.refuse(self.headers.get("stage"), name, self.road.unknown(name))
        for name in row.at.get("tags") or ():
            if len(" ".join(name.split())) > TAG_LIMIT:
                row.refuse(self.headers.get("tags"), name, Invalid(_LONG_TAG, name=name[:80], limit=TAG_LIMIT))
        known = self.by_key.get(row.at.get("external_id", ""))
        if known and row.at.get("text") and text_digest(known.work.values["text"]) != text_digest(row.at["text"]):
            row.refuse(self.headers.get("external_id"), row.at["external_id"], Invalid(_OTHER_WORDS))

    def plan(self, row: ParsedRow, planned: PlannedRow) -> None:
        """Weigh one row against what is known."""
        home = self.companies.found_or_made(planned, None, row.at.get("company"))
        self.nameless += home is None
        planned.name = " · ".join(part for part in (home.name if home else "", row.at.get("title") or "") if part)
        key, digest = row.at.get("external_id"), text_digest(row.at["text"])
        known = self.by_key.get(key or "") or self._twin(digest, home)
        if known is None:
            known = self._new(row, home)
            self.by_digest[digest].append(known)
            planned.new = True
        else:
            self._fill(row, planned, known, home)
        self._tell(row, planned, known)
        if key and key not in self.by_key:
            self.by_key[key] = known
            if known.work.id:
                self.memory.work.ids.append(("story", key, known.work.id))
            else:
                known.work.external_ids.append(key)

    def _twin(self, digest: str, home: Thing | None) -> KnownStory | None:
        same = self.by_digest.get(digest, [])
        exact = [s for s in same if s.company_id == (home.id if home else None)]
        loose = [s for s in same if s.company_id is None or home is None]
        return next(iter([*exact, *loose]), None)

    def _values(self, row: ParsedRow) -> dict[str, Any]:
        source = row.at.get("source") or self.told_by
        code = self.memory.code(FIELDS["source"].list, source) if source else None
        return {
            "title": row.at.get("title") or "",
            "told_on": row.at.get("told_on"),
            "teller": row.at.get("teller"),
            "source": code,
        }

    def _new(self, row: ParsedRow, home: Thing | None) -> KnownStory:
        work = StoryWork({"text": row.at["text"], **self._values(row)}, company=home)
        self.memory.work.stories.append(work)
        return KnownStory(
            work,
            home.id if home else None,
            {"stages": set(), "positions": set(), "tags": set()},
        )

    def _fill(self, row: ParsedRow, planned: PlannedRow, known: KnownStory, home: Thing | None) -> None:
        """What the row adds to a story that is there: empty fields are filled, full ones stay."""
        for field, value in self._values(row).items():
            if value and not known.work.values[field]:
                planned.notes.append(FieldChange(field, None, value.isoformat() if field == "told_on" else value))
                known.work.values[field] = value
                self._touch(known)
        if home is not None and known.company_id is None:
            planned.notes.append(FieldChange("company", None, home.name))
            known.company_id, known.work.company = home.id, home
            self._touch(known)

    def _tell(self, row: ParsedRow, planned: PlannedRow, known: KnownStory) -> None:
        """Stages, positions and tags that the row adds."""
        about, work = known.about, known.work
        for name in _several(row.at.get("stage")):
            stage = self.road.find_anywhere(name)
            if stage is not None and stage.id not in about["stages"]:
                about["stages"].add(stage.id)
                work.stages.append(stage)
                self._added(planned, known, "stage", stage.zh or stage.en or stage.code)
        for name in _several(row.at.get("position")):
            code = self.memory.code(FIELDS["position"].list, name)
            if code not in about["positions"]:
                about["positions"].add(code)
                work.positions.append(code)
                self._added(planned, known, "position", code)
        for name in row.at.get("tags") or ():
            if fold(name) not in about["tags"]:
                about["tags"].add(fold(name))
                work.tags.append(" ".join(name.split()))
                self.memory.work.tags.setdefault(fold(name), " ".join(name.split()))
                self._added(planned, known, "tags", name)

    def _added(self, planned: PlannedRow, known: KnownStory, key: str, value: str) -> None:
        planned.notes.append(FieldChange(key, None, value))
        self._touch(known)

    def _touch(self, known: KnownStory) -> None:
        if known.work not in self.memory.work.stories:
            self.memory.work.stories.append(known.work)


def _several(text: str | None) -> list[str]:
    """Names in one cell, such as 签约、使用."""
    return [part.strip() for part in re.split(r"[;；,，、|\n]+", text or "") if part.strip()]
