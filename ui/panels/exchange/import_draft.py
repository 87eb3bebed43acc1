"""The import somebody works on: what was brought lies in a tray on the server, what was chosen in the session.

No rerun loses it, nor a reload: each tab keeps the name of its tray, and the choices lie in the tray too. Large files
are looked into beside the pages; until the answer is there, `Draft.opened` or the check is not.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.exchange.importing.checked import Checked, Opened, opened_of
from persona_core.exchange.importing.mapping import KINDS, TEXT, Column, guess_kind
from persona_core.exchange.importing.planning import columns_for
from persona_core.exchange.importing.reading import STORIES, Given
from persona_core.exchange.importing.remembered import earlier
from persona_core.exchange.importing.roads import Road, road_for
from persona_core.exchange.importing.ways import Question as Open
from persona_core.exchange.jobs import questions, trays
from persona_core.exchange.jobs.queries import job
from persona_core.exchange.jobs.questions import Question
from persona_core.exchange.jobs.trays import InTray, Tray
from persona_core.exchange.queries import is_there
from persona_core.journeys.queries import every_stage
from persona_core.kit.errors import NotFound, PersonaError
from persona_core.kit.sheets import Opening
from ui import shell

_DRAFT, _ROUND, _REFUSED = "import-draft", "import-round", "import-refused"
_CHOICES = "choices"
_KEPT = (
    *("name", "pasted", "large", "reading", "kind", "source", "journey"),
    *("choices", "answers", "same_tags", "glimpses"),
)


@dataclass
class Draft:
    """What was given, for which workspace, and what was chosen for it so far.

    `before` is what the file was opened as, while it is opened in another way.
    """

    workspace_id: uuid.UUID
    tray: str
    name: str = ""
    pasted: bool = False
    large: bool = False
    opened: Opened | None = None
    opening: Opening = field(default_factory=Opening)
    reading: str | None = None
    kind: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    source: str | None = None
    journey: str | None = None
    choices: dict[str, str | None] = field(default_factory=dict)
    asked: dict[str, Open] = field(default_factory=dict)
    glimpses: dict[str, str] = field(default_factory=dict)
    problem: PersonaError | None = None
    alike: dict[str, str] = field(default_factory=dict)
    same_tags: dict[str, str] = field(default_factory=dict)
    checked: Checked | PersonaError | None = None
    checked_for: Any = None
    job: uuid.UUID | None = None
    before: tuple[Opened, Opening, str | None, str] | None = None
    kept: str = ""

    @property
    def given(self) -> Given:
        """What was read, with its first rows."""
        return self.opened.given

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return self.opened.rows

    @property
    def there(self) -> InTray:
        """Where all of it can be read."""
        return InTray(self.tray, self.opening, self.reading)


def current(viewer: Viewer) -> Draft | None:
    """The import at hand in this workspace; one that was taken back waits for its check again."""
    draft = st.session_state.get(_DRAFT) or _restored(viewer)
    if draft is None or draft.workspace_id != viewer.workspace_id:
        return None
    if draft.opened is None:
        _look(viewer, draft)
    if draft.job is not None:
        with shell.read() as session:
            batch = job(session, viewer, draft.job).batch_id
            if batch is not None and not is_there(session, viewer, batch):
                draft.job = None
                anew(draft)
    return st.session_state.get(_DRAFT)


def take_paste(viewer: Viewer, text: str) -> None:
    """Start with a pasted table; raises PersonaError when it is none."""
    tray = trays.lay_text(text)
    _start(viewer, Draft(viewer.workspace_id, tray.name, pasted=True, large=len(text.encode()) > questions.LARGE))


def take_files(viewer: Viewer, files: Sequence[tuple[str, bytes]]) -> None:
    """Start with uploaded files; raises PersonaError when they cannot be read."""
    large = questions.weight(files) > questions.LARGE
    name = files[0][0] if len(files) == 1 else ""
    _start(viewer, Draft(viewer.workspace_id, trays.lay_files(files).name, name=name, large=large))


def _start(viewer: Viewer, draft: Draft) -> None:
    try:
        _open(viewer, draft)
    except PersonaError:
        Tray(draft.tray).drop()
        raise
    st.session_state[_DRAFT] = draft
    shell.hold(draft.tray)


def refusal() -> PersonaError | None:
    """Why the file that was chosen last could not be read, once that is known."""
    return st.session_state.pop(_REFUSED, None)


def _restored(viewer: Viewer) -> Draft | None:
    """The import that this tab had at hand before it was loaded anew."""
    tray = trays.find(shell.tray() or "")
    said = tray.noted(_CHOICES) if tray and not viewer.masked else None
    if said is None or said["workspace"] != str(viewer.workspace_id):
        return None
    draft = Draft(viewer.workspace_id, tray.name, **{key: said[key] for key in _KEPT})
    sheet, header, encoding = said["opening"]
    draft.opening = Opening(sheet, tuple(header) if header else None, encoding)
    try:
        with shell.read() as session:
            draft.job = job(session, viewer, said["job"]).id if said["job"] else None
    except NotFound:
        draft.job = None
    try:
        _open(viewer, draft)
    except PersonaError:
        forget()
        return None
    st.session_state[_DRAFT] = draft
    return draft


def keep(draft: Draft) -> None:
    """Lay what was chosen beside the file, if it changed."""
    if not Tray(draft.tray).path.is_dir():
        return
    said = {key: getattr(draft, key) for key in _KEPT}
    said |= {"workspace": str(draft.workspace_id), "job": str(draft.job) if draft.job else None}
    said["opening"] = list(asdict(draft.opening).values())
    if (text := json.dumps(said)) != draft.kept:
        Tray(draft.tray).note(_CHOICES, said)
        draft.kept = text


def _open(viewer: Viewer, draft: Draft) -> None:
    """Read the file now; a large one is asked for, unless its answer is there."""
    question = Question(draft.there, viewer)
    if draft.large:
        found = question.answered()
        if found is None:
            draft.opened = None
            shell.reception().ask(question)
            return
        if isinstance(found, PersonaError):
            raise found
    else:
        with shell.read() as session:
            files = [] if draft.pasted else Tray(draft.tray).brought()
            found = opened_of(draft.there.read(session, viewer), files)
    _take(viewer, draft, found)


def _take(viewer: Viewer, draft: Draft, found: Opened) -> None:
    draft.opened, draft.before = found, None
    draft.glimpses |= found.glimpses
    draft.kind = draft.kind or _kind(viewer, found.given)


def _look(viewer: Viewer, draft: Draft) -> None:
    """Whether a large file has been read meanwhile; one that cannot be goes, or stays as it was opened before."""
    found = Question(draft.there, viewer).answered()
    if isinstance(found, Opened):
        _take(viewer, draft, found)
    elif found is not None and draft.before is not None:
        as_before(draft)
        draft.problem = found
    elif found is not None:
        forget()
        st.session_state[_REFUSED] = found
    else:
        shell.reception().ask(Question(draft.there, viewer))


def as_before(draft: Draft) -> None:
    """Leave a large file as it was opened before; a new one is put away."""
    shell.reception().drop(draft.tray)
    if draft.before is None:
        forget()
    else:
        draft.opened, draft.opening, draft.reading, draft.kind = draft.before
        draft.before = None


def _kind(viewer: Viewer, given: Given) -> str:
    """What a file is about: as one of the same columns was taken before, else what its columns speak for."""
    with shell.read() as session:
        before, stages = earlier(session, viewer, given.sheet), every_stage(session, viewer)
    return before.kind if before is not None and before.kind in KINDS else guess_kind(given.sheet, stages)


def road(viewer: Viewer, draft: Draft) -> Road:
    """The journey that the file is read along: the one chosen, else the one whose stages it names."""
    with shell.read() as session:
        return road_for(session, viewer, draft.given.sheet, draft.kind, journey=draft.journey, wanted=draft.choices)


def reread(viewer: Viewer, draft: Draft, *, kind: str) -> None:
    """Another kind of import; choices for the old columns are forgotten. Raises PersonaError."""
    reading = STORIES if kind == STORIES else None
    if not draft.pasted and (TEXT in draft.given.sheet.header or kind == STORIES):
        _open_otherwise(viewer, draft, draft.opening, reading, kind)
    draft.kind = kind
    _start_over(draft)


def reopen(viewer: Viewer, draft: Draft, opening: Opening) -> None:
    """The same file with another sheet, header or encoding; where that cannot be, `problem` says why."""
    try:
        _open_otherwise(viewer, draft, opening, None, "")
    except PersonaError as problem:
        draft.problem = problem
        return
    draft.problem = None
    _start_over(draft)


def _open_otherwise(viewer: Viewer, draft: Draft, opening: Opening, reading: str | None, kind: str) -> None:
    before = (draft.opened, draft.opening, draft.reading, draft.kind)
    draft.opening, draft.reading, draft.kind, draft.before = opening, reading, kind, before
    try:
        _open(viewer, draft)
    except PersonaError:
        as_before(draft)
        raise


def _start_over(draft: Draft) -> None:
    draft.source, draft.journey, draft.choices, draft.checked = None, None, {}, None
    draft.answers, draft.asked, draft.alike, draft.same_tags = {}, {}, {}, {}


def forget() -> None:
    """Put the import at hand away and empty both doors."""
    name = shell.tray() or ""
    if trays.find(name):
        shell.reception().drop(name)
        Tray(name).drop()
    shell.hold("")
    st.session_state.pop(_DRAFT, None)
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def key(name: str) -> str:
    """A widget key that is new after each import."""
    return f"import-{name}-{st.session_state.get(_ROUND, 0)}"


def columns(viewer: Viewer, draft: Draft) -> list[Column]:
    """The columns with what was chosen for them."""
    with shell.read() as session:
        sheet, kind = draft.given.sheet, draft.kind
        found = road_for(session, viewer, sheet, kind, journey=draft.journey, wanted=draft.choices)
        return columns_for(session, viewer, sheet, kind, draft.choices, road=found)


def anew(draft: Draft) -> None:
    """Something was settled besides: what was found no longer counts."""
    draft.checked = None
    shell.reception().drop(draft.tray)
    Tray(draft.tray).remove("checked")
