"""Tags with what hangs on them: making two into one, taking one apart, and doing away with one."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, SQLModel, select

from persona_core.access.models import Viewer
from persona_core.access.queries import get, visible
from persona_core.evidence.changes import delete_with_parts
from persona_core.evidence.moving import move_parts
from persona_core.journeys.models import Concern
from persona_core.kit.errors import Invalid
from persona_core.kit.words import N_
from persona_core.stories.analysis import look_alikes
from persona_core.stories.models import Mark
from persona_core.vocabulary.fields import FIELDS
from persona_core.vocabulary.models import Tag
from persona_core.vocabulary.tags import aliases_of, new_tag


@dataclass(frozen=True)
class Uses:
    """Where a tag is used: marks, in how many stories, and cells of the grid of concerns."""

    marks: int = 0
    stories: int = 0
    concerns: int = 0


def tag_uses(session: Session, viewer: Viewer) -> dict[uuid.UUID, Uses]:
    """Where each tag is used; tags that are not are left out."""
    here = viewer.workspace_id
    marks = select(Mark.tag_id, func.count(), func.count(Mark.story_id.distinct())).where(Mark.workspace_id == here)
    concerns = select(Concern.tag_id, func.count()).where(Concern.workspace_id == here).group_by(Concern.tag_id)
    held = dict(session.execute(concerns).all())
    told = {tag_id: rest for tag_id, *rest in session.execute(marks.group_by(Mark.tag_id))}
    return {tag_id: Uses(*told.get(tag_id, (0, 0)), held.get(tag_id, 0)) for tag_id in {*held, *told}}


def near_tags(name: str, tags: Iterable[Tag], *, least: float = 0.3) -> list[Tag]:
    """Tags that may mean the same as `name`, nearest first, by their names and those they had before."""
    owner: dict[str, Tag] = {}
    for tag in tags:
        for known in (tag.name, *tag.aliases):
            owner.setdefault(known, tag)
    found = {owner[known].id: owner[known] for known in look_alikes(name, owner, least=least)}
    return list(found.values())


def merge_tags(session: Session, viewer: Viewer, into_id: uuid.UUID | str, tag_ids: Collection[uuid.UUID | str]) -> Tag:
    """Let one tag take over others: their marks, concerns and whatever else refers to them, and their names.

    Two marks on the same words become one, two concerns in the same cell as well, answered if either is.
    """
    into = get(session, viewer, Tag, into_id)
    others = [
        get(session, viewer, Tag, tag_id) for tag_id in dict.fromkeys(map(str, tag_ids)) if tag_id != str(into.id)
    ]
    if not others:
        raise Invalid(N_("Choose at least one other tag that says the same."), field="tag")
    for tag in others:
        _fold_marks(session, viewer, tag, into)
        move_parts(session, tag, into, fold=_fold)
        into.aliases = aliases_of(into, into.name, [tag.name, *tag.aliases])
        into.definition = into.definition or tag.definition
        into.group = into.group or tag.group
        delete_with_parts(session, tag)
    session.add(into)
    session.flush()
    return into


def _fold_marks(session: Session, viewer: Viewer, tag: Tag, into: Tag) -> None:
    """Take away the marks of a tag where the other lies already; words that are lost count as the whole story."""
    there = select(Mark.story_id, Mark.start, Mark.end).where(Mark.tag_id == into.id)
    taken = {tuple(row) for row in session.execute(there.where(Mark.workspace_id == viewer.workspace_id))}
    for mark in session.exec(visible(Mark, viewer).where(Mark.tag_id == tag.id)):
        place = (mark.story_id, mark.start, mark.end)
        if place in taken:
            session.delete(mark)
        taken.add(place)
    session.flush()


def _fold(part: SQLModel, twin: SQLModel) -> None:
    """What two rows in one place say together."""
    if isinstance(part, Concern) and isinstance(twin, Concern):
        twin.answered = twin.answered or part.answered
        said = [answer for answer in dict.fromkeys((twin.answer, part.answer)) if answer]
        both = "\n".join(said)
        twin.answer = both if len(both) <= FIELDS["problem"].limit else said[0]


def split_tag(
    session: Session,
    viewer: Viewer,
    tag_id: uuid.UUID | str,
    mark_ids: Collection[uuid.UUID | str],
    *,
    name: str,
    kind: str | None = None,
    definition: str = "",
) -> Tag:
    """Give some marks of a tag to a new tag, of the same kind unless said otherwise; the grid of concerns stays."""
    tag = get(session, viewer, Tag, tag_id)
    marks = [get(session, viewer, Mark, mark_id) for mark_id in dict.fromkeys(map(str, mark_ids))]
    if not marks:
        raise Invalid(N_("Choose the passages that belong to the new tag."), field="marks")
    if any(mark.tag_id != tag.id for mark in marks):
        raise Invalid(N_("One of the passages does not carry the tag “{name}” any more."), field="marks", name=tag.name)
    made = new_tag(session, viewer, name, kind=kind or tag.kind, definition=definition, group=tag.group)
    for mark in marks:
        mark.tag_id = made.id
        session.add(mark)
    session.flush()
    return made


def delete_tag(session: Session, viewer: Viewer, tag_id: uuid.UUID | str) -> int:
    """Delete a tag with its marks and concerns; stories and stages stay. Returns the rows removed."""
    return delete_with_parts(session, get(session, viewer, Tag, tag_id))


def passages(
    session: Session, viewer: Viewer, tag_id: uuid.UUID | str, *, limit: int | None = None
) -> Sequence[Mapping[str, object]]:
    """The marks of a tag, by story: id, story_id and the words; empty words stand for the whole story."""
    tag = get(session, viewer, Tag, tag_id)
    found = select(Mark.id, Mark.story_id, Mark.quote).where(
        Mark.workspace_id == viewer.workspace_id, Mark.tag_id == tag.id
    )
    return session.execute(found.order_by(Mark.story_id, Mark.start).limit(limit)).mappings().all()
