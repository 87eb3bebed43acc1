"""Rows by the hundred thousand: every value arrives as it was, and the table is as it was built."""

from __future__ import annotations

import hashlib
import uuid

import pytest
from sqlalchemy import Text, cast, inspect, select

from persona_core.access.models import Viewer
from persona_core.companies.models import Company, Person
from persona_core.deals.models import Deal
from persona_core.evidence import mass
from persona_core.evidence.grounds import PLACES, folded, unfolded, written
from persona_core.evidence.mass import Alike, forms, insert_columns, resting_indexes
from persona_core.evidence.models import ExternalId
from persona_core.kit import clock
from persona_core.kit.db import Database

ODD = [
    r"C:\new\table",
    r"\N",
    "\\",
    "tab\there",
    "line\nline\r\n",
    '"quoted", {said}',
    "",
    "N",
    "中文　🐼",
    "'; --",
    "\x1f",
]


def insert(session, viewer: Viewer, names: list[str], **columns) -> None:
    n = len(names)
    given = {
        "id": [uuid.uuid4().hex for _ in names],
        "workspace_id": Alike(viewer.workspace_id.hex),
        "created_at": Alike(clock.now()),
        "updated_at": Alike(clock.now()),
        "version": Alike(1),
        "num": list(range(1, n + 1)),
        "name": names,
        "name_digest": Alike("0" * 64),
        "status": Alike("lead"),
        "custom": Alike("{}"),
        "provenance": Alike(written(["name"], "sales", "2026-03-02")),
        **columns,
    }
    table = Company.__table__
    for name, form in zip(given, forms(session, table, list(given)), strict=True):
        if form is not None and isinstance(given[name], Alike) and not isinstance(given[name].value, str):
            given[name] = Alike(form(given[name].value))
    insert_columns(session, table, list(given), list(given.values()))


def indexes(session) -> dict[str, tuple[str, ...]]:
    found = inspect(session.connection()).get_indexes(Company.__tablename__)
    return {one["name"]: tuple(one["column_names"]) for one in found}


def test_odd_values_arrive_as_they_were(database: Database, viewer: Viewer) -> None:
    regions = [None if n % 3 == 0 else text for n, text in enumerate(ODD)]
    rates = [None, 0.1, -3.5, 1e-9, *[2.0] * (len(ODD) - 4)]
    with database.write() as session:
        insert(session, viewer, ODD, region=regions, growth_rate=rates)
    with database.read() as session:
        rows = session.execute(select(Company.name, Company.region, Company.growth_rate).order_by(Company.num)).all()
        assert [tuple(row) for row in rows] == list(zip(ODD, regions, rates, strict=True))
        assert session.scalars(select(Company.provenance)).first() == {"name": {"source": "sales", "on": "2026-03-02"}}


def test_no_rows_are_no_rows(database: Database, viewer: Viewer) -> None:
    with database.write() as session:
        insert_columns(session, ExternalId.__table__, ["kind", "value"], [Alike("company"), []])
        assert session.scalars(select(ExternalId)).all() == []


@pytest.mark.parametrize("fails", [False, True])
def test_a_large_load_leaves_the_indexes_as_they_were(database: Database, viewer, monkeypatch, fails: bool) -> None:
    monkeypatch.setattr(mass, "MANY", 3)
    with database.read() as session:
        before = indexes(session)
    seen = {}
    try:
        with database.write() as session, resting_indexes(session, Company.__table__, 5):
            seen = indexes(session)
            insert(session, viewer, ["甲", "乙", "丙", "丁", "戊"])
            if fails:
                raise InterruptedError
    except InterruptedError:
        pass
    with database.read() as session:
        assert indexes(session) == before
        assert len(session.scalars(select(Company.id)).all()) == (0 if fails else 5)
    assert ("ix_company_status" in seen) == (not database.url.startswith("sqlite"))


def test_a_small_load_beside_many_rows_keeps_the_indexes(database: Database, viewer, monkeypatch) -> None:
    monkeypatch.setattr(mass, "MANY", 3)
    with database.write() as session:
        insert(session, viewer, [f"公司{n}" for n in range(9)])
        with resting_indexes(session, Company.__table__, 4):
            assert "ix_company_status" in indexes(session)


def test_what_columns_rest_on_is_stored_once_for_all_that_one_source_told(database: Database, viewer) -> None:
    sales, contract = {"source": "sales", "on": "2026-03-02"}, {"source": "my own list", "on": "2026-03-03"}
    grounds = {"name": sales, "region": contract, "own:a b": sales}
    with database.write() as session:
        session.add(Company(workspace_id=viewer.workspace_id, num=1, name="甲", name_digest="", provenance=grounds))
        session.add(Company(workspace_id=viewer.workspace_id, num=2, name="乙", name_digest=""))
    with database.read() as session:
        texts = session.scalars(select(cast(Company.provenance, Text)).order_by(Company.num)).all()
        assert texts == ['{"2026-03-02 sales": ["name", "own:a b"], "2026-03-03 my own list": ["region"]}', "{}"]
        assert session.scalars(select(Company.provenance).order_by(Company.num)).all() == [grounds, {}]


def test_many_columns_are_packed_and_come_back(database: Database, viewer) -> None:
    sales = {"source": "sales", "on": "2026-03-02"}
    grounds = dict.fromkeys((*Company.LEDGER, "own:a b"), sales)
    with database.write() as session:
        session.add(Company(workspace_id=viewer.workspace_id, num=1, name="甲", name_digest="", provenance=grounds))
    with database.read() as session:
        text = session.scalars(select(cast(Company.provenance, Text))).one()
        assert text == '{"2026-03-02 sales": ["#fffff", "own:a b"]}' == written(list(grounds), "sales", "2026-03-02")
        assert session.scalars(select(Company.provenance)).one() == grounds


def test_every_column_of_the_ledger_has_its_place_for_good():
    ledger = {*Company.LEDGER, *Person.LEDGER, *Deal.LEDGER}
    assert set(PLACES) >= ledger
    assert len(set(PLACES)) == len(PLACES)
    digest = hashlib.sha256(" ".join(PLACES[:36]).encode()).hexdigest()
    assert digest.startswith("37df095f5e2b"), "the places of these are in stored rows: add new ones at the end"


def test_grounds_of_another_form_stay_as_they_are():
    for odd in ({"status": {"source": "hand"}}, {"status": {"source": "hand", "on": "2026"}}, {"x": None}, {}):
        assert unfolded(folded(odd)) == folded(odd) == odd
    assert unfolded({"2026-03-02 sales": ["#no", "#3", 7]}).keys() == {"#no", "name", "status", 7}
    before = {"name": {"source": "sales", "on": "2025-01-31"}}
    assert unfolded(before) == before  # as rows were stored once
