"""The decision chain of the first example, for tests: purchase in words, renewal in points."""

from __future__ import annotations

from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.companies.models import Company
from persona_core.decision_chain.commands import SeatInput, ensure_chain, save_moment
from persona_core.decision_chain.models import Chain, Moment

DIRECTOR, CEO, CHAIRMAN, STAFF = "市场总监", "CEO", "董事长", "市场部员工"


def purchase_seats(**stances: int) -> list[SeatInput]:
    """Purchase as said in words; `stances` by position."""
    return [
        SeatInput(position=DIRECTOR, say="有一票", stance=stances.get(DIRECTOR)),
        SeatInput(position=CEO, say="说了算", listens={DIRECTOR: "很听"}, stance=stances.get(CEO)),
        SeatInput(
            position=CHAIRMAN,
            say="有一票",
            listens={DIRECTOR: "会参考", CEO: "会参考"},
            stance=stances.get(CHAIRMAN),
        ),
        SeatInput(position=STAFF, say="没份", stance=stances.get(STAFF)),
    ]


def renewal_seats() -> list[SeatInput]:
    """Renewal as given in points."""
    return [
        SeatInput(position=DIRECTOR, points=50, own_points=35, listens={STAFF: 65}),
        SeatInput(position=CEO, points=25, own_points=40, listens={DIRECTOR: 40, STAFF: 20}),
        SeatInput(position=CHAIRMAN, points=5, own_points=50, listens={DIRECTOR: 25, CEO: 25}),
        SeatInput(position=STAFF, points=20),
    ]


def example_chain(session: Session, viewer: Viewer, company: Company, *, renewal: bool = True, **stances: int) -> Chain:
    """A chain with both moments of the example, base rate 2 of 10, 7 of 10 when the director champions us."""
    chain = ensure_chain(session, viewer, company.id)
    save_moment(
        session,
        viewer,
        chain.id,
        Moment.PURCHASE,
        seen=None,
        seats=purchase_seats(**stances),
        base_rate=0.2,
        anchors={DIRECTOR: 0.7},
    )
    if renewal:
        save_moment(session, viewer, chain.id, Moment.RENEWAL, seen=None, seats=renewal_seats())
    return chain
