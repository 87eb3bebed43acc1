"""Stages: the shipped journeys, finding one by any name, renaming, moving, and what may not be removed."""

from __future__ import annotations

import pytest

from persona_core.companies.models import Status
from persona_core.deals.models import Outcome
from persona_core.journeys import commands, queries
from persona_core.journeys.models import StageKind
from persona_core.kit.errors import Conflict, Invalid
from persona_core.kit.words import Words


def codes(session, viewer) -> list[str]:
    return [stage.code for stage in queries.stages(session, viewer)]


def test_a_new_workspace_has_the_short_journey(session, viewer):
    found = queries.stages(session, viewer)
    assert codes(session, viewer) == ["need", "aware", "weigh", "signed", "live", "use", "renew", "lost", "churned"]
    by_code = {stage.code: stage for stage in found}
    assert not by_code["need"].in_funnel
    assert by_code["renew"].kind == StageKind.REPEATING
    assert {code: s.sets_outcome for code, s in by_code.items() if s.sets_outcome} == {
        "signed": "won",
        "lost": "lost",
        "churned": "churned",
    }
    assert queries.main_journey(session, viewer).name == "短路径"


@pytest.mark.parametrize("template", ["long", "tender"])
def test_other_templates_stand_beside_it_with_numbers_of_their_own(session, viewer, template):
    made = commands.furnish(session, viewer, template)
    nums = [s.num for j in queries.journeys(session, viewer) for s in queries.stages(session, viewer, j.id)]
    assert len(nums) == len(set(nums))
    shapes = queries.stages(session, viewer, made.id)
    assert [s.sets_outcome for s in shapes if s.sets_outcome] == ["won", "lost", "churned"]
    with pytest.raises(Invalid):
        commands.furnish(session, viewer, template)


@pytest.mark.parametrize("text", ["weigh", "权衡利弊", " 权衡 利弊 ", "WEIGHS us up", "Ｗｅｉｇｈ"])
def test_a_stage_is_found_by_code_or_label_in_any_spelling(session, viewer, text):
    assert queries.find_stage(queries.stages(session, viewer), text).code == "weigh"


def test_an_unknown_or_empty_name_finds_nothing(session, viewer):
    found = queries.stages(session, viewer)
    assert queries.find_stage(found, "试用") is None
    assert queries.find_stage(found, None) is None


def test_a_new_stage_stands_before_the_ends_and_can_be_moved(session, viewer):
    journey = queries.main_journey(session, viewer)
    trial = commands.add_stage(session, viewer, journey.id, zh="试用")
    assert codes(session, viewer)[-3:] == ["试用", "lost", "churned"]
    commands.move_stage(session, viewer, trial.id, 3)
    assert codes(session, viewer)[2:5] == ["weigh", "试用", "signed"]
    assert queries.stage_label(trial, Words("en")) == "试用"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"zh": ""}, "zh"),
        ({"zh": "签 约"}, "zh"),
        ({"zh": "试用", "en": "signs"}, "en"),
        ({"zh": "长" * 61}, "zh"),
        ({"zh": "试用", "kind": "sideways"}, "kind"),
        ({"zh": "试用", "sets_outcome": "lost"}, "sets_outcome"),
        ({"zh": "试用", "sets_outcome": "won", "kind": "terminal"}, "kind"),
    ],
)
def test_what_is_no_stage_is_refused(session, viewer, fields, field):
    with pytest.raises(Invalid) as refusal:
        commands.add_stage(session, viewer, queries.main_journey(session, viewer).id, **fields)
    assert refusal.value.field == field


def test_renaming_keeps_code_and_dates_and_two_editors_do_not_overwrite(session, viewer, make):
    make("甲", 权衡利弊=9)
    weigh = queries.find_stage(queries.stages(session, viewer), "weigh")
    seen, base = weigh.version, {"zh": weigh.zh}
    commands.edit_stage(session, viewer, weigh.id, seen=seen, base=base, changes={"zh": "比较方案"})
    assert (weigh.code, queries.event_count(session, viewer, weigh)) == ("weigh", 1)
    assert queries.event_counts(session, viewer)[weigh.num] == 1
    with pytest.raises(Conflict) as clash:
        commands.edit_stage(session, viewer, weigh.id, seen=seen, base=base, changes={"zh": "货比三家"})
    assert clash.value.current == {"zh": "比较方案"}


def test_other_names_are_kept_found_and_taken_away_again(session, viewer):
    found = {s.code: s for s in queries.stages(session, viewer)}
    weigh = found["weigh"]
    commands.edit_stage(
        session, viewer, weigh.id, seen=weigh.version, changes={"aliases": ["POC", " 比 价 ", "权衡利弊"]}
    )
    assert weigh.aliases == ["POC", "比 价"]
    assert queries.find_stage(queries.stages(session, viewer), "比价").id == weigh.id
    commands.edit_stage(session, viewer, weigh.id, seen=weigh.version, changes={"aliases": ["POC"], "zh": "比较"})
    assert weigh.aliases == ["POC", "权衡利弊"]
    for name in ("签约", "长" * 61):
        with pytest.raises(Invalid) as refusal:
            commands.edit_stage(session, viewer, weigh.id, seen=weigh.version, changes={"aliases": [name]})
        assert refusal.value.field == "aliases"
    commands.know_stage_as(session, viewer, found["live"].id, "poc")
    assert (weigh.aliases, found["live"].aliases) == (["权衡利弊"], ["poc"])
    long = commands.furnish(session, viewer, "long")
    assert queries.find_stage(queries.stages(session, viewer, long.id), "POC").code == "trial"


def test_deals_follow_when_a_stage_begins_to_mean_won(session, viewer, make):
    company, deal = make("甲", 知道我们=30, 权衡利弊=9)
    assert deal.outcome == Outcome.OPEN
    found = {s.code: s for s in queries.stages(session, viewer)}
    signed, weigh = found["signed"], found["weigh"]
    commands.edit_stage(session, viewer, signed.id, seen=signed.version, changes={"sets_outcome": None})
    commands.edit_stage(session, viewer, weigh.id, seen=weigh.version, changes={"sets_outcome": "won"})
    assert (deal.outcome, company.status) == (Outcome.WON, Status.ACTIVE)


def test_a_stage_with_dates_stays_and_one_without_goes(session, viewer, make):
    make("甲", 权衡利弊=9)
    found = {s.code: s for s in queries.stages(session, viewer)}
    with pytest.raises(Invalid) as refusal:
        commands.remove_stage(session, viewer, found["weigh"].id)
    assert refusal.value.slots["n"] == 1
    commands.remove_stage(session, viewer, found["live"].id)
    assert codes(session, viewer) == ["need", "aware", "weigh", "signed", "use", "renew", "lost", "churned"]
    assert [s.ord for s in queries.stages(session, viewer)] == list(range(8))
