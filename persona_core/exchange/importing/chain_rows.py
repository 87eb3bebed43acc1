"""Rows of decision chains: one row a seat at one moment; the rows of a moment go in together or not at all."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from persona_core.companies.models import name_digest
from persona_core.decision_chain.bulk import load_chains
from persona_core.decision_chain.models import MOMENT_LABELS, Moment
from persona_core.exchange.importing.chain_groups import Entry, Group, Place
from persona_core.exchange.importing.chain_judging import Judge
from persona_core.exchange.importing.chain_seating import Seating
from persona_core.exchange.importing.chain_writing import ChainWriter
from persona_core.exchange.importing.deal_rows import AboutDeals
from persona_core.exchange.importing.deal_stages import DealDesk
from persona_core.exchange.importing.memory import Memory
from persona_core.exchange.importing.parsing import ParsedRow
from persona_core.exchange.importing.plan import PlannedRow
from persona_core.exchange.importing.weighing import Scales
from persona_core.kit.errors import Invalid
from persona_core.kit.words import N_, Words
from persona_core.vocabulary.models import ListName, fold
from persona_core.vocabulary.seat_fields import TRAIT_KEYS

_NO_POSITION = N_("The position is empty. Fill it in.")
_NO_DEAL = N_("No deal has the id “{value}”. Import the deals first, or leave the id empty: then it is the company's.")
_NOT_LISTED = N_("“{value}” is not in the list. Choose one of these: {choices}.")
_OTHERWISE = N_("Line {n} says something else for this position: {other}. It is the same at both moments.")


class ChainRows(AboutDeals):
    """Everything is judged together before the first row is planned."""

    id_key = "deal_external_id"

    def __init__(
        self, memory: Memory, scales: Scales, desk: DealDesk, rows: Collection[ParsedRow], headers: Mapping[str, str]
    ) -> None:
        super().__init__(memory, scales, desk, rows, headers)
        memory.load_people(())
        homes = list(memory.things["company"])
        self.stored = load_chains(memory.session, memory.viewer, homes) if homes else {}
        self.spelled: dict[tuple[str, str], str] = {}
        self.names: dict[str, str] = {}
        self.places: dict[Any, Place] = {}
        self.group_of: dict[int, tuple[Group, Entry]] = {}
        self._key_of_name: dict[str, Any] = {}
        self._codes: dict[tuple[str, str], str] = {}
        self._agreed: dict[tuple[int, str, str], tuple[Any, int]] = {}
        for row in rows:
            self._take(row)
        judge = Judge(headers, self._code, self.names, today=memory.today, source=scales.source)
        judge.judge(self.places.values())
        self.uneven, self.undecided = judge.uneven, judge.undecided
        self.writer = ChainWriter(memory, Seating(memory, scales, self.places.values()))

    # Sorting rows into chains and moments.

    def _take(self, row: ParsedRow) -> None:
        super().check(row)
        if row.at.get(self.id_key) and self._by_id(row) is None and not row.refused(self.headers[self.id_key]):
            row.refuse(self.headers[self.id_key], row.at[self.id_key], Invalid(_NO_DEAL, value=row.at[self.id_key]))
        if "position" not in row.at and not row.refused(self.headers.get("position")):
            row.refuse(self.headers.get("position"), "", Invalid(_NO_POSITION, field="position"))
        self._list(row)
        place = self._place(row)
        if place is None:
            return
        if row.refused(self.headers.get("moment", "")):
            place.unplaced.append(row)
            return
        group = place.group(row.at.get("moment", Moment.PURCHASE))
        group.rows.append(row)
        if "position" in row.at:
            label = " ".join(row.at["position"].split())
            entry = Entry(row, self._code(ListName.POSITION, label), label)
            self.names.setdefault(entry.position, label)
            group.entries.append(entry)
            self.group_of[row.line] = group, entry
            self._agree(place, entry)

    def check(self, row: ParsedRow) -> None:
        """Nothing more: a chain stands or falls as a whole, so its rows were judged before."""

    def _list(self, row: ParsedRow) -> None:
        """Codes of lists that a file does not add to."""
        for key, list_name in (("contact", ListName.CONTACT), ("buying_role", ListName.BUYING_ROLE)):
            if key in row.at:
                code = self.memory.known.code(list_name, row.at[key])
                if code is None:
                    choices = tuple(self.memory.known.options(list_name, Words(self.memory.viewer.lang)).values())
                    error = Invalid(_NOT_LISTED, field=key, value=row.at[key][:80], choices=choices)
                    row.refuse(self.headers[key], row.at[key], error)
                row.at[key] = code

    def _place(self, row: ParsedRow) -> Place | None:
        """The chain a row belongs to; None when it does not say whose it is."""
        key, name, deal = row.at.get("company_external_id"), row.at.get("company"), self._by_id(row)
        home = self.companies.find(key, name) or (deal.company if deal else None)
        if home is not None:
            whose: Any = home.id
        elif name:
            digest = name_digest(name)
            whose = key or self._key_of_name.get(digest, digest)
            self._key_of_name.setdefault(digest, whose)
        else:
            return None
        which = deal.id if deal else row.at.get(self.id_key)
        if (whose, which) not in self.places:
            stored = (
                self.stored.get((home.id, deal.id if deal else None)) if home and not (which and not deal) else None
            )
            self.places[whose, which] = Place(home, deal, stored)
            for position in stored.seats if stored else ():
                self.names.setdefault(position, self._label(position))
        return self.places[whose, which]

    def _agree(self, place: Place, entry: Entry) -> None:
        """Refuse a row that says of the seat itself what another row of the chain says otherwise."""
        for key in ("person", *TRAIT_KEYS):
            if key in entry.row.at:
                value = entry.row.at[key]
                known, line = self._agreed.setdefault((id(place), entry.position, key), (value, entry.row.line))
                if known != value:
                    error = Invalid(_OTHERWISE, n=line, other=self._written(key, known))
                    entry.row.refuse(self.headers[key], entry.row.written(key), error)

    def _written(self, key: str, value: Any) -> str:
        lists = {"contact": ListName.CONTACT, "buying_role": ListName.BUYING_ROLE}
        t = Words(self.memory.viewer.lang)
        return self.memory.known.label(lists[key], value, t) if key in lists else str(value)[:80]

    def _label(self, position: str) -> str:
        return self.memory.known.label(ListName.POSITION, position, Words(self.memory.viewer.lang))

    def _code(self, list_name: str, text: str) -> str:
        """The code of a term; of an unknown one the spelling seen first, which becomes its code if its row goes in."""
        if (list_name, text) not in self._codes:
            known = self.memory.known.code(list_name, text)
            self._codes[list_name, text] = known or self.spelled.setdefault((list_name, fold(text)), text)
        return self._codes[list_name, text]

    def _keep_term(self, list_name: str, code: str) -> None:
        if self.spelled and self.spelled.get((list_name, fold(code))) == code:
            self.memory.work.terms.setdefault((list_name, fold(code)), code)

    def plan(self, row: ParsedRow, planned: PlannedRow) -> None:
        """Weigh one row against what is known."""
        group, entry = self.group_of[row.line]
        home = self._home(row, planned) or group.place.deal.company
        moment = Words(self.memory.viewer.lang)(MOMENT_LABELS[group.moment])
        planned.name = " · ".join((home.name, entry.label, *([moment] if entry.speaks else [])))
        self._keep_term(ListName.POSITION, entry.position)
        if "stance_source" in row.at:
            self._keep_term(ListName.SOURCE, self._code(ListName.SOURCE, row.at["stance_source"]))
        self.writer.plan(planned, home, group, entry)

    def _keep_term(self, list_name: str, code: str) -> None:
        if self.spelled and self.spelled.get((list_name, fold(code))) == code:
            self.memory.work.terms.setdefault((list_name, fold(code)), code)

    @property
    def refused_chains(self) -> int:
        """How many chains, each at one moment, do not go in; one whose moment cannot be read counts as well."""
        places = self.places.values()
        broken = sum(group.broken for place in places for group in place.groups.values())
        return broken + sum(bool(place.unplaced) and not place.groups for place in places)
