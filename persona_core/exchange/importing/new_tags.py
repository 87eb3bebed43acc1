"""Tags that a file brings: those that may say what another says already are asked about."""

from __future__ import annotations

from collections.abc import Mapping

from persona_core.exchange.importing.memory import Memory
from persona_core.stories.tags import near_tags
from persona_core.vocabulary.models import Tag, TagKind, fold
from persona_core.vocabulary.queries import tags

_LIKE = 0.5


class NewTags:
    """The tags of the workspace with those that the file adds; `alike` are new names beside the tag they resemble.

    `same` says of names which tag they mean: what was answered when they were asked about.
    """

    def __init__(self, memory: Memory, same: Mapping[str, str] | None = None) -> None:
        self.memory, self.same = memory, {fold(name): tag for name, tag in (same or {}).items()}
        self.tags = tags(memory.session, memory.viewer)
        self.names = {fold(name): tag.name_key for tag in self.tags for name in (*tag.aliases, tag.name)}
        self.alike: dict[str, str] = {}

    def meant(self, name: str) -> str:
        """The name as it is written, or the tag that was said to be the same."""
        return self.same.get(fold(name), " ".join(name.split()))

    def key(self, name: str) -> str:
        """The key of a tag; of one that the file brings, the nearest of those that may mean the same is noted."""
        key = fold(name)
        if key not in self.names:
            near = near_tags(name, self.tags, least=_LIKE)
            if near:
                self.alike[name] = near[0].name
            self.names[key] = key
            self.tags.append(Tag(name=name, name_key=key, kind=TagKind.CONCERN))
            self.memory.work.tags[key] = name
        return self.names[key]
