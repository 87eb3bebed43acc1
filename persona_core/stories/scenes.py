"""Scenes: a long story cut into parts that are stories of their own, and put together again."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.access.queries import get, visible
from persona_core.evidence.changes import delete_with_parts
from persona_core.journeys.models import Stage
from persona_core.journeys.queries import find_stage
from persona_core.kit.errors import Invalid
from persona_core.kit.words import N_
from persona_core.stories.analysis import customers_part
from persona_core.stories.analysis.scenes import Cut, cuts_at_markers, shifted
from persona_core.stories.commands import refuse_twin, set_positions, set_stages, write_story
from persona_core.stories.models import (
    Mark,
    Refusal,
    Story,
    StoryPosition,
    StoryStage,
    WholeStory,
    near_digest,
    text_digest,
)
from persona_core.stories.speaking import settle_speakers

_FEW = N_("Choose where a second scene begins.")
_EMPTY = N_("A scene would hold no words. Let it begin elsewhere.")
_APART = N_("The scenes belong to different customers now. Give them the same customer first.")
_LONG = N_("Put together the scenes have {length} characters; at most {limit} fit here.")


class Scene(NamedTuple):
    """A part of a story: where it begins in the text, what it is called, and the stages it tells of."""

    start: int
    title: str = ""
    stage_ids: Sequence[uuid.UUID | str] = ()


def proposed(text: str, title: str, stages: Sequence[Stage]) -> list[Scene]:
    """The scenes that a text's own markers make, none when it has no markers."""

    def stage_of(name: str) -> Stage | None:
        return find_stage(stages, name) if name else None

    return [_scene(cut, title) for cut in cuts_at_markers(text, stage_of)]


def _scene(cut: Cut, title: str) -> Scene:
    name = " · ".join(part for part in (title, cut.name) if part)
    return Scene(cut.at, name, [cut.stage.id] if isinstance(cut.stage, Stage) else [])


def _parts(text: str, scenes: Sequence[Scene]) -> list[tuple[int, int]]:
    """From where to where each scene goes; Invalid when there are not two, or one is empty."""
    starts = sorted({0, *(scene.start for scene in scenes)} - {len(text)})
    parts = list(pairwise([*starts, len(text)]))
    if len(parts) < 2 or len(parts) != len({max(0, scene.start) for scene in scenes} | {0}):
        raise Invalid(_FEW, field="scenes")
    if any(not text[a:b].strip() for a, b in parts):
        raise Invalid(_EMPTY, field="scenes")
    return parts


def split_story(session: Session, viewer: Viewer, story_id: uuid.UUID | str, scenes: Sequence[Scene]) -> list[Story]:
    """Cut a story into scenes of the same customer, teller and day; no word is lost or changed.

    The first scene stays the story it was. Marks go with their words, one across a cut is on both sides; a tag on the
    whole is on every scene. `join_scenes` is the way back.
    """
    story = get(session, viewer, Story, story_id)
    text, cut_aside = story.text, story.aside
    parts = _parts(text, scenes)
    named = {max(0, scene.start): scene for scene in scenes}
    whole = _whole_of(session, viewer, story)
    _make_room(session, viewer, story, len(parts) - 1)
    positions = _about(session, viewer, [story])[1]
    made, first = [], story.scene or 1
    same = {name: getattr(story, name) for name in ("company_id", "told_on", "teller", "source", "batch_id", "sides")}
    for number, (start, end) in enumerate(parts):
        scene = named.get(start, Scene(start))
        one = story if number == 0 else Story(workspace_id=viewer.workspace_id, text="", digest="", **same)
        one.text, one.title = text[start:end], scene.title or story.title
        one.digest, one.near = text_digest(one.text), near_digest(one.text)
        one.whole_id, one.scene, one.aside = whole.id, first + number, shifted(cut_aside, start, end)
        session.add(one)
        made.append(one)
    session.flush()
    _share_marks(session, viewer, story, made, parts)
    for start, one in zip((a for a, _ in parts), made, strict=True):
        set_stages(session, viewer, one.id, named.get(start, Scene(start)).stage_ids)
        set_positions(session, viewer, one.id, positions)
    session.flush()
    return made


