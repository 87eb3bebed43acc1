"""Giving a chain its shape at once: after a shipped template, or after another chain."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.access.queries import get
from persona_core.companies.models import Company
from persona_core.decision_chain.analysis import BASE_RATE
from persona_core.decision_chain.arranging import set_layout
from persona_core.decision_chain.commands import add_seat, ensure_chain, remove_seat, save_moment
from persona_core.decision_chain.inputs import SeatInput, anybody_decides, influence_of
from persona_core.decision_chain.models import Chain, Moment, Seat
from persona_core.decision_chain.moments import StoredMoment
from persona_core.decision_chain.queries import seats_of
from persona_core.decision_chain.templates import TemplateSeat, template
from persona_core.kit.errors import Invalid
from persona_core.kit.words import N_
from persona_core.vocabulary.commands import add_term
from persona_core.vocabulary.models import ListName
from persona_core.vocabulary.queries import Lists, lists
from persona_core.vocabulary.seat_fields import PERSONAL_KEYS


class Existing(StrEnum):
    """What becomes of a chain that is there already when another one is copied onto it.

    FILL adds positions it lacks and speaks only for moments nobody has spoken about. REPLACE takes positions, say,
    listening and gates from the source; positions on both keep their person, contact, stance and notes.
    """

    REFUSE = "refuse"
    FILL = "fill"
    REPLACE = "replace"


OF_THE_PERSON = ("person_id", "contact", *PERSONAL_KEYS)
"""What a seat says about whoever sits on it: it goes along within a company, never to another one."""


@dataclass(frozen=True)
class Shape:
    """Seats in their order (position → attributes), what each says at the moments known, and the usual of ten.

    `places` is where people put the cards on the map, by position; empty where nobody moved one.
    """

    seats: Mapping[str, Mapping[str, Any]]
    moments: Mapping[Moment, Sequence[SeatInput]]
    base_rates: Mapping[Moment, float | None] = field(default_factory=dict)
    places: Mapping[str, Sequence[float]] = field(default_factory=dict)


@dataclass(frozen=True)
class Shaped:
    """What was done to a chain: positions (codes) that joined or left, and who was recognised on a new seat."""

    chain: Chain
    added: tuple[str, ...]
    removed: tuple[str, ...]
    recognised: tuple[str, ...]


def begin_from_template(
    session: Session,
    viewer: Viewer,
    company_id: uuid.UUID | str,
    name: str,
    *,
    deal_id: uuid.UUID | str | None = None,
    positions: Collection[str] | None = None,
) -> Shaped:
    """Begin a chain after a shipped one; Invalid when it has positions already.

    `positions` are codes of the template's seats to take; without them, all that are not optional. Positions that
    the workspace does not know join its list with both labels.
    """
    shape = template(name)
    chain = ensure_chain(session, viewer, company_id, deal_id)
    if seats_of(session, viewer, chain.id):
        raise Invalid(
            N_("This chain has positions already. Add what it lacks one by one; a ready-made chain is for empty ones."),
            field="template",
        )
    known = lists(session, viewer)
    taken = [s for s in shape.seats if (not s.optional if positions is None else s.code in positions)]
    if not taken:
        raise Invalid(N_("Choose at least one position first."), field="positions")
    codes = {s.code: _term(session, viewer, known, s) for s in taken}
    moments = {m: [_said(s.moments[m], codes) for s in taken if m in s.moments] for m in Moment}
    seats = {codes[s.code]: {"buying_role": s.role} for s in taken}
    spoken = {m: said for m, said in moments.items() if anybody_decides(said)}
    return _Target(session, viewer, chain, known).take(Shape(seats, spoken))


def copy_chain(
    session: Session,
    viewer: Viewer,
    chain_id: uuid.UUID | str,
    *,
    company_id: uuid.UUID | str,
    deal_id: uuid.UUID | str | None = None,
    existing: Existing | str = Existing.REFUSE,
) -> Shaped:
    """Copy a chain to a company or one of its deals: positions, buying roles, say, listening, gates at both moments.

    Stances and experiences stay behind: they speak of one deal. To another company also persons, contact and notes
    stay; to a deal of the same company they go along. How many of ten are usually won speaks of us, not of them, so
    it goes to moments that have no such number. A target with positions is refused unless `existing` says what then.
    """
    source, existing = get(session, viewer, Chain, chain_id), Existing(existing)
    company = get(session, viewer, Company, company_id)
    seats = seats_of(session, viewer, source.id)
    if not seats:
        raise Invalid(N_("There is nothing to copy yet: this chain has no positions."), field="source")
    target = ensure_chain(session, viewer, company.id, deal_id)
    if target.id == source.id:
        raise Invalid(N_("That is this very chain. Choose another company, or a deal."), field="company_id")
    if existing is Existing.REFUSE and seats_of(session, viewer, target.id):
        raise Invalid(
            N_("{company} has a chain already. Choose: add what is missing there, or replace it."),
            field="existing",
            company=company.name,
        )
    shape = _shape_of(session, source, seats, same_company=source.company_id == company.id)
    return _Target(session, viewer, target, lists(session, viewer)).take(shape, replace=existing is Existing.REPLACE)


def _term(session: Session, viewer: Viewer, known: Lists, seat: TemplateSeat) -> str:
    """The workspace's code of a template's position; one it lacks joins with both labels."""
    for text in (seat.code, seat.zh, seat.en):
        if code := known.code(ListName.POSITION, text):
            return code
    return add_term(session, viewer, ListName.POSITION, zh=seat.zh, en=seat.en, known=known).code


def _said(seat: SeatInput, codes: Mapping[str, str]) -> SeatInput:
    """The same in the workspace's codes, without listening to positions that were left out."""
    listens = {codes[to]: points for to, points in seat.listens.items() if to in codes}
    return seat.model_copy(update={"position": codes[seat.position], "listens": listens})


