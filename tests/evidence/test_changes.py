"""Undo: a saved step is put back as a whole, or refused with a sentence."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func
from sqlalchemy import select as select_rows
from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.companies.commands import create_company, create_person, delete_company, delete_person, edit_company
from persona_core.companies.models import Company, Person
from persona_core.deals.commands import create_deal, delete_deal, edit_sheet_row
from persona_core.deals.models import Deal
from persona_core.decision_chain.models import Chain, ChainMoment, Seat, SeatMoment
from persona_core.evidence.bulk import Statement, state, update_read
from persona_core.evidence.changes import recording, undo
from persona_core.evidence.mass import insert_rows
from persona_core.evidence.models import Change, ExternalId, Observation
from persona_core.evidence.snapshots import matching
from persona_core.journeys.models import Journey, Stage, StageEvent
from persona_core.kit import clock
from persona_core.kit.db import Database, metadata
from persona_core.kit.errors import Conflict, PersonaError
from persona_core.stories.models import Story
from tests.factories.access import fresh_viewer

IGNORED = {"change", "app_state", "search_todo"}
"""The log itself, what the installation remembers, and the queue of rows to be read again for the search."""


@pytest.fixture
def step(database: Database, viewer: Viewer) -> Callable[..., Any]:
    """`with step("label") as (session, log):` one transaction with its entry in the change log."""

    @contextmanager
    def one(label: str = "test"):
        with database.write() as session, recording(session, viewer, label) as log:
            yield session, log

    return one


def snapshot(database: Database) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, versions and times aside."""
    with database.read() as session:
        return {
            table.name: sorted(
                (
                    {k: v for k, v in row.items() if k not in {"version", "updated_at"}}
                    for row in session.execute(select_rows(table)).mappings()
                ),
                key=lambda row: str(row.get("id") or row),
            )
            for table in metadata.sorted_tables
            if table.name not in IGNORED
        }


def test_an_edit_is_undone(database: Database, viewer: Viewer, step) -> None:
    with database.write() as session:
        company = create_company(session, viewer, {"name": "青岚美妆", "headcount": "120"})
    before = snapshot(database)
    with step("人数") as (session, log):
        edit_company(session, viewer, company.id, seen=1, base={"headcount": 120}, changes={"headcount": "200-499"})
    assert snapshot(database) != before
    with database.write() as session:
        change = undo(session, viewer, log.change_id)
    assert (change.label, change.by, change.undone_at is not None) == ("人数", "小乔", True)
    assert snapshot(database) == before


def test_after_undo_an_older_form_is_a_conflict_not_an_overwrite(database: Database, viewer: Viewer, step) -> None:
    from persona_core.kit.errors import Conflict

    with database.write() as session:
        company = create_company(session, viewer, {"name": "青岚美妆", "headcount": "120"})
    with step() as (session, log):
        edited = edit_company(
            session, viewer, company.id, seen=99, base={"headcount": 120}, changes={"headcount": "130"}
        )
        seen = edited.version
    with database.write() as session:
        undo(session, viewer, log.change_id)
    with database.write() as session, pytest.raises(Conflict):
        edit_company(session, viewer, company.id, seen=seen, base={"headcount": 130}, changes={"headcount": "140"})


def test_making_a_company_with_a_deal_is_undone(database: Database, viewer: Viewer, step) -> None:
    before = snapshot(database)
    with step() as (session, log):
        company = create_company(session, viewer, {"name": "青岚美妆", "industry": "美妆"}, external_id="C3")
        create_deal(session, viewer, company, {"signed_on": "2026-01-03"}, external_id="D3")
    with database.write() as session:
        undo(session, viewer, log.change_id)
    assert snapshot(database) == before


def furnished_company(session: Session, viewer: Viewer) -> Company:
    """A company with everything that can hang on one."""
    company = create_company(session, viewer, {"name": "青岚美妆"}, external_id="C3")
    person = create_person(session, viewer, {"name": "王海"}, company_id=company.id, external_id="P3")
    deal = create_deal(session, viewer, company, {"value": "20万"}, external_id="D3")
    owned = {"workspace_id": viewer.workspace_id}
    journey = Journey(**owned, name="短")
    session.add(journey)
    session.flush()
    stage = Stage(**owned, journey_id=journey.id, num=1, ord=1, code="签约")
    session.add(stage)
    session.flush()
    session.add(StageEvent(**owned, deal_num=deal.num, stage_num=1, day=20000))
    chain = Chain(**owned, company_id=company.id, deal_id=deal.id)
    session.add(chain)
    session.flush()
    seat = Seat(**owned, chain_id=chain.id, position="ceo", person_id=person.id)
    session.add(seat)
    session.add(ChainMoment(**owned, chain_id=chain.id, moment="purchase"))
    session.flush()
    place = {"seat_id": seat.id, "chain_id": chain.id, "position": seat.position}
    session.add(SeatMoment(**owned, **place, moment="purchase", say=3, stance_on=date(2026, 1, 3)))
    session.add(Story(**owned, company_id=company.id, text="讲了一段", digest="x"))
    session.flush()
    return company