def _whole_of(session: Session, viewer: Viewer, story: Story) -> WholeStory:
    """What the uncut text is known again by: of a scene that is cut once more, what it was cut from."""
    if story.whole_id:
        return get(session, viewer, WholeStory, story.whole_id)
    return _remember(session, viewer, story.text, story.title)


def _remember(session: Session, viewer: Viewer, text: str, title: str) -> WholeStory:
    whole = WholeStory(workspace_id=viewer.workspace_id, title=title, digest=text_digest(text), near=near_digest(text))
    session.add(whole)
    session.flush()
    return whole


def scenes_of(session: Session, viewer: Viewer, whole_id: uuid.UUID) -> list[Story]:
    """The scenes of a text, in order."""
    return list(session.exec(visible(Story, viewer).where(Story.whole_id == whole_id).order_by(Story.scene)))


def _make_room(session: Session, viewer: Viewer, story: Story, more: int) -> None:
    """Let the scenes behind one that is cut again count on."""
    if story.whole_id:
        for other in scenes_of(session, viewer, story.whole_id):
            if other.scene > story.scene:
                other.scene += more
                session.add(other)


def _share_marks(
    session: Session, viewer: Viewer, story: Story, made: Sequence[Story], parts: Sequence[tuple[int, int]]
) -> None:
    """Give each scene the marks on its words, and what was refused in them."""
    for mark in session.exec(visible(Mark, viewer).where(Mark.story_id == story.id)).all():
        rows = _pieces(mark, parts) if mark.start is not None else [(n, None, None) for n in range(len(made))]
        rows = rows[:1] if mark.start is None and mark.quote else rows
        for number, (place, start, end) in enumerate(rows):
            one = mark if number == 0 else _copy(mark)
            one.story_id, one.start, one.end = made[place].id, start, end
            if start is not None:
                one.quote = made[place].text[start:end]
                one.said = customers_part(made[place].text, made[place].aside, start, end)
            session.add(one)
    for refusal in session.exec(visible(Refusal, viewer).where(Refusal.story_id == story.id)).all():
        home = next((one for one in made if refusal.quote in one.text), story)
        refusal.story_id = home.id
        session.add(refusal)
    session.flush()


