"""Decision chains as a table that `import --as chain` reads back as it is."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.companies.models import Company, Person
from persona_core.companies.naming import company_name, person_name
from persona_core.deals.models import Deal
from persona_core.decision_chain.bulk import Said, StoredChain, StoredSeat, load_chains
from persona_core.decision_chain.models import Moment, Say
from persona_core.decision_chain.reading import listens_text, told
from persona_core.evidence.queries import external_ids_of
from persona_core.exchange.importing.progress import READ, Tell, counted, silent
from persona_core.kit.collecting import resting_collector
from persona_core.kit.sheets import write_csv
from persona_core.kit.words import Words
from persona_core.vocabulary.fields import spec
from persona_core.vocabulary.queries import Lists, lists
from persona_core.vocabulary.seat_fields import CHAIN_KEYS, TRAIT_KEYS

_OURS_ALONE = ("company_external_id", "deal_external_id", "information", "note", "stance_source")
_SHOWN = ("name", "region", "industry", "headcount", "headcount_band")


def chain_csv(
    session: Session, viewer: Viewer, t: Words, company_id: uuid.UUID | None = None, tell: Tell = silent
) -> bytes:
    """Every chain, or those of one company, as CSV."""
    return write_csv(*chain_table(session, viewer, t, company_id, tell))


@resting_collector()
def chain_table(
    session: Session, viewer: Viewer, t: Words, company_id: uuid.UUID | None = None, tell: Tell = silent
) -> tuple[list[str], list[list[Any]]]:
    """Header and rows of chains: a row a position and moment, under headers that import reads back.

    For a masked viewer without ids, notes and names; such a file is to be read, not to come back.
    """
    keys = [key for key in CHAIN_KEYS if not (viewer.masked and key in _OURS_ALONE)]
    rows = list(_Table(session, viewer, t).rows(company_id, tell))
    keys = [k for k in keys if not k.endswith("_external_id") or any(row.get(k) for row in rows)]
    return [t(spec("chain", k).label) for k in keys], [[row.get(k, "") for k in keys] for row in rows]


class _Table:
    """What the rows are made of, read once for all chains."""

    def __init__(self, session: Session, viewer: Viewer, t: Words) -> None:
        self.session, self.viewer, self.t = session, viewer, t
        self.known: Lists = lists(session, viewer)
        self.people: dict[uuid.UUID, str] = {}
        self._words: dict[tuple[str, Any, type], str] = {}

    def rows(self, company_id: uuid.UUID | None, tell: Tell) -> Iterator[dict[str, Any]]:
        """Key → cell, chain by chain in the order of companies and deals."""
        chains = load_chains(self.session, self.viewer, None if company_id is None else [company_id])
        homes, deals = self._homes(company_id), self._deals()
        for row in self._read(Person, "id", "name", "title"):
            self.people[row["id"]] = person_name(self.viewer, self.t, row["name"], row["title"])
        order = {company: place for place, company in enumerate(homes)}
        told = sorted(chains.values(), key=lambda c: (order[c.company_id], deals.get(c.deal_id, (0, ""))[0]))
        for chain in counted(tell, READ, told, of=told):
            head = {**homes[chain.company_id], "deal_external_id": deals[chain.deal_id][1] if chain.deal_id else ""}
            yield from (head | row for row in self._chain(chain))

    def _homes(self, company_id: uuid.UUID | None) -> dict[uuid.UUID, dict[str, str]]:
        """Companies in their order, each with its name and first external id."""
        ids = external_ids_of(self.session, self.viewer, "company")
        found = {}
        for row in self._read(Company, "id", "num", *_SHOWN, order="num"):
            if company_id in {None, row["id"]}:
                name = company_name(self.viewer, self.t, self.known, row)
                found[row["id"]] = {"company": name, "company_external_id": next(iter(ids.get(row["id"], [])), "")}
        return found

    def _deals(self) -> dict[uuid.UUID, tuple[int, str]]:
        """Deals by their number; one without an external id goes by its own."""
        ids = external_ids_of(self.session, self.viewer, "deal")
        return {
            row["id"]: (row["num"], next(iter(ids.get(row["id"], [])), str(row["id"])))
            for row in self._read(Deal, "id", "num")
        }

    def _read(self, model: Any, *columns: str, order: str = "id") -> Iterator[Mapping[str, Any]]:
        table = model.__table__
        statement = select(*(table.c[name] for name in columns)).where(table.c.workspace_id == self.viewer.workspace_id)
        yield from self.session.execute(statement.order_by(table.c[order])).mappings()

    def _chain(self, chain: StoredChain) -> Iterator[dict[str, Any]]:
        places = {position: place for place, position in enumerate(chain.seats)}
        for moment in [m for m in Moment if m in chain.moments] or [None]:
            at = {"moment": self._told("moment", moment or Moment.PURCHASE)}
            for seat in chain.seats.values():
                row = at | {key: self._told(key, seat.traits[key]) for key in TRAIT_KEYS}
                row |= {"position": self._told("position", seat.position)}
                row["person"] = self.people.get(seat.traits["person_id"], "")
                yield row | (self._said(seat, seat.said.get(moment, Said()), places) if moment else {})

    def _said(self, seat: StoredSeat, said: Said, places: Mapping[str, int]) -> dict[str, Any]:
        """What a seat says, spelled out where it says nothing, so that reading it back leaves nothing open."""
        listens = dict(sorted(said.listens.items(), key=lambda x: (-x[1], places[x[0]])))
        own = None if said.own is None else (seat.position, 100 - sum(said.listens.values()))
        weighed = said.points is None or said.say != Say.NONE
        return {
            "say": self._told("say", said.say) if weighed else "",
            "decision_points": self._told("decision_points", said.points),
            "listens_to": listens_text(listens, self.t, self.known, own=own),
            **{key: self._told(key, getattr(said, key)) for key in ("stance", "stance_on", "veto", "trial_gate")},
            "stance_source": self._told("stance_source", said.stance_source),
        }

    def _told(self, key: str, value: Any) -> str:
        """A value in words; each is put into words once."""
        same = (key, value, value.__class__)
        if same not in self._words:
            self._words[same] = told(key, value, self.t, self.known)
        return self._words[same]