def test_deleting_a_company_takes_its_parts_and_undo_brings_them_back(database: Database, viewer: Viewer, step) -> None:
    with database.write() as session:
        company = furnished_company(session, viewer)
    before = snapshot(database)
    with step() as (session, log):
        assert delete_company(session, viewer, company.id) == 8
    with database.read() as session:
        for model in (Company, Person, Deal, StageEvent, Chain, Seat, SeatMoment, ChainMoment, ExternalId, Observation):
            assert session.exec(select(model)).all() == [], model
        assert session.exec(select(Story)).one().company_id is None
    with database.write() as session:
        undo(session, viewer, log.change_id)
    assert snapshot(database) == before


def test_a_deleted_deals_key_can_be_used_again(database: Database, viewer: Viewer, step) -> None:
    with database.write() as session:
        company = create_company(session, viewer, {"name": "青岚美妆"})
        deal = create_deal(session, viewer, company, {"value": "1"}, external_id="D3")
        delete_deal(session, viewer, deal.id)
        again = create_deal(session, viewer, company, {"value": "2"}, external_id="D3")
        assert company.latest_deal_id == again.id


def test_deleting_a_person_leaves_the_seat_and_undo_seats_them_again(database: Database, viewer: Viewer, step) -> None:
    with database.write() as session:
        company = furnished_company(session, viewer)
        person = session.exec(select(Person)).one()
    before = snapshot(database)
    with step() as (session, log):
        delete_person(session, viewer, person.id)
    with database.read() as session:
        assert session.exec(select(Seat)).one().person_id is None
    with database.write() as session:
        undo(session, viewer, log.change_id)
    assert snapshot(database) == before
    assert company.name == "青岚美妆"


def test_undo_is_refused_once_somebody_went_on(database: Database, viewer: Viewer, step) -> None:
    with database.write() as session:
        company = create_company(session, viewer, {"name": "青岚美妆", "headcount": "120"})
    with step() as (session, log):
        edit_company(session, viewer, company.id, seen=99, base={"headcount": 120}, changes={"headcount": "130"})
    with step() as (session, _):
        edit_company(session, viewer, company.id, seen=99, base={"headcount": 130}, changes={"headcount": "140"})
    before = snapshot(database)
    with pytest.raises(PersonaError, match="changed again"), database.write() as session:
        undo(session, viewer, log.change_id)
    assert snapshot(database) == before


def test_undo_of_a_creation_does_not_take_what_others_hung_on_it(database: Database, viewer: Viewer, step) -> None:
    with step() as (session, log):
        company = create_company(session, viewer, {"name": "青岚美妆"})
    with step() as (session, _):
        create_person(session, viewer, {"name": "王海"}, company_id=company.id)
    with pytest.raises(PersonaError, match="changed again"), database.write() as session:
        undo(session, viewer, log.change_id)
    with database.read() as session:
        assert session.exec(select(Person)).one().name == "王海"


def test_undo_of_a_deletion_is_refused_when_its_place_is_gone(database: Database, viewer: Viewer, step) -> None:
    with database.write() as session:
        company = create_company(session, viewer, {"name": "青岚美妆"})
        person = create_person(session, viewer, {"name": "王海"}, company_id=company.id)
    with step() as (session, log):
        delete_person(session, viewer, person.id)
    with step() as (session, _):
        delete_company(session, viewer, company.id)
    with pytest.raises(PersonaError, match="changed again"), database.write() as session:
        undo(session, viewer, log.change_id)


def test_undo_works_once_and_only_for_its_owner(database: Database, viewer: Viewer, step) -> None:
    with step() as (session, log):
        create_company(session, viewer, {"name": "青岚美妆"})
    with database.write() as session:
        stranger = fresh_viewer(session)
    with pytest.raises(PersonaError, match="no longer there"), database.write() as session:
        undo(session, stranger, log.change_id)
    with database.write() as session:
        undo(session, viewer, log.change_id)
    with pytest.raises(PersonaError, match="already undone"), database.write() as session:
        undo(session, viewer, log.change_id)
    with pytest.raises(PersonaError, match="no longer there"), database.write() as session:
        undo(session, viewer, uuid.uuid4())


def test_a_step_that_changes_nothing_or_fails_leaves_no_entry(database: Database, viewer: Viewer, step) -> None:
    with step() as (session, log):
        session.exec(select(Company)).all()
    assert log.change_id is None
    with pytest.raises(ValueError, match="half way"), step() as (session, _):
        raise ValueError(f"half way, after {create_company(session, viewer, {'name': '青岚美妆'}).name}")
    with database.read() as session:
        assert session.exec(select(Change)).all() == []
        assert session.exec(select(Company)).all() == []


