"""Deals: a row a deal or a row a date; what stages say of a deal and a company is the same as by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from persona_core.companies.commands import create_company
from persona_core.companies.models import Company
from persona_core.deals.commands import create_deal, follow
from persona_core.deals.models import Deal
from persona_core.journeys.commands import add_events
from persona_core.journeys.queries import find_stage, stages
from tests.factories.imports import ZH, tally

WIDE = """商机编号,公司,产品,金额,结果,知道我们,权衡利弊,签约,上线,丢单,流失
D1,海棠生活,SCRM,200000,,2025-01-05,2025-02-01,2025-03-10,2025-04-01,,
D2,海棠生活,SCRM 增购,5万,进行中,2025-06-01,,,,,
D3,禾木母婴,SCRM,,,2025-01-07,2025-02-03,,,2025-02-20,
D4,青岚美妆,SCRM,,,2024-01-07,,2024-03-01,,,2025-03-01
"""


def test_a_row_a_deal_with_a_column_a_stage(desk):
    assert tally(desk.take(WIDE, "deals")) == (4, 0, 0, 0)
    first, second = desk.deals("海棠生活")
    assert (first.outcome, first.signed_on, first.opened_on, first.value) == (
        "won", date(2025, 3, 10), date(2025, 1, 5), Decimal(200_000),
    )  # fmt: skip
    assert (second.outcome, second.value) == ("open", Decimal(50_000))
    assert desk.events(first) == {
        "知道我们": ["2025-01-05"], "权衡利弊": ["2025-02-01"], "签约": ["2025-03-10"], "上线": ["2025-04-01"],
    }  # fmt: skip
    assert [desk.deals(name)[0].outcome for name in ("禾木母婴", "青岚美妆")] == ["lost", "churned"]
    assert [desk.company(n).status for n in ("海棠生活", "禾木母婴", "青岚美妆")] == ["active", "lost", "churned"]
    assert desk.company("海棠生活").latest_deal_id == second.id


def test_the_same_file_again_changes_nothing(desk):
    desk.take(WIDE, "deals")
    before = desk.counts()
    assert tally(desk.take(WIDE, "deals")) == (0, 0, 4, 0)
    without_ids = (
        WIDE.replace("商机编号,", "").replace("D1,", "").replace("D2,", "").replace("D3,", "").replace("D4,", "")
    )
    assert tally(desk.take(without_ids, "deals")) == (0, 0, 4, 0)
    assert desk.counts() == before


def test_deals_without_ids_are_told_apart_by_what_they_say(desk):
    rows = "公司,产品,知道我们,签约\n甲,SCRM,2025-01-01,\n甲,SCRM,2025-06-01,\n甲,CRM,2025-01-01,\n"
    assert tally(desk.take(rows, "deals")) == (3, 0, 0, 0)
    moved = "公司,产品,知道我们,签约\n甲,SCRM,2025-06-01,2025-07-01\n甲,SCRM,2025-09-01,\n"
    assert tally(desk.take(moved, "deals")) == (1, 1, 0, 0)
    assert [deal.outcome for deal in desk.deals("甲")] == ["open", "won", "open", "open"]


def test_a_day_of_signing_dates_the_signing_stage(desk):
    desk.take("公司,签约日\n甲,2025-03-01\n", "deals")
    (deal,) = desk.deals("甲")
    assert (deal.outcome, desk.events(deal)) == ("won", {"签约": ["2025-03-01"]})


def test_a_lost_deal_was_never_signed(desk):
    result = desk.take("公司,结果,Close Date\n甲,丢单,2025-03-01\n", "deals")
    (deal,) = desk.deals("甲")
    assert (deal.outcome, deal.signed_on, desk.events(deal)) == ("lost", None, {})
    assert any("1" in note.text(ZH) and "签约日" in note.text(ZH) for note in result.plan.notes)


def test_a_corrected_day_moves_and_a_better_source_stays(desk):
    desk.take("编号,公司,签约\nD1,甲,2025-03-01\n", "deals", source="contract")
    told = desk.take("编号,公司,签约\nD1,甲,2025-03-09\n", "deals", source="sales")
    assert tally(told) == (0, 0, 1, 0)
    assert desk.events(desk.deals("甲")[0]) == {"签约": ["2025-03-01"]}
    result = desk.take("编号,公司,签约\nD1,甲,2025-03-05\n", "deals", source="contract")
    assert [(c.key, c.old, c.new) for c in result.plan.rows[0].changes if not c.kept] == [
        ("signed_on", "2025-03-01", "2025-03-05"), ("opened_on", "2025-03-01", "2025-03-05"),
        ("stage:signed", "2025-03-01", "2025-03-05"),
    ]  # fmt: skip
    (deal,) = desk.deals("甲")
    assert (deal.signed_on, desk.events(deal)) == (date(2025, 3, 5), {"签约": ["2025-03-05"]})


def test_one_row_a_date(desk):
    rows = "公司,环节,日期\n甲,知道我们,2025-01-01\n甲,signs,2025-03-01\n甲,续费,2026-03-01\n甲,续费,2026-06-01\n"
    rows += "乙,aware,2025-02-01\n"
    result = desk.take(rows, "stage-events")
    assert tally(result) == (5, 0, 0, 0)
    assert any("2" in note.text(ZH) for note in result.plan.notes)
    (deal,) = desk.deals("甲")
    assert (deal.outcome, desk.events(deal)["续费"]) == ("won", ["2026-03-01", "2026-06-01"])
    before = desk.counts()
    assert tally(desk.take(rows, "stage-events")) == (0, 0, 5, 0)
    assert desk.counts() == before


def test_a_stage_dated_again_row_by_row_keeps_every_day_and_says_so(desk):
    rows = "公司,环节,日期\n甲,知道我们,2025-05-01\n甲,知道我们,2025-01-01\n甲,签约,2025-03-01\n"
    result = desk.take(rows, "stage-events")
    assert desk.events(desk.deals("甲")[0]) == {"知道我们": ["2025-01-01", "2025-05-01"], "签约": ["2025-03-01"]}
    assert "一个环节有好几个日期的：1 单；都留着。" in [note.text(ZH) for note in result.plan.notes]
    before = desk.counts()
    assert tally(desk.take(rows, "stage-events")) == (0, 0, 3, 0)
    assert desk.counts() == before


def test_a_better_source_is_not_joined_by_a_worse_one(desk):
    desk.take("公司,环节,日期\n甲,签约,2025-03-01\n甲,续费,2026-03-01\n", "stage-events", source="contract")
    rows = "公司,环节,日期\n甲,签约,2025-03-08\n甲,续费,2026-04-01\n"
    result = desk.take(rows, "stage-events", source="sales")
    (deal,) = desk.deals("甲")
    assert desk.events(deal) == {"签约": ["2025-03-01"], "续费": ["2026-03-01", "2026-04-01"]}
    assert any("更可信" in note.text(ZH) or "来源" in note.text(ZH) for note in result.plan.notes)


def test_a_column_a_stage_still_corrects_the_day_and_leaves_other_visits(desk):
    desk.take("商机编号,公司,环节,日期\nD1,甲,权衡利弊,2025-01-01\nD1,甲,权衡利弊,2025-05-01\n", "stage-events")
    desk.take("商机编号,公司,权衡利弊\nD1,甲,2025-02-01\n", "deals")
    assert desk.events(desk.deals("甲")[0]) == {"权衡利弊": ["2025-02-01", "2025-05-01"]}


def test_odd_dates_go_in_and_are_counted_in_the_summary(desk):
    rows = (
        "公司,知道我们,权衡利弊,签约,流失,续费\n"
        "甲,2025-03-01,,2025-01-01,,\n"
        "乙,2025-01-01,2025-01-01,,,\n"
        "丙,2025-01-01,,2025-02-01,2025-06-01,2025-08-01\n"
    )
    result = desk.take(rows, "deals")
    assert tally(result) == (3, 0, 0, 0)
    notes = [note.text(ZH) for note in result.plan.notes]
    assert "签约早于第一次接触的：1 单；留着，但不算签约用了多少天。" in notes
    assert "同一天有两个环节的：1 单；按路径的先后算。" in notes
    assert any(note.startswith("丢单或流失以后还有日期的：1 单") for note in notes)


def test_a_company_alone_means_its_latest_deal_and_an_id_that_deal(desk):
    desk.take(WIDE, "deals")
    desk.take("公司,环节,日期\n海棠生活,权衡利弊,2025-07-01\n", "stage-events")
    first, second = desk.deals("海棠生活")
    assert desk.events(second)["权衡利弊"] == ["2025-07-01"]
    assert tally(desk.take("商机编号,环节,日期\nD1,使用,2025-05-01\n", "stage-events")) == (1, 0, 0, 0)
    assert desk.events(first)["使用"] == ["2025-05-01"]


def test_a_deal_of_another_company_is_refused(desk):
    desk.take(WIDE, "deals")
    (said,) = desk.take("商机编号,公司,金额\nD1,禾木母婴,5\n", "deals").as_json(ZH)["rejected"]
    assert "海棠生活" in said["message"]


ROADS = [
    [("知道我们", "2025-01-01"), ("权衡利弊", "2025-02-01")],
    [("知道我们", "2025-01-01"), ("签约", "2025-02-01"), ("上线", "2025-03-01")],
    [("上线", "2025-03-01")],
    [("知道我们", "2025-01-01"), ("丢单", "2025-02-01")],
    [("签约", "2025-02-01"), ("流失", "2026-02-01")],
    [("签约", "2025-02-01"), ("丢单", "2026-02-01")],
]


@pytest.mark.parametrize("road", ROADS)
def test_a_file_says_of_a_deal_what_the_same_days_by_hand_do(desk, road):
    head, cells = ",".join(name for name, _ in road), ",".join(day for _, day in road)
    desk.take(f"公司,{head}\n甲,{cells}\n", "deals")
    desk.take("公司,环节,日期\n" + "".join(f"乙,{name},{day}\n" for name, day in road), "stage-events")
    with desk.db.write() as session:
        company = create_company(session, desk.viewer, {"name": "丙"})
        deal = create_deal(session, desk.viewer, company, {})
        found = stages(session, desk.viewer)
        add_events(
            session, desk.viewer, deal, [(find_stage(found, n), date.fromisoformat(d)) for n, d in road], source="sales"
        )
    seen = {(d.outcome, d.signed_on, d.opened_on, d.journey_id, str(desk.events(d))) for d in desk.rows(select(Deal))}
    assert len(seen) == 1
    assert len({c.status for c in desk.rows(select(Company))}) == 1


def test_following_the_deals_by_hand_changes_nothing(desk):
    desk.take(WIDE, "deals")
    with desk.db.write() as session:
        for company in session.scalars(select(Company)).all():
            before = (company.status, company.latest_deal_id, company.version)
            follow(session, desk.viewer, company)
            assert (company.status, company.latest_deal_id, company.version) == before
