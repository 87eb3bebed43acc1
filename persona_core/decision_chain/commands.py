"""Writing chains: their seats, and each moment saved as one with its totals."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.access.queries import get, visible
from persona_core.companies.models import Company, Person
from persona_core.deals.models import Deal
from persona_core.decision_chain.arranging import set_layout
from persona_core.decision_chain.inputs import SeatInput, check_chances, check_seats, influence_if_decided
from persona_core.decision_chain.models import SEAT_LABELS, Chain, ChainMoment, Effort, Moment, Seat
from persona_core.decision_chain.moments import StoredMoment, carried_along
from persona_core.decision_chain.seating import recognised
from persona_core.evidence.changes import delete_with_parts
from persona_core.evidence.merging import check_merge
from persona_core.kit.errors import Invalid, Msg
from persona_core.kit.words import N_, Words
from persona_core.vocabulary.commands import ensure_term
from persona_core.vocabulary.models import ListName
from persona_core.vocabulary.queries import Lists, lists

__all__ = [
    "SeatInput",
    "add_seat",
    "copy_moment",
    "edit_seat",
    "ensure_chain",
    "remove_seat",
    "save_moment",
    "set_layout",
]

MOST_SEATS = 60


class SeatFields(BaseModel):
    """What may be said about a seat itself, at whatever moment."""

    model_config = ConfigDict(extra="forbid")

    person_id: uuid.UUID | None = None
    sort: int = 0
    buying_role: str | None = Field(default=None, max_length=200)
    contact: str | None = Field(default=None, max_length=200)
    coach: bool = False
    holds_budget: bool = False
    favours_competitor: bool = False
    function: str | None = Field(default=None, max_length=200)
    age_band: str | None = Field(default=None, max_length=40)
    education: str | None = Field(default=None, max_length=80)
    openness: int | None = Field(default=None, ge=1, le=5)
    effort: Effort | None = None
    years: str | None = Field(default=None, max_length=40)
    information: str | None = Field(default=None, max_length=2000)
    note: str | None = Field(default=None, max_length=10000)


def ensure_chain(
    session: Session, viewer: Viewer, company_id: uuid.UUID | str, deal_id: uuid.UUID | str | None = None
) -> Chain:
    """The chain of a company, or of one of its deals; made when there is none yet."""
    company = get(session, viewer, Company, company_id)
    deal = get(session, viewer, Deal, deal_id) if deal_id is not None else None
    if deal is not None and deal.company_id != company.id:
        raise Invalid(N_("This deal belongs to another company. Choose one of this company's deals."), field="deal_id")
    session.exec(select(Company.id).where(Company.id == company.id).with_for_update()).one()  # one maker at a time
    same_deal = Chain.deal_id == deal.id if deal is not None else Chain.deal_id.is_(None)
    chain = session.exec(visible(Chain, viewer).where(Chain.company_id == company.id, same_deal)).first()
    if chain is None:
        chain = Chain(
            workspace_id=viewer.workspace_id, company_id=company.id, deal_id=deal.id if deal is not None else None
        )
        session.add(chain)
        session.flush()
    return chain


def add_seat(
    session: Session,
    viewer: Viewer,
    chain_id: uuid.UUID | str,
    position: str,
    *,
    known: Lists | None = None,
    **attributes: Any,
) -> Seat:
    """A new seat; `position` is a label or code, one that nobody knows yet joins the list of positions.

    `attributes` are those of `SeatFields`; without a `person_id` the one person who holds the position sits on it.
    It has no part in the decision until a moment says so.
    """
    chain = get(session, viewer, Chain, chain_id)
    known = known or lists(session, viewer)
    code = _position(session, viewer, known, position)
    seats = session.exec(select(Seat).where(Seat.chain_id == chain.id)).all()
    if code in {s.position for s in seats}:
        raise Invalid(
            N_("“{position}” is already on this chain."), field="position", position=_label(viewer, known, code)
        )
    if len(seats) >= MOST_SEATS:
        raise Invalid(N_("A chain holds at most {n} positions. Remove one that has no say."), n=MOST_SEATS)
    columns = _seat_columns(session, viewer, known, chain, attributes)
    columns.setdefault("sort", max((s.sort for s in seats), default=-1) + 1)
    if "person_id" not in attributes:
        columns["person_id"] = recognised(session, viewer, chain.id, chain.company_id, known).get(code)
    seat = Seat(workspace_id=viewer.workspace_id, chain_id=chain.id, position=code, **columns)
    session.add(seat)
    session.flush()
    return seat


def edit_seat(
    session: Session,
    viewer: Viewer,
    seat_id: uuid.UUID | str,
    *,
    seen: int,
    base: Mapping[str, Any],
    changes: Mapping[str, Any],
    known: Lists | None = None,
) -> Seat:
    """Change what a seat is (`SeatFields`, or `position`); fields changed by somebody else meanwhile raise Conflict."""
    seat = get(session, viewer, Seat, seat_id)
    known = known or lists(session, viewer)
    rest = {k: v for k, v in changes.items() if k != "position"}
    columns = _seat_columns(session, viewer, known, get(session, viewer, Chain, seat.chain_id), rest)
    if "position" in changes:
        columns["position"] = _position(session, viewer, known, changes["position"])
        others = session.exec(select(Seat.position).where(Seat.chain_id == seat.chain_id, Seat.id != seat.id)).all()
        if columns["position"] in others:
            raise Invalid(
                N_("“{position}” is already on this chain."),
                field="position",
                position=_label(viewer, known, columns["position"]),
            )
    check_merge(seat, seen=seen, base=base, columns=columns)
    with carried_along(session, seat) if "position" in columns else nullcontext():
        for field, value in columns.items():
            setattr(seat, field, value)
        session.add(seat)
        session.flush()
    return seat


def remove_seat(session: Session, viewer: Viewer, seat_id: uuid.UUID | str) -> None:
    """Take a seat off its chain; those who listened to it keep that part for themselves, totals follow."""
    seat = get(session, viewer, Seat, seat_id)
    chain = get(session, viewer, Chain, seat.chain_id)
    delete_with_parts(session, seat)
    for moment in session.exec(select(ChainMoment).where(ChainMoment.chain_id == chain.id)).all():
        stored = StoredMoment.load(session, chain, Moment(moment.moment))
        inputs = stored.inputs()
        stored.keep(influence_if_decided(inputs, {i.position: i.position for i in inputs}), inputs)
        stored.touch(viewer, moment.base_rate)
    session.flush()


def save_moment(
    session: Session,
    viewer: Viewer,
    chain_id: uuid.UUID | str,
    moment: Moment | str,
    *,
    seen: int | None,
    seats: Sequence[SeatInput],
    base_rate: float | None = None,
    anchors: Mapping[str, float] | None = None,
    known: Lists | None = None,
) -> ChainMoment:
    """Save a chain at one moment as a whole, with the shares and totals that follow from it.

    `seen` is the version the form was drawn from, None when there was none; any save in between raises Conflict,
    whose `current` and `mine` hold "seats" (position → field → value), "base_rate" and "anchors" where they differ.
    `seats` are all seats that matter: positions not yet on the chain join it, seats left out have no part at this
    moment. While nobody has a say, what else is said about them is kept and all totals are 0. `anchors` maps positions
    to the chance (0–1) when that seat champions us and the others are neutral.
    Invalid says what does not fit; then nothing is stored.
    """
    chain = get(session, viewer, Chain, chain_id)
    session.exec(select(Chain.id).where(Chain.id == chain.id).with_for_update()).one()  # one writer at a time
    known = known or lists(session, viewer)
    seats = _coded(session, viewer, known, seats)
    anchors = {known.code(ListName.POSITION, p) or p: chance for p, chance in (anchors or {}).items()}
    stored = StoredMoment.load(session, chain, Moment(moment))
    stored.expect(seen, seats, base_rate, anchors)
    names = {c: _label(viewer, known, c) for c in [*known.terms.get(ListName.POSITION, {}), *stored.seats]}
    check_seats(seats, names)
    seats = _with_listened(stored, seats, names)
    influence = influence_if_decided(seats, names)
    check_chances(seats, influence, base_rate, anchors, names)
    for seat in seats:
        if seat.position not in stored.seats:
            stored.seats[seat.position] = add_seat(session, viewer, chain.id, seat.position, known=known)
    stored.write(viewer, seats, anchors)
    stored.keep(influence, seats)
    row = stored.touch(viewer, base_rate)
    session.flush()
    return row


def copy_moment(
    session: Session,
    viewer: Viewer,
    chain_id: uuid.UUID | str,
    source: Moment | str,
    target: Moment | str,
    *,
    seen: int | None = None,
) -> ChainMoment:
    """Start one moment as a copy of the other: say, listening, vetoes and stances.

    Base rate and experiences are not copied, they belong to their moment; a trial gate belongs to the purchase.
    `seen` is the version of the target that is overwritten, None when there is none yet.
    """
    source, target = Moment(source), Moment(target)
    chain = get(session, viewer, Chain, chain_id)
    seats = StoredMoment.load(session, chain, source).inputs()
    if not seats:
        raise Invalid(N_("There is nothing to copy yet. Fill in the other moment first."), field="source")
    if target is not Moment.PURCHASE:
        seats = [s.model_copy(update={"trial_gate": False}) for s in seats]
    return save_moment(session, viewer, chain.id, target, seen=seen, seats=seats)


def _position(session: Session, viewer: Viewer, known: Lists, text: str) -> str:
    text = " ".join(str(text).split())
    if not text:
        raise Invalid(N_("The position is empty. Type a name such as Marketing director."), field="position")
    return ensure_term(session, viewer, known, ListName.POSITION, text)[0]


def _label(viewer: Viewer, known: Lists, code: str) -> str:
    return known.label(ListName.POSITION, code, Words(viewer.lang))


def _coded(session: Session, viewer: Viewer, known: Lists, seats: Sequence[SeatInput]) -> list[SeatInput]:
    coded = [s.model_copy(update={"position": _position(session, viewer, known, s.position)}) for s in seats]
    return [
        s.model_copy(update={"listens": {known.code(ListName.POSITION, p) or p: n for p, n in s.listens.items()}})
        for s in coded
    ]


def _with_listened(stored: StoredMoment, seats: list[SeatInput], names: Mapping[str, str]) -> list[SeatInput]:
    """The seats, and those they listen to that had no row of their own; a stranger is refused."""
    there = {s.position for s in seats}
    extra: dict[str, SeatInput] = {}
    for seat in seats:
        for position in seat.listens:
            if position in there or position in extra:
                continue
            if position not in stored.seats:
                raise Invalid(
                    N_("{position} listens to “{other}”, which is not on this chain. Add it first."),
                    field="listens",
                    position=names[seat.position],
                    other=names.get(position, position),
                )
            extra[position] = SeatInput(position=position)
    return [*seats, *extra.values()]


def _seat_columns(
    session: Session, viewer: Viewer, known: Lists, chain: Chain, attributes: Mapping[str, Any]
) -> dict[str, Any]:
    """Attributes of a seat, read and checked: labels become codes, the person must be somebody of this company."""
    try:
        columns = SeatFields(**attributes).model_dump(include=set(attributes))
    except ValidationError as problem:
        field = str(problem.errors()[0]["loc"][0])
        raise Invalid(
            N_("This does not fit the field “{name}”. Choose or type another value."),
            field=field,
            name=Msg(SEAT_LABELS.get(field, field)),
        ) from None
    for field, list_name in (("buying_role", ListName.BUYING_ROLE), ("contact", ListName.CONTACT)):
        if columns.get(field):
            code = known.code(list_name, columns[field])
            if code is None:
                choices = known.options(list_name, Words(viewer.lang)).values()
                raise Invalid(
                    N_("“{value}” is not in the list. Choose one of these: {choices}."),
                    field=field,
                    value=columns[field],
                    choices=Words(viewer.lang).listing(list(choices)),
                )
            columns[field] = code
    if columns.get("person_id"):
        person = get(session, viewer, Person, columns["person_id"])
        if person.company_id not in {None, chain.company_id}:
            raise Invalid(N_("This person works for another company. Choose somebody of this one."), field="person_id")
    return columns
