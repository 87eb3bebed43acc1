"""Rows that are stories: the same words from the same customer are one story."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from persona_core.companies.models import SIGNED
from persona_core.exchange.importing.company_rows import Companies
from persona_core.exchange.importing.known_stories import KnownStories, KnownStory
from persona_core.exchange.importing.memory import Memory
from persona_core.exchange.importing.new_tags import NewTags
from persona_core.exchange.importing.parsing import ParsedRow, named_in
from persona_core.exchange.importing.plan import FieldChange, PlannedRow, StoryWork, Thing
from persona_core.exchange.importing.roads import Road
from persona_core.exchange.importing.weighing import Scales
from persona_core.kit.errors import Invalid
from persona_core.kit.words import N_
from persona_core.stories.analysis import OURS, THEIRS, clip, transcript
from persona_core.stories.analysis.scripts import mixes_scripts
from persona_core.stories.models import text_digest
from persona_core.stories.speaking import known_sides
from persona_core.vocabulary.fields import FIELDS
from persona_core.vocabulary.models import fold

TAG_LIMIT = 60
_EMPTY = N_("The story is empty. Fill in what was told.")
_LONG_TAG = N_("The tag “{name}” is longer than {limit} characters. Shorten it.")
_OTHER_WORDS = N_(
    "The story with this id has other words here. Stored words stay as they are: "
    "give the row another id, or delete the story first."
)


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
        same_tags: Mapping[str, str] | None = None,
    ) -> None:
        memory.load_companies((), named_in(rows, "company"))
        self.memory, self.headers, self.road, self.told_by = memory, headers, road, told_by
        self.companies = Companies(memory, scales, ())
        self.nameless, self.nearly = 0, []
        self.unsigned: set[str] = set()
        self.conversations, self.cut, self.unasked, self.mixed = 0, [], {}, 0
        keys = named_in(rows, "external_id")
        self.stories = KnownStories(memory, keys, {row.at["text"] for row in rows if row.at.get("text")})
        self.tags = NewTags(memory, same_tags)
        self.sides = known_sides(memory.session, memory.viewer)

    @property
    def alike(self) -> dict[str, str]:
        """New tags beside the one that each resembles."""
        return self.tags.alike

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
        known = self.stories.by_key.get(row.at.get("external_id", ""))
        if known and row.at.get("text") and text_digest(row.at["text"]) not in known.digests:
            row.refuse(self.headers.get("external_id"), row.at["external_id"], Invalid(_OTHER_WORDS))

    def plan(self, row: ParsedRow, planned: PlannedRow) -> None:
        """Weigh one row against what is known."""
        home = self.companies.found_or_made(planned, None, row.at.get("company"))
        self.nameless += home is None
        planned.name = " · ".join(part for part in (home.name if home else "", row.at.get("title") or "") if part)
        key, near = row.at.get("external_id"), False
        known = self.stories.by_key.get(key or "")
        if known is None:
            known, near = self.stories.twin(row.at["text"], home)
        if near:
            self.nearly.append(known.work.values["title"] or clip(known.work.values["text"], 24))
        if known is None:
            known = self._new(row, home)
            planned.new = True
            self._listen(row, known)
            if home is not None and home.columns.get("status") not in SIGNED:
                self.unsigned.add(home.name)
        else:
            self._fill(row, planned, known, home)
        self._tell(row, planned, known)
        if key and key not in self.stories.by_key:
            self.stories.by_key[key] = known
            if known.work.id:
                self.memory.work.ids.append(("story", key, known.work.id))
            else:
                known.work.external_ids.append(key)

    def _listen(self, row: ParsedRow, known: KnownStory) -> None:
        """Note what is odd about a text, and of a conversation who speaks of whom nobody said whether he is ours."""
        self.mixed += mixes_scripts(row.at["text"])
        found = transcript(row.at["text"])
        if found is None:
            return
        self.conversations += 1
        if found.cut:
            self.cut.append(row.at.get("title") or row.file or clip(row.at["text"], 24))
        known.work.sides = known.sides = _sides(row, dict.fromkeys(found.speakers, ""))
        if known.sides is None:
            self.unasked |= {name: None for name in found.speakers if name not in self.sides}

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
        return self.stories.add(work, home.id if home else None)

    def _fill(self, row: ParsedRow, planned: PlannedRow, known: KnownStory, home: Thing | None) -> None:
        """What the row adds to a story that is there: empty fields are filled, full ones stay."""
        for field, value in self._values(row).items():
            if value and not known.work.values[field]:
                planned.notes.append(FieldChange(field, None, value.isoformat() if field == "told_on" else value))
                known.work.values[field] = value
                self._touch(known)
        sides = _sides(row, known.sides)
        if sides and sides != {name: known.sides.get(name) for name in sides}:
            planned.notes.append(FieldChange("ours", None, "、".join(row.at["ours"])))
            known.work.sides = known.sides = sides
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
        for written in row.at.get("tags") or ():
            name = self.tags.meant(written)
            key = self.tags.key(name)
            if key not in about["tags"]:
                about["tags"].add(key)
                work.tags.append(name)
                self._added(planned, known, "tags", name)

    def _added(self, planned: PlannedRow, known: KnownStory, key: str, value: str) -> None:
        planned.notes.append(FieldChange(key, None, value))
        self._touch(known)

    def _touch(self, known: KnownStory) -> None:
        if known.work not in self.memory.work.stories:
            self.memory.work.stories.append(known.work)


def _sides(row: ParsedRow, speakers: Mapping[str, str] | None) -> dict[str, str] | None:
    """Who is ours and who is not, when the row says who is ours; None when it does not, or nobody speaks."""
    ours = {fold(name) for name in row.at.get("ours") or ()}
    return {name: OURS if fold(name) in ours else THEIRS for name in speakers} if ours and speakers else None


def _several(text: str | None) -> list[str]:
    """Names in one cell, such as 签约、使用."""
    return [part.strip() for part in re.split(r"[;；,，、|\n]+", text or "") if part.strip()]
