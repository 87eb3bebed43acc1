"""The ledger: who is believed, and that columns can be rebuilt from what was said."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlmodel import select

from persona_core.access.models import Viewer
from persona_core.access.queries import visible
from persona_core.companies.commands import create_company, edit_company, read_company, say
from persona_core.companies.models import Company, Person
from persona_core.deals.commands import create_deal, edit_deal
from persona_core.deals.commands import say as say_of_deal
from persona_core.deals.models import Deal
from persona_core.evidence.commands import record
from persona_core.evidence.models import HAND, Observation
from persona_core.evidence.queries import history
from persona_core.evidence.resolving import from_json, rebuild
from persona_core.kit.db import Database

MONDAY = date(2026, 3, 2)


def test_a_better_source_wins_and_a_later_day_between_equals(database: Database, viewer: Viewer) -> None:
    with database.write() as session:
        company = create_company(session, viewer, {"name": "青岚美妆"}, source="sales", observed_on=MONDAY)
        say(session, viewer, company, {"headcount": 100}, source="sales", observed_on=MONDAY)
        say(session, viewer, company, {"headcount": 120}, source="contract", observed_on=MONDAY - timedelta(300))
        assert say(session, viewer, company, {"headcount": 90}, source="customer", observed_on=MONDAY) == []
        assert company.headcount == 120
        assert say(session, viewer, company, {"headcount": 125}, source="contract", observed_on=MONDAY) == ["headcount"]
        assert say(session, viewer, company, {"headcount": 1}, source="contract", observed_on=date(2020, 1, 1)) == []
        assert company.provenance["headcount"] == {"source": "contract", "on": "2026-03-02"}


def test_a_hand_edit_wins_until_it_is_cleared(database: Database, viewer: Viewer) -> None:
    with database.write() as session:
        company = create_company(session, viewer, {"name": "青岚美妆"})
        say(session, viewer, company, {"region": "华东"}, source=HAND, observed_on=date(2020, 1, 1))
        say(session, viewer, company, {"region": "华南"}, source="contract", observed_on=MONDAY)
        assert company.region == "华东"
        say(session, viewer, company, {"region": None}, source=HAND)
        assert company.region is None
        assert "region" not in company.provenance
        say(session, viewer, company, {"region": "华南"}, source="sales", observed_on=date(2019, 1, 1))
        assert company.region == "华南"


def test_an_empty_value_from_another_source_says_nothing(database: Database, viewer: Viewer) -> None:
    with database.write() as session:
        company = create_company(session, viewer, {"name": "青岚美妆", "region": "华东"}, source="sales")
        assert say(session, viewer, company, {"region": None}, source="contract") == []
        assert company.region == "华东"


def test_a_band_gives_way_to_an_exact_number_of_a_better_source(database: Database, viewer: Viewer) -> None:
    with database.write() as session:
        company = create_company(session, viewer, {"name": "青岚美妆", "headcount": "100-199"}, source="public")
        assert (company.headcount, company.headcount_band) == (149, "100-199")
        say(session, viewer, company, read_company({"headcount": "120"}), source="customer")
        assert (company.headcount, company.headcount_band) == (120, "")


def test_what_is_no_field_of_the_row_is_refused(database: Database, viewer: Viewer) -> None:
    with database.write() as session:
        company = create_company(session, viewer, {"name": "青岚美妆"})
        for field in ("workspace_id", "version", "num", "provenance", "latest_deal_id"):
            with pytest.raises(KeyError):
                record(session, viewer, company, {field: "x"})


SAID = {
    Company: {
        "industry": ["家居零售", "母婴", None],
        "headcount": ["120", "200-499", "", "3"],
        "annual_revenue": ["3.2 亿", "20万", "1M-10M", "0.01", None],
        "growth_rate": ["15%", "-3%", ""],
        "prior_kind": ["竞品", "自研", None],
        "note": ["=1+1", "第一行\n第二行", None],
    },
    Deal: {
        "signed_on": ["2026-01-03", "2025年12月1日", None],
        "annual_fee": ["20万", "199999.99", None],
        "outcome": ["赢单", "流失"],
        "pushed_by": ["市场总监", "没听过的岗位", None],
    },
}


@pytest.mark.parametrize("seed", range(5))
def test_the_fold_of_observations_equals_the_columns(database: Database, viewer: Viewer, seed: int) -> None:
    dice = random.Random(seed)
    with database.write() as session:
        companies = [create_company(session, viewer, {"name": f"客户 {n}"}, source="sales") for n in range(3)]
        deals = [create_deal(session, viewer, company, {"product": "SCRM"}) for company in companies]
        for _ in range(60):
            row = dice.choice([*companies, *deals])
            field = dice.choice(list(SAID[type(row)]))
            written = {field: dice.choice(SAID[type(row)][field])}
            source = dice.choice([HAND, "contract", "customer", "sales", "inferred", "a source nobody ranked"])
            _say_somehow(session, viewer, row, written, source, MONDAY + timedelta(dice.randrange(30)))
    with database.read() as session:
        for model in (Company, Deal):
            for row in session.exec(visible(model, viewer)):
                _assert_rebuilt(session, viewer, row)


def _say_somehow(session, viewer, row, written, source, on) -> None:
    if source == HAND:
        edit = edit_company if isinstance(row, Company) else edit_deal
        edit(session, viewer, row.id, seen=row.version, base={}, changes=written)
    elif isinstance(row, Company):
        say(session, viewer, row, read_company(written), source=source, observed_on=on)
    else:
        from persona_core.deals.commands import read_deal

        say_of_deal(session, viewer, row, read_deal(written), source=source, observed_on=on)


def _assert_rebuilt(session, viewer, row) -> None:
    columns, provenance = rebuild(reversed(history(session, viewer, row.id)))
    assert provenance == row.provenance
    for field in type(row).LEDGER:
        if field == "status":  # follows from deals
            continue
        stated = from_json(type(row), field, columns.get(field))
        assert (getattr(row, field) or None) == (stated or None), field


def test_money_is_the_same_before_and_after_it_is_stored(database: Database, viewer: Viewer) -> None:
    with database.write() as session:
        company = create_company(session, viewer, {"name": "甲", "annual_revenue": "3.2 亿"})
    with database.write() as session:
        company = session.get(Company, company.id)
        assert company.annual_revenue == Decimal(320_000_000)
        assert say(session, viewer, company, {"annual_revenue": Decimal("320000000.00")}, source=HAND) == []


def test_people_have_a_ledger_too(database: Database, viewer: Viewer) -> None:
    from persona_core.companies.commands import create_person, edit_person

    with database.write() as session:
        person = create_person(session, viewer, {"name": "王海", "position": "总监"})
        edit_person(
            session, viewer, person.id, seen=person.version, base={}, changes={"title": "市场部总监", "name": ""}
        )
    with database.read() as session:
        person = session.exec(select(Person)).one()
        assert (person.name, person.title, person.position) == (None, "市场部总监", "marketing_director")
        _assert_rebuilt(session, viewer, person)
        assert {o.said_by for o in session.exec(select(Observation))} == {"小乔"}
