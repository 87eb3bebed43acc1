"""Rows that are tags on words of stories: the same tag on the same words is one mark."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select

from persona_core.evidence.models import ExternalId
from persona_core.exchange.importing.company_rows import Companies
from persona_core.exchange.importing.memory import Memory, chunks
from persona_core.exchange.importing.new_tags import NewTags
from persona_core.exchange.importing.parsing import ParsedRow, named_in
from persona_core.exchange.importing.plan import FieldChange, MarkWork, PlannedRow
from persona_core.exchange.importing.weighing import Scales
from persona_core.kit.errors import Invalid, PersonaError
from persona_core.kit.words import N_
from persona_core.stories.marking import span_of
from persona_core.stories.models import Mark, Story
from persona_core.vocabulary.models import Tag, fold
from persona_core.vocabulary.tags import tag_name

_NO_STORY = N_("There is no story with the id or title “{value}”. Import the stories first.")
_SEVERAL = N_("There are {n} stories with the title “{value}”. Give the story's id, or the company.")
_NOT_NAMED = N_("Which story is it? Fill in its id or title.")
_BACKWARDS = N_("The words end at {end}, which is not after where they begin, {start}.")
_NOT_THERE = N_("From {start} to {end} the story does not say “{words}”. Correct the numbers, or leave them out.")
Place = tuple[uuid.UUID, str, int | None, int | None]


class MarkRows:
    """One row a tag on a passage, or on a whole story."""

    def __init__(
        self,
        memory: Memory,
        scales: Scales,
        rows: Collection[ParsedRow],
        headers: Mapping[str, str],
        *,
        same_tags: Mapping[str, str] | None = None,
    ) -> None:
        memory.load_companies((), named_in(rows, "company"))
        self.memory, self.headers = memory, headers
        self.companies = Companies(memory, scales, ())
        self.by_key: dict[str, Story] = {}
        self.by_title: dict[str, list[Story]] = defaultdict(list)
        self._load(named_in(rows, "story"))
        self.tags = NewTags(memory, same_tags)
        self.taken = self._marks()
        self.places: dict[int, tuple[Story, int | None, int | None]] = {}

    @property
    def alike(self) -> dict[str, str]:
        """New tags beside the one that each resembles."""
        return self.tags.alike

    def _load(self, named: Collection[str]) -> None:
        """The stories that the file names by id, and those it names by title."""
        session, workspace = self.memory.session, self.memory.viewer.workspace_id
        ids: dict[uuid.UUID, list[str]] = defaultdict(list)
        for chunk in chunks(named):
            mine = (ExternalId.workspace_id == workspace, ExternalId.kind == "story", ExternalId.value.in_(chunk))
            for value, subject in session.execute(select(ExternalId.value, ExternalId.subject_id).where(*mine)):
                ids[subject].append(value)
        for chunk in chunks(set(ids)):
            for story in session.scalars(select(Story).where(Story.workspace_id == workspace, Story.id.in_(chunk))):
                self.by_key |= dict.fromkeys(ids[story.id], story)
        wanted = {fold(name) for name in named if name not in self.by_key}
        titles = session.execute(
            select(Story.id, Story.title).where(Story.workspace_id == workspace, Story.title != "")
        )
        found = [story_id for story_id, title in titles if wanted and fold(title) in wanted]
        for chunk in chunks(found):
            for story in session.scalars(select(Story).where(Story.id.in_(chunk))):
                self.by_title[fold(story.title)].append(story)

    def _marks(self) -> set[Place]:
        titled = (story.id for found in self.by_title.values() for story in found)
        stories = {*(story.id for story in self.by_key.values()), *titled}
        marked = select(Mark.story_id, Tag.name_key, Mark.start, Mark.end).join(Tag, Tag.id == Mark.tag_id)
        session = self.memory.session
        return {
            tuple(row) for part in chunks(stories) for row in session.execute(marked.where(Mark.story_id.in_(part)))
        }

    def check(self, row: ParsedRow) -> None:
        """Refuse a row whose story is not known, whose tag is no tag, or whose words are not in the story."""
        self._try(row, "tag", lambda: tag_name(row.at.get("tag") or ""))
        story = self._try(row, "story", lambda: self._story(row))
        if story is not None and not any(row.refused(self.headers.get(key)) for key in ("start", "end", "quote")):
            place = self._try(row, self._column(row), lambda: _span(story.text, row.at))
            if place is not None:
                self.places[row.line] = (story, *place)

    def _column(self, row: ParsedRow) -> str:
        return next((key for key in ("start", "end", "quote") if key in row.at), "start")

    def _try(self, row: ParsedRow, key: str, act: Any) -> Any:
        if row.refused(self.headers.get(key)):
            return None
        try:
            return act()
        except PersonaError as problem:
            key = problem.field if getattr(problem, "field", None) in self.headers else key
            row.refuse(self.headers.get(key), row.at.get(key), problem)
            return None

    def _story(self, row: ParsedRow) -> Story:
        named = row.at.get("story")
        if not named:
            raise Invalid(_NOT_NAMED, field="story")
        if named in self.by_key:
            return self.by_key[named]
        found = self.by_title.get(fold(named), [])
        if row.at.get("company"):
            home = self.companies.find(None, row.at["company"])
            found = [story for story in found if home is not None and story.company_id == home.id]
        if not found:
            raise Invalid(_NO_STORY, field="story", value=named[:80])
        if len(found) > 1:
            raise Invalid(_SEVERAL, field="story", n=len(found), value=named[:80])
        return found[0]

    def plan(self, row: ParsedRow, planned: PlannedRow) -> None:
        """A mark that is not there yet."""
        story, start, end = self.places[row.line]
        name = self.tags.meant(tag_name(row.at["tag"]))
        planned.name = " · ".join(part for part in (story.title, name) if part)
        key = self.tags.key(name)
        if (story.id, key, start, end) in self.taken:
            return
        self.taken.add((story.id, key, start, end))
        planned.new = True
        planned.notes.append(FieldChange("tag", None, name))
        kind = row.at.get("kind")
        self.memory.work.marks.append(MarkWork(story.id, name, kind, start, end))


def _span(text: str, said: Mapping[str, Any]) -> tuple[int | None, int | None]:
    start, end, quote = said.get("start"), said.get("end"), said.get("quote")
    if start is not None and end is not None:
        if end <= start:
            raise Invalid(_BACKWARDS, field="end", start=start, end=end)
        if quote and end <= len(text) and text[start:end].strip() != quote:
            raise Invalid(_NOT_THERE, field="quote", start=start, end=end, words=quote[:40])
        return span_of(text, start, end, None)
    return span_of(text, start, end, quote)
