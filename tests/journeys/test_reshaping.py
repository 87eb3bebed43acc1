"""Merging and splitting stages: everything moves along, what is told twice stands once, and one step takes it back."""

from __future__ import annotations

import pytest

from persona_core.deals.models import Outcome
from persona_core.evidence.changes import recording, undo
from persona_core.journeys import commands, queries
from persona_core.journeys.effects import try_out
from persona_core.journeys.models import Lane
from persona_core.kit import clock
from persona_core.kit.errors import Invalid, NotFound
from persona_core.kit.words import Words
from persona_core.stories.commands import write_story
from persona_core.stories.queries import story as story_view
from tests.factories.journeys import days_ago


@pytest.fixture
def stage(session, viewer):
    """stage("签约"): a stage of the main journey by any of its names."""

    def find(name: str, journey=None):
        return queries.find_stage(queries.stages(session, viewer, journey.id if journey else None), name)

    return find


def dates(session, viewer, company) -> list[tuple[str, int]]:
    """(stage, days ago) of a company's dates, the earliest first."""
    today = clock.today()
    return [(m.stage.zh, (today - m.day).days) for m in queries.timeline(session, viewer, company.id)]


def everything(session, viewer, company):
    session.expire_all()
    grid = queries.grid(session, viewer, None, Words("zh"))
    return (
        [(s.id, s.ord, s.zh, s.kind, s.in_funnel, s.sets_outcome, tuple(s.aliases)) for s in grid.stages],
        dates(session, viewer, company),
        {(place, c.tag_id, c.answered, c.answer) for place, cell in grid.cells.items() for c in cell},
        {(place, note.text, note.mood) for place, note in grid.notes.items()},
    )


def test_a_merge_moves_dates_and_folds_the_same_day(session, viewer, make, stage):
    one, _ = make("甲", source="sales", 权衡利弊=60, 上线=40, 使用=30)
    two, _ = make("乙", source="sales", 上线=20, 使用=20)
    merged = commands.merge_stages(session, viewer, stage("使用").id, stage("上线").id)
    assert (merged.dates, merged.folded) == (2, 1)
    assert dates(session, viewer, one) == [("权衡利弊", 60), ("上线", 40), ("上线", 30)]
    assert dates(session, viewer, two) == [("上线", 20)]
    assert [s.zh for s in queries.stages(session, viewer)][3:6] == ["签约", "上线", "续费"]
    assert [s.ord for s in queries.stages(session, viewer)] == list(range(8))


def test_of_two_dates_on_one_day_the_better_source_stays(session, viewer, make, stage):
    company, deal = make("甲", source="sales", 上线=20)
    commands.add_events(session, viewer, deal, [(stage("使用"), days_ago(20))], source="contract")
    commands.merge_stages(session, viewer, stage("使用").id, stage("上线").id)
    assert [m.source for m in queries.timeline(session, viewer, company.id)] == ["contract"]


def test_concerns_notes_and_stories_move_and_what_both_say_stands_once(session, viewer, make, stage):
    live, use = stage("上线"), stage("使用")
    commands.set_concern(session, viewer, live.id, "CEO", "嫌麻烦", answered=False, answer="先试一周")
    commands.set_concern(session, viewer, use.id, "CEO", "嫌麻烦", answered=True, answer="主管每周抽查")
    commands.set_concern(session, viewer, use.id, "CEO", "没人打标签")
    commands.set_note(session, viewer, use.id, Lane.ACTION, text="月度复盘")
    commands.set_note(session, viewer, live.id, Lane.ACTION, text="培训")
    commands.set_note(session, viewer, use.id, Lane.MOOD, mood=2)
    both = write_story(session, viewer, text="上线就用起来了。", stage_ids=[live.id, use.id])
    only = write_story(session, viewer, text="用了半年。", stage_ids=[use.id])
    merged = commands.merge_stages(session, viewer, use.id, live.id)
    assert (merged.parts["concern"], merged.parts["story_stage"]) == (2, 2)
    grid = queries.grid(session, viewer, None, Words("zh"))
    assert {(c.name, c.answered, c.answer) for c in grid.cells[live.id, "ceo"]} == {
        ("嫌麻烦", True, "先试一周\n主管每周抽查"),
        ("没人打标签", False, ""),
    }
    assert grid.notes[live.id, Lane.ACTION].text == "培训\n月度复盘"
    assert grid.notes[live.id, Lane.MOOD].mood == 2
    for story in (both, only):
        assert list(story_view(session, viewer, story.id).stages) == [live.id]


