"""Who weighs when a contract is renewed, how well they are known, and when the customer was last heard of."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from persona_core.access.queries import viewer_for, workspace
from persona_core.companies.commands import create_company
from persona_core.deals.commands import create_deal
from persona_core.decision_chain.commands import SeatInput, edit_seat, ensure_chain, save_moment
from persona_core.decision_chain.models import Moment
from persona_core.decision_chain.queries import seats_of
from persona_core.exchange.overview import overview
from persona_core.exchange.workspaces import open_workspace
from persona_core.journeys.ending import ending
from persona_core.kit import clock
from persona_core.kit.words import Words
from persona_core.personas import due_wording as wording
from persona_core.personas.due import STAGE, STANCE, STORY, due
from persona_core.vocabulary.queries import lists
from tests.factories.chains import example_chain
from tests.factories.journeys import date_stages
from tests.factories.stories import tell

ZH, EN = Words("zh"), Words("en")


@pytest.fixture
def viewer(db):
    with db.write() as session:
        return viewer_for(open_workspace(session, name="mine", lang="zh"), "zh")


@pytest.fixture
def session(db, viewer):
    with db.write() as found:
        yield found


def customer(session, viewer, name="海棠", ends=30, **fields):
    company = create_company(session, viewer, {"name": name, **fields})
    ends_on = clock.today() + timedelta(days=ends)
    return company, create_deal(session, viewer, company, {"outcome": "won", "ends_on": ends_on})


def rows(session, viewer, t=ZH):
    found = ending(session, viewer, clock.today())
    return due(session, viewer, t, [*found.soon, *found.past], lists(session, viewer))


def ago(days):
    return clock.today() - timedelta(days=days)


def test_who_weighs_at_renewal_is_named_with_how_close_we_are(session, viewer):
    company, _ = customer(session, viewer)
    chain = example_chain(session, viewer, company)
    staff = next(s for s in seats_of(session, viewer, chain.id) if s.position == "marketing_staff")
    edit_seat(session, viewer, staff.id, seen=staff.version, base={"contact": None}, changes={"contact": "没见过"})
    (one,) = rows(session, viewer)
    assert [(x.position, round(x.influence, 3), x.contact) for x in one.leaders] == [
        ("市场部员工", 0.654, "没见过"),
        ("市场总监", 0.216, ""),
    ]
    assert one.unmet
    assert wording.weighs(ZH, one) == "续费看市场部员工（65%，没见过）、市场总监（22%，见没见过没填）。"
    (one,) = rows(session, replace(viewer, lang="en"), EN)
    assert wording.weighs(EN, one).startswith("At renewal: Marketing staff (65%, ")


def test_while_the_renewal_is_not_known_the_purchase_stands_in_and_says_so(session, viewer):
    company, _ = customer(session, viewer)
    example_chain(session, viewer, company, renewal=False)
    customer(session, viewer, "没链的", ends=40)
    known, bare = rows(session, viewer)
    assert known.moment is Moment.PURCHASE
    assert wording.weighs(ZH, known).startswith("续费谁说了算还没填，先按采购时看：市场总监（61%")
    assert (bare.moment, wording.weighs(ZH, bare)) == (None, "续费谁说了算还不清楚。")


def test_a_deals_own_chain_goes_before_that_of_the_company(session, viewer):
    company, deal = customer(session, viewer)
    example_chain(session, viewer, company)
    chain = ensure_chain(session, viewer, company.id, deal_id=deal.id)
    save_moment(session, viewer, chain.id, Moment.RENEWAL, seen=None, seats=[SeatInput(position="CEO", say=3)])
    (one,) = rows(session, viewer)
    assert [x.position for x in one.leaders] == ["CEO"]
    assert one.chain_deal == deal.id


def test_the_last_word_is_the_latest_of_story_stance_and_stage(session, viewer):
    story, _ = customer(session, viewer, "故事", ends=1)
    tell(session, viewer, story, "还行。", told_on=ago(9))
    tell(session, viewer, story, "以前的。", told_on=ago(90))
    stance, _ = customer(session, viewer, "态度", ends=2)
    chain = ensure_chain(session, viewer, stance.id)
    seats = [SeatInput(position="CEO", say=3, stance=1, stance_on=ago(5))]
    save_moment(session, viewer, chain.id, Moment.RENEWAL, seen=None, seats=seats)
    tell(session, viewer, stance, "早先的。", told_on=ago(50))
    _, deal = customer(session, viewer, "环节", ends=3)
    date_stages(session, viewer, deal, 签约=300, 使用=20)
    customer(session, viewer, "没消息", ends=4)
    found = rows(session, viewer)
    assert [(one.heard and one.heard.what, one.silent) for one in found] == [
        (STORY, 9),
        (STANCE, 5),
        (STAGE, 20),
        (None, None),
    ]
    assert wording.heard(ZH, found[0]) == "上次听到消息是 9 天前（故事）。"
    assert wording.heard(EN, found[3]) == "Nothing was ever heard of them."


def test_the_chance_is_said_only_where_somebody_gave_an_experience_and_as_one(session, viewer):
    company, _ = customer(session, viewer)
    chain = ensure_chain(session, viewer, company.id)
    seats = [SeatInput(position="CEO", say=3, stance=2)]
    anchors = {"CEO": 0.9}
    save_moment(session, viewer, chain.id, Moment.RENEWAL, seen=None, seats=seats, base_rate=0.7, anchors=anchors)
    other, _ = customer(session, viewer, "没把握的", ends=60)
    example_chain(session, viewer, other)
    known, unknown = rows(session, viewer)
    assert wording.chance(ZH, known) == "续费把握 90%（90–90%；经验判断，未验证）。"
    assert (unknown.chance, wording.chance(ZH, unknown)) == (None, "")


def test_a_masked_viewer_reads_no_company_and_no_owner(session, viewer):
    customer(session, viewer, "海棠生活", industry="家居零售", headcount=180, owner="小乔")
    (one,) = rows(session, replace(viewer, masked=True))
    assert (one.company, one.owner) == ("家居零售 · 180 人", "")


def test_several_deals_of_a_company_are_told_apart(session, viewer):
    company, _ = customer(session, viewer)
    create_deal(session, viewer, company, {"outcome": "open", "product": "短信包"})
    (one,) = rows(session, viewer)
    assert one.deal == "商机 1"


def test_what_has_ended_and_what_has_no_last_day_is_said(session, viewer):
    assert wording.nothing(ZH, ending(session, viewer, clock.today())).startswith("90 天内到期的合同列在这里")
    company, _ = customer(session, viewer, ends=-3)
    create_deal(session, viewer, company, {"outcome": "won", "product": "短信包"})
    found = ending(session, viewer, clock.today())
    assert wording.title(ZH, found, "CNY") == "已经过期、没记续费 1 单"
    assert wording.notes(ZH, found) == ["在用的 2 单里 1 单没填到期日，不填就不会出现在这里。"]
    assert wording.left(ZH, rows(session, viewer)[0]) == "过期 3 天"


def test_home_says_how_many_end_soon_and_whom_to_see_about_the_next(example_db):
    with example_db.read() as session:
        for name, t in (("scrm-zh", ZH), ("scrm-en", EN)):
            viewer = viewer_for(workspace(session, name), t.lang)
            line = next(line for line in overview(session, viewer, t).todo if line.key == "todo.due")
            assert (line.way.page, line.way.params) == ("journey", {"open": "due"})
            if t is ZH:
                assert line.text == (
                    "快到期：90 天内到期 4 单（86 万元/年）。柏川定制家居还剩 30 天，"
                    "续费看市场部员工（65%，常联系）、市场总监（22%，能说实话）。"
                )
            else:
                assert line.text.startswith("Due soon: 4 contracts end within 90 days (¥860K a year). ")
