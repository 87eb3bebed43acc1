"""Several journeys in a workspace: made, renamed, chosen, deleted; a deal goes over from one to another."""

from __future__ import annotations

import pytest

from persona_core.access.commands import create_workspace
from persona_core.access.queries import viewer_for
from persona_core.companies.commands import create_company
from persona_core.deals.commands import create_deal
from persona_core.deals.models import Outcome
from persona_core.evidence.changes import recording, undo
from persona_core.journeys import commands, queries
from persona_core.journeys.managing import deals_on
from persona_core.journeys.models import Lane
from persona_core.journeys.moving import fitting
from persona_core.kit.errors import Conflict, Invalid, NotFound
from persona_core.kit.words import Words
from persona_core.stories.commands import write_story
from tests.factories.journeys import days_ago


@pytest.fixture
def main(session, viewer):
    return queries.main_journey(session, viewer)


def names(session, viewer, journey) -> list[str]:
    return [s.zh for s in queries.stages(session, viewer, journey.id)]


def dated(session, viewer, company) -> list[str]:
    return [m.stage.zh for m in queries.timeline(session, viewer, company.id)]


def test_a_journey_from_a_template_takes_its_name_or_another_but_no_name_twice(session, viewer, main):
    assert commands.furnish(session, viewer, "tender").name == "招投标路径"
    assert commands.furnish(session, viewer, "tender", name=" 国企  招标 ").name == "国企 招标"
    for name in ("国企 招标", "招投标路径", "长" * 61):
        with pytest.raises(Invalid) as refusal:
            commands.furnish(session, viewer, "tender", name=name)
        assert refusal.value.field == "name"
    assert [j.name for j in queries.journeys(session, viewer)] == ["短路径", "招投标路径", "国企 招标"]


def test_a_copy_has_the_stages_and_if_wanted_the_grid_but_no_deals(session, viewer, main, make):
    make("甲", 知道我们=30)
    weigh = queries.find_stage(queries.stages(session, viewer), "权衡利弊")
    commands.edit_stage(session, viewer, weigh.id, seen=weigh.version, changes={"zh": "比较"})
    commands.set_concern(session, viewer, weigh.id, "CEO", "嫌贵", answered=True, answer="算给他看")
    commands.set_note(session, viewer, weigh.id, Lane.TOUCHPOINT, text="拜访")
    bare = commands.copy_journey(session, viewer, main.id, name="小单")
    full = commands.copy_journey(session, viewer, main.id, name="大单", grid=True)
    assert names(session, viewer, bare) == names(session, viewer, full) == names(session, viewer, main)
    assert queries.find_stage(queries.stages(session, viewer, bare.id), "权衡利弊").zh == "比较"
    grids = [queries.grid(session, viewer, journey.id, Words("zh")) for journey in (bare, full)]
    assert [grid.concerns for grid in grids] == [0, 1]
    assert [note.text for note in grids[1].notes.values()] == ["拜访"]
    assert deals_on(session, viewer) == {main.id: 1}


def test_the_main_journey_is_the_one_chosen_and_undo_brings_the_first_back(session, viewer, main):
    tender = commands.furnish(session, viewer, "tender")
    with recording(session, viewer, "主路径") as log:
        commands.choose_main(session, viewer, tender.id)
    assert queries.main_journey(session, viewer).id == tender.id
    assert names(session, viewer, queries.main_journey(session, viewer))[0] == "立项"
    commands.choose_main(session, viewer, main.id)
    commands.choose_main(session, viewer, tender.id)
    assert [j.main for j in queries.journeys(session, viewer)] == [True, False]
    undo(session, viewer, log.change_id)
    assert queries.main_journey(session, viewer).id == main.id


def test_two_who_rename_a_journey_do_not_overwrite_each_other(session, viewer, main):
    seen, base = main.version, main.name
    commands.rename_journey(session, viewer, main.id, "直销", seen=seen, base=base)
    with pytest.raises(Conflict) as clash:
        commands.rename_journey(session, viewer, main.id, "渠道", seen=seen, base=base)
    assert clash.value.current == {"name": "直销"}


