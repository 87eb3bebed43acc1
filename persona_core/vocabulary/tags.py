"""Changing tags: making, renaming and describing them. A name that was given up leads to the tag that took it over."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.access.queries import get
from persona_core.kit.errors import Conflict, Invalid
from persona_core.kit.figures import LIGHT
from persona_core.kit.words import N_
from persona_core.vocabulary.models import Tag, TagKind, fold
from persona_core.vocabulary.queries import find_tag

LONGEST_NAME = 60


def tag_name(text: str) -> str:
    """A tag's name as it is stored: one blank between words; Invalid when empty or too long."""
    name = " ".join(text.split())
    if not fold(name):
        raise Invalid(N_("The tag has no name. Type one."), field="tag")
    if len(name) > LONGEST_NAME:
        raise Invalid(N_("A tag is a few words; this one is longer than 60 characters. Shorten it."), field="tag")
    return name


def _kind(kind: str) -> str:
    if kind not in set(TagKind):
        raise Invalid(N_("There is no tag kind “{name}”."), field="kind", name=kind)
    return kind


def ensure_tag(
    session: Session, viewer: Viewer, name: str, *, kind: str = TagKind.CONCERN, definition: str = ""
) -> Tag:
    """The tag of this name, or that had it before; made if it is new. An existing tag keeps its kind."""
    name = tag_name(name)
    _kind(kind)
    tag = find_tag(session, viewer, name)
    if tag is None:
        tag = Tag(workspace_id=viewer.workspace_id, kind=kind, name=name, name_key=fold(name), definition=definition)
        session.add(tag)
        session.flush()
    return tag


def new_tag(
    session: Session, viewer: Viewer, name: str, *, kind: str, definition: str = "", group: str = "", colour: str = ""
) -> Tag:
    """A tag that must not be there yet, under this name or one it had before."""
    there = find_tag(session, viewer, tag_name(name))
    if there is not None:
        raise Invalid(N_("There is already a tag “{name}”."), field="tag", name=there.name)
    tag = ensure_tag(session, viewer, name, kind=kind, definition=definition.strip()[:1000])
    tag.group, tag.colour = _group(group), _colour(colour)
    session.add(tag)
    session.flush()
    return tag


def _group(text: str) -> str:
    group = " ".join(text.split())
    if len(group) > LONGEST_NAME:
        raise Invalid(N_("The name of the group is longer than 60 characters. Shorten it."), field="group")
    return group


def _colour(name: str) -> str:
    if name and name not in LIGHT.inks:
        raise Invalid(N_("There is no colour “{name}”."), field="colour", name=name)
    return name


def edit_tag(
    session: Session,
    viewer: Viewer,
    tag_id: Any,
    *,
    seen: int,
    name: str,
    kind: str,
    definition: str,
    group: str | None = None,
    colour: str | None = None,
) -> Tag:
    """Rename or describe a tag; its marks stay, and its former name still leads to it.

    `group` and `colour` (the name of one, empty for that of the kind) stay as they are when not given.
    """
    tag = get(session, viewer, Tag, tag_id)
    mine = {"name": name, "kind": kind, "definition": definition, "group": group, "colour": colour}
    mine = {field: value for field, value in mine.items() if value is not None}
    if tag.version != seen:
        current = {field: getattr(tag, field) for field in mine}
        raise Conflict(row_id=tag.id, version=tag.version, current=current, mine=mine)
    name = tag_name(name)
    twin = find_tag(session, viewer, name)
    if twin is not None and twin.id != tag.id:
        raise Invalid(N_("There is already a tag “{name}”."), field="tag", name=twin.name)
    tag.aliases = aliases_of(tag, name, [tag.name])
    tag.name, tag.name_key, tag.kind, tag.definition = name, fold(name), _kind(kind), definition.strip()[:1000]
    tag.group = tag.group if group is None else _group(group)
    tag.colour = tag.colour if colour is None else _colour(colour)
    session.add(tag)
    session.flush()
    return tag


def know_tag_as(session: Session, viewer: Viewer, tag_id: uuid.UUID | str, names: Iterable[str]) -> Tag:
    """Say by which other names a tag is found, instead of those said before; none may be another tag's."""
    tag = get(session, viewer, Tag, tag_id)
    wanted = [tag_name(name) for name in names if name.strip()]
    for name in wanted:
        twin = find_tag(session, viewer, name)
        if twin is not None and twin.id != tag.id:
            raise Invalid(N_("There is already a tag “{name}”."), field="aliases", name=twin.name)
    tag.aliases = []
    tag.aliases = aliases_of(tag, tag.name, wanted)
    session.add(tag)
    session.flush()
    return tag


def aliases_of(tag: Tag, name: str, more: Iterable[str]) -> list[str]:
    """The other names of a tag that is called `name`, each once."""
    found = {fold(other): other for other in (*tag.aliases, *more)}
    found.pop(fold(name), None)
    return list(found.values())
