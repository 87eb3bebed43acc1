"""Dating stages: what is refused, what happens the second time, and what the deal takes over."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from persona_core.access.commands import create_workspace
from persona_core.access.queries import viewer_for
from persona_core.companies.commands import create_company
from persona_core.companies.models import Status
from persona_core.deals.commands import create_deal, edit_deal
from persona_core.deals.models import Outcome
from persona_core.evidence.changes import recording, undo
from persona_core.journeys import commands, queries
from persona_core.journeys.reading import events
from persona_core.kit import clock
from persona_core.kit.errors import Conflict, Invalid, NotFound
from tests.factories.journeys import date_stages, days_ago


def days_at(session, viewer, name: str) -> list[int]:
    """How many days ago each date at a stage is, the latest first."""
    stage = queries.find_stage(queries.stages(session, viewer), name)
    found = events(session, viewer, stage_nums=[stage.num]).day
    return sorted(clock.day_number(clock.today()) - int(day) for day in found)


@pytest.mark.parametrize("day", [date(1969, 12, 31), clock.today() + timedelta(days=2)])
def test_days_before_1970_or_ahead_are_refused_and_nothing_is_dated(session, viewer, make, day):
    _, deal = make("甲")
    weigh = queries.find_stage(queries.stages(session, viewer), "权衡利弊")
    with pytest.raises(Invalid) as refusal:
        commands.add_events(session, viewer, deal, [(weigh, clock.today()), (weigh, day)])
    assert refusal.value.field == "date"
    assert len(events(session, viewer).day) == 0


def test_the_same_dates_again_change_nothing(session, viewer, make):
    _, deal = make("甲")
    dates = {"知道我们": 90, "权衡利弊": 60, "签约": 20, "续费": [10, 5]}
    assert date_stages(session, viewer, deal, source="contract", **dates) == 5
    version = deal.version
    assert date_stages(session, viewer, deal, source="contract", **dates) == 0
    assert deal.version == version
    assert len(events(session, viewer).day) == 5


def test_a_stage_passed_once_takes_the_earliest_of_one_call_and_the_latest_statement_of_two(session, viewer, make):
    _, deal = make("甲")
    assert date_stages(session, viewer, deal, source="sales", 权衡利弊=[40, 60, 50]) == 1
    assert days_at(session, viewer, "权衡利弊") == [60]
    assert date_stages(session, viewer, deal, source="sales", 权衡利弊=30) == 1
    assert days_at(session, viewer, "权衡利弊") == [30]


def test_a_date_by_hand_stands_against_files_but_not_the_other_way_round(session, viewer, make):
    _, deal = make("甲")
    date_stages(session, viewer, deal, source="contract", 签约=30)
    date_stages(session, viewer, deal, 签约=25)
    assert deal.signed_on == days_ago(25)
    assert date_stages(session, viewer, deal, source="contract", 签约=30) == 0
    assert days_at(session, viewer, "签约") == [25]
    assert deal.signed_on == days_ago(25)


@pytest.mark.parametrize(
    ("stages", "outcome", "status"),
    [
        ({"知道我们": 9}, Outcome.OPEN, Status.TALKING),
        ({"知道我们": 9, "签约": 5}, Outcome.WON, Status.ACTIVE),
        ({"知道我们": 9, "上线": 5}, Outcome.WON, Status.ACTIVE),
        ({"知道我们": 9, "丢单": 5}, Outcome.LOST, Status.LOST),
        ({"丢单": 9, "签约": 5}, Outcome.WON, Status.ACTIVE),
        ({"签约": 9, "丢单": 5}, Outcome.CHURNED, Status.CHURNED),
        ({"签约": 9, "续费": 6, "流失": 5}, Outcome.CHURNED, Status.CHURNED),
        ({"流失": 9, "续费": 6, "签约": 20}, Outcome.WON, Status.ACTIVE),
    ],
)
def test_outcome_and_status_follow_the_stages_reached(make, stages, outcome, status):
    company, deal = make("甲", **stages)
    assert deal.outcome == outcome
    assert company.status == status
    assert deal.signed_on == (days_ago(stages["签约"]) if "签约" in stages else None)
    assert deal.opened_on == days_ago(max(stages.values()))


def test_an_outcome_set_by_hand_wins(session, viewer, make):
    company, deal = make("甲", source="sales", 知道我们=50)
    edit_deal(session, viewer, deal.id, seen=deal.version, base={}, changes={"outcome": "lost"})
    date_stages(session, viewer, deal, source="contract", 签约=5)
    assert deal.outcome == Outcome.LOST
    assert company.status == Status.LOST
    assert deal.signed_on == days_ago(5)


def test_a_file_that_says_churned_is_not_taken_back_to_won_but_open_goes_on(session, viewer):
    company = create_company(session, viewer, {"name": "甲"})
    churned = create_deal(session, viewer, company, {"outcome": "churned"}, source="sales")
    date_stages(session, viewer, churned, source="contract", 知道我们=90, 签约=50)
    assert churned.outcome == Outcome.CHURNED
    stated_open = create_deal(session, viewer, company, {"outcome": "open"}, source="contract")
    date_stages(session, viewer, stated_open, source="sales", 签约=50)
    assert stated_open.outcome == Outcome.WON
    stated_won = create_deal(session, viewer, company, {"outcome": "won"}, source="contract")
    date_stages(session, viewer, stated_won, source="sales", 签约=50, 流失=5)
    assert stated_won.outcome == Outcome.CHURNED


def test_what_followed_the_stages_by_hand_goes_on_following_a_file(session, viewer, make):
    _, deal = make("甲", 签约=50)
    date_stages(session, viewer, deal, source="contract", 流失=5)
    assert deal.outcome == Outcome.CHURNED


def test_a_signing_day_stated_in_a_file_stays(session, viewer):
    company = create_company(session, viewer, {"name": "甲"})
    deal = create_deal(session, viewer, company, {"signed_on": "2024-05-01"}, source="contract")
    date_stages(session, viewer, deal, source="contract", 签约=5)
    assert deal.signed_on == date(2024, 5, 1)


def test_removing_a_date_takes_back_what_followed_from_it(session, viewer, make):
    company, deal = make("甲", 知道我们=50, 签约=5)
    signed = queries.timeline(session, viewer, company.id)[-1]
    commands.remove_event(session, viewer, signed.event_id)
    assert (deal.outcome, deal.signed_on, company.status) == (Outcome.OPEN, None, Status.TALKING)
    assert [m.stage.code for m in queries.timeline(session, viewer, company.id)] == ["aware"]


def test_a_step_can_be_undone(session, viewer, make):
    company, deal = make("甲", 知道我们=50)
    with recording(session, viewer, "签约") as log:
        date_stages(session, viewer, deal, 签约=5)
    assert deal.outcome == Outcome.WON
    undo(session, viewer, log.change_id)
    session.refresh(deal)
    assert deal.outcome == Outcome.OPEN
    assert len(queries.timeline(session, viewer, company.id)) == 1


def test_stages_of_another_workspace_or_journey_are_refused(session, viewer, make):
    _, deal = make("甲", 知道我们=50)
    other = viewer_for(create_workspace(session, name="two"), "zh")
    commands.furnish(session, other, "long")
    foreign = queries.stages(session, other)[0]
    with pytest.raises(NotFound):
        commands.add_events(session, viewer, deal, [(foreign, clock.today())])
    second = commands.furnish(session, viewer, "tender")
    with pytest.raises(Invalid) as refusal:
        commands.add_events(session, viewer, deal, [(queries.stages(session, viewer, second.id)[0], clock.today())])
    assert refusal.value.field == "stage"


def timeline_of(session, viewer, company) -> list[tuple[str, int, str]]:
    """(stage, days ago, source) of each date of a company, the earliest first."""
    return [(m.stage.zh, (clock.today() - m.day).days, m.source) for m in queries.timeline(session, viewer, company.id)]


def test_visits_are_kept_beside_each_other_unless_a_better_source_has_spoken(session, viewer, make):
    company, deal = make("甲")
    weigh = queries.find_stage(queries.stages(session, viewer), "权衡利弊")

    def add(*ago: int, source: str) -> int:
        said = [(weigh, days_ago(n)) for n in ago]
        return commands.add_events(session, viewer, deal, said, source=source, visits=True)

    assert add(60, 30, 30, source="sales") == 2
    assert add(60, 30, source="sales") == 0
    assert add(10, source="sales") == 1
    assert [n for _, n, _ in timeline_of(session, viewer, company)] == [60, 30, 10]
    assert add(5, source="hand") == 1
    assert add(4, source="sales") == 0
    assert deal.opened_on == days_ago(60)


def test_a_date_is_corrected_by_hand_and_what_followed_from_it_follows(session, viewer, make):
    company, deal = make("甲", source="contract", 知道我们=50, 签约=20)
    found = {s.code: s for s in queries.stages(session, viewer)}
    signed = queries.timeline(session, viewer, company.id)[-1]
    with recording(session, viewer, "改日期") as log:
        commands.correct_event(session, viewer, signed.event_id, stage=found["signed"], day=days_ago(25))
    assert (deal.signed_on, deal.outcome) == (days_ago(25), Outcome.WON)
    assert timeline_of(session, viewer, company)[-1] == ("签约", 25, "hand")
    undo(session, viewer, log.change_id)
    session.refresh(deal)
    assert (deal.signed_on, timeline_of(session, viewer, company)[-1]) == (days_ago(20), ("签约", 20, "contract"))
    commands.correct_event(session, viewer, signed.event_id, stage=found["lost"], day=days_ago(20))
    assert (deal.signed_on, deal.outcome, company.status) == (None, Outcome.LOST, Status.LOST)


def test_a_date_corrected_to_one_that_is_there_becomes_one_with_it(session, viewer, make):
    company, _ = make("甲", source="sales", 上线=20, 使用=20)
    found = {s.code: s for s in queries.stages(session, viewer)}
    use = next(m for m in queries.timeline(session, viewer, company.id) if m.stage.code == "use")
    commands.correct_event(session, viewer, use.event_id, stage=found["live"], day=days_ago(20))
    assert timeline_of(session, viewer, company) == [("上线", 20, "hand")]


def test_two_who_correct_one_date_do_not_overwrite_each_other_unseen(session, viewer, make):
    company, _ = make("甲", 知道我们=50, 权衡利弊=20)
    weigh = queries.timeline(session, viewer, company.id)[-1]
    seen = (weigh.stage.num, weigh.day)
    commands.correct_event(session, viewer, weigh.event_id, stage=weigh.stage, day=days_ago(25), seen=seen)
    commands.correct_event(session, viewer, weigh.event_id, stage=weigh.stage, day=days_ago(25), seen=seen)
    with pytest.raises(Conflict) as clash:
        commands.correct_event(session, viewer, weigh.event_id, stage=weigh.stage, day=days_ago(15), seen=seen)
    assert clash.value.current["date"] == days_ago(25).isoformat()


@pytest.mark.parametrize("day", [date(1969, 12, 31), clock.today() + timedelta(days=2)])
def test_a_correction_to_a_day_that_cannot_be_is_refused(session, viewer, make, day):
    company, _ = make("甲", 权衡利弊=20)
    weigh = queries.timeline(session, viewer, company.id)[-1]
    with pytest.raises(Invalid) as refusal:
        commands.correct_event(session, viewer, weigh.event_id, stage=weigh.stage, day=day)
    assert refusal.value.field == "date"
    other = queries.stages(session, viewer, commands.furnish(session, viewer, "tender").id)[0]
    with pytest.raises(Invalid):
        commands.correct_event(session, viewer, weigh.event_id, stage=other, day=days_ago(3))
