"""Company files: known by id, else by name; said once, kept with its source, the same file again changes nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from persona_core.companies.commands import edit_company
from persona_core.companies.models import Company
from persona_core.deals.commands import follow
from persona_core.evidence.models import ExternalId, ImportBatch, Observation
from persona_core.evidence.resolving import rebuild, to_json
from persona_core.vocabulary.queries import lists
from tests.factories.imports import EN, ZH, tally

SHEET = """客户编号,企业名称,行业,人数,年营收,客户状态,线索来源,年费（万元）,签约日,到期日,内部评分
A1,海棠生活,家居零售,180,3.2亿,在用,展会,20,2025-03-01,2028-03-01,7
A2,禾木母婴,母婴,200-499,$1M-$10M,线索,转介绍,,,,9
A3,青岚美妆,美妆,120,4亿,流失,,18,2024-01-05,2025-01-05,1
"""


def test_a_sheet_goes_in_and_the_same_again_changes_nothing(desk):
    first = desk.take(SHEET, "companies")
    assert tally(first) == (3, 0, 0, 0)
    assert first.as_json(ZH)["columns"]["内部评分"] is None
    before = desk.counts()
    again = desk.take(SHEET, "companies")
    assert tally(again) == (0, 0, 3, 0)
    assert again.batch == first.batch
    assert not again.stored_nothing
    assert desk.counts() == before


def test_what_the_fields_hold(desk):
    desk.take(SHEET, "companies")
    one, two, three = desk.company("海棠生活"), desk.company("禾木母婴"), desk.company("青岚美妆")
    assert (one.headcount, one.headcount_band, one.annual_revenue, one.status) == (
        180,
        "",
        Decimal(320_000_000),
        "active",
    )
    assert (two.headcount, two.headcount_band, two.revenue_band, two.status) == (349, "200-499", "$1M-$10M", "lead")
    assert three.status == "churned"
    (deal,) = desk.deals("海棠生活")
    assert (deal.annual_fee, deal.outcome, deal.signed_on) == (Decimal(200_000), "won", date(2025, 3, 1))
    assert desk.events(deal) == {"签约": ["2025-03-01"]}
    assert desk.deals("青岚美妆")[0].outcome == "churned"
    with desk.db.read() as session:
        assert lists(session, desk.viewer).label("lead_source", deal.lead_source, ZH) == "展会"


def test_columns_are_what_the_ledger_says_and_statuses_what_deals_say(desk):
    desk.take(SHEET, "companies")
    desk.take(SHEET.replace("180", "190").replace("流失", "在用"), "companies", source="contract")
    with desk.db.write() as session:
        for company in session.scalars(select(Company)).all():
            said = session.scalars(
                select(Observation).where(Observation.subject_id == company.id).order_by(Observation.id)
            )
            columns, provenance = rebuild(said)
            assert provenance == company.provenance
            assert {k: to_json(getattr(company, k)) for k in columns if k != "status"} == {
                k: v for k, v in columns.items() if k != "status"
            }
            before = (company.status, company.latest_deal_id)
            follow(session, desk.viewer, company)
            assert (company.status, company.latest_deal_id) == before


def test_a_better_source_keeps_its_value_and_the_other_is_noted_once(desk):
    desk.take("企业,人数\n海棠生活,180\n", "companies", source="合同/产品后台")
    told = desk.take("企业,人数\n海棠生活,200\n", "companies", source="sales")
    assert tally(told) == (0, 0, 1, 0)
    assert "1" in told.plan.notes[-1].text(ZH)
    assert "better source" in told.plan.notes[-1].text(EN)
    assert desk.company("海棠生活").headcount == 180
    before = desk.counts()
    assert before["observation"] == 2
    desk.take("企业,人数\n海棠生活,200\n", "companies", source="sales")
    assert desk.counts() == before
    desk.take("企业,人数\n海棠生活,210\n", "companies", source="contract")
    assert desk.company("海棠生活").headcount == 210


def test_what_was_typed_by_hand_stays(desk):
    desk.take("企业,人数\n海棠生活,180\n", "companies", source="contract")
    company = desk.company("海棠生活")
    with desk.db.write() as session:
        edit_company(
            session,
            desk.viewer,
            company.id,
            seen=company.version,
            base={"headcount": 180},
            changes={"headcount": "175"},
        )
    before = desk.counts()
    assert tally(desk.take("企业,人数\n海棠生活,180\n", "companies", source="contract")) == (0, 0, 1, 0)
    assert desk.company("海棠生活").headcount == 175
    assert desk.counts() == before


def test_the_id_counts_before_the_name(desk):
    desk.take("id,name\nA1,Acme\nA2,Acme\n", "companies")
    assert desk.counts()["company"] == 2
    renamed = desk.take("id,name,region\nA1,Acme Ltd,UK\n,acme LTD,US\n", "companies")
    assert tally(renamed) == (0, 2, 0, 0)
    assert desk.company("Acme Ltd").region == "US"
    assert tally(desk.take("id,name\nA2,Acme\n", "companies")) == (0, 0, 1, 0)


def test_a_name_takes_the_id_of_the_next_file(desk):
    desk.take("企业\n海棠生活\n", "companies")
    assert tally(desk.take("客户编号,企业,人数\nC-7,海 棠生活,180\n", "companies"))[:2] == (0, 1)
    assert [key.value for key in desk.rows(select(ExternalId))] == ["C-7"]


def test_a_later_row_meets_what_the_earlier_one_said(desk):
    twice = "企业,人数,区域\n海棠生活,180,华东\n海棠生活,200,\n"
    result = desk.take(twice, "companies")
    assert [row.action for row in result.plan.rows] == ["new", "changed"]
    assert [(c.key, c.old, c.new) for c in result.plan.rows[1].changes] == [("headcount", 180, 200)]
    assert desk.company("海棠生活").headcount == 200
    before = desk.counts()
    assert tally(desk.take(twice, "companies")) == (0, 0, 2, 0)
    assert desk.counts() == before


@pytest.mark.parametrize(
    ("first", "then", "status", "outcome"),
    [
        ("在谈,20", "在用,20", "active", "won"),
        ("在用,20", "流失,20", "churned", "churned"),
        ("在用,20", "在谈,20", "active", "won"),
    ],
)
def test_a_new_status_moves_the_only_deal_onward_never_back(desk, first, then, status, outcome):
    head = "企业,客户状态,年费（万元）\n"
    desk.take(f"{head}海棠生活,{first}\n", "companies")
    desk.take(f"{head}海棠生活,{then}\n", "companies")
    assert desk.company("海棠生活").status == status
    assert [deal.outcome for deal in desk.deals("海棠生活")] == [outcome]
    before = desk.counts()
    desk.take(f"{head}海棠生活,{then}\n", "companies")
    assert desk.counts() == before


def test_a_lead_with_its_source_stays_a_lead(desk):
    desk.take("企业,客户状态,线索来源\n海棠生活,线索,展会\n禾木母婴,,展会\n", "companies")
    assert [company.status for company in desk.rows(select(Company))] == ["lead", "lead"]
    desk.take("公司,知道我们\n海棠生活,2026-01-05\n", "deals")
    assert desk.company("海棠生活").status == "talking"
    assert len(desk.deals("海棠生活")) == 1


def test_a_contract_may_lie_ahead_but_is_not_signed_yet(desk):
    desk.take("企业,签约日,到期日\n海棠生活,2199-01-01,2199-12-31\n", "companies")
    (deal,) = desk.deals("海棠生活")
    assert (deal.signed_on, deal.outcome, desk.events(deal)) == (date(2199, 1, 1), "open", {})


def test_new_industries_are_made_and_said(desk):
    result = desk.take("企业,行业\n甲,家居\n乙,家 居\n丙,母婴\n", "companies")
    assert any("家居、母婴" in note.text(ZH) for note in result.plan.notes)
    with desk.db.read() as session:
        assert list(lists(session, desk.viewer).terms["industry"]) == ["家居", "母婴"]
    assert {company.industry for company in desk.rows(select(Company))} == {"家居", "母婴"}


def test_the_batch_remembers_the_file(desk):
    result = desk.take("企业,人数\n甲,5\n乙,-5\n", "companies", name="客户.csv")
    (batch,) = desk.rows(select(ImportBatch))
    assert batch.id == result.batch
    assert (batch.file_name, batch.said_by, batch.source) == ("客户.csv", "小乔", "sales")
    assert batch.columns == {"企业": "name", "人数": "headcount"}
    assert (batch.summary["rows"], batch.summary["created"], batch.summary["refused"]) == (2, 1, 1)
    assert {o.batch_id for o in desk.rows(select(Observation))} == {batch.id}


def test_signs_that_spreadsheets_run_are_text_and_lose_one_guard(desk):
    desk.take("企业,备注\n=1+1,@now\n'=2+2,+x\n-三,'普通\n", "companies")
    assert {(c.name, c.note) for c in desk.rows(select(Company))} == {
        ("=1+1", "@now"),
        ("=2+2", "+x"),
        ("-三", "'普通"),
    }


def test_names_are_text_whatever_stands_in_them(desk):
    names = ["<script>alert(1)</script>", "![x](http://a/b.png)", "名" * 10_000]
    assert tally(desk.take("企业\n" + "\n".join(names) + "\n", "companies")) == (3, 0, 0, 0)
    assert {c.name for c in desk.rows(select(Company))} == set(names)
