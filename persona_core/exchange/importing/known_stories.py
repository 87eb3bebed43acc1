"""Stories that are here, as the rows of a file meet them: by id, by their words, or by nearly the same words."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from persona_core.evidence.models import ExternalId
from persona_core.exchange.importing.memory import Memory, chunks
from persona_core.exchange.importing.plan import StoryWork, Thing
from persona_core.stories.models import Mark, Story, StoryPosition, StoryStage, WholeStory, near_digest, text_digest
from persona_core.vocabulary.models import Tag

COLUMNS = ("title", "told_on", "teller", "source")


@dataclass
class KnownStory:
    """A story that is there, or that an earlier row of the file brings; `digests` are those of its words.

    Of a conversation `sides` says who of its speakers is ours.
    """

    work: StoryWork
    company_id: uuid.UUID | None
    about: dict[str, set[Any]]
    digests: set[str] = field(default_factory=set)
    sides: dict[str, str] | None = None


def nothing_told() -> dict[str, set[Any]]:
    """Stages, positions and tags of a story that has none yet."""
    return {"stages": set(), "positions": set(), "tags": set()}


class KnownStories:
    """What the workspace holds of the stories that a file names or tells again, and what its rows add.

    A story that was cut into scenes is known by the words of the whole; its first scene stands for it.
    """

    def __init__(self, memory: Memory, keys: Collection[str], words: Collection[str]) -> None:
        self.memory = memory
        self.by_words: dict[str, list[KnownStory]] = defaultdict(list)
        self.by_key: dict[str, KnownStory] = {}
        ids = self._ids(keys)
        digests, nears = {text_digest(text) for text in words}, {near_digest(text) for text in words}
        found = self._found(ids.values(), digests, nears)
        wholes = self._wholes(found.values(), digests, nears)
        about, known = self._about([*found, *(s.id for _, scenes in wholes.values() for s in scenes)]), {}
        for story in found.values():
            known[story.id] = self._known(story, about, [story])
        for whole, scenes in wholes.values():
            one = known[scenes[0].id] = self._known(scenes[0], about, scenes, whole)
            known |= {story.id: one for story in scenes[1:] if story.id in known}
        for one in {id(one): one for one in known.values()}.values():
            for digest in one.digests:
                self.by_words[digest].append(one)
        self.by_key = {key: known[story_id] for key, story_id in ids.items() if story_id in known}

    def _ids(self, keys: Collection[str]) -> dict[str, uuid.UUID]:
        session, workspace = self.memory.session, self.memory.viewer.workspace_id
        ids: dict[str, uuid.UUID] = {}
        for chunk in chunks(keys):
            mine = (ExternalId.workspace_id == workspace, ExternalId.kind == "story", ExternalId.value.in_(chunk))
            ids |= dict(session.execute(select(ExternalId.value, ExternalId.subject_id).where(*mine)).all())
        return ids

    def _found(
        self, ids: Collection[uuid.UUID], digests: Collection[str], nears: Collection[str]
    ) -> dict[uuid.UUID, Story]:
        session, workspace = self.memory.session, self.memory.viewer.workspace_id
        found: dict[uuid.UUID, Story] = {}
        for column, values in ((Story.id, set(ids)), (Story.digest, digests), (Story.near, nears)):
            for chunk in chunks(values):
                rows = session.scalars(select(Story).where(Story.workspace_id == workspace, column.in_(chunk)))
                found |= {story.id: story for story in rows}
        return found

    def _wholes(
        self, found: Collection[Story], digests: Collection[str], nears: Collection[str]
    ) -> dict[uuid.UUID, tuple[WholeStory, list[Story]]]:
        """Texts that were cut, with their scenes in order: those told again, and those of scenes that were found."""
        session, workspace = self.memory.session, self.memory.viewer.workspace_id
        wholes: dict[uuid.UUID, WholeStory] = {}
        own = {story.whole_id for story in found if story.whole_id}
        for column, values in ((WholeStory.id, own), (WholeStory.digest, digests), (WholeStory.near, nears)):
            for chunk in chunks(values):
                rows = session.scalars(
                    select(WholeStory).where(WholeStory.workspace_id == workspace, column.in_(chunk))
                )
                wholes |= {whole.id: whole for whole in rows}
        scenes: dict[uuid.UUID, list[Story]] = defaultdict(list)
        for chunk in chunks(wholes):
            for story in session.scalars(select(Story).where(Story.whole_id.in_(chunk)).order_by(Story.scene)):
                scenes[story.whole_id].append(story)
        return {key: (whole, scenes[key]) for key, whole in wholes.items() if scenes[key]}

    def _known(
        self,
        story: Story,
        about: dict[uuid.UUID, dict[str, set[Any]]],
        scenes: Sequence[Story],
        whole: WholeStory | None = None,
    ) -> KnownStory:
        values = {name: getattr(story, name) for name in ("text", *COLUMNS)}
        had = {"had_stages": list(about[story.id]["stages"]), "had_positions": list(about[story.id]["positions"])}
        told = nothing_told()
        for scene in scenes:
            for name, said in about[scene.id].items():
                told[name] |= said
        digests = {key for one in (story, whole) if one is not None for key in (one.digest, one.near)}
        return KnownStory(StoryWork(values, id=story.id, **had), story.company_id, told, digests, story.sides)

    def _about(self, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, dict[str, set[Any]]]:
        session = self.memory.session
        about: dict[uuid.UUID, dict[str, set[Any]]] = defaultdict(nothing_told)
        for chunk in chunks(set(ids)):
            marked = select(Mark.story_id, Tag.name_key).join(Tag, Tag.id == Mark.tag_id)
            for name, statement in (
                ("stages", select(StoryStage.story_id, StoryStage.stage_id).where(StoryStage.story_id.in_(chunk))),
                (
                    "positions",
                    select(StoryPosition.story_id, StoryPosition.position).where(StoryPosition.story_id.in_(chunk)),
                ),
                ("tags", marked.where(Mark.story_id.in_(chunk))),
            ):
                for story, value in session.execute(statement):
                    about[story][name].add(value)
        return about

    def twin(self, text: str, home: Thing | None) -> tuple[KnownStory | None, bool]:
        """The story with the same words of the same customer, or of nobody named; and whether they are only near."""
        for digest in (text_digest(text), near_digest(text)):
            same = self.by_words.get(digest, [])
            exact = [s for s in same if s.company_id == (home.id if home else None)]
            loose = [s for s in same if s.company_id is None or home is None]
            found = next(iter([*exact, *loose]), None)
            if found is not None:
                return found, text_digest(text) not in found.digests
        return None, False

    def add(self, work: StoryWork, company_id: uuid.UUID | None) -> KnownStory:
        """Remember a story that a row brings."""
        digests = {text_digest(work.values["text"]), near_digest(work.values["text"])}
        known = KnownStory(work, company_id, nothing_told(), digests)
        for digest in digests:
            self.by_words[digest].append(known)
        return known
