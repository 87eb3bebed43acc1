"""A file as CRMs write it, one row a deal with a date a stage: what is counted agrees with counting by hand.

The rows are made up to the shape of such an export: 274 deals of 130 companies, 112 won, 68 lost, 94 open.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from persona_core.journeys.counting import Question, counted
from persona_core.journeys.grouping import groups
from tests.factories.imports import ZH, tally

MAP = {
    "opportunity_id": "external_id",
    "account_id": "company_external_id",
    "company_name": "company",
    "lead_created_at": "stage:知道我们",
    "opportunity_created_at": "stage:权衡利弊",
    "won_at": "stage:签约",
    "subscription_start_at": "stage:上线",
    "lost_at": "stage:丢单",
}
WON, DECIDED, ALL, ACCOUNTS = 112, 180, 274, 130
SOURCES = ("转介绍", "展会", "电话拜访")
AS_OF = date(2024, 6, 30)


def days(number: int) -> tuple[int, int, int | None]:
    """Of one deal: the day it came in, the days until it was weighed, and from then until it was decided."""
    end = 30 + number % 50 if number < WON else 10 + number % 60 if number < DECIDED else None
    return number % 30, 5 + number % 20, end


def row(number: int) -> str:
    came, weighed, end = days(number)
    first = date(2024, 1, 1) + timedelta(days=came)
    start = first + timedelta(days=weighed)
    over = "" if end is None else str(start + timedelta(days=end))
    won, lost = (over, "") if number < WON else ("", over)
    account = number % ACCOUNTS
    source = SOURCES[number % 3]
    return f"opp_{number},acct_{account},Company {account},{source},{first},{start},{won},{won},{lost}\n"


HEAD = (
    "opportunity_id,account_id,company_name,lead_source,lead_created_at,opportunity_created_at,won_at,"
    "subscription_start_at,lost_at\n"
)


@pytest.fixture
def ask(desk):
    result = desk.take(HEAD + "".join(map(row, range(ALL))), "deals", mapping=MAP)
    assert tally(result) == (ALL, 0, 0, 0)

    def count(**asked):
        with desk.db.read() as session:
            whole = counted(session, desk.viewer, Question(as_of=AS_OF, **asked))
            by = groups(session, desk.viewer, ZH, whole, "lead_source")
            return whole.funnel(), {group.label: group.funnel for group in by.groups}

    return count


def test_deals_agree_with_counting_by_hand(ask):
    found, by_source = ask(unit="deal")
    assert (found.total, found.signed, found.lost, found.open) == (274, 112, 68, 94)
    aware, weigh, signing, live = found.rows[:4]
    assert [row.reached for row in (aware, weigh, signing, live)] == [274, 274, 112, 112]
    assert (weigh.step.k, weigh.step.n, round(weigh.step.value, 4)) == (112, 180, 0.6222)
    assert (weigh.open, weigh.left, aware.came_in) == (94, 68, 274)
    assert (signing.overall.k, signing.overall.n) == (112, 274)
    for source, part in by_source.items():
        mine = Counter(n < WON for n in range(DECIDED) if SOURCES[n % 3] == source)
        assert (part.signed, part.lost) == (mine[True], mine[False])


def test_days_agree_with_counting_by_hand(ask):
    """Open deals have been watched longer than any decided one took: chances are shares, medians counted off."""
    found, _ = ask(unit="deal")
    weigh = found.rows[1]
    ends = sorted(days(n)[2] for n in range(DECIDED))
    assert weigh.days.value == ends[ALL // 2 - 1] == 64
    assert (weigh.days.k, weigh.days.n, weigh.p90.value) == (180, 274, None)
    chances = {o.to: o.probability.value for o in found.outcomes if o.stage == weigh.num}
    assert sorted(chances.values()) == pytest.approx([68 / 274, 112 / 274])
    to_sign = sorted(sum(days(n)[1:]) for n in range(WON))
    assert found.days_to_sign.value == to_sign[WON // 2 - 1]
    assert found.signed_days.value == (to_sign[WON // 2 - 1] + to_sign[WON // 2]) / 2
    assert found.rows[2].days.value == 0.5


def test_companies_count_once_however_many_deals_they_have(ask):
    """Of 130 companies, 112 won something; the other 18 lost a deal and have another one open."""
    found, _ = ask(unit="company")
    assert (found.total, found.signed, found.lost, found.open) == (130, 112, 0, 18)
