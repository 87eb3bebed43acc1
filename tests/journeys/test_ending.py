"""Contracts that run out: soon, past without a renewal, renewed already, or without a last day."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from persona_core.companies.commands import create_company
from persona_core.deals.commands import create_deal
from persona_core.journeys.ending import ending, fees
from persona_core.kit import clock
from tests.factories.journeys import date_stages


@pytest.fixture
def sign(session, viewer):
    """sign("甲", ends=30, fee=…, 续费=…): a running contract that ends in so many days; stages by how many days ago."""

    def build(name, ends=None, *, fee=None, outcome="won", product=None, company=None, **ago):
        company = company or create_company(session, viewer, {"name": name})
        ends_on = None if ends is None else clock.today() + timedelta(days=ends)
        said = {"outcome": outcome, "ends_on": ends_on, "annual_fee": fee, "product": product}
        deal = create_deal(session, viewer, company, {k: v for k, v in said.items() if v is not None})
        if ago:
            date_stages(session, viewer, deal, **ago)
        return company, deal

    return build


def test_soon_and_past_stand_apart_each_in_its_order(session, viewer, sign):
    deals = {name: sign(name, ends)[1] for name, ends in (("远", 91), ("近", 90), ("今", 0), ("昨", -1), ("早", -400))}
    found = ending(session, viewer, clock.today())
    assert [c.num for c in found.soon] == [deals["今"].num, deals["近"].num]
    assert [c.num for c in found.past] == [deals["昨"].num, deals["早"].num]
    assert [c.days for c in (*found.soon, *found.past)] == [0, 90, -1, -400]
    assert (found.running, found.undated, found.renewed) == (5, 0, 0)


def test_what_they_bring_is_summed_over_those_that_say_it(session, viewer, sign):
    sign("甲", 10, fee=200_000)
    sign("乙", 20)
    found = ending(session, viewer, clock.today())
    assert fees(found.soon) == (Decimal(200_000), 1)
    assert fees(found.past) == (Decimal(0), 0)


def test_a_renewal_noted_around_the_end_counts_and_last_years_does_not(session, viewer, sign):
    sign("提前续了", 20, 签约=400, 续费=40)
    sign("刚续了", -5, 签约=400, 续费=2)
    _, open_one = sign("去年续的", 20, 签约=800, 续费=345)
    found = ending(session, viewer, clock.today())
    assert [c.num for c in found.soon] == [open_one.num]
    assert (found.past, found.renewed) == ((), 2)


def test_a_later_contract_of_the_same_product_follows_and_another_product_does_not(session, viewer, sign):
    company, _ = sign("甲", -10, product="SCRM")
    sign("甲", 300, product="SCRM", company=company)
    other, kept = sign("乙", 10, product="SCRM")
    sign("乙", 300, product="短信包", company=other)
    found = ending(session, viewer, clock.today())
    assert [c.num for c in found.soon] == [kept.num]
    assert found.renewed == 1


def test_only_running_contracts_and_only_with_a_last_day(session, viewer, sign):
    sign("在谈", 10, outcome="open")
    sign("流失", 10, outcome="churned")
    sign("没填")
    found = ending(session, viewer, clock.today())
    assert (found.soon, found.past, found.running, found.undated) == ((), (), 1, 1)