def test_a_sheet_row_with_a_new_deal_is_undone(database: Database, viewer: Viewer, step) -> None:
    with database.write() as session:
        company = create_company(session, viewer, {"name": "青岚美妆"})
    before = snapshot(database)
    with step() as (session, log):
        edit_sheet_row(
            session,
            viewer,
            company.id,
            seen=company.version,
            base={},
            changes={"name": "青岚", "signed_on": "2026-01-03", "lead_source": "朋友圈"},
        )
    with database.write() as session:
        undo(session, viewer, log.change_id)
    assert snapshot(database) == before


def test_steps_are_undone_one_after_the_other(database: Database, viewer: Viewer) -> None:
    steps = []
    with database.write() as session:
        company = create_company(session, viewer, {"name": "甲", "headcount": 1})
    for people in (2, 3):
        with database.write() as session, recording(session, viewer, f"{people} 人") as log:
            seen = session.get(Company, company.id)
            shown = {"headcount": seen.headcount}
            edit_company(session, viewer, company.id, seen=seen.version, base=shown, changes={"headcount": people})
        steps.append(log.change_id)
    with database.write() as session, pytest.raises(PersonaError):
        undo(session, viewer, steps[0])
    for step, people in zip(reversed(steps), (2, 1), strict=True):
        with database.write() as session:
            undo(session, viewer, step)
            assert session.get(Company, company.id).headcount == people


def test_a_step_from_before_the_schema_grew_is_still_undone(database: Database, viewer: Viewer, step) -> None:
    with step() as (session, _):
        company = create_company(session, viewer, {"name": "青岚美妆"})
    with step() as (session, log):
        drawn = session.get(Company, company.id)
        edit_company(session, viewer, company.id, seen=drawn.version, base={"note": None}, changes={"note": "老客多"})
    with database.write() as session:
        change = session.get(Change, log.change_id)
        older = []
        for row in change.rows:  # both sides were kept whole once
            sides = {"before": row["before"], "after": row["after"] if "after" in row else row["before"] | row["set"]}
            known = {
                side: values and {name: value for name, value in values.items() if name != "culture"}
                for side, values in sides.items()
            }
            older.append({"table": row["table"], **known})
        change.rows = older
    with database.write() as session:
        undo(session, viewer, log.change_id)
        assert session.get(Company, company.id).note is None


def test_undoing_a_step_of_thousands_of_rows_takes_about_as_long_as_the_step(database: Database, viewer, step) -> None:
    """Whether a row that stays points to one that the step made is asked once, not of each pair of them."""
    many = 1_500
    with database.write() as session:
        insert_rows(session, Company.__table__, [_company_row(viewer, num) for num in range(many)])
    began = time.process_time()
    with step() as (session, log):
        table = Company.__table__
        companies = session.execute(select_rows(table)).all()
        update_read(session, Company, companies, [{"note": f"第 {one.num} 家"} for one in companies])
        said = Statement("sales", clock.today(), {"note": "说过"})
        state(session, viewer, Company, [(one.id, said) for one in companies])
    took, began = time.process_time() - began, time.process_time()
    with database.write() as session:
        undo(session, viewer, log.change_id)
    assert time.process_time() - began < 4 * took + 0.5
    with database.read() as session:
        assert set(session.scalars(select_rows(Company.note))) == {None}
        assert session.scalars(select_rows(func.count()).select_from(Observation)).one() == 0


def test_rows_set_without_a_second_look_are_logged_as_they_then_stand(database: Database, viewer, step) -> None:
    with database.write() as session:
        insert_rows(session, Company.__table__, [_company_row(viewer, num) for num in range(3)])
    with step() as (session, log):
        table = Company.__table__
        companies = session.execute(select_rows(table).order_by(table.c.num)).all()
        update_read(session, Company, companies[:2], [{"status": "won"}, {"note": "新", "provenance": {}}])
        logged = {json.dumps(row["before"]["id"]): row["after"] for row in log.rows.values()}
        stands = matching(session, table, table.c.num < 2)
    assert list(logged.values()) == [
        {**row, "updated_at": logged[json.dumps(row["id"])]["updated_at"]} for row in stands.values()
    ]
    with database.write() as session, pytest.raises(Conflict):
        update_read(session, Company, companies[:1], [{"status": "lost"}])


def _company_row(viewer: Viewer, num: int) -> dict[str, Any]:
    named = {"num": num, "name": f"公司{num}", "name_digest": str(num), "note": None}
    return {"id": uuid.uuid4(), "workspace_id": viewer.workspace_id, **named}
