"""Where a journey loses: how many at which stage, what they were worth, why they went."""

from __future__ import annotations

from decimal import Decimal

import pytest

from persona_core.companies.commands import create_company
from persona_core.deals.commands import create_deal, edit_deal
from persona_core.journeys import queries
from persona_core.journeys.counting import Question, counted
from persona_core.journeys.losses import by_value, losses
from persona_core.journeys.reading import COMPANY, DEAL
from tests.factories.journeys import date_stages


@pytest.fixture
def lose(session, viewer):
    """lose("甲", 权衡利弊=9, 丢单=1, value=…): a company with a deal that ended; deal fields beside the stages."""

    def build(name, *, reason=None, value=None, annual_fee=None, company=None, **ago):
        company = company or create_company(session, viewer, {"name": name})
        said = {"lost_reason": reason, "value": value, "annual_fee": annual_fee}
        deal = create_deal(session, viewer, company, {k: v for k, v in said.items() if v is not None})
        date_stages(session, viewer, deal, **ago)
        return company, deal

    return build


def found(session, viewer, unit=COMPANY):
    codes = {stage.num: stage.code for stage in queries.stages(session, viewer)}
    told = losses(session, viewer, counted(session, viewer, Question(unit)))
    return {codes[loss.stage]: loss for loss in told}


def test_each_stage_says_how_many_what_they_were_worth_and_why(session, viewer, lose):
    lose("甲", 知道我们=30, 权衡利弊=20, 丢单=10, value=200_000, reason="选了竞品")
    lose("乙", 知道我们=30, 权衡利弊=20, 丢单=9, annual_fee=50_000.5, reason=" 选了竞品 ")
    lose("丙", 知道我们=30, 权衡利弊=20, 丢单=8, reason="项目搁置")
    lose("丁", 知道我们=30, 丢单=8, value=900_000)
    lose("戊", 知道我们=30, 权衡利弊=20, 签约=10, 使用=5, 流失=1, value=70_000)
    lose("己", 知道我们=30, 权衡利弊=20, value=10**6)
    told = found(session, viewer)
    assert list(told) == ["weigh", "aware", "use"] or list(told) == ["weigh", "use", "aware"]
    weigh = told["weigh"]
    assert (weigh.lost, weigh.churned, weigh.deals) == (3, 0, 3)
    assert (weigh.value, weigh.valued) == (Decimal("250000.5"), 2)
    assert (weigh.reasons, weigh.reasoned) == ((("选了竞品", 2), ("项目搁置", 1)), 3)
    assert (told["use"].lost, told["use"].churned, told["use"].value) == (0, 1, Decimal(70_000))
    codes = {stage.num: stage.code for stage in queries.stages(session, viewer)}
    assert [codes[loss.stage] for loss in by_value(list(told.values()))] == ["aware", "weigh", "use"]


def test_a_company_counts_once_with_all_its_lost_deals_and_deals_each(session, viewer, lose):
    company, _ = lose("甲", 知道我们=30, 丢单=20, value=100)
    _, second = lose("甲", 知道我们=15, 权衡利弊=12, 丢单=10, value=300, company=company)
    by_company, by_deal = found(session, viewer), found(session, viewer, DEAL)
    assert {code: (loss.lost, loss.value, loss.deals) for code, loss in by_company.items()} == {
        "weigh": (1, Decimal(400), 2)
    }
    assert {code: (loss.lost, loss.value) for code, loss in by_deal.items()} == {
        "aware": (1, Decimal(100)),
        "weigh": (1, Decimal(300)),
    }
    assert by_company["weigh"].largest == (company.num,)
    assert by_deal["weigh"].largest == (second.num,)


def test_the_units_worth_most_are_named_first(session, viewer, lose):
    companies = [lose(f"第{n}家", 知道我们=30, 丢单=20, value=n * 100)[0] for n in (1, 4, 2, 3)]
    assert found(session, viewer)["aware"].largest == tuple(companies[n].num for n in (1, 3, 2))


def test_whoever_was_never_in_the_funnel_or_is_still_talking_is_no_loss(session, viewer, lose):
    company, deal = lose("甲", 产生需求=30)
    edit_deal(session, viewer, deal.id, seen=deal.version, base={"outcome": "open"}, changes={"outcome": "lost"})
    lose("乙", 知道我们=30)
    assert found(session, viewer) == {}
    assert company.status == "lost"
