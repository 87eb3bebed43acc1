"""The part of a workspace that a file speaks of, held in memory while its rows are weighed one after the other."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, SQLModel

from persona_core.access.models import Viewer
from persona_core.companies.commands import next_number as next_company
from persona_core.companies.models import Company, Person, name_digest
from persona_core.deals.commands import is_begun
from persona_core.deals.commands import next_number as next_deal
from persona_core.deals.models import Deal
from persona_core.evidence.models import ExternalId
from persona_core.evidence.resolving import to_json
from persona_core.exchange.importing.alike_names import AlikeNames
from persona_core.exchange.importing.plan import Thing, Work
from persona_core.journeys.models import StageEvent
from persona_core.kit import clock
from persona_core.vocabulary.models import fold
from persona_core.vocabulary.queries import lists
from persona_core.vocabulary.specs import OWN, FieldSpec

CHUNK = 500
MODELS: dict[str, type[SQLModel]] = {"company": Company, "person": Person, "deal": Deal}


def chunks(values: Collection[Any], size: int = CHUNK) -> Iterator[list[Any]]:
    """The values in lists short enough for one statement."""
    found = list(values)
    for start in range(0, len(found), size):
        yield found[start : start + size]


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


class Memory:
    """Companies, people and deals by every name a file may call them, and the work that comes of its rows."""

    def __init__(self, session: Session, viewer: Viewer) -> None:
        self.session, self.viewer = session, viewer
        self.known = lists(session, viewer)
        self.own: Mapping[str, FieldSpec] = self.known.own
        self.work = Work()
        self.today: date = clock.today()
        self.things: dict[str, dict[uuid.UUID, Thing]] = {kind: {} for kind in MODELS}
        self.by_key: dict[str, dict[str, Thing]] = {kind: {} for kind in MODELS}
        self.by_name: dict[str, list[Thing]] = defaultdict(list)
        self.by_form: dict[str, Thing] = {}
        self.alike = AlikeNames(session, viewer)
        self.people: dict[tuple[uuid.UUID | None, str], list[Thing]] = defaultdict(list)
        self._numbers: dict[str, int] = {}
        self._deals_of: set[uuid.UUID] = set()

    # Loading, in chunks, only what the file names.

    def load_companies(self, keys: Collection[str], names: Collection[str], keyed: Collection[str] = ()) -> None:
        """Companies with one of these external ids or names, with all their external ids and deals.

        `keyed` are digests of names that come with an id (see `AlikeNames.look`).
        """
        self._load("company", self._subjects("company", keys))
        digests = {name_digest(name) for name in names}
        for chunk in chunks(digests):
            self._take("company", select(Company).where(Company.name_digest.in_(chunk)))
        self._load_alike(names, keyed)
        self._keys_of("company")
        self.load_deals_of([thing.id for thing in self.things["company"].values()])

    def _load_alike(self, names: Collection[str], keyed: Collection[str]) -> None:
        """Companies that names nobody has mean all the same: as somebody said, or but for their legal form."""
        self.alike.look(names, keyed)
        meant = {digest for digest in map(name_digest, names) if digest in self.alike.meant}
        formed = {digest for digest in map(name_digest, names) if digest in self.alike.formed}
        self._load("company", [self.alike.meant[d] for d in meant] + [self.alike.formed[d] for d in formed])
        there = self.things["company"]
        for digest in meant:
            if (thing := there[self.alike.meant[digest]]) not in self.by_name[digest]:
                self.by_name[digest].append(thing)
        self.by_form |= {digest: there[self.alike.formed[digest]] for digest in formed}

    def load_deals(self, keys: Collection[str]) -> None:
        """Deals with one of these external ids, or with one of our own among them, with their companies."""
        ours = {key: found for key in keys if (found := _uuid(key))}
        ids = [*self._subjects("deal", keys), *ours.values()]
        owners = [
            row
            for chunk in chunks(ids)
            for row in self.session.scalars(select(Deal.company_id).where(Deal.id.in_(chunk)))
        ]
        self._load("company", owners)
        self._keys_of("company")
        self.load_deals_of(owners)
        there = self.things["deal"]
        self.by_key["deal"] |= {key: there[found] for key, found in ours.items() if found in there}

    def load_deals_of(self, company_ids: Iterable[uuid.UUID]) -> None:
        """All deals of these companies, with their external ids and events."""
        missing = set(company_ids) - self._deals_of
        self._deals_of |= missing
        found: list[Thing] = []
        for chunk in chunks(missing):
            found += self._take("deal", select(Deal).where(Deal.company_id.in_(chunk)).order_by(Deal.num))
        for deal in found:
            deal.company.deals.append(deal)
        self._keys_of("deal")
        self._events_of({deal.num: deal for deal in found})

    def load_people(self, keys: Collection[str]) -> None:
        """People with one of these external ids, and everybody at the companies in memory or at none."""
        ids = self._subjects("person", keys)
        homes = [
            r
            for chunk in chunks(ids)
            for r in self.session.scalars(select(Person.company_id).where(Person.id.in_(chunk)))
        ]
        self._load("company", [home for home in homes if home])
        for chunk in chunks(self.things["company"].keys()):
            self._take("person", select(Person).where(Person.company_id.in_(chunk)).order_by(Person.created_at))
        self._take("person", select(Person).where(Person.company_id.is_(None)).order_by(Person.created_at))
        self._load("person", ids)
        self._keys_of("person")

    def _subjects(self, kind: str, keys: Collection[str]) -> list[uuid.UUID]:
        found = []
        for chunk in chunks(keys):
            found += self.session.scalars(self._ids(kind, ExternalId.subject_id).where(ExternalId.value.in_(chunk)))
        return found

    def _ids(self, kind: str, *columns: Any) -> Any:
        return select(*columns).where(ExternalId.workspace_id == self.viewer.workspace_id, ExternalId.kind == kind)

    def _load(self, kind: str, ids: Collection[uuid.UUID]) -> None:
        model = MODELS[kind]
        for chunk in chunks({i for i in ids if i not in self.things[kind]}):
            self._take(kind, select(model).where(model.id.in_(chunk)))

    def _take(self, kind: str, statement: Any) -> list[Thing]:
        """Rows of a statement as things; those already in memory stay as they are."""
        model = MODELS[kind]
        columns = list(model.__table__.c)
        rows = self.session.execute(
            statement.with_only_columns(*columns).where(model.workspace_id == self.viewer.workspace_id)
        )
        fresh = [self._thing(kind, row) for row in rows.mappings() if row["id"] not in self.things[kind]]
        for thing in fresh:
            self.remember(thing)
        return fresh

    def _thing(self, kind: str, row: Mapping[str, Any]) -> Thing:
        columns = {key: to_json(row[key]) for key in MODELS[kind].LEDGER}
        columns |= {OWN + code: value for code, value in (row.get("custom") or {}).items()}
        company = self.things["company"].get(row["company_id"]) if kind != "company" else None
        return Thing(
            kind,
            row["id"],
            num=row.get("num", 0),
            day=row["created_at"].date(),
            company=company,
            columns=columns,
            provenance=dict(row["provenance"] or {}),
            loaded=dict(columns),
            loaded_provenance=dict(row["provenance"] or {}),
            version=row["version"],
            journey_id=row.get("journey_id"),
        )

    def _keys_of(self, kind: str) -> None:
        wanted = [thing.id for thing in self.things[kind].values() if not thing.fresh]
        for chunk in chunks(wanted):
            for value, subject in self.session.execute(
                self._ids(kind, ExternalId.value, ExternalId.subject_id).where(ExternalId.subject_id.in_(chunk))
            ):
                self.things[kind][subject].keys.add(value)
                self.by_key[kind][value] = self.things[kind][subject]

    def _events_of(self, deals: Mapping[int, Thing]) -> None:
        for chunk in chunks(deals.keys()):
            rows = self.session.execute(
                select(StageEvent.deal_num, StageEvent.stage_num, StageEvent.day, StageEvent.source).where(
                    StageEvent.workspace_id == self.viewer.workspace_id, StageEvent.deal_num.in_(chunk)
                )
            )
            for deal_num, stage_num, day, source in rows:
                deals[deal_num].events.setdefault(stage_num, {})[day] = source
        for deal in deals.values():
            deal.loaded_events = {num: set(days) for num, days in deal.events.items()}

    # Finding and making.

    def remember(self, thing: Thing) -> None:
        """Let a thing be found by its name."""
        self.things[thing.kind][thing.id] = thing
        if thing.kind == "company":
            self.by_name[name_digest(thing.columns["name"])].append(thing)
        elif thing.kind == "person":
            home = thing.company.id if thing.company else None
            self.people[home, fold(thing.columns["name"] or "")].append(thing)

    def renamed(self, company: Thing, before: str) -> None:
        """Let a company be found by the name it has now, no longer by the one it had."""
        self.by_name[name_digest(before)].remove(company)
        self.by_name[name_digest(company.columns["name"])].append(company)

    def make(self, kind: str, *, company: Thing | None = None) -> Thing:
        """A new thing, to be written when the plan is carried out; `remember` it once it has a name."""
        empty = dict.fromkeys(MODELS[kind].LEDGER)
        start = {"company": {"status": "lead"}, "deal": {"outcome": "open"}}.get(kind, {})
        thing = Thing(kind, uuid.uuid4(), fresh=True, company=company, day=self.today, columns={**empty, **start})
        thing.num = self.number(kind)
        if kind == "deal" and company is not None:
            company.deals.append(thing)
        self._deals_of.add(thing.id)
        self.work.made.append(thing)
        return thing

    def number(self, kind: str) -> int:
        """The number of the next new company or deal."""
        counters = {"company": next_company, "deal": next_deal}
        if kind not in counters:
            return 0
        if kind not in self._numbers:
            self._numbers[kind] = counters[kind](self.session, self.viewer)
        self._numbers[kind] += 1
        return self._numbers[kind] - 1

    def give_key(self, thing: Thing, value: str) -> None:
        """Note the key by which the file knows a thing."""
        if value not in thing.keys:
            thing.keys.add(value)
            self.by_key[thing.kind][value] = thing
            self.work.ids.append((thing.kind, value, thing.id))

    def code(self, list_name: str, text: str) -> str:
        """The code of a label; an unknown one becomes a new term under the spelling seen first."""
        code = self.known.code(list_name, text)
        return code if code else self.work.terms.setdefault((list_name, fold(text)), text.strip())

    def outcomes(self, company: Thing) -> list[str]:
        """Outcomes of the company's deals that decide its status."""
        return [deal.columns["outcome"] for deal in company.deals if is_begun(deal.provenance)]


def latest_deal(company: Thing) -> Thing | None:
    """The deal that a company shows, by the rule of `deals.commands.follow`."""

    def place(deal: Thing) -> tuple[str, int]:
        return deal.columns["opened_on"] or deal.columns["signed_on"] or deal.day.isoformat(), deal.num

    return max(company.deals, key=place, default=None)
