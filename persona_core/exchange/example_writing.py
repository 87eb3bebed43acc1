"""The content of one shipped example, written through the same commands as anybody's data."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.companies.commands import create_company, create_person
from persona_core.companies.models import Company, Person
from persona_core.deals.commands import create_deal
from persona_core.decision_chain.commands import SeatInput, edit_seat, ensure_chain, save_moment
from persona_core.decision_chain.models import (
    EFFORT_LABELS,
    FLAG_LABELS,
    LISTENS_LABELS,
    SAY_LABELS,
    STANCE_LABELS,
    STANCE_UNKNOWN,
    Moment,
)
from persona_core.decision_chain.queries import seats_of
from persona_core.exchange.marked_text import unmarked
from persona_core.journeys.commands import add_events, set_concern, set_note
from persona_core.journeys.models import Lane, Stage
from persona_core.journeys.queries import find_stage, main_journey, stages
from persona_core.kit import clock
from persona_core.kit.errors import Invalid
from persona_core.kit.words import N_, Words
from persona_core.personas.commands import confirm, set_advice
from persona_core.stories.commands import mark_many, write_story
from persona_core.stories.models import Story
from persona_core.vocabulary.commands import ensure_tag
from persona_core.vocabulary.models import TAG_KIND_LABELS, ListName
from persona_core.vocabulary.queries import Lists, lists

_DATES = ("signed_on", "ends_on", "opened_on")


class Writer:
    """Writes one example's content into an empty workspace."""

    def __init__(self, session: Session, viewer: Viewer, content: dict[str, Any]) -> None:
        self.session, self.viewer, self.content = session, viewer, content
        self.known: Lists = lists(session, viewer)
        self.journey = main_journey(session, viewer)
        self.stages: list[Stage] = stages(session, viewer, self.journey.id)
        self.companies: dict[int, Company] = {}
        self.people: dict[tuple[int, str], tuple[Person, str | None]] = {}
        self.told: list[Story] = []  # kept at hand, so that marking them reads none again
        self.marks: dict[str | None, list[tuple[uuid.UUID, str, None, int, int]]] = {}
        self.t = Words(viewer.lang)

    def run(self) -> None:
        for tag in self.content["tags"]:
            kind = self._word(TAG_KIND_LABELS, tag["kind"])
            ensure_tag(self.session, self.viewer, tag["name"], kind=kind, definition=tag.get("definition", ""))
        for entry in self.content["companies"]:
            self._company(entry)
        for entry in self.content["companies"]:
            for story in entry.get("stories", []):
                self._story(entry["num"], story)
        for source, marks in self.marks.items():
            mark_many(self.session, self.viewer, marks, source=source)
        self._chains(self.content["chain"])
        self._grid()
        for kind, lines in self.content["advice"].items():
            set_advice(self.session, self.viewer, kind, "\n".join(lines))
        if confirmed := self.content.get("confirmed"):
            confirm(self.session, self.viewer, by=confirmed["by"], on=self._day(confirmed["on"]))
        self.session.flush()

    def _day(self, days_ago: int | None) -> date | None:
        return None if days_ago is None else clock.today() - timedelta(days=days_ago)

    def _stage(self, text: str) -> Stage:
        stage = find_stage(self.stages, text)
        if stage is None:
            raise Invalid(N_("There is no stage “{name}”."), name=text)
        return stage

    def _company(self, entry: dict[str, Any]) -> None:
        skip = {"num", "external_id", "sites", "deal", "second_deal", "people", "stories", "status"}
        values = {k: v for k, v in entry.items() if k not in skip}
        company = create_company(
            self.session,
            self.viewer,
            values,
            known=self.known,
            num=entry["num"],
            external_id=entry.get("external_id"),
            source="contract",
        )
        self.companies[entry["num"]] = company
        for deal in (entry.get("deal"), entry.get("second_deal")):
            if deal:
                self._deal(company, deal, entry.get("owner"))
        for person in entry.get("people", []):
            fields = {k: person[k] for k in ("name", "title", "position", "function") if person.get(k)}
            row = create_person(
                self.session, self.viewer, fields, company_id=company.id, known=self.known, source="sales"
            )
            contact = self.known.code(ListName.CONTACT, person.get("contact"))
            self.people[entry["num"], row.position or ""] = (row, contact)

    def _deal(self, company: Company, entry: dict[str, Any], owner: str | None) -> None:
        values = {k: v for k, v in entry.items() if k not in {"events", "outcome"}}
        values |= {k: self._day(values[k]) for k in _DATES if k in values}
        deal = create_deal(
            self.session,
            self.viewer,
            company,
            values | {"owner": owner},
            journey_id=self.journey.id,
            known=self.known,
            source="contract",
        )
        events = [
            (self._stage(stage), self._day(day))
            for stage, days in entry["events"].items()
            for day in (days if isinstance(days, list) else [days])
        ]
        add_events(self.session, self.viewer, deal, events, source="contract")

    def _story(self, num: int, entry: dict[str, Any]) -> None:
        text, spans = unmarked(entry["text"].strip())
        story = write_story(
            self.session,
            self.viewer,
            text=text,
            company_id=self.companies[num].id,
            title=entry.get("title", ""),
            stage_ids=[self._stage(entry["stage"]).id],
            positions=entry.get("positions", []),
            told_on=self._day(entry.get("told_on")),
            teller=entry.get("teller"),
            source=entry.get("source"),
            known=self.known,
        )
        self.told.append(story)
        marks = self.marks.setdefault(entry.get("source"), [])
        marks += [(story.id, tag, None, start, end) for tag, start, end in spans]

    def _chains(self, content: dict[str, Any]) -> None:
        """The chains that are alike, at both moments; then those in talks of their own kind, at the purchase."""
        traits = [*content["seats"], *content["extra_seats"]]
        for num in content["companies"]:
            chain = ensure_chain(self.session, self.viewer, self.companies[num].id)
            extra = content["extra_positions"].get(num, [])
            stances = content["stances"].get(num, {})
            for moment in Moment:
                part = content[moment.value] | {"stances": stances}
                seats = [self._seat(p, part) for p in content["positions"]]
                seats += [
                    SeatInput(position=s["position"], say=self._word(SAY_LABELS, s["say"]), veto=s["veto"])
                    for s in content["extra_seats"]
                    if s["position"] in extra
                ]
                self._moment(chain.id, moment, part, seats)
            self._traits(chain.id, num, traits)
        for num, part in content.get("in_talks", {}).items():
            chain = ensure_chain(self.session, self.viewer, self.companies[num].id)
            self._moment(chain.id, Moment.PURCHASE, part, [self._seat(p, part) for p in part["say"]])
            self._traits(chain.id, num, traits)

    def _moment(self, chain_id: uuid.UUID, moment: Moment, part: dict[str, Any], seats: list[SeatInput]) -> None:
        anchor = part.get("anchor")
        save_moment(
            self.session,
            self.viewer,
            chain_id,
            moment,
            seen=None,
            seats=seats,
            base_rate=part["base_rate_of_10"] / 10 if "base_rate_of_10" in part else None,
            anchors={anchor["position"]: anchor["wins_of_10"] / 10} if anchor else {},
            known=self.known,
        )

    def _word(self, labels: dict[Any, str], word: str) -> Any:
        """The value behind a word of the file, such as 有一票 or Has a vote."""
        return next(value for value, label in labels.items() if word in (self.t(label), value))

    def _seat(self, position: str, part: dict[str, Any]) -> SeatInput:
        listens = {
            x["to"]: x["points"] if "points" in x else float(self._word(LISTENS_LABELS, x["how"]))
            for x in part["listens_to"]
            if x["listener"] == position
        }
        word = part.get("stances", {}).get(position)
        stance = None if word in (None, self.t(STANCE_UNKNOWN)) else int(self._word(STANCE_LABELS, word))
        known = stance is not None
        return SeatInput(
            position=position,
            say=self._word(SAY_LABELS, part["say"][position]) if "say" in part else None,
            points=part.get("direct_points", {}).get(position),
            own_points=part.get("own_points", {}).get(position),
            listens=listens,
            veto=position in part.get("veto", ()),
            stance=stance,
            stance_on=self._day(14) if known else None,
            stance_source="customer" if known else None,
        )

    def _traits(self, chain_id: uuid.UUID, num: int, traits: list[dict[str, Any]]) -> None:
        roles = {
            r: self.known.code(ListName.BUYING_ROLE, r) for x in traits for r in [x["buying_role"], *x.get("also", [])]
        }
        for seat in seats_of(self.session, self.viewer, chain_id):
            entry = next(x for x in traits if self.known.code(ListName.POSITION, x["position"]) == seat.position)
            person, contact = self.people.get((num, seat.position), (None, None))
            changes = {k: entry[k] for k in ("function", "age_band", "education", "openness", "years") if k in entry}
            changes |= {"information": entry.get("hears_from"), "buying_role": roles[entry["buying_role"]]}
            changes |= {"holds_budget": any(self.t(FLAG_LABELS["holds_budget"]) == x for x in entry.get("also", []))}
            changes |= {"effort": self._word(EFFORT_LABELS, entry["effort"]).value if "effort" in entry else None}
            changes |= {"contact": contact, "person_id": person.id if person else None}
            changes = {k: v for k, v in changes.items() if v is not None}
            edit_seat(self.session, self.viewer, seat.id, seen=seat.version, base={}, changes=changes, known=self.known)

    def _grid(self) -> None:
        for item in self.content["concerns"]:
            set_concern(
                self.session,
                self.viewer,
                self._stage(item["stage"]).id,
                item["position"],
                item["concern"],
                answered=item.get("answered", False),
                answer=item.get("answer", ""),
                known=self.known,
            )
        for lane, key in ((Lane.TOUCHPOINT, "touchpoints"), (Lane.ACTION, "actions")):
            for stage, text in self.content[key].items():
                set_note(self.session, self.viewer, self._stage(stage).id, lane, text=text)
        for stage, mood in self.content["mood"].items():
            set_note(self.session, self.viewer, self._stage(stage).id, Lane.MOOD, mood=mood)
