"""Who speaks in a conversation: ours or theirs, asked once, and which of the words are the customer's."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace

from sqlalchemy import ColumnElement, Text, and_, cast
from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.access.queries import get
from persona_core.kit.errors import Invalid
from persona_core.kit.words import N_
from persona_core.stories.analysis import OURS, THEIRS, Transcript, aside, clip, is_label, transcript
from persona_core.stories.marking import weigh_marks
from persona_core.stories.models import Story
from persona_core.stories.views import Speaker

_FIRST_WORDS = 36
_ASKS = re.compile("问|Q|采访者|采访人|访谈者|访谈人|提问|主持人|记者|销售|顾问|我方|Interviewer|Host")
_ANSWERS = re.compile("答|A|受访者|受访人|被访者|被访人|回答|客户|客户方|对方|Interviewee|Customer")


def speakers_of(text: str, found: Transcript, sides: Mapping[str, str]) -> tuple[Speaker, ...]:
    """Who speaks in a text, in order of their first words, with those words."""
    first: dict[str, str] = {}
    for turn in found.turns:
        if turn.end > turn.start:
            first.setdefault(
                turn.speaker, clip(text[turn.start : min(turn.end, turn.start + 4 * _FIRST_WORDS)], _FIRST_WORDS)
            )
    return tuple(
        Speaker(name, sides.get(name, ""), turns, first.get(name, ""), _likely(name))
        for name, turns in found.speakers.items()
    )


def _likely(name: str) -> str:
    """The side that a name such as 问 or 客户 speaks for."""
    return OURS if _ASKS.fullmatch(name) else THEIRS if _ANSWERS.fullmatch(name) else ""


def heard(row: Story, hide: Callable[[str], str]) -> tuple[tuple[Speaker, ...], bool]:
    """Who speaks in a story as the viewer may see it, and whether it breaks off; nobody when it is no conversation."""
    found = transcript(row.text, known=True) if row.sides is not None else None
    if found is None:
        return (), False
    speakers = speakers_of(row.text, found, row.sides)
    return tuple(replace(one, name=hide(one.name), first=hide(one.first)) for one in speakers), found.cut


def unasked() -> ColumnElement[bool]:
    """Whether somebody speaks in a story of whom nobody said whether he is ours."""
    return and_(Story.sides.is_not(None), cast(Story.sides, Text).like('%: ""%'))


def known_sides(session: Session, viewer: Viewer) -> dict[str, str]:
    """Speakers whose side was said in some story, by name; those only numbered are somebody else each time."""
    rows = session.execute(
        select(Story.sides)
        .where(Story.workspace_id == viewer.workspace_id, Story.sides.is_not(None))
        .order_by(Story.updated_at)
    )
    return {name: side for (sides,) in rows for name, side in (sides or {}).items() if side and not is_label(name)}


def settle_speakers(
    session: Session, viewer: Viewer, story: Story, sides: Mapping[str, str] | None = None
) -> Transcript | None:
    """Write on a story whether it is a conversation, and which of its words are not the customer's.

    `sides` are those of speakers by name, unless given as other stories say; what the story itself says stands.
    """
    found = transcript(story.text, known=story.sides is not None)
    if found is None:
        story.sides = story.aside = None
        return None
    own = story.sides or {}
    known = sides if sides is not None else known_sides(session, viewer)
    story.sides = {name: own.get(name) or known.get(name, "") for name in found.speakers}
    story.aside = aside(story.text, found, story.sides)
    return found


def say_sides(session: Session, viewer: Viewer, story_id: uuid.UUID | str, sides: Mapping[str, str]) -> Story:
    """Say of speakers of a conversation whether they are ours or theirs; "" takes it back.

    The words of ours stay in the text and count no more as what the customer said: marks on them, quotes, statistics
    and suggestions follow at once.
    """
    story = get(session, viewer, Story, story_id)
    if story.sides is None:
        raise Invalid(N_("This story is no conversation with speakers."), field="sides")
    for name, side in sides.items():
        if name not in story.sides or side not in (OURS, THEIRS, ""):
            raise Invalid(N_("Nobody called “{name}” speaks in this story."), field="sides", name=name)
    story.sides = {**story.sides, **sides}
    settle_speakers(session, viewer, story, {})
    session.add(story)
    weigh_marks(session, viewer, story)
    session.flush()
    return story
