"""What is being edited on the chain page and not saved yet; it outlives reruns, other views and conflicts."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import streamlit as st

from persona_core.decision_chain.inputs import SeatInput, in_points, in_words
from persona_core.decision_chain.models import Moment
from persona_core.decision_chain.views import ChainView, MomentRow, MomentView
from ui.session import enter, words

SEAT_FIELDS = ("person_id", "contact", "buying_role")
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
    base_rate: float | None
    anchors: dict[str, float]
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
        count = sum(now[f] != before[seat_id][f] for seat_id, now in self.rows.items() for f in MOMENT_FIELDS)
        return count + (self.base_rate != self.stored.base_rate) + (self.anchors != dict(self.stored.anchors))

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
        stored = fresh.moments[self.moment]
        if self.base_rate == self.stored.base_rate or not (keep_mine or stored.base_rate == self.stored.base_rate):
            self.base_rate = stored.base_rate
        if self.anchors == dict(self.stored.anchors) or not (keep_mine or stored.anchors == self.stored.anchors):
            self.anchors = dict(stored.anchors)
        there = {r.seat.position for r in stored.rows}
        for now in merged.values():
            now["listens"] = {p: n for p, n in now["listens"].items() if p in there}
        self.base, self.rows, self.conflict = fresh, merged, False
        self.redraw()

    def clashes(self, fresh: ChainView) -> list[tuple[MomentRow | None, str, Any, Any]]:
        """(row, field, what is stored now, what this draft wants) wherever the two differ and somebody else saved."""
        found: list[tuple[MomentRow | None, str, Any, Any]] = []
        for row in fresh.moments[self.moment].rows:
            mine, now = self.rows.get(row.seat.id), cells(row)
            found += [(row, f, now[f], mine[f]) for f in (*SEAT_FIELDS, *MOMENT_FIELDS) if mine and mine[f] != now[f]]
        stored = fresh.moments[self.moment]
        if stored.base_rate != self.base_rate:
            found.append((None, "base_rate", stored.base_rate, self.base_rate))
        if dict(stored.anchors) != self.anchors:
            found.append((None, "anchors", dict(stored.anchors), self.anchors))
        return found


def cells(row: MomentRow) -> Cells:
    """What a row of the table holds, in codes."""
    return {
        "person_id": row.seat.person_id,
        "contact": row.seat.contact,
        "buying_role": row.seat.buying_role,
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


_DRAFTS, _FOLLOW = "chain.drafts", "chain.follow"


def follow() -> None:
    """In the next run, put unsaved changes on top of what was just added to the chain by this very user."""
    st.session_state[_FOLLOW] = True


def current(view: ChainView, moment: Moment) -> Draft:
    """The draft of this chain and moment: one begun earlier while it holds unsaved changes, else a new one."""
    drafts: dict[tuple[UUID, Moment], Draft] = st.session_state.setdefault(_DRAFTS, {})
    found = drafts.get((view.id, moment))
    followed = st.session_state.pop(_FOLLOW, False)
    if found is not None and found.base != view and found.changes and not _typing(found):
        mine = followed or _versions(found.base, moment) == _versions(view, moment)  # nobody else saved meanwhile
        if mine:
            found.rebase(view)
    if found is not None and (found.changes or found.base == view or _typing(found)):
        return found
    stored = view.moments[moment]
    rows = {r.seat.id: cells(r) for r in stored.rows}
    drafts[view.id, moment] = Draft(
        base=view,
        moment=moment,
        rows=rows,
        shown=copy.deepcopy(rows),
        base_rate=stored.base_rate,
        anchors=dict(stored.anchors),
        by_points=any(r.points is not None or r.own_points is not None for r in stored.rows),
        revision=found.revision + 1 if found else 0,
    )
    return drafts[view.id, moment]


def _typing(draft: Draft) -> bool:
    """Whether this very run brings something typed that the draft has not taken in yet."""
    state = st.session_state
    for key, taken in draft.taken.items():
        now = state.get(key, taken)
        if (now.get("edited_rows", {}) if hasattr(now, "get") else now) != taken:
            return True
    return False


def _versions(view: ChainView, moment: Moment) -> tuple[int | None, dict[UUID, int]]:
    return view.moments[moment].version, {s.id: s.version for s in view.seats}


def drop(draft: Draft) -> None:
    """Forget a draft: it was saved, or is not wanted; the table is drawn anew from what is stored."""
    draft.rows = {r.seat.id: cells(r) for r in draft.stored.rows}
    draft.base_rate, draft.anchors, draft.conflict = draft.stored.base_rate, dict(draft.stored.anchors), False
    draft.by_points = any(r.points is not None or r.own_points is not None for r in draft.stored.rows)
    draft.redraw()