def test_files_may_go_on_calling_a_merged_or_renamed_stage_by_its_old_names(session, viewer, stage):
    use, live = stage("使用"), stage("上线")
    commands.edit_stage(session, viewer, use.id, seen=use.version, changes={"zh": "用起来"})
    assert stage("使用").id == use.id
    commands.merge_stages(session, viewer, use.id, live.id)
    assert {stage(name).id for name in ("使用", "用起来", "Uses it", "use", "上线")} == {live.id}
    new = commands.add_stage(session, viewer, live.journey_id, zh="用起来")
    assert (stage("用起来").id, "用起来" in live.aliases) == (new.id, False)


def test_a_merge_with_the_signing_stage_says_what_it_would_do_and_can_be_taken_back(session, viewer, make, stage):
    company, deal = make("甲", 权衡利弊=30)
    make("乙", 权衡利弊=50, 签约=20)
    journey_id = stage("签约").journey_id
    before = everything(session, viewer, company)

    def merge():
        return commands.merge_stages(session, viewer, stage("权衡利弊").id, stage("签约").id)

    effects, merged = try_out(session, viewer, journey_id, merge)
    assert effects.outcomes == {("open", "won"): 1}
    assert effects.signing_days == 2
    assert effects.counts == {"signed": (1, 2), "open": (1, 0)}
    assert merged.dates == 2
    assert everything(session, viewer, company) == before
    with recording(session, viewer, "合并") as log:
        merge()
    assert deal.outcome == Outcome.WON
    undo(session, viewer, log.change_id)
    assert everything(session, viewer, company) == before
    session.refresh(deal)
    assert deal.outcome == Outcome.OPEN


def test_everything_of_a_merge_comes_back_with_undo(session, viewer, make, stage):
    company, _ = make("甲", 上线=40, 使用=[40, 30], 续费=[20, 10])
    live, use = stage("上线"), stage("使用")
    commands.set_concern(session, viewer, use.id, "CEO", "嫌麻烦", answer="抽查")
    commands.set_concern(session, viewer, live.id, "CEO", "嫌麻烦", answer="试用")
    commands.set_note(session, viewer, use.id, Lane.MOOD, mood=4)
    story = write_story(session, viewer, text="用了半年。", stage_ids=[live.id, use.id])
    before = everything(session, viewer, company)
    with recording(session, viewer, "合并") as log:
        commands.merge_stages(session, viewer, use.id, live.id)
    assert everything(session, viewer, company) != before
    undo(session, viewer, log.change_id)
    assert everything(session, viewer, company) == before
    assert set(story_view(session, viewer, story.id).stages) == {live.id, use.id}


def test_lost_left_and_going_on_do_not_become_one(session, viewer, stage):
    for gone, into in (("丢单", "流失"), ("使用", "丢单"), ("丢单", "使用")):
        with pytest.raises(Invalid) as refusal:
            commands.merge_stages(session, viewer, stage(gone).id, stage(into).id)
        assert refusal.value.field == "stage"
    other = commands.furnish(session, viewer, "tender")
    for gone, into in ((stage("签约"), stage("签合同", other)), (stage("签约"), stage("签约"))):
        with pytest.raises(NotFound):
            commands.merge_stages(session, viewer, gone.id, into.id)


def test_two_ends_of_one_kind_become_one(session, viewer, make, stage):
    rival = commands.add_stage(
        session, viewer, stage("丢单").journey_id, zh="输给竞品", kind="terminal", sets_outcome="lost"
    )
    company, deal = make("甲", 知道我们=30, 输给竞品=9)
    assert deal.outcome == Outcome.LOST
    commands.merge_stages(session, viewer, rival.id, stage("丢单").id)
    assert dates(session, viewer, company)[-1] == ("丢单", 9)
    assert deal.outcome == Outcome.LOST


@pytest.mark.parametrize(
    ("how", "left", "moved"),
    [
        ({}, [40, 30, 10], []),
        ({"since": 30}, [40], [30, 10]),
        ({"again": True}, [40, 10], [30]),
        ({"deal": True}, [10], [40, 30]),
    ],
)
def test_a_split_puts_a_stage_after_it_and_moves_the_dates_one_asks_for(session, viewer, make, stage, how, left, moved):
    one, deal = make("甲", 知道我们=90)
    commands.add_events(session, viewer, deal, [(stage("权衡利弊"), days_ago(n)) for n in (40, 30)], visits=True)
    two, _ = make("乙", 权衡利弊=10)
    told = {
        "since": days_ago(how["since"]) if "since" in how else None,
        "again": how.get("again", False),
        "deals": [deal.num] if "deal" in how else [],
    }
    made, number = commands.split_stage(session, viewer, stage("权衡利弊").id, zh="比价", **told)
    assert number == len(moved)
    every = dates(session, viewer, one) + dates(session, viewer, two)
    assert [n for name, n in every if name == "权衡利弊"] == left
    assert [n for name, n in every if name == "比价"] == moved
    names = [s.zh for s in queries.stages(session, viewer)]
    assert names[names.index("权衡利弊") + 1] == "比价"
    assert (made.kind, made.in_funnel, made.sets_outcome) == ("progress", True, None)


