"""Where it hurts: stages that lose, with the worries, the words and the people behind."""

from __future__ import annotations

from dataclasses import replace

import pytest

from persona_core.access.queries import viewer_for, workspace
from persona_core.exchange.workspaces import open_workspace
from persona_core.journeys import commands, queries
from persona_core.journeys.counting import Question, counted
from persona_core.journeys.grid import Voices
from persona_core.kit.words import Words
from persona_core.personas import hurting_wording as wording
from persona_core.personas.hurting import hurting

ZH, EN = Words("zh"), Words("en")


def viewer_of(db, name="scrm-zh", lang="zh"):
    with db.read() as session:
        return viewer_for(workspace(session, name), lang)


def hurts(session, viewer, t=ZH, unit="company", **rest):
    return hurting(session, viewer, t, counted(session, viewer, Question(unit)), **rest)


def test_the_example_hurts_most_while_it_is_weighed_up(example_db):
    viewer = viewer_of(example_db)
    with example_db.read() as session:
        found = hurts(session, viewer)
    assert [hurt.label for hurt in found.worst] == ["权衡利弊", "知道我们", "使用"]
    weigh = found.worst[0]
    assert (weigh.asked.signed, weigh.asked.lost) == (12, 7)
    assert [(w.name, w.said, w.held) for w in weigh.worries[:2]] == [
        ("嫌贵", Voices(7, 3, 10), False),
        ("系统打不通", Voices(4, 3, 7), False),
    ]
    assert weigh.worries[0].positions[:2] == ("CEO", "市场总监")
    assert weigh.worries[0].quote.company == "梧巷服饰"
    assert len(weigh.companies) == 3
    assert (
        wording.sentence(ZH, found, "CNY")
        == "最痛的是权衡利弊：丢 14 家，306 万元；丢单的最常说“嫌贵”（3/7 家），还没放进顾虑表。"
    )
    assert wording.reasons(ZH, weigh.loss) == "原因：选了竞品 7、决定自研 4、项目搁置 3"
    assert list(wording.table(ZH, found, {weigh.stage.num: weigh.label})["在这一步丢"]) == [14, 8, 0]


def test_in_english_and_by_deal_it_says_the_same(example_db):
    viewer = viewer_of(example_db, "scrm-en", "en")
    with example_db.read() as session:
        found = hurts(session, viewer, EN, "deal")
    assert wording.sentence(EN, found, "CNY") == (
        "It hurts most at Weighs us up: 14 deals lost, ¥3.1M; "
        'lost ones most often tell of "Too expensive" (3/7), not in the grid yet.'
    )


def test_an_answered_worry_goes_behind_the_open_ones_and_shows_its_answer(example_db):
    viewer = viewer_of(example_db)
    with example_db.write() as session:
        stage = queries.find_stage(queries.stages(session, viewer), "weigh")
        commands.set_concern(session, viewer, stage.id, "CEO", "嫌贵", answered=True, answer="分两笔付")
        commands.set_concern(session, viewer, stage.id, "IT", "系统打不通")
    with example_db.read() as session:
        weigh = hurts(session, viewer).worst[0]
    first = weigh.worries[0]
    assert (first.name, first.answered, first.held, first.positions[0]) == ("系统打不通", False, True, "IT")
    assert "嫌贵" not in [w.name for w in weigh.open]


def test_a_masked_viewer_reads_no_company(example_db):
    viewer = replace(viewer_of(example_db), masked=True)
    with example_db.read() as session:
        found = hurts(session, viewer)
    assert not [name for name in ("梧巷服饰", "望埠便利", "朗阅职教") if name in str(found.worst)]
    assert found.worst[2].companies[0].name == "华北 · 职业教育 · 320 人"


@pytest.mark.parametrize("money", [False, True])
def test_nothing_lost_is_nothing_to_say(db, money):
    with db.write() as session:
        viewer = viewer_for(open_workspace(session, name="mine"), "zh")
        found = hurts(session, viewer, money=money)
    assert (found.worst, found.every) == ((), ())
