"""The dry run can be trusted: what it says is what then happens, row by row and value by value."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from persona_core.companies.models import Company
from persona_core.evidence.queries import history
from persona_core.exchange.importing.plan import Action
from tests.factories.imports import EN, ZH

STOCK = "客户编号,企业名称,人数,区域\nA1,海棠生活,180,华东\nA2,禾木母婴,90,华南\nA3,云帆科技有限公司,30,\n"
SHEETS = {
    "companies": "客户编号,企业名称,人数,区域,年费\nA1,海棠生活,200,华东,3万\nA2,禾木母婴,90,华南,\n"
    "B1,青岚美妆,70,,\nB2,云水,-3,,\n,云帆科技集团,31,华北,\n",
    "people": "姓名,公司,职务\n王芳,海棠生活,采购总监\n李雷,新公司,店长\n,新公司,\n",
    "deals": "商机编号,企业名称,产品,签约\nD1,海棠生活,标准版,2025-03-01\nD2,没听过的公司,标准版,\nD3,海棠生活,,昨天\n",
    "several": "企业名称,人数,姓名,职务,手机\n海棠生活,210,王芳,采购总监,13800000000\n星河,5,李雷,,\n,9,韩梅梅,,\n",
}


@pytest.fixture
def database_url(sqlite_url):
    """One kind of database: what is tried here is decided before anything is written."""
    return sqlite_url


def fates(result):
    """What a result says of every row: its fate and its changes."""
    plan = result.plan
    rows = [(row.line, str(row.action), row.name, tuple(map(repr, row.changes))) for row in plan.rows]
    return rows, [(r.row, r.column, r.value, r.error.text(EN)) for r in plan.refusals]


@pytest.mark.parametrize("kind", SHEETS)
def test_a_dry_run_says_what_then_happens(desk, kind):
    desk.take(STOCK, "companies", source="contract")
    before = desk.counts()
    checked = desk.take(SHEETS[kind], kind, dry_run=True)
    said, told = fates(checked), checked.as_json(ZH)
    assert desk.counts() == before
    done = desk.take(SHEETS[kind], kind)
    happened = done.as_json(ZH)
    aside = {"dry_run", "batch", "stored"}
    assert {k: v for k, v in told.items() if k not in aside} == {k: v for k, v in happened.items() if k not in aside}
    assert [row[:3] for row in said[0]] == [(row.line, str(row.action), row.name) for row in done.plan.rows]
    assert said[1] == fates(done)[1]
    made = checked.plan.count(Action.NEW)
    assert made
    assert checked.plan.refused
    if kind == "companies":
        assert desk.counts()["company"] - before["company"] == made


def test_every_change_it_names_is_in_the_row_afterwards_and_every_kept_one_is_not(desk):
    desk.take(STOCK, "companies", source="contract")
    checked = desk.take(SHEETS["companies"], "companies", dry_run=True)
    changes = {
        (row.name, c.key): c for row in checked.plan.rows for c in row.changes if c.key in {"headcount", "region"}
    }
    desk.take(SHEETS["companies"], "companies")
    assert {key for key, change in changes.items() if change.kept} == {
        ("海棠生活", "headcount"),
        ("云帆科技集团", "headcount"),
    }
    for (name, key), change in changes.items():
        company = desk.company("云帆科技有限公司" if "云帆" in name else name)
        assert getattr(company, key) == (change.old if change.kept else change.new)


def test_a_worse_source_leaves_its_claim_in_the_ledger(desk):
    desk.take(STOCK, "companies", source="contract")
    desk.take("客户编号,人数\nA1,999\n", "companies", source="sales")
    company = desk.company("海棠生活")
    assert company.headcount == 180
    with desk.db.read() as session:
        latest = history(session, desk.viewer, company.id)[0]
    assert (latest.source, latest.values["headcount"]) == ("sales", 999)
    desk.take("客户编号,人数\nA1,185\n", "companies", source="contract")
    assert desk.rows(select(Company.headcount).where(Company.name == "海棠生活")) == [185]
