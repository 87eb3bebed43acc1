"""What stories say behind the grid of concerns: companies by tag and stage, and what is offered to its cells."""

from __future__ import annotations

from persona_core.journeys.grid import Offer, Told, Voices
from persona_core.stories import commands
from persona_core.stories.behind_grid import told
from persona_core.vocabulary.queries import find_tag
from tests.factories.stories import customer, stage_id, tell


def test_companies_are_counted_once_and_by_what_became_of_them(db, viewer):
    with db.write() as session:
        for name, outcome in (("海棠", "signed"), ("北辰", "left"), ("青岚", "lost"), ("澄湖", "talking")):
            who = customer(session, viewer, name, outcome)
            tell(session, viewer, who, f"{name}说太贵。", "嫌贵", stage="权衡利弊", positions=["CEO", "董事长"])
            tell(session, viewer, who, f"{name}又说太贵。", "嫌贵", stage="权衡利弊", positions=["CEO"])
        tell(session, viewer, customer(session, viewer, "禾木"), "没提价钱。", stage="权衡利弊", positions=["CEO"])
        tell(session, viewer, None, "不知道谁说的贵。", "嫌贵", stage="权衡利弊", positions=["CEO"])
        stage, tag = stage_id(session, viewer, "权衡利弊"), find_tag(session, viewer, "嫌贵").id
        found = told(session, viewer, [stage])
    assert found.said == {(stage, tag): Voices(signed=2, lost=1, every=4)}
    assert found.asked == {stage: Voices(signed=3, lost=1, every=5)}
    assert found.stories == {(stage, "ceo"): 10, (stage, "chairman"): 4}


def test_only_what_may_be_a_worry_is_offered_the_most_told_first(db, viewer):
    with db.write() as session:
        one, two = customer(session, viewer, "海棠"), customer(session, viewer, "青岚", "lost")
        tell(session, viewer, one, "系统连不上，又太贵。", "系统打不通", "嫌贵", stage="权衡利弊", positions=["IT"])
        story = tell(session, viewer, two, "太贵，但人真快。", "嫌贵", stage="权衡利弊", positions=["IT"])
        stage = stage_id(session, viewer, "权衡利弊")
        commands.mark(session, viewer, story.id, "客服秒回", kind="praise")
        dear, closed = find_tag(session, viewer, "嫌贵"), find_tag(session, viewer, "系统打不通")
        found = told(session, viewer, [stage])
    assert found.offers == {(stage, "it"): [Offer(dear.id, "嫌贵", 2), Offer(closed.id, "系统打不通", 1)]}


def test_other_stages_are_left_alone(db, viewer):
    with db.write() as session:
        tell(session, viewer, customer(session, viewer, "海棠"), "太贵。", "嫌贵", stage="签约", positions=["CEO"])
        assert told(session, viewer, [stage_id(session, viewer, "使用")]) == Told()
