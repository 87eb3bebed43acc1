"""Beginning a chain from a ready-made one, copying it, and giving a deal a chain of its own, on the screen."""

from __future__ import annotations

import pytest
from sqlmodel import select

from persona_core.access.queries import viewer_for, workspace
from persona_core.companies.models import Company
from persona_core.decision_chain import queries
from persona_core.decision_chain.models import Moment
from persona_core.decision_chain.of_company import company_chains
from tests.screens import screen, words

PAGE = "persona/decision_chain.py"
EMPTY, FULL, TWO_DEALS = "岭栖康养", "澄湖家居", "青岚美妆"


@pytest.fixture
def space(example_db):
    """The example's workspace, read beside the screen."""

    class Space:
        def __init__(self):
            with example_db.read() as session:
                self.viewer = viewer_for(workspace(session, "scrm-zh"), "zh")

        def company(self, name):
            with example_db.read() as session:
                wanted = select(Company).where(Company.workspace_id == self.viewer.workspace_id)
                return session.exec(wanted.where(Company.name == name)).one()

        def chain(self, name, deal_id=None):
            with example_db.read() as session:
                return queries.chain(session, self.viewer, self.company(name).id, deal_id=deal_id)

        def deals(self, name):
            with example_db.read() as session:
                return company_chains(session, self.viewer, self.company(name).id).deals

    return Space()


@pytest.fixture
def opened(space, example_db, monkeypatch):
    def open_page(name, *, lang="zh-CN", **params):
        params = {"w": "scrm-zh", "company": space.company(name).id} | params
        shown = screen(monkeypatch, example_db.url, PAGE, lang=lang, **params)
        assert not shown.exception
        return shown

    return open_page


def press(shown, label, nth=0):
    [b for b in shown.button if b.label == label][nth].click()
    shown.run()
    assert not shown.exception
    return shown


def labels(shown):
    return [b.label for b in shown.button]


def totals(view, moment=Moment.PURCHASE):
    return {r.seat.label: round(r.total, 2) for r in view.moments[moment].rows}


def open_copying(shown):
    shown.session_state["chain-copy-0"] = True
    return shown.run()


def to_company(shown, company):
    next(b for b in shown.selectbox if b.label == "给哪家企业？").select(company.id).run()
    assert not shown.exception
    return shown


def test_an_empty_chain_begins_with_a_ready_made_one(opened, space):
    shown = opened(EMPTY)
    said = words(shown)
    assert "几个人点头" in said
    assert "市场总监 · CEO · 董事长 · 市场部员工" in said
    shown.pills[0].set_value(["it"])
    press(shown, "用这条开头")
    assert totals(space.chain(EMPTY)) == {"市场总监": 0.61, "CEO": 0.25, "董事长": 0.14, "市场部员工": 0, "IT": 0}
    said = words(shown)
    assert "已保存：岭栖康养 · 用“几个人点头”开了头，认出了人：市场总监、CEO" in said
    assert "采购时市场总监话语权最大（61%）" in said
    assert "用这条开头" not in labels(shown)  # nowhere in the way later


def test_it_can_be_undone(opened, space):
    shown = press(opened(EMPTY), "用这条开头", nth=1)
    assert totals(space.chain(EMPTY))["老板"] == 0.66
    press(shown, "撤销")
    assert "用这条开头" in labels(shown)
    assert space.chain(EMPTY) is None


def test_ready_made_chains_in_english(opened):
    said = words(opened(EMPTY, lang="en-US"))
    assert "Tender with a committee" in said
    assert "Owner · Owner's wife (keeps the books) · Shop assistant · Peer or supplier" in said


def test_copying_to_an_empty_company(opened, space):
    shown = open_copying(opened(FULL))
    assert "人、接触、备注和态度不抄" in words(shown).replace("\\", "")
    to_company(shown, space.company(EMPTY))
    press(shown, "复制")
    assert totals(space.chain(EMPTY)) == totals(space.chain(FULL))
    assert all(r.stance is None for r in space.chain(EMPTY).moments[Moment.PURCHASE].rows)
    assert f"已复制到{EMPTY}。" in words(shown)
    assert any(link.proto.label == "打开看看" for link in shown.get("page_link"))
    assert "复制" not in labels(shown)  # the menu is closed


def test_copying_onto_a_chain_asks_first_and_keeps_what_is_there(opened, space):
    before = totals(space.chain(TWO_DEALS), Moment.RENEWAL)
    shown = open_copying(opened(FULL))
    to_company(shown, space.company(TWO_DEALS))
    assert shown.radio[0].options == ["只补那边缺的", "换掉那边的；两边都有的岗位，人和态度留着"]
    press(shown, "复制")
    assert totals(space.chain(TWO_DEALS), Moment.RENEWAL) == before


def test_the_chain_itself_is_no_target(opened, space):
    shown = open_copying(opened(FULL))
    to_company(shown, space.company(FULL))
    assert "这就是它自己" in words(shown)
    assert "复制" not in labels(shown)


def test_where_there_is_one_deal_nothing_is_asked(opened):
    assert not [b for b in opened(FULL).selectbox if b.label == "商机"]


def test_a_deal_gets_a_chain_of_its_own_after_the_companys(opened, space):
    shown = opened(TWO_DEALS)
    first, second = space.deals(TWO_DEALS)
    box = next(b for b in shown.selectbox if b.label == "商机")
    assert box.options[0] == "企业的链"
    assert box.options[2].endswith("跟企业的链走")
    shown = opened(TWO_DEALS, deal=second.deal_id)
    assert "这一单没有自己的链" in words(shown)
    press(shown, "给这一单另建一条")
    own = space.chain(TWO_DEALS, second.deal_id)
    assert totals(own) == totals(space.chain(TWO_DEALS))
    assert [s.person for s in own.seats] == [s.person for s in space.chain(TWO_DEALS).seats]
    assert space.chain(TWO_DEALS, first.deal_id) is None


def test_positions_join_the_chain_of_the_deal_that_is_shown(opened, space):
    second = space.deals(TWO_DEALS)[1]
    shown = opened(TWO_DEALS, deal=second.deal_id)
    press(shown, "用这条开头", nth=1)
    assert [s.label for s in space.chain(TWO_DEALS, second.deal_id).seats] == ["老板", "老板娘", "店员", "同行/上游"]
    assert len(space.chain(TWO_DEALS).seats) == 4
    assert "老板" not in totals(space.chain(TWO_DEALS))


def test_a_deal_of_another_company_in_the_address_is_left_aside(opened, space):
    stranger = space.deals(TWO_DEALS)[1]
    for said in (stranger.deal_id, "nonsense"):
        shown = opened(FULL, deal=said)
        assert "赢单把握 70%" in words(shown)


def test_nothing_is_copied_on_the_wall(opened):
    shown = opened(FULL)
    assert "chain-copy-0" in shown.session_state
    shown.session_state["presenting"] = True
    shown.run()
    assert not shown.exception
    assert "chain-copy-0" not in shown.session_state
