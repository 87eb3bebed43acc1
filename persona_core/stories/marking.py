"""Marks: a tag on words of a story or on the whole of it, and finding the words again after the text changed."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.access.queries import get, visible
from persona_core.evidence.models import ImportBatch
from persona_core.kit.errors import Invalid
from persona_core.kit.words import N_
from persona_core.stories.analysis import anchor_again, clip, customers_part, words_near
from persona_core.stories.models import Mark, Story
from persona_core.vocabulary.commands import ensure_tag
from persona_core.vocabulary.models import Tag, TagKind


def mark(
    session: Session,
    viewer: Viewer,
    story_id: uuid.UUID | str,
    tag: str = "",
    *,
    tag_id: uuid.UUID | str | None = None,
    kind: str | None = None,
    start: int | None = None,
    end: int | None = None,
    quote: str | None = None,
    source: str | None = None,
    batch: ImportBatch | None = None,
) -> Mark:
    """Put the tag of this name, or of this id, on a story: on the words from `start` to `end`, or on the whole.

    Offsets count code points. With `quote`, the words that are meant, the place follows them where the text moved
    meanwhile; a quote alone is looked for. A tag nobody used yet is made, of kind `kind`. The same tag on the same
    place twice is one mark.
    """
    story = get(session, viewer, Story, story_id)
    start, end = span_of(story.text, start, end, quote)
    row = (
        get(session, viewer, Tag, tag_id) if tag_id else ensure_tag(session, viewer, tag, kind=kind or TagKind.CONCERN)
    )
    found = _twin(session, viewer, story.id, row.id, start, end)
    if found is None:
        found = _made(viewer, story, row, start, end, source, batch)
        session.add(found)
        session.flush()
    return found


def mark_many(
    session: Session,
    viewer: Viewer,
    wanted: Iterable[tuple[uuid.UUID, str, str | None, int | None, int | None]],
    *,
    source: str | None = None,
    batch: ImportBatch | None = None,
) -> int:
    """Put many tags on stories: (story, tag, kind, start, end) each; what is there already is left out."""
    stories: dict[uuid.UUID, Story] = {}
    tags: dict[str, Tag] = {}
    taken: set[tuple[uuid.UUID, uuid.UUID, int | None, int | None]] = set()
    made = 0
    for story_id, name, kind, start, end in wanted:
        if story_id not in stories:
            stories[story_id] = get(session, viewer, Story, story_id)
            there = select(Mark.story_id, Mark.tag_id, Mark.start, Mark.end).where(Mark.story_id == story_id)
            taken |= {tuple(row) for row in session.execute(there)}
        if name not in tags:
            tags[name] = ensure_tag(session, viewer, name, kind=kind or TagKind.CONCERN)
        story, place = stories[story_id], (story_id, tags[name].id, *span_of(stories[story_id].text, start, end, None))
        if place not in taken:
            taken.add(place)
            session.add(_made(viewer, story, tags[name], *place[2:], source, batch))
            made += 1
    session.flush()
    return made


def _made(
    viewer: Viewer,
    story: Story,
    tag: Tag,
    start: int | None,
    end: int | None,
    source: str | None,
    batch: ImportBatch | None,
) -> Mark:
    return Mark(
        workspace_id=viewer.workspace_id,
        story_id=story.id,
        tag_id=tag.id,
        start=start,
        end=end,
        quote="" if start is None else story.text[start:end],
        said=None if start is None else customers_part(story.text, story.aside, start, end),
        source=(source or viewer.source)[:200],
        batch_id=batch.id if batch else None,
    )


def _twin(
    session: Session, viewer: Viewer, story_id: uuid.UUID, tag_id: uuid.UUID, start: int | None, end: int | None
) -> Mark | None:
    place = (Mark.start.is_(None),) if start is None else (Mark.start == start, Mark.end == end)
    return session.exec(
        visible(Mark, viewer).where(Mark.story_id == story_id, Mark.tag_id == tag_id, *place).limit(1)
    ).first()


def span_of(text: str, start: int | None, end: int | None, quote: str | None) -> tuple[int | None, int | None]:
    """The words that are meant, as code points of a text; both None for the whole; Invalid when they are not in it."""
    if (start is None) != (end is None):
        raise Invalid(N_("Marked words need both a beginning and an end."), field="start")
    if quote:
        place = (start, end) if start is not None and text[start:end] == quote else words_near(text, quote, start)
        if place is None:
            raise Invalid(N_("The words “{words}” are not in this story."), field="quote", words=clip(quote, 40))
        return place
    if start is not None and not 0 <= start < end <= len(text):
        raise Invalid(
            N_("The words from {start} to {end} are not in this story; it has {length} characters."),
            field="start",
            start=start,
            end=end,
            length=len(text),
        )
    return start, end


def unmark(session: Session, viewer: Viewer, mark_id: uuid.UUID | str) -> None:
    """Take one mark off a story; the tag itself stays in the list."""
    row = get(session, viewer, Mark, mark_id)
    session.delete(row)
    session.flush()


def find_marks_again(session: Session, viewer: Viewer, story: Story, old: str) -> None:
    """Let every mark follow its words into the new text of a story.

    Where they are gone, the tag stays on the whole story and keeps the words: when a later text has them again, in one
    place only, the mark goes back to them. Marks that come to lie on one another become one.
    """
    marks = list(session.exec(visible(Mark, viewer).where(Mark.story_id == story.id).order_by(Mark.start)))
    taken = {(m.tag_id, None, None) for m in marks if m.start is None and not m.quote}
    for one in [m for m in marks if m.start is not None or m.quote]:
        place = anchor_again(old, story.text, one.start, one.end) if one.start is not None else _back(story, one.quote)
        start, end = place or (None, None)
        if (one.tag_id, start, end) in taken:
            session.delete(one)
            continue
        taken.add((one.tag_id, start, end))
        if (one.start, one.end) != (start, end) or place:
            one.start, one.end = start, end
            one.quote = story.text[start:end] if place else one.quote
            session.add(one)
    weigh_marks(session, viewer, story)


def weigh_marks(session: Session, viewer: Viewer, story: Story) -> None:
    """Say of every mark anew what of its words is the customer's, after it was told who speaks where."""
    for one in session.exec(visible(Mark, viewer).where(Mark.story_id == story.id, Mark.start.is_not(None))):
        said = customers_part(story.text, story.aside, one.start, one.end)
        if one.said != said:
            one.said = said
            session.add(one)


def _back(story: Story, quote: str) -> tuple[int, int] | None:
    return words_near(story.text, quote) if story.text.count(quote) == 1 else None