def test_only_an_empty_journey_is_deleted_and_never_the_last(session, viewer, main, make):
    with pytest.raises(Invalid) as last:
        commands.delete_journey(session, viewer, main.id)
    assert last.value.field == "journey"
    tender = commands.furnish(session, viewer, "tender")
    create_deal(session, viewer, create_company(session, viewer, {"name": "没说走哪条"}), {})
    with pytest.raises(Invalid) as walked:
        commands.delete_journey(session, viewer, main.id)
    assert walked.value.slots == {"n": 1, "name": "短路径"}
    stage = queries.stages(session, viewer, tender.id)[2]
    commands.set_concern(session, viewer, stage.id, "CEO", "嫌贵")
    story = write_story(session, viewer, text="标书写了一个月。", stage_ids=[stage.id])
    with pytest.raises(Invalid) as told:
        commands.delete_journey(session, viewer, tender.id)
    assert told.value.slots == {"n": 1, "name": "招投标路径"}
    session.delete(story)
    session.flush()
    with recording(session, viewer, "删路径") as log:
        commands.delete_journey(session, viewer, tender.id)
    assert [j.id for j in queries.journeys(session, viewer)] == [main.id]
    undo(session, viewer, log.change_id)
    assert queries.grid(session, viewer, tender.id, Words("zh")).concerns == 1


def test_a_deal_goes_over_by_code_and_name_and_what_does_not_fit_needs_a_word(session, viewer, main, make):
    company, deal = make("甲", source="contract", 知道我们=90, 权衡利弊=60, 签约=30, 续费=[20, 10])
    tender = commands.furnish(session, viewer, "tender")
    there = {s.code: s for s in queries.stages(session, viewer, tender.id)}
    found = fitting(session, viewer, deal, tender.id)
    assert [(fit.stage.zh, fit.dates, fit.to.zh if fit.to else None) for fit in found] == [
        ("知道我们", 1, None),
        ("权衡利弊", 1, None),
        ("签约", 1, "签合同"),
        ("续费", 2, "维保续采"),
    ]
    with pytest.raises(Invalid) as refusal:
        commands.move_deal(session, viewer, deal.id, tender.id)
    assert [stage.zh for stage in refusal.value.slots["stages"]] == ["知道我们", "权衡利弊"]
    assert "Hears of us, Weighs us up" in str(refusal.value)
    aware, weigh = (fit.stage.id for fit in found[:2])
    with recording(session, viewer, "换路径") as log:
        commands.move_deal(session, viewer, deal.id, tender.id, choices={aware: there["approved"].id, weigh: None})
    assert dated(session, viewer, company) == ["立项", "签合同", "维保续采", "维保续采"]
    assert (deal.journey_id, deal.outcome, deal.signed_on) == (tender.id, Outcome.WON, days_ago(30))
    undo(session, viewer, log.change_id)
    session.refresh(deal)
    assert dated(session, viewer, company) == ["知道我们", "权衡利弊", "签约", "续费", "续费"]
    assert deal.journey_id == main.id


def test_dates_that_meet_on_one_day_become_one_and_the_outcome_follows(session, viewer, main, make):
    company, deal = make("甲", source="sales", 知道我们=20, 权衡利弊=20, 上线=5)
    assert deal.outcome == Outcome.WON
    long = commands.furnish(session, viewer, "long")
    there = {s.code: s for s in queries.stages(session, viewer, long.id)}
    choices = {fit.stage.id: there["lead"].id for fit in fitting(session, viewer, deal, long.id)}
    commands.move_deal(session, viewer, deal.id, long.id, choices=choices)
    assert dated(session, viewer, company) == ["线索", "线索"]
    assert deal.outcome == Outcome.OPEN


def test_an_end_of_another_name_fits_by_what_it_decides(session, viewer, main, make):
    _, deal = make("甲", 知道我们=20, 丢单=5)
    other = commands.copy_journey(session, viewer, commands.furnish(session, viewer, "tender").id, name="投标")
    lost = queries.find_stage(queries.stages(session, viewer, other.id), "lost")
    commands.add_stage(session, viewer, other.id, zh="没中标", kind="terminal", sets_outcome="lost")
    commands.remove_stage(session, viewer, lost.id)
    assert [fit.to.zh for fit in fitting(session, viewer, deal, other.id) if fit.to] == ["没中标"]


def test_journeys_of_another_workspace_are_not_there(session, viewer, main, make):
    _, deal = make("甲", 知道我们=20)
    stranger = viewer_for(create_workspace(session, name="two"), "zh")
    foreign = commands.furnish(session, stranger, "tender")
    own = commands.furnish(session, viewer, "long")
    for refused in (
        lambda: commands.choose_main(session, viewer, foreign.id),
        lambda: commands.delete_journey(session, viewer, foreign.id),
        lambda: commands.copy_journey(session, viewer, foreign.id, name="x"),
        lambda: commands.move_deal(session, viewer, deal.id, foreign.id),
        lambda: commands.move_deal(
            session,
            viewer,
            deal.id,
            own.id,
            choices={queries.stages(session, viewer)[1].id: queries.stages(session, stranger, foreign.id)[0].id},
        ),
    ):
        with pytest.raises(NotFound):
            refused()
