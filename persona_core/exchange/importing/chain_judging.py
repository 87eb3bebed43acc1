"""Judging the rows of a chain together: points that do not fit, strangers, circles, and who is to blame."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from persona_core.decision_chain.bulk import Said, weigh
from persona_core.decision_chain.commands import MOST_SEATS
from persona_core.decision_chain.hearing import Heard, heard
from persona_core.decision_chain.inputs import WORDS_AT_MOST, SeatInput, check_points, closed_circle
from persona_core.decision_chain.models import Say
from persona_core.exchange.importing.chain_groups import Entry, Group, Place
from persona_core.exchange.importing.parsing import ParsedRow
from persona_core.kit.errors import Invalid, PersonaError
from persona_core.kit.words import N_
from persona_core.vocabulary.models import ListName

_TWICE = N_("“{position}” stands in line {n} already. Keep one row for each position.")
_STRANGER = N_("{position} listens to “{other}”, which is neither in the file nor on this chain. Add a row for it.")
_MIXED = N_("Some positions of this chain have points, but not {positions}. Give points to all of them, or to none.")
_HEARD_TWICE = N_("“{name}” stands there twice. Keep one.")
_LOST_WORD = N_(
    "{position} would have no influence any more, but the chance rests on what happens when {position} champions us. "
    "Take that experience off the chain first."
)
_TOO_MANY = N_("A chain holds at most {n} positions. Remove one that has no say.")
_BECAUSE = N_("Not taken in because of line {n}: the rows of a chain at one moment go in together.")
_SIGNS = re.compile(r"[;,、:=|\n()\[\]；，：＝｜（）［］]")


class Judge:
    """Weighs groups of one file.

    `columns` are its headers, `code` finds the code of a term, `names` is what positions are called, by code. `uneven`
    are lines with which a chain begins whose points for the decision do not add up to 100, `undecided` those of chains
    on which nobody has a say yet.
    """

    def __init__(
        self,
        columns: Mapping[str, str],
        code: Callable[[str, str], str],
        names: Mapping[str, str],
        *,
        today: date,
        source: str,
    ) -> None:
        self.columns, self.code, self.names, self.today, self.source = columns, code, names, today, source
        self.uneven: list[int] = []
        self.undecided: list[int] = []
        self._heard_before: dict[tuple[str, tuple[str, ...]], Heard | Invalid] = {}

    def judge(self, places: Collection[Place]) -> None:
        """Refuse what cannot be, and then every other row of the same group with the line that is to blame."""
        pending = [group for place in places for group in place.groups.values()]
        while pending:
            for group in pending:
                self._compose(group)
            self._weigh([g for g in pending if not g.broken and g.changed])
            hurt = {id(g.place): g.place for g in pending if g.broken}
            pending = [g for place in hurt.values() for g in place.groups.values() if not g.broken]
            pending = [g for g in pending if self._leans(g)]
        for place in places:
            for group in place.groups.values():
                _blame(group)

    def _leans(self, group: Group) -> bool:
        """Whether a group listens to a seat that is no longer coming."""
        there = group.place.positions()
        return any(to not in there for said in group.said.values() for to in said.listens)

    def _refuse(self, row: ParsedRow, key: str, error: PersonaError) -> None:
        row.refuse(self.columns.get(key), row.written(key), error)

    def _compose(self, group: Group) -> None:
        """What the moment would hold afterwards, from the rows and from what is stored."""
        if group.broken:
            return
        self._positions(group)
        there = group.place.positions()
        stored = group.place.stored.seats.values() if group.place.stored else ()
        said = {seat.position: seat.said[group.moment] for seat in stored if group.moment in seat.said}
        special = tuple(self.names[p] for p in there if _SIGNS.search(self.names[p]))
        speaking = [entry for entry in group.entries if entry.speaks]
        whole = 100.0 if _in_fractions(speaking) else 1.0
        for entry in speaking:
            said[entry.position] = self._said(group, entry, there, special, whole)
        for to in [to for one in said.values() for to in one.listens if to not in said]:
            said[to] = Said()
        group.said = said
        same = (said[e.position].alike(group.before(e.position) or Said()) for e in speaking)
        group.changed = bool(speaking) and not (group.stored and all(same))
        if group.changed and not group.broken:
            self._together(group)

    def _positions(self, group: Group) -> None:
        lines: dict[str, int] = {}
        seats = group.place.positions()
        for entry in group.entries:
            if entry.position in lines:
                error = Invalid(_TWICE, field="position", position=entry.label[:80], n=lines[entry.position])
                self._refuse(entry.row, "position", error)
            lines.setdefault(entry.position, entry.row.line)
        if len(seats) > MOST_SEATS:
            fresh = [e for e in group.entries if not (group.place.stored and e.position in group.place.stored.seats)]
            self._refuse(
                (fresh or group.entries)[-1].row, "position", Invalid(_TOO_MANY, field="position", n=MOST_SEATS)
            )

    def _said(self, group: Group, entry: Entry, there: set[str], special: tuple[str, ...], whole: float) -> Said:
        """What was said before, with what the row says put over it."""
        at, before = entry.row.at, group.before(entry.position) or Said()
        now: dict[str, Any] = {key: at[key] for key in ("veto", "trial_gate") if key in at}
        if "say" in at:
            now |= {"say": int(at["say"]), "points": None}
        if "decision_points" in at:
            now["points"] = round(at["decision_points"] * whole, 6)
        if "listens_to" in at:
            now |= self._heard(entry, there, special)
        return replace(before, **now, **self._stance(before, at))

    def _stance(self, before: Said, at: Mapping[str, Any]) -> dict[str, Any]:
        stance = at.get("stance", before.stance)
        if stance is None:
            return dict.fromkeys(("stance", "stance_on", "stance_source"))
        on, source = at.get("stance_on"), None
        if "stance_source" in at:
            source = self.code(ListName.SOURCE, at["stance_source"])
        if stance != before.stance:
            return {"stance": stance, "stance_on": on or self.today, "stance_source": source or self.source}
        return {"stance_on": on or before.stance_on, "stance_source": source or before.stance_source}

    def _heard(self, entry: Entry, there: set[str], special: tuple[str, ...]) -> dict[str, Any]:
        """Whom the row names, by code; own judgement may stand under the position's own name."""
        try:
            own, listens = self._listens(entry, there, special)
            if len(listens) > WORDS_AT_MOST or (own is not None and own + sum(listens.values()) != 100):
                row = SeatInput.model_construct(position=entry.position, points=None, own_points=own, listens=listens)
                check_points(row, {entry.position: entry.label[:80]})
        except Invalid as error:
            self._refuse(entry.row, "listens_to", error)
            return {}
        return {"own": own, "listens": listens}

    def _listens(
        self, entry: Entry, there: set[str], special: tuple[str, ...]
    ) -> tuple[float | None, dict[str, float]]:
        told = self._told(entry.row.at["listens_to"], special)
        own, listens = told.own, {}
        for name, points in told.given:
            code = self.code(ListName.POSITION, name)
            if code == entry.position:
                own = points if told.in_points else own
            elif code not in there:
                raise Invalid(_STRANGER, field="listens", position=entry.label[:80], other=name[:80])
            elif code in listens:
                raise Invalid(_HEARD_TWICE, field="listens", name=name[:80])
            elif points:
                listens[code] = points
        if told.in_points and own is None:
            own = max(100 - sum(listens.values()), 0.0)
        return own, listens

    def _told(self, text: str, special: tuple[str, ...]) -> Heard:
        known = (text, special)
        if known not in self._heard_before:
            try:
                self._heard_before[known] = heard(text, special)
            except Invalid as error:
                self._heard_before[known] = error
        found = self._heard_before[known]
        if isinstance(found, Invalid):
            raise found
        return found

    def _together(self, group: Group) -> None:
        """What only shows when all seats are looked at."""
        by_points = [p for p, s in group.said.items() if s.points is not None]
        in_words = [p for p, s in group.said.items() if s.points is None and s.say != Say.NONE]
        if by_points and in_words:
            row = next((e.row for e in group.entries if e.position in by_points), group.entries[0].row)
            names = tuple(self.names[p][:80] for p in in_words)
            self._refuse(row, "decision_points", Invalid(_MIXED, field="decision_points", positions=names))
        elif not group.decided:
            self.undecided.append(group.entries[0].row.line)
        elif by_points:
            sum_ = sum(group.said[p].points or 0 for p in by_points)
            if abs(sum_ - 100) > max(1, len(by_points) / 2):  # whole points of 100 may be off by their rounding
                self.uneven.append(group.entries[0].row.line)

    def _weigh(self, groups: Sequence[Group]) -> None:
        """Totals of all groups in one go; closed circles, and experiences that would rest on nothing."""
        shares, circles = weigh([group.said for group in groups])
        for number, group in enumerate(groups):
            group.shares = shares[number]
            if not group.decided:
                group.shares = dict.fromkeys(group.said, (0.0, 0.0, 0.0))
                continue
            if number in circles:
                circle = circles[number]
                row = next((e.row for e in group.entries if e.position in circle), group.entries[0].row)
                self._refuse(row, "listens_to", closed_circle([self.names[p][:80] for p in circle]))
                continue
            anchors = group.place.stored.moments[group.moment].anchors if group.stored else {}
            for position in anchors:
                if group.shares[position][2] < 1e-9:
                    row = next((e.row for e in group.entries if e.position == position), group.entries[0].row)
                    error = Invalid(_LOST_WORD, field="say", position=self.names[position][:80])
                    self._refuse(row, "decision_points" if "decision_points" in row.at else "say", error)


def _blame(group: Group) -> None:
    """Rows without a fault of their own are refused because of the first that has one."""
    guilty = [row.line for row in (*group.rows, *group.place.unplaced) if row.refusals]
    if not guilty:
        return
    for row in group.rows:
        if not row.refusals:
            row.refuse(None, "", Invalid(_BECAUSE, n=min(guilty)))


def _in_fractions(entries: Sequence[Entry]) -> bool:
    """Whether points were given as parts of one: a spreadsheet hands 30 % over as .3."""
    points = [e.row.at["decision_points"] for e in entries if "decision_points" in e.row.at]
    return bool(points) and max(points) <= 1 and abs(sum(points) - 1) < 0.02
