"""A company's status and latest deal follow its deals; a hand-set status wins until it is cleared."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import update
from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.companies.commands import create_company, edit_company, read_company, say
from persona_core.companies.models import Company, Status
from persona_core.deals.commands import (
    RowEdit,
    SheetRefused,
    create_deal,
    delete_deal,
    derive_status,
    edit_deal,
    edit_sheet,
    edit_sheet_row,
    follow,
)
from persona_core.deals.following import follow_many
from persona_core.deals.models import Deal
from persona_core.deals.queries import deals_of
from persona_core.evidence.changes import recording, undo
from persona_core.kit import clock
from persona_core.kit.db import Database
from persona_core.kit.errors import Conflict, Invalid, NotFound
from persona_core.kit.words import Words


@pytest.mark.parametrize(
    ("outcomes", "status"),
    [
        ([], None),
        (["open"], Status.TALKING),
        (["lost"], Status.LOST),
        (["lost", "open"], Status.TALKING),
        (["won"], Status.ACTIVE),
        (["won", "lost", "open"], Status.ACTIVE),
        (["churned", "won"], Status.ACTIVE),
        (["churned", "open"], Status.CHURNED),
        (["churned", "lost"], Status.CHURNED),
    ],
)
def test_status_follows_from_outcomes(outcomes: list[str], status: Status | None) -> None:
    assert derive_status(outcomes) == status


@pytest.fixture
def session(database: Database):
    with database.write() as session:
        yield session


@pytest.fixture
def company(session: Session, viewer: Viewer) -> Company:
    return create_company(session, viewer, {"name": "青岚美妆"})


def _edit(session: Session, viewer: Viewer, company: Company, **changes: object) -> Company:
    deal = session.get(Deal, company.latest_deal_id) if company.latest_deal_id else None
    base = {field: getattr(deal, field) for field in Deal.LEDGER} if deal else {}
    return edit_sheet_row(session, viewer, company.id, seen=company.version, base=base, changes=changes)


def test_a_company_goes_from_lead_to_churned_with_its_deal(session: Session, viewer: Viewer, company: Company) -> None:
    assert company.status == "lead"
    deal = create_deal(session, viewer, company, {"value": "20万"})
    seen = []
    for outcome in ("open", "won", "churned", "lost"):
        edit_deal(session, viewer, deal.id, seen=deal.version, base={}, changes={"outcome": outcome})
        seen.append(company.status)
    delete_deal(session, viewer, deal.id)
    assert [*seen, company.status] == ["talking", "active", "churned", "lost", "lead"]
    assert company.latest_deal_id is None


def test_a_status_set_by_hand_wins_until_cleared(session: Session, viewer: Viewer, company: Company) -> None:
    deal = create_deal(session, viewer, company, {"outcome": "won"})
    _edit(session, viewer, company, status="流失")
    edit_deal(session, viewer, deal.id, seen=deal.version, base={}, changes={"outcome": "open"})
    assert company.status == "churned"
    _edit(session, viewer, company, status="")
    assert company.status == "talking"
    assert "status" not in company.provenance


def test_a_stated_status_stands_without_deals_and_comes_back_with_them_gone(
    session: Session, viewer: Viewer, company: Company
) -> None:
    say(session, viewer, company, read_company({"status": "在用"}), source="sales")
    follow(session, viewer, company)
    assert company.status == "active"
    deal = create_deal(session, viewer, company, {"outcome": "lost"})
    assert company.status == "lost"
    delete_deal(session, viewer, deal.id)
    assert company.status == "active"


def test_a_cleared_status_of_a_company_without_deals_is_a_lead(
    session: Session, viewer: Viewer, company: Company
) -> None:
    edit_company(session, viewer, company.id, seen=company.version, base={}, changes={"status": "在用"})
    edit_company(session, viewer, company.id, seen=company.version, base={}, changes={"status": ""})
    assert company.status == "lead"


def test_the_latest_deal_is_the_one_opened_last(session: Session, viewer: Viewer, company: Company) -> None:
    first = create_deal(session, viewer, company, {"opened_on": "2025-03-01"})
    create_deal(session, viewer, company, {"opened_on": "2024-03-01"})
    assert company.latest_deal_id == first.id
    third = create_deal(session, viewer, company, {"opened_on": "2025-03-01"})
    assert company.latest_deal_id == third.id
    assert [d.num for d in deals_of(session, viewer, company.id)] == [1, 2, 3]


def test_a_day_of_signing_that_has_come_wins_the_deal(session: Session, viewer: Viewer, company: Company) -> None:
    with clock.frozen(datetime(2026, 5, 1, tzinfo=UTC)):
        _edit(session, viewer, company, signed_on="2026-06-01", lead_source="展会")
        deal = session.get(Deal, company.latest_deal_id)
        assert (deal.outcome, company.status) == ("open", "talking")
        _edit(session, viewer, company, signed_on="2026-05-01")
        assert (deal.outcome, company.status) == ("won", "active")
        edit_deal(session, viewer, deal.id, seen=deal.version, base={}, changes={"outcome": "流失"})
        _edit(session, viewer, company, signed_on="2026-04-30")
        assert (deal.outcome, company.status) == ("churned", "churned")
        open_one = create_deal(session, viewer, company, {"signed_on": "2026-04-01", "outcome": "进行中"})
        assert open_one.outcome == "open"


def test_emptying_deal_fields_of_a_company_without_deals_makes_no_deal(
    session: Session, viewer: Viewer, company: Company
) -> None:
    _edit(session, viewer, company, referrer="  ", annual_fee=None)
    assert company.latest_deal_id is None
    _edit(session, viewer, company, referrer="灯具商丁总")
    assert session.get(Deal, company.latest_deal_id).referrer == "灯具商丁总"


def test_new_words_become_terms_and_known_ones_their_code(session: Session, viewer: Viewer, company: Company) -> None:
    _edit(session, viewer, company, industry="美 妆", lead_source="word of mouth")
    assert company.industry == "美 妆"
    _edit(session, viewer, company, industry="美妆")
    assert company.industry == "美 妆"
    deal = session.get(Deal, company.latest_deal_id)
    edit_deal(session, viewer, deal.id, seen=deal.version, base={}, changes={"pushed_by": "总经理"})
    assert (deal.lead_source, deal.pushed_by) == ("referral", "ceo")


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"name": ""}, "name", "needs a name"),
        ({"name": "  \u200b"}, "name", "needs a name"),
        ({"headcount": "-3"}, "headcount", "negative"),
        ({"status": "老朋友"}, "status", "Lead, In talks"),
        ({"annual_fee": "免费"}, "annual_fee", "not an amount"),
        ({"signed_on": "明天"}, "signed_on", "2026-01-31"),
        ({"num": "7"}, "num", "no company field"),
        ({"latest_deal_id": "7"}, "latest_deal_id", "no company field"),
        ({"outcome": "won"}, "outcome", "no company field"),
        ({"industry": "业" * 201}, None, "200 characters"),
    ],
)
def test_a_row_that_cannot_be_is_refused(
    session: Session, viewer: Viewer, company: Company, changes: dict, field: str | None, says: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        _edit(session, viewer, company, **changes)
    assert says in refusal.value.text(Words("en"))
    if field:
        assert refusal.value.field == field


def test_a_sheet_is_saved_as_one_or_every_bad_row_is_named(database: Database, viewer: Viewer) -> None:
    with database.write() as session:
        rows = [create_company(session, viewer, {"name": f"客户 {n}", "headcount": "10"}) for n in range(4)]
    with database.write() as session:
        edit_company(
            session, viewer, rows[1].id, seen=rows[1].version, base={"headcount": 10}, changes={"headcount": "11"}
        )

    def edits(**changes: object) -> list[RowEdit]:
        return [RowEdit(row.id, row.version, {"headcount": 10, "name": row.name}, changes) for row in rows]

    drawn = edits(headcount="12")
    drawn[2] = RowEdit(rows[2].id, rows[2].version, {"headcount": 10}, {"headcount": "-1"})
    drawn[3] = RowEdit(viewer.workspace_id, 1, {}, {"headcount": "1"})
    with pytest.raises(SheetRefused) as refused, database.write() as session:
        edit_sheet(session, viewer, drawn)
    kinds = {key: type(problem) for key, problem in refused.value.refusals.items()}
    assert kinds == {rows[1].id: Conflict, rows[2].id: Invalid, viewer.workspace_id: NotFound}
    with database.read() as session:
        assert session.get(Company, rows[0].id).headcount == 10
    with database.write() as session:
        assert edit_sheet(session, viewer, edits(region="华东")) == 4


def test_a_deal_needs_an_outcome_and_known_fields(session: Session, viewer: Viewer, company: Company) -> None:
    deal = create_deal(session, viewer, company, {})
    for changes in ({"outcome": ""}, {"num": 9}, {"company_id": "x"}):
        with pytest.raises(Invalid):
            edit_deal(session, viewer, deal.id, seen=deal.version, base={}, changes=changes)


def test_many_companies_follow_their_deals_as_one_does(database: Database, viewer: Viewer) -> None:
    """Won, churned, lost, with a status by hand, with a lead's source alone, and one that was stated before."""
    deals = [
        [{"outcome": "open"}, {"outcome": "won", "signed_on": "2026-01-03"}],
        [{"outcome": "churned"}, {"outcome": "open"}],
        [{"outcome": "lost"}],
        [{"outcome": "won"}],
        [{"lead_source": "展会"}],
        [{"lead_source": "展会"}],
    ]
    with database.write() as session:
        companies = [create_company(session, viewer, {"name": f"第 {n} 家"}) for n in range(len(deals))]
        for company, rows in zip(companies, deals, strict=True):
            for row in rows:
                create_deal(session, viewer, company, row, source="sales")
        say(session, viewer, companies[3], {"status": "lost"}, source="hand")
        say(session, viewer, companies[5], {"status": "talking"}, source="sales")
        session.flush()
        ids = [company.id for company in companies]
    one_by_one = []
    for many in (False, True):
        with database.write() as session:
            session.execute(update(Company).values(status="lead", latest_deal_id=None))
            session.execute(update(Company).where(Company.id == ids[3]).values(status="lost"))
            if many:
                with recording(session, viewer, "一起") as log:
                    follow_many(session, viewer, ids)
            else:
                for company_id in ids:
                    follow(session, viewer, session.get(Company, company_id))
        with database.read() as session:
            found = [(session.get(Company, i).status, session.get(Company, i).latest_deal_id) for i in ids]
        one_by_one.append(found)
    assert one_by_one[0] == one_by_one[1]
    assert [status for status, _ in found] == ["active", "churned", "lost", "lost", "lead", "talking"]
    with database.write() as session:
        undo(session, viewer, log.change_id)
        assert {c.latest_deal_id for c in session.scalars(select(Company))} == {None}
