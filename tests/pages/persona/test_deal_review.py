"""The deal review on its screen: what is on the agenda, what each card says, and what is said when there is none."""

from __future__ import annotations

import re

import pytest
from sqlmodel import select

from persona_core.access.queries import viewer_for, workspace
from persona_core.companies.commands import create_company
from persona_core.companies.models import Company
from persona_core.decision_chain.shaping import begin_from_template
from persona_core.exchange.workspaces import open_workspace
from tests.screens import screen, words

PAGE = "persona/decision_chain.py"


@pytest.fixture
def viewer(example_db):
    with example_db.read() as session:
        return viewer_for(workspace(session, "scrm-zh"), "zh")


@pytest.fixture
def opened(example_db, monkeypatch):
    def open_review(*, lang="zh-CN", **params):
        shown = screen(monkeypatch, example_db.url, PAGE, lang=lang, **({"w": "scrm-zh", "view": "review"} | params))
        assert not shown.exception
        return shown

    return open_review


def company(database, name):
    with database.read() as session:
        return session.exec(select(Company).where(Company.name == name)).one()


def read(shown):
    """What stands on the screen, letter by letter."""
    return words(shown).replace("\\", "")


def links(shown):
    return [link.proto.label for link in shown.get("page_link") if "company=" in link.proto.query_string]


def test_the_chains_in_talks_and_the_companies_that_lack_one(opened):
    shown = opened()
    said = read(shown)
    assert re.search(r"打单会 \d{4}-\d\d-\d\d，4 条决策链：3 条里有说得上话的人没见过、2 条是单线联系", said)
    assert "1 条算不出把握。先看澄湖家居。" in said
    assert "赢单把握，35–91%" in said
    assert "**61%** 市场总监 · 何澄 :blue[:material/sentiment_very_satisfied: 力推]" in said
    assert "下一步先找 CEO：说动一档 +9 个点。" in said
    assert "没见过：CEO、董事长。" in said
    assert "力推和反对差 37 个点" in said
    assert "经验判断，未验证" in said
    assert "在谈的还有 4 家没有决策链：" in said
    assert links(shown)[:4] == ["澄湖家居", "远棹运动用品", "砚湖口腔", "豆岬宠物医院"]
    assert len(links(shown)) == 8


def test_every_kind_of_trouble_is_told_in_its_own_words(opened):
    said = read(opened())
    for told in (
        "单线联系：只见过市场总监一个人。",  # one thread
        "下一步先找 IT：说动一档 +35 个点。",  # a veto against us
        "不算一票否决和试用，是 67%。",
        "可 IT 一句话就能叫停，现在不赞成。",
        "这条链上的人，一个都还没见过。",  # nobody met
    ):
        assert told in said


def test_in_english(opened):
    said = read(opened(lang="en-US"))
    assert "4 chains: in 3 somebody who counts was never met, 2 hang on one thread, in 1 no chance can be told." in said
    assert "Chance of winning, 35–91%" in said
    assert "Next, see CEO: +9 points for one step in our favour." in said
    assert "4 companies in talks have no chain yet:" in said


def test_the_address_is_the_agenda(opened, example_db):
    one, other = company(example_db, "海棠生活"), company(example_db, "朗阅职教")
    shown = opened(c=f"{one.num},{other.num}")
    assert set(links(shown)) == {"海棠生活", "朗阅职教"}
    assert shown.multiselect[0].value == [str(one.num), str(other.num)]
    said = read(shown)
    assert "谁力推的话，10 家续几家？" in said
    assert "市场部员工 · 吴桐" in said  # the renewal of one that signed
    assert "没有决策链" not in said


def test_choosing_puts_companies_on_the_agenda(opened, example_db):
    shown = opened()
    num = company(example_db, "海棠生活").num
    shown.multiselect[0].select(str(num)).run()
    assert links(shown) == ["海棠生活"]


def test_by_owner(opened):
    shown = opened(owner="小乔")
    assert links(shown)[0] == "澄湖家居"
    others = opened(owner="老范")
    assert "这些企业都还没有决策链" in read(others)
    assert "澄湖家居" not in links(others)


def test_on_the_wall_people_read_surname_and_title(opened):
    shown = opened()
    shown.session_state["presenting"] = True
    said = read(shown.run())
    assert "市场总监 · 何市场总监" in said
    assert "何澄" not in said


def test_a_template_can_begin_the_missing_one(opened, example_db, viewer):
    with example_db.write() as session:
        begin_from_template(session, viewer, company(example_db, "岭栖康养").id, "tender")
    said = read(opened())
    assert "5 条决策链" in said
    assert "还算不出把握：谁力推的话，10 家成几家？" in said
    assert "技术负责人" in said
    assert "试用不过就不买" in said


def test_nobody_in_talks(example_db, monkeypatch):
    with example_db.write() as session:
        space = open_workspace(session, name="none", title="空", lang="zh")
        create_company(session, viewer_for(space, "zh"), {"name": "在用的", "status": "在用"})
    shown = screen(monkeypatch, example_db.url, PAGE, w="none", view="review")
    assert not shown.exception
    assert "打单会看的是在谈的企业，现在一家也没有" in read(shown)
    assert any(b.label == "企业" for b in shown.button)


def test_nonsense_in_the_address_is_left_aside(opened):
    shown = opened(c="abc,9999999", sort="upside", owner="没有这个人")
    assert links(shown)[0] == "澄湖家居"