def _pieces(mark: Mark, parts: Sequence[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """(scene, start, end) of every scene that has some of a mark's words."""
    touched = [(n, a, max(mark.start, a), min(mark.end, b)) for n, (a, b) in enumerate(parts)]
    whole = [(n, start - a, end - a) for n, a, start, end in touched if start < end]
    spoken = [piece for piece in whole if mark.quote[_in_quote(piece, mark, parts)].strip()]
    return spoken or whole[:1]


def _in_quote(piece: tuple[int, int, int], mark: Mark, parts: Sequence[tuple[int, int]]) -> slice:
    """Where a piece of a mark stands in the words of the whole mark."""
    scene, start, end = piece
    before = parts[scene][0] - mark.start
    return slice(start + before, end + before)


def _copy(mark: Mark) -> Mark:
    names = ("workspace_id", "tag_id", "quote", "source", "batch_id")
    return Mark(**{name: getattr(mark, name) for name in names})


def join_scenes(session: Session, viewer: Viewer, story_id: uuid.UUID | str) -> Story:
    """Put all scenes of a text together again, into the first of them, with their marks and what they tell of."""
    story = get(session, viewer, Story, story_id)
    if story.whole_id is None:
        raise Invalid(N_("This story is no scene of a longer one."), field="scenes")
    whole = get(session, viewer, WholeStory, story.whole_id)
    first, *others = scenes_of(session, viewer, whole.id)
    if len({one.company_id for one in (first, *others)}) > 1:
        raise Invalid(_APART, field="company_id")
    text = "".join(one.text for one in (first, *others))
    if len(text) > Story.LIMIT:
        raise Invalid(_LONG, field="text", length=len(text), limit=Story.LIMIT)
    about = _about(session, viewer, (first, *others))
    seams = [len(first.text)]
    for other in others:
        _take_marks(session, viewer, first, other, seams[-1])
        seams.append(seams[-1] + len(other.text))
        first.sides = {**(other.sides or {}), **(first.sides or {})} if first.sides or other.sides else first.sides
    session.flush()
    for other in others:
        delete_with_parts(session, other)
    first.text, first.title = text, whole.title
    first.digest, first.near, first.whole_id, first.scene = text_digest(text), near_digest(text), None, None
    settle_speakers(session, viewer, first, {})
    session.add(first)
    session.flush()
    _mend_marks(session, viewer, first, seams)
    delete_with_parts(session, whole)
    set_stages(session, viewer, first.id, about[0])
    set_positions(session, viewer, first.id, about[1])
    return first


def _about(session: Session, viewer: Viewer, scenes: Iterable[Story]) -> tuple[list[Any], list[str]]:
    """All stages and positions of some stories."""
    ids = [one.id for one in scenes]
    stages = session.exec(select(StoryStage.stage_id).where(StoryStage.story_id.in_(ids)))
    positions = session.exec(select(StoryPosition.position).where(StoryPosition.story_id.in_(ids)))
    return list(dict.fromkeys(stages)), list(dict.fromkeys(positions))


def _take_marks(session: Session, viewer: Viewer, first: Story, other: Story, at: int) -> None:
    for mark in session.exec(visible(Mark, viewer).where(Mark.story_id == other.id)).all():
        mark.story_id = first.id
        if mark.start is not None:
            mark.start, mark.end = mark.start + at, mark.end + at
        session.add(mark)
    there = {(r.tag_id, r.digest) for r in session.exec(visible(Refusal, viewer).where(Refusal.story_id == first.id))}
    for refusal in session.exec(visible(Refusal, viewer).where(Refusal.story_id == other.id)).all():
        if (refusal.tag_id, refusal.digest) not in there:
            refusal.story_id = first.id
            session.add(refusal)


def _mend_marks(session: Session, viewer: Viewer, story: Story, seams: Collection[int]) -> None:
    """Make one of the marks that a cut had parted, and of a tag that every scene had on the whole."""
    marks = list(session.exec(visible(Mark, viewer).where(Mark.story_id == story.id).order_by(Mark.start, Mark.end)))
    kept: dict[Any, Mark] = {}
    for mark in marks:
        key = (mark.tag_id, None, mark.quote) if mark.start is None else (mark.tag_id, mark.start)
        before = kept.pop(key, None)
        if before is not None and mark.start is not None:
            before.end = mark.end
        if before is not None:
            session.delete(mark)
        one = before or mark
        if one.start is not None:
            one.quote = story.text[one.start : one.end]
            one.said = customers_part(story.text, story.aside, one.start, one.end)
        session.add(one)
        if one.start is None or one.end in seams:
            kept[key if one.start is None else (one.tag_id, one.end)] = one
    session.flush()


def write_scenes(
    session: Session, viewer: Viewer, *, text: str, scenes: Sequence[Scene], title: str = "", **about: Any
) -> list[Story]:
    """New stories, one for each scene of a text that may be longer than one story; `about` as for `write_story`."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    refuse_twin(session, viewer, text, about.get("company_id") or None)
    parts = _parts(text, scenes)
    named = {max(0, scene.start): scene for scene in scenes}
    whole = _remember(session, viewer, text, title)
    made = []
    for number, (start, end) in enumerate(parts, start=1):
        scene = named.get(start, Scene(start))
        values = {**about, "title": scene.title or title, "stage_ids": scene.stage_ids or about.get("stage_ids", ())}
        one = write_story(session, viewer, text=text[start:end], **values)
        one.whole_id, one.scene = whole.id, number
        session.add(one)
        made.append(one)
    session.flush()
    return made
