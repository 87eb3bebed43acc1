"""The grid of concerns: what a cell holds, who may change it, what is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from persona_core.companies.commands import create_company
from persona_core.evidence.changes import recording, undo
from persona_core.journeys import commands, queries
from persona_core.journeys.grid import NOBODY, Offer, Told, Voices
from persona_core.journeys.models import Lane
from persona_core.kit.errors import Conflict, Invalid
from persona_core.kit.words import Words
from persona_core.vocabulary.commands import ensure_tag
from persona_core.vocabulary.models import ListName
from persona_core.vocabulary.queries import find_tag, lists


@pytest.fixture
def weigh(session, viewer):
    return queries.find_stage(queries.stages(session, viewer), "weigh")


def test_a_cell_holds_concerns_answered_or_not_with_the_companies_behind(session, viewer, weigh):
    open_one = commands.set_concern(session, viewer, weigh.id, "总监", "和 POS 会员打不打通")
    commands.set_concern(session, viewer, weigh.id, "marketing_director", "嫌贵", answered=True, answer="分两笔付")
    told = Told({(weigh.id, open_one.tag_id): Voices(6, 2, 9)}, {weigh.id: Voices(12, 7, 20)})
    grid = queries.grid(session, viewer, None, Words("zh"), told=told)
    cell = grid.cells[weigh.id, "marketing_director"]
    assert [(c.name, c.answered, c.answer, c.said) for c in cell] == [
        ("和 POS 会员打不打通", False, "", Voices(6, 2, 9)),
        ("嫌贵", True, "分两笔付", NOBODY),
    ]
    assert grid.positions == {"marketing_director": "市场总监"}
    assert (grid.concerns, grid.unanswered, grid.untold) == (2, 1, 1)
    assert grid.asked[weigh.id] == Voices(12, 7, 20)


def test_stories_offer_a_cell_what_it_does_not_hold_and_give_their_positions_a_row(session, viewer, weigh):
    held = commands.set_concern(session, viewer, weigh.id, "CEO", "多久回本")
    other = ensure_tag(session, viewer, "嫌贵", kind="obstacle")
    offers = [Offer(other.id, "嫌贵", 7), Offer(held.tag_id, "多久回本", 3)]
    told = Told(
        stories={(weigh.id, "ceo"): 4, (weigh.id, "it"): 1},
        offers={(weigh.id, "ceo"): offers, (weigh.id, "it"): offers[1:]},
    )
    grid = queries.grid(session, viewer, None, Words("zh"), told=told)
    assert list(grid.positions) == ["ceo", "it"]
    assert grid.offers == {
        (weigh.id, "ceo"): offers[:1],
        (weigh.id, "it"): [Offer(held.tag_id, "多久回本", 3, new=False)],
    }
    assert not grid.silent(weigh.id, "it")
    assert grid.silent(weigh.id, "chairman")


def test_a_masked_viewer_reads_no_name_in_the_grid(session, viewer, weigh):
    create_company(session, viewer, {"name": "海棠生活", "industry": "家居零售"})
    row = commands.set_concern(
        session, viewer, weigh.id, "CEO", "海棠生活用得怎样", answered=True, answer="打给海棠生活"
    )
    commands.set_note(session, viewer, weigh.id, Lane.ACTION, text="约海棠生活参观")
    told = Told(offers={(weigh.id, "it"): [Offer(row.tag_id, "海棠生活用得怎样", 1)]})
    grid = queries.grid(session, replace(viewer, masked=True), None, Words("zh"), told=told)
    assert "海棠" not in str(grid.cells) + str(grid.notes) + str(grid.offers)


def test_setting_a_concern_twice_changes_it_and_a_tag_keeps_its_kind(session, viewer, weigh):
    ensure_tag(session, viewer, "嫌贵", kind="obstacle")
    first = commands.set_concern(session, viewer, weigh.id, "CEO", "嫌贵")
    again = commands.set_concern(session, viewer, weigh.id, "ceo", " 嫌贵 ", answered=True, answer="半年看一次")
    assert again.id == first.id
    assert find_tag(session, viewer, "嫌贵").kind == "obstacle"


def test_a_new_position_and_a_new_tag_are_made(session, viewer, weigh):
    commands.set_concern(session, viewer, weigh.id, "店长", "会不会算漏")
    assert lists(session, viewer).code(ListName.POSITION, "店长") == "店长"
    assert find_tag(session, viewer, "会不会算漏").kind == "concern"


@pytest.mark.parametrize(("position", "tag", "field"), [("", "嫌贵", "position"), ("CEO", " ", "tag")])
def test_a_concern_needs_a_position_and_a_name(session, viewer, weigh, position, tag, field):
    with pytest.raises(Invalid) as refusal:
        commands.set_concern(session, viewer, weigh.id, position, tag)
    assert refusal.value.field == field


def test_two_editors_of_one_answer_both_see_both(session, viewer, weigh):
    row = commands.set_concern(session, viewer, weigh.id, "CEO", "嫌贵")
    seen = row.version
    commands.set_concern(session, viewer, weigh.id, "CEO", "嫌贵", answered=True, answer="分两笔付", seen=seen)
    with pytest.raises(Conflict) as clash:
        commands.set_concern(session, viewer, weigh.id, "CEO", "嫌贵", answered=True, answer="打折", seen=seen)
    assert (clash.value.current, clash.value.mine) == ({"answer": "分两笔付"}, {"answer": "打折"})


def test_removing_a_concern_can_be_undone(session, viewer, weigh):
    row = commands.set_concern(session, viewer, weigh.id, "CEO", "嫌贵")
    with recording(session, viewer, "嫌贵") as log:
        commands.remove_concern(session, viewer, row.id)
    assert queries.grid(session, viewer, None, Words("zh")).concerns == 0
    undo(session, viewer, log.change_id)
    assert queries.grid(session, viewer, None, Words("zh")).concerns == 1


def test_lanes_hold_a_text_or_a_mood_and_nothing_empties_them(session, viewer, weigh):
    commands.set_note(session, viewer, weigh.id, Lane.TOUCHPOINT, text="上门演示")
    commands.set_note(session, viewer, weigh.id, Lane.MOOD, mood=2)
    notes = queries.grid(session, viewer, None, Words("zh")).notes
    assert notes[weigh.id, "touchpoint"].text == "上门演示"
    assert notes[weigh.id, "mood"].mood == 2
    commands.set_note(session, viewer, weigh.id, Lane.TOUCHPOINT, text="")
    assert (weigh.id, "touchpoint") not in queries.grid(session, viewer, None, Words("zh")).notes


@pytest.mark.parametrize(("lane", "mood"), [("mood", 6), ("touchpoint", 3), ("weather", None)])
def test_a_mood_is_one_of_five_and_belongs_to_its_lane(session, viewer, weigh, lane, mood):
    with pytest.raises(Invalid):
        commands.set_note(session, viewer, weigh.id, lane, mood=mood)


def test_positions_asked_for_get_a_row_while_it_is_empty(session, viewer):
    grid = queries.grid(session, viewer, None, Words("en"), positions=["ceo", "marketing_director"])
    assert list(grid.positions.values()) == ["Marketing director", "CEO"]