def _shape_of(session: Session, chain: Chain, seats: Sequence[Seat], *, same_company: bool) -> Shape:
    fields = ("buying_role", *(OF_THE_PERSON if same_company else ()))
    stored = {m: StoredMoment.load(session, chain, m) for m in Moment}
    said = {m: [_bare(s) for s in found.inputs()] for m, found in stored.items() if found.row}
    return Shape(
        seats={s.position: {f: getattr(s, f) for f in fields} for s in seats},
        moments={m: seats for m, seats in said.items() if anybody_decides(seats)},
        base_rates={m: found.row.base_rate for m, found in stored.items() if found.row},
        places={s.position: chain.layout[str(s.id)] for s in seats if str(s.id) in (chain.layout or {})},
    )


def _bare(seat: SeatInput) -> SeatInput:
    return seat.model_copy(update={"stance": None, "stance_on": None, "stance_source": None})


@dataclass(frozen=True)
class _Target:
    """The chain that is given a shape."""

    session: Session
    viewer: Viewer
    chain: Chain
    known: Lists

    def take(self, shape: Shape, *, replace: bool = False) -> Shaped:
        """Add what is missing, or put the shape in the place of what is there."""
        there = {s.position: s for s in self._seats()}
        gone = self._superfluous(shape, there) if replace else []
        for position in gone:
            remove_seat(self.session, self.viewer, there.pop(position).id)
        new = [p for p in shape.seats if p not in there]
        seats = [add_seat(self.session, self.viewer, self.chain.id, p, known=self.known, **shape.seats[p]) for p in new]
        if replace:
            self._arrange(shape)
        if shape.places and not there:
            places = {s.id: shape.places[s.position] for s in seats if s.position in shape.places}
            set_layout(self.session, self.viewer, self.chain.id, places)
        for moment, said in shape.moments.items():
            self._say(moment, said, shape.base_rates.get(moment), replace=replace)
        found = [s.position for s in seats if s.person_id and "person_id" not in shape.seats[s.position]]
        return Shaped(self.chain, tuple(new), tuple(gone), tuple(found))

    def _seats(self) -> list[Seat]:
        return seats_of(self.session, self.viewer, self.chain.id)

    def _superfluous(self, shape: Shape, there: Mapping[str, Seat]) -> list[str]:
        """Positions the source lacks, but for those with a part at a moment of which the source says nothing."""
        kept: set[str] = set()
        for moment in set(Moment) - set(shape.moments):
            kept |= {s.position for s in StoredMoment.load(self.session, self.chain, moment).inputs()}
        return [p for p in there if p not in shape.seats and p not in kept]

    def _arrange(self, shape: Shape) -> None:
        """The source's order and buying roles; positions that only the target has come last."""
        order = {p: n for n, p in enumerate(shape.seats)}
        for seat in self._seats():
            seat.sort = order.get(seat.position, len(order) + seat.sort)
            seat.buying_role = shape.seats.get(seat.position, {}).get("buying_role") or seat.buying_role
            self.session.add(seat)
        self.session.flush()

    def _say(self, moment: Moment, said: Sequence[SeatInput], base_rate: float | None, *, replace: bool) -> None:
        """Let a moment say what the source says; its stances, its usual of ten and experiences that fit stay."""
        stored = StoredMoment.load(self.session, self.chain, moment)
        if stored.row is not None and not replace:
            return
        stances = {s.position: s.model_dump(include={"stance", "stance_on", "stance_source"}) for s in stored.inputs()}
        seats = [s.model_copy(update=stances.get(s.position, {})) for s in said]
        if stored.row is not None and stored.row.base_rate is not None:
            base_rate = stored.row.base_rate
        save_moment(
            self.session,
            self.viewer,
            self.chain.id,
            moment,
            seen=stored.row.version if stored.row else None,
            seats=seats,
            base_rate=base_rate,
            anchors=_fitting(stored.chances(), seats, base_rate),
            known=self.known,
        )


def _fitting(anchors: Mapping[str, float], seats: Sequence[SeatInput], base_rate: float | None) -> dict[str, float]:
    """Experiences with a seat that still has influence, and not below the usual."""
    weights = dict(
        zip((s.position for s in seats), influence_of(seats, {s.position: "" for s in seats}).total, strict=True)
    )
    base = BASE_RATE if base_rate is None else base_rate
    return {p: chance for p, chance in anchors.items() if weights.get(p, 0) > 1e-9 and chance >= base}
