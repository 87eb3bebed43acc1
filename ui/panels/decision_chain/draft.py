"""What is being edited on the chain page and not saved yet; it outlives reruns, other views and conflicts."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import streamlit as st

from persona_core.decision_chain.editing import HEARD
from persona_core.decision_chain.inputs import SeatInput, in_points, in_words
from persona_core.decision_chain.models import Moment
from persona_core.decision_chain.views import ChainView, MomentRow, MomentView
from ui.saving import undone
from ui.session import enter, words

SEAT_FIELDS = ("person_id", "contact", "buying_role", "effort")
"""Fields of the table that belong to the seat, whatever the moment."""

MOMENT_FIELDS = ("say", "points", "listens", "veto", "trial_gate", "stance")

Cells = dict[str, Any]
Rows = dict[UUID, Cells]


@dataclass
class Draft:
    """A chain at a moment as somebody is editing it: `base` is what it was drawn from, `rows` what it says now.

    `shown` are the rows that the table was last drawn with; its edits lie on top, `taken` holds what each
    widget (by key) said when the draft last took it in. A new `revision` draws everything anew.
    """

    base: ChainView
    moment: Moment
    rows: Rows
    shown: Rows
    by_points: bool
    revision: int = 0
    conflict: bool = False
    taken: dict[str, Any] = field(default_factory=dict)

    @property
    def stored(self) -> MomentView:
        """The moment that the draft began from."""
        return self.base.moments[self.moment]

    def key(self, part: str) -> str:
        """A widget key that lasts until the table is drawn anew, or its labels change (language, presenting)."""
        labels = f"{words().lang}{'p' if enter().presenting else ''}"
        return f"chain-{part}-{self.base.id}-{self.moment}-{self.revision}-{labels}"

    def redraw(self) -> None:
        """Draw the table anew from what the rows say now."""
        self.shown = copy.deepcopy(self.rows)
        self.taken = {}
        self.revision += 1

    def inputs(self) -> list[SeatInput]:
        """The rows in the form in which a moment is saved."""
        stored = {r.seat.id: r for r in self.stored.rows}
        return [_input(stored[seat_id], cells, by_points=self.by_points) for seat_id, cells in self.rows.items()]

    def seat_changes(self) -> dict[UUID, Cells]:
        """Seat → fields of the seat itself that were changed."""
        before = {r.seat.id: cells(r) for r in self.stored.rows}
        changed = {
            seat_id: {f: now[f] for f in SEAT_FIELDS if now[f] != before[seat_id][f]}
            for seat_id, now in self.rows.items()
        }
        return {seat_id: fields for seat_id, fields in changed.items() if fields}

    def moment_changes(self) -> int:
        """How many things said about the moment were changed."""
        before = {r.seat.id: cells(r) for r in self.stored.rows}
        return sum(now[f] != before[seat_id][f] for seat_id, now in self.rows.items() for f in MOMENT_FIELDS)

    @property
    def changes(self) -> int:
        """How many things were changed and are not saved."""
        return self.moment_changes() + sum(len(fields) for fields in self.seat_changes().values())

    def switch(self, by_points: bool) -> None:
        """Say it in points, or in words again; what was said goes over as near as it can."""
        seats = {s.position: s for s in (in_points if by_points else in_words)(self.inputs())}
        for row in self.stored.rows:
            seat, now = seats[row.seat.position], self.rows[row.seat.id]
            now["say"], now["points"], now["listens"] = int(seat.say or 0), seat.points, dict(seat.listens)
        self.by_points = by_points
        self.redraw()

    def rebase(self, fresh: ChainView, *, keep_mine: bool = True) -> None:
        """Put the changes of this draft on top of what is stored now; `keep_mine`: also where both changed a thing."""
        before = {r.seat.id: cells(r) for r in self.stored.rows}
        merged: Rows = {}
        for row in fresh.moments[self.moment].rows:
            now, old, mine = cells(row), before.get(row.seat.id), self.rows.get(row.seat.id)
            if old is not None and mine is not None:
                for f in (*SEAT_FIELDS, *MOMENT_FIELDS):
                    if mine[f] != old[f] and (keep_mine or now[f] == old[f]):
                        now[f] = mine[f]
            merged[row.seat.id] = now
        there = {r.seat.position for r in fresh.moments[self.moment].rows}
        for now in merged.values():
            now["listens"] = {p: n for p, n in now["listens"].items() if p in there}
        self.base, self.rows, self.conflict = fresh, merged, False
        self.redraw()

    def took(self, seat_id: UUID, changes: Mapping[str, Any]) -> None:
        """What its user has just said of a seat beside the map holds here too, whatever was typed before."""
        now = self.rows.get(seat_id)
        if now is not None:
            now |= {f: v for f, v in changes.items() if f in now}
            heard = {f.removeprefix(HEARD): n for f, n in changes.items() if f.startswith(HEARD)}
            now["listens"] = {p: n for p, n in {**now["listens"], **heard}.items() if n}

    def clashes(self, fresh: ChainView) -> list[tuple[MomentRow, str, Any, Any]]:
        """(row, field, what is stored now, what this draft wants) wherever the two differ and somebody else saved."""
        found: list[tuple[MomentRow, str, Any, Any]] = []
        for row in fresh.moments[self.moment].rows:
            mine, now = self.rows.get(row.seat.id), cells(row)
            found += [(row, f, now[f], mine[f]) for f in (*SEAT_FIELDS, *MOMENT_FIELDS) if mine and mine[f] != now[f]]
        return found


def cells(row: MomentRow) -> Cells:
    """What a row of the table holds, in codes."""
    return {
        "person_id": row.seat.person_id,
        "contact": row.seat.contact,
        "buying_role": row.seat.buying_role,
        "effort": row.seat.effort,
        "say": row.say,
        "points": row.points,
        "listens": dict(row.listens),
        "veto": row.veto,
        "trial_gate": row.trial_gate,
        "stance": row.stance,
    }


def _input(row: MomentRow, now: Cells, *, by_points: bool) -> SeatInput:
    given = sum(now["listens"].values())
    same = now["stance"] == row.stance
    return SeatInput(
        position=row.seat.position,
        say=now["say"],
        points=(now["points"] or 0) if by_points else None,
        own_points=max(100 - given, 0) if by_points and given <= 100 else None,
        listens=now["listens"],
        veto=now["veto"],
        trial_gate=now["trial_gate"],
        stance=now["stance"],
        stance_on=row.stance_on if same else None,
        stance_source=row.stance_source if same else None,
    )


_DRAFTS, _FOLLOW, _UNDONE = "chain.drafts", "chain.follow", "chain.undone"


def follow() -> None:
    """In the next run, put unsaved changes on top of what this very user has just saved elsewhere on the page."""
    st.session_state[_FOLLOW] = True


def took(chain_id: UUID, moment: Moment | None, seat_id: UUID, changes: Mapping[str, Any]) -> None:
    """`changes` of a seat (at a moment, None for whatever moment) were saved at once: drafts follow."""
    for draft in _all().values():
        if draft.base.id == chain_id and moment in {None, draft.moment}:
            draft.took(seat_id, changes)
    follow()


def switched(chain_id: UUID, moment: Moment, by_points: bool) -> None:
    """The moment is said in points now, or in words again: its draft goes along."""
    draft = _all().get((chain_id, moment))
    if draft is not None and draft.changes and draft.by_points != by_points:
        draft.switch(by_points)
    follow()


def catch_up(view: ChainView) -> None:
    """Bring the drafts of a chain up to what their own user saved or undid since, before any of them is drawn."""
    undo = undone()
    if undo is not None and undo is not st.session_state.get(_UNDONE):
        st.session_state[_UNDONE] = undo
        follow()
    if not st.session_state.get(_FOLLOW):
        return
    behind = [d for d in _all().values() if d.base.id == view.id and d.base != view and d.changes]
    for draft in behind:
        if not _typing(draft):
            draft.rebase(view)
    if not any(_typing(d) for d in behind):
        del st.session_state[_FOLLOW]


def waiting(view: ChainView, moment: Moment) -> Draft | None:
    """The draft of this chain and moment if it holds changes that were not saved yet."""
    found = _all().get((view.id, moment))
    return found if found is not None and found.changes else None


def current(view: ChainView, moment: Moment) -> Draft:
    """The draft of this chain and moment: one begun earlier while it holds unsaved changes, else a new one."""
    found = _all().get((view.id, moment))
    waits = found is not None and found.base != view and found.changes and not _typing(found)
    if waits and _versions(found.base, moment) == _versions(view, moment):  # nobody else saved meanwhile
        found.rebase(view)
    if found is not None and (found.changes or found.base == view or _typing(found)):
        return found
    stored = view.moments[moment]
    rows = {r.seat.id: cells(r) for r in stored.rows}
    draft = Draft(
        base=view,
        moment=moment,
        rows=rows,
        shown=copy.deepcopy(rows),
        by_points=stored.by_points,
        revision=found.revision + 1 if found else 0,
    )
    _all()[view.id, moment] = draft
    return draft


def _all() -> dict[tuple[UUID, Moment], Draft]:
    return st.session_state.setdefault(_DRAFTS, {})


def _typing(draft: Draft) -> bool:
    """Whether this very run brings something typed that the draft has not taken in yet."""
    for key, taken in draft.taken.items():
        if key in st.session_state:
            now = st.session_state[key]
            if (now.get("edited_rows", {}) if hasattr(now, "get") else now) != taken:
                return True
    return False


def _versions(view: ChainView, moment: Moment) -> tuple[int | None, dict[UUID, int]]:
    return view.moments[moment].version, {s.id: s.version for s in view.seats}


def drop(draft: Draft) -> None:
    """Forget a draft: it was saved, or is not wanted; the table is drawn anew from what is stored."""
    draft.rows = {r.seat.id: cells(r) for r in draft.stored.rows}
    draft.conflict, draft.by_points = False, draft.stored.by_points
    draft.redraw()