def test_splitting_off_keeps_signing_with_the_old_stage_and_losing_with_both(session, viewer, make, stage):
    company, deal = make("甲", 知道我们=90, 签约=30)
    with recording(session, viewer, "拆分") as log:
        paid, number = commands.split_stage(session, viewer, stage("签约").id, zh="付款", since=days_ago(40))
    assert (number, paid.sets_outcome, stage("签约").sets_outcome) == (1, None, "won")
    assert (deal.outcome, deal.signed_on) == (Outcome.WON, None)
    undo(session, viewer, log.change_id)
    session.refresh(deal)
    assert deal.signed_on == days_ago(30)
    assert dates(session, viewer, company) == [("知道我们", 90), ("签约", 30)]
    assert queries.find_stage(queries.stages(session, viewer), "付款") is None
    rival, _ = commands.split_stage(session, viewer, stage("丢单").id, zh="输给竞品")
    assert (rival.kind, rival.sets_outcome) == ("terminal", "lost")


def test_a_split_takes_a_name_of_its_own(session, viewer, stage):
    with pytest.raises(Invalid) as refusal:
        commands.split_stage(session, viewer, stage("签约").id, zh="上线")
    assert refusal.value.field == "zh"


def test_a_journey_keeps_a_way_to_lose(session, viewer, stage):
    lost = stage("丢单")
    for refused in (
        lambda: commands.edit_stage(session, viewer, lost.id, seen=lost.version, changes={"sets_outcome": None}),
        lambda: commands.remove_stage(session, viewer, lost.id),
    ):
        with pytest.raises(Invalid) as refusal, session.begin_nested():
            refused()
        assert refusal.value.field == "sets_outcome"
    commands.add_stage(session, viewer, lost.journey_id, zh="没下文", kind="terminal", sets_outcome="lost")
    commands.remove_stage(session, viewer, lost.id)


def test_a_label_alone_changes_no_number(session, viewer, make, stage):
    make("甲", 知道我们=30, 权衡利弊=20)
    weigh = stage("权衡利弊")

    def change(**fields):
        return lambda: commands.edit_stage(session, viewer, weigh.id, seen=weigh.version, changes=fields)

    assert not try_out(session, viewer, weigh.journey_id, change(zh="比较"))[0]
    effects, _ = try_out(session, viewer, weigh.journey_id, change(sets_outcome="won"))
    assert effects.outcomes == {("open", "won"): 1}
    assert stage("权衡利弊").zh == "权衡利弊"


def test_a_hundred_stages_work_and_more_than_the_numbers_allow_are_refused(session, viewer, make, stage):
    journey = queries.main_journey(session, viewer)
    for number in range(91):
        commands.add_stage(session, viewer, journey.id, zh=f"环节 {number + 1}", place=2 + number)
    company, _ = make("甲", **{f"环节 {number + 1}": 200 - number for number in range(91)})
    assert len(queries.stages(session, viewer)) == 100
    assert len(dates(session, viewer, company)) == 91
    assert max(s.num for s in queries.stages(session, viewer)) <= 127
    commands.copy_journey(session, viewer, commands.furnish(session, viewer, "tender").id, name="另一条")
    with pytest.raises(Invalid) as refusal:
        commands.furnish(session, viewer, "long")
    assert refusal.value.slots == {"most": 127, "n": 120}
    commands.remove_stage(session, viewer, stage("使用").id)
    with pytest.raises(Invalid):
        commands.copy_journey(session, viewer, journey.id, name="第三条")


def test_numbers_that_became_free_are_used_again_at_the_end(session, viewer, stage):
    journey = queries.main_journey(session, viewer)
    for number in range(118):
        commands.add_stage(session, viewer, journey.id, zh=f"环节 {number + 1}")
    freed = stage("环节 5").num
    commands.remove_stage(session, viewer, stage("环节 5").id)
    assert commands.add_stage(session, viewer, journey.id, zh="新的").num == freed
    with pytest.raises(Invalid):
        commands.add_stage(session, viewer, journey.id, zh="再一个")
