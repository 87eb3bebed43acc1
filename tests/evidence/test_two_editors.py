"""Two people edit the same row: what does not overlap merges, what does is shown side by side."""

from __future__ import annotations

import threading
from decimal import Decimal

import pytest

from persona_core.access.models import Viewer
from persona_core.companies.commands import create_company, edit_company, edit_person
from persona_core.companies.models import Company
from persona_core.deals.commands import create_deal, edit_sheet_row
from persona_core.deals.models import Deal
from persona_core.kit.db import Database
from persona_core.kit.errors import Conflict, NotFound


@pytest.fixture
def company(database: Database, viewer: Viewer) -> Company:
    with database.write() as session:
        return create_company(session, viewer, {"name": "青岚美妆", "headcount": "120", "region": "华东"})


def _edit(database: Database, viewer: Viewer, drawn: Company, **changes: str) -> None:
    base = {field: getattr(drawn, field) for field in Company.LEDGER}
    with database.write() as session:
        edit_company(session, viewer, drawn.id, seen=drawn.version, base=base, changes=changes)


def _now(database: Database, company: Company) -> Company:
    with database.read() as session:
        return session.get(Company, company.id)


def test_different_fields_merge(database: Database, viewer: Viewer, company: Company) -> None:
    _edit(database, viewer, company, headcount="130")
    _edit(database, viewer, company, region="华南")
    assert (_now(database, company).headcount, _now(database, company).region) == (130, "华南")


def test_the_same_field_is_a_conflict_that_names_both_values(
    database: Database, viewer: Viewer, company: Company
) -> None:
    _edit(database, viewer, company, headcount="130")
    with pytest.raises(Conflict) as clash:
        _edit(database, viewer, company, headcount="200-499", region="华南")
    assert clash.value.current == {"headcount": 130}
    assert clash.value.mine == {"headcount": 349}
    assert clash.value.row_id == company.id
    after = _now(database, company)
    assert (after.headcount, after.region) == (130, "华东")
    assert clash.value.version == after.version


def test_a_field_that_the_form_showed_empty_is_not_overwritten_unseen(
    database: Database, viewer: Viewer, company: Company
) -> None:
    _edit(database, viewer, company, problem="人走客户走")
    with database.write() as session, pytest.raises(Conflict):
        edit_company(session, viewer, company.id, seen=company.version, base={}, changes={"problem": "群发被封号"})


def test_the_same_new_value_twice_is_no_conflict(database: Database, viewer: Viewer, company: Company) -> None:
    _edit(database, viewer, company, region="华南")
    _edit(database, viewer, company, region="华南")
    assert _now(database, company).region == "华南"


def test_a_choice_is_compared_by_its_code_not_by_its_spelling(
    database: Database, viewer: Viewer, company: Company
) -> None:
    _edit(database, viewer, company, prior_kind="竞品", industry="母婴")
    _edit(database, viewer, company, prior_kind="Competitor", industry="母 婴")
    assert _now(database, company).prior_kind == "competitor"


def test_the_latest_deal_in_the_sheet_is_guarded_too(database: Database, viewer: Viewer, company: Company) -> None:
    with database.write() as session:
        create_deal(session, viewer, session.get(Company, company.id), {"annual_fee": "10万"})
    drawn = _now(database, company)
    base = {"annual_fee": Decimal(100_000), "headcount": 120, "headcount_band": ""}

    def edit(**changes: str) -> None:
        with database.write() as session:
            edit_sheet_row(session, viewer, company.id, seen=drawn.version, base=base, changes=changes)

    edit(annual_fee="12万", headcount="121")
    with pytest.raises(Conflict) as clash:
        edit(annual_fee="15万", headcount="150")
    assert clash.value.current == {"annual_fee": "120000", "headcount": 121}
    assert clash.value.mine == {"annual_fee": "150000", "headcount": 150}
    with database.read() as session:
        assert session.get(Deal, _now(database, company).latest_deal_id).annual_fee == 120_000


def test_a_deleted_row_is_gone_for_the_second_editor(database: Database, viewer: Viewer, company: Company) -> None:
    from persona_core.companies.commands import delete_company

    with database.write() as session:
        delete_company(session, viewer, company.id)
    with pytest.raises(NotFound):
        _edit(database, viewer, company, headcount="1")
    with database.write() as session, pytest.raises(NotFound):
        edit_person(session, viewer, company.id, seen=1, base={}, changes={"name": "王海"})


def test_forty_saves_from_eight_threads_are_all_kept_or_told(
    database: Database, viewer: Viewer, company: Company
) -> None:
    told, failed = [], []

    def work(name: str) -> None:
        for number in range(5):
            while True:
                drawn = _now(database, company)
                try:
                    _edit(database, viewer, drawn, note=f"{drawn.note or ''}{name}{number};")
                    break
                except Conflict as clash:
                    told.append(clash)
                except Exception as error:  # noqa: BLE001 - any other failure in a thread must fail the test
                    failed.append(error)
                    return

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcdefgh"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert sorted(_now(database, company).note.rstrip(";").split(";")) == [
        f"{name}{n}" for name in "abcdefgh" for n in range(5)
    ]
