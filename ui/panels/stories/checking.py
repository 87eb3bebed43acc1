"""Texts looked over before they are stored: what each is, what is here already, who speaks, and where to cut."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.journeys.queries import every_stage
from persona_core.kit.errors import PersonaError
from persona_core.kit.sheets import read_story
from persona_core.kit.words import Words
from persona_core.stories import queries
from persona_core.stories.analysis import clip, is_label, split_pasted, transcript
from persona_core.stories.analysis.scripts import mixes_scripts
from persona_core.stories.models import Story
from persona_core.stories.scenes import Scene, proposed
from persona_core.stories.speaking import known_sides, speakers_of
from persona_core.stories.views import Speaker
from ui import shell
from ui.look import plain
from ui.panels.stories import speakers

_READ = "stories.read-files"


@dataclass(frozen=True)
class Text:
    """One text to be stored, from the box or a file; `problem` says why it cannot be, `notes` what is worth knowing."""

    name: str
    title: str
    text: str
    problem: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """What is found out about a text."""

    text: Text
    twin: str = ""
    near: str = ""
    speakers: tuple[Speaker, ...] = ()
    breaks_off: bool = False
    scenes: tuple[Scene, ...] = ()
    mixed: bool = False

    @property
    def plain(self) -> bool:
        """Whether there is nothing to look over."""
        return not (
            self.text.name or self.near or self.asks or self.breaks_off or self.speakers or self.scenes or self.mixed
        )

    @property
    def asks(self) -> bool:
        """Whether something is to be decided before it is stored."""
        return bool(self.text.problem or self.near or self.scenes or any(not s.side for s in self.speakers))

    @property
    def too_long(self) -> bool:
        """Whether it fits only as scenes."""
        return len(self.text.text) > Story.LIMIT


@dataclass
class Decision:
    """What is to be stored of what was found, and how."""

    found: Found
    take: bool = True
    scenes: Sequence[Scene] = ()
    sides: dict[str, str] = field(default_factory=dict)


def texts_of(pasted: str, files: Sequence[Any], t: Words) -> list[Text]:
    """The texts in the box, parted by lines of ---, and those of the files; a file is read once."""
    parts = split_pasted(pasted) or ([pasted] if not files else [])
    kept: dict[str, Text] = st.session_state.setdefault(_READ, {})
    known = {f"{file.file_id}-{t.lang}": file for file in files}
    for key in [key for key in kept if key not in known]:
        del kept[key]
    for key, file in known.items():
        if key not in kept:
            kept[key] = _file(file.name, file.getvalue(), t)
    return [*(Text("", "", part) for part in parts if part.strip() or not files), *kept.values()]


def _file(name: str, data: bytes, t: Words) -> Text:
    try:
        read = read_story(data, name)
    except PersonaError as problem:
        return Text(name, name, "", problem.text(t))
    notes = [note.text(t) for note in read.notes]
    if left := [key for key in read.head if key != "title"]:
        sentence = t(
            "Of its head only the title is used here; import the file to use {names} as well.", names=t.listing(left)
        )
        notes.append(sentence)
    return Text(name, read.title, read.text, notes=tuple(notes))


def look(session: Session, viewer: Viewer, texts: Sequence[Text], company_id: str | None) -> list[Found]:
    """What there is to say about each text: whether it is here already, is a conversation, or marks scenes."""
    stages, sides = every_stage(session, viewer), known_sides(session, viewer)
    found, seen = [], set()
    for one in texts:
        if one.problem or not one.text.strip():
            found.append(Found(one))
            continue
        twin = queries.same_text(session, viewer, one.text, company_id)
        near = None if twin else queries.nearly_same(session, viewer, one.text, company_id)
        talk = transcript(one.text)
        again = hashlib.sha256(one.text.strip().encode(errors="replace")).digest()
        found.append(
            Found(
                one,
                twin=_called(twin) if twin else (_name(one) if again in seen else ""),
                near=_called(near) if near else "",
                speakers=speakers_of(one.text, talk, sides) if talk else (),
                breaks_off=bool(talk and talk.cut),
                scenes=() if talk else tuple(proposed(one.text, one.title, stages)),
                mixed=mixes_scripts(one.text),
            )
        )
        seen.add(again)
    return found


def _called(story: Story) -> str:
    return story.title or clip(story.text, 24)


def _name(one: Text) -> str:
    return one.title or clip(one.text, 24)


def _shown(one: Found, t: Words) -> str:
    """What a text is called in the list: its title, who speaks in it, or its first words."""
    return one.text.title or t.listing([speaker.name for speaker in one.speakers]) or _name(one.text)


def fingerprint(texts: Sequence[Text], company_id: str | None) -> str:
    """Tells whether what is stored is what was looked over."""
    every = "\x1e".join([company_id or "", *(one.name + one.text for one in texts)])
    return hashlib.sha256(every.encode(errors="replace")).hexdigest()


def draw(key: str, found: Sequence[Found]) -> list[Decision]:
    """One line a text with what to decide about it, and the question who is ours; what is decided now."""
    t = shell.words()
    with st.container(border=True, key="story-check", gap="small"):
        st.markdown(f"**{t('Look over before storing')}**")
        decisions = [_line(f"{key}-{number}", one, t) for number, one in enumerate(found)]
        _speakers(key, [decision for decision in decisions if decision.take], t)
    return decisions


def _line(key: str, one: Found, t: Words) -> Decision:
    """What one text is, and whether it is taken."""
    length = t.plural("{n} character", "{n} characters", len(one.text.text))
    with st.container(key=f"{key}-line", horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{plain(clip(_shown(one, t), 40))}**", width="content")
        st.caption(plain(one.text.problem or length), width="content")
        if one.text.problem:
            return Decision(one, take=False)
        if one.twin:
            st.caption(plain(t("is here already, not stored again: “{title}”", title=one.twin)), width="content")
            return Decision(one, take=False)
        take, scenes = True, ()
        if one.near:
            said = t("Nearly the same as “{title}”, which is here. Store it all the same", title=one.near)
            take = st.checkbox(plain(said), key=f"{key}-near", width="content")
        if one.scenes and take:
            as_scenes = st.checkbox(
                t("Store as {n} scenes", n=len(one.scenes)), one.too_long, key=f"{key}-scenes", width="content"
            )
            scenes = one.scenes if as_scenes else ()
        if one.too_long and not scenes:
            sentence = t("At most {limit} characters fit into one story: split it.", limit=t.number(Story.LIMIT))
            st.caption(plain(sentence), width="content")
            take = False
        if one.speakers:
            talk = t.plural("conversation of {n} speaker", "conversation of {n} speakers", len(one.speakers))
            st.caption(talk, width="content")
        if one.breaks_off:
            st.caption(plain(t("seems to break off; stored as far as it goes")), width="content")
    for note in one.text.notes:
        st.caption(plain(note))
    if one.mixed:
        sentence = t(
            "Mixes simplified and traditional characters: stored as it is; the same word in both counts as two."
        )
        st.caption(plain(sentence))
    return Decision(one, take, scenes)


def _speakers(key: str, decisions: Sequence[Decision], t: Words) -> None:
    """Ask once for each name, and in each conversation for speakers who are only numbered."""
    named: dict[str, Speaker] = {}
    numbered: list[tuple[Decision, list[Speaker]]] = []
    for decision in decisions:
        for speaker in decision.found.speakers:
            if speaker.side:
                decision.sides[speaker.name] = speaker.side
            elif not is_label(speaker.name):
                named.setdefault(speaker.name, speaker)
        if labels := [s for s in decision.found.speakers if not s.side and is_label(s.name)]:
            numbered.append((decision, labels))
    if not named and not numbered:
        return
    st.text(
        t("Who of them is ours? What ours say stays in the text and does not count; the others are the customer's.")
    )
    said: Mapping[str, str] = speakers.choose(f"{key}-named", list(named.values())) if named else {}
    for decision in decisions:
        decision.sides |= {s.name: said[s.name] for s in decision.found.speakers if s.name in said}
    for number, (decision, labels) in enumerate(numbered):
        if len(numbered) > 1:
            st.caption(plain(_shown(decision.found, t)))
        decision.sides |= speakers.choose(f"{key}-numbered-{number}", labels)
    for decision in decisions:
        decision.sides = speakers.with_the_others(decision.sides)
