"""What a seat says carries its chain and position along, also when the position is renamed, removed or put back."""

from __future__ import annotations

import pytest
from sqlmodel import select

from persona_core import migrate
from persona_core.access.queries import viewer_for
from persona_core.companies.commands import create_company
from persona_core.decision_chain.commands import SeatInput, edit_seat, remove_seat, save_moment
from persona_core.decision_chain.models import ChainMoment, Listening, Moment, Seat, SeatMoment
from persona_core.decision_chain.queries import chain as chain_of
from persona_core.decision_chain.queries import seats_of, typical
from persona_core.evidence.changes import recording, undo
from persona_core.exchange.workspaces import open_workspace
from persona_core.kit.db import Database
from tests.factories.chains import DIRECTOR, example_chain


def places(session):
    """(position, moment) of what seats say, and (position, heard, moment) of whom they listen to, as stored."""
    session.flush()
    said = session.exec(select(SeatMoment.position, SeatMoment.moment)).all()
    heard = session.exec(select(Listening.position, Listening.to_position, Listening.moment)).all()
    assert {r.chain_id for r in session.exec(select(SeatMoment)).all()} == {
        r.chain_id for r in session.exec(select(Seat)).all()
    }
    return sorted(said), sorted(heard)


def rename(session, viewer, chain, old, new):
    seat = next(s for s in seats_of(session, viewer, chain.id) if s.position == old)
    return edit_seat(session, viewer, seat.id, seen=seat.version, base={}, changes={"position": new})


def test_what_is_saved_carries_its_place(session, viewer, company):
    example_chain(session, viewer, company, renewal=False)
    said, heard = places(session)
    assert [p for p, _ in said] == ["ceo", "chairman", "marketing_director", "marketing_staff"]
    assert ("chairman", "marketing_director", "purchase") in heard


def test_a_renamed_position_is_renamed_everywhere_and_put_back(session, viewer, company):
    chain = example_chain(session, viewer, company)
    before = places(session)
    with recording(session, viewer, "rename") as step:
        rename(session, viewer, chain, "marketing_director", "增长负责人")
        row = session.exec(select(SeatMoment).where(SeatMoment.position == "增长负责人")).first()
        assert row.position == "增长负责人"
    said, heard = places(session)
    assert ("增长负责人", "purchase") in said
    assert ("ceo", "增长负责人", "renewal") in heard
    assert "marketing_director" not in {p for pair in heard for p in pair}
    undo(session, viewer, step.change_id)
    assert places(session) == before


def test_one_step_may_rename_and_save_and_be_undone_as_a_whole(session, viewer, company):
    chain = example_chain(session, viewer, company, renewal=False)
    before = places(session)
    with recording(session, viewer, "both") as step:
        seat = rename(session, viewer, chain, "ceo", "合伙人")
        wanted = [SeatInput(position=DIRECTOR, say=2), SeatInput(position="合伙人", say=3, listens={DIRECTOR: 50})]
        row = save_moment(session, viewer, chain.id, Moment.RENEWAL, seen=None, seats=wanted)
        save_moment(session, viewer, chain.id, Moment.RENEWAL, seen=row.version, seats=wanted[:1])
        assert seat.position == "合伙人"
    undo(session, viewer, step.change_id)
    assert places(session) == before


def test_a_removed_seat_takes_its_rows_along_and_comes_back_with_them(session, viewer, company):
    chain = example_chain(session, viewer, company)
    before = places(session)
    seat = next(s for s in seats_of(session, viewer, chain.id) if s.position == "marketing_director")
    with recording(session, viewer, "remove") as step:
        remove_seat(session, viewer, seat.id)
    said, heard = places(session)
    assert "marketing_director" not in {p for p, _ in said} | {p for pair in heard for p in pair}
    undo(session, viewer, step.change_id)
    assert places(session) == before


def test_the_same_on_postgresql(postgres_url):
    migrate.upgrade(postgres_url)
    database = Database(postgres_url)
    with database.write() as session:
        viewer = viewer_for(open_workspace(session, name="here", title="", lang="zh"), "zh")
        company = create_company(session, viewer, {"name": "海棠", "status": "在用"})
        chain = example_chain(session, viewer, company)
        before = places(session)
        with recording(session, viewer, "rename") as step:
            rename(session, viewer, chain, "ceo", "合伙人")
        assert ("合伙人", "marketing_director", "purchase") in places(session)[1]
        undo(session, viewer, step.change_id)
        assert places(session) == before
        found = typical(session, viewer)
        assert (found.chains, found.positions[0].label) == (1, DIRECTOR)
        assert found.positions[0].purchase.value == pytest.approx(0.607, abs=5e-4)
    database.close()


def test_a_moment_stores_how_much_is_not_known(session, viewer, company):
    chain = example_chain(session, viewer, company, **{DIRECTOR: 2})

    def stored():
        session.flush()
        rows = session.exec(select(ChainMoment).where(ChainMoment.chain_id == chain.id)).all()
        return {r.moment: (pytest.approx(r.unknown, abs=1e-9), r.anchored) for r in rows}

    totals = {r.seat.label: r.total for r in chain_of(session, viewer, company.id).moments[Moment.PURCHASE].rows}
    assert stored() == {"purchase": (1 - totals[DIRECTOR], True), "renewal": (1.0, False)}
    seat = next(s for s in seats_of(session, viewer, chain.id) if s.position == "marketing_director")
    remove_seat(session, viewer, seat.id)
    assert stored()["purchase"] == (1.0, False)  # the experience went with the seat
