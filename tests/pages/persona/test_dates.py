"""Dates on a company's page: added one by one or several at once, corrected, removed, told of, taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from persona_core.access.queries import viewer_for
from persona_core.companies.commands import create_company
from persona_core.deals.commands import create_deal
from persona_core.exchange.workspaces import open_workspace
from persona_core.journeys import commands, queries
from persona_core.kit import clock
from persona_core.kit.db import Database
from tests.factories.journeys import date_stages, days_ago
from tests.screens import screen, words

TODAY = clock.today()


@pytest.fixture
def viewer(db: Database):
    with db.write() as session:
        return viewer_for(open_workspace(session, name="mine", title="我的产品"), "zh", "小乔")


@pytest.fixture
def company(db: Database, viewer):
    """A company with a deal: 知道我们 50 days ago, 签约 20 days ago."""
    with db.write() as session:
        made = create_company(session, viewer, {"name": "海棠生活"})
        deal = create_deal(session, viewer, made, {"product": "SCRM"})
        date_stages(session, viewer, deal, 知道我们=50, 签约=20)
        return made


@pytest.fixture
def show(db: Database, company, monkeypatch: pytest.MonkeyPatch):
    """The company's page."""
    return lambda: screen(monkeypatch, db.url, "persona/company.py", id=company.id)


def dates(db: Database, viewer, company) -> list[tuple[str, int]]:
    with db.read() as session:
        return [(m.stage.zh, (TODAY - m.day).days) for m in queries.timeline(session, viewer, company.id)]


def press(at: AppTest, label: str) -> AppTest:
    return next(b for b in at.button if b.label == label).click().run()


def click(at: AppTest, row: int, button: str) -> AppTest:
    """Press the button of a row in the table of dates, as the table's callback notes it."""
    at.session_state["event-clicked"] = (button, row)
    return at.run()


def day(ago: int) -> str:
    return (TODAY - timedelta(days=ago)).isoformat()


def test_a_date_is_corrected_to_another_day_and_stage(show, db, viewer, company):
    at = click(show(), 1, "event-change")
    form = next(f for f in at.text_input if str(f.key).startswith("correct-day"))
    assert form.value == day(20)
    form.set_value(day(30))
    press(at, "保存")
    assert dates(db, viewer, company) == [("知道我们", 50), ("签约", 30)]
    at = click(at, 1, "event-change")
    with db.read() as session:
        lost = queries.find_stage(queries.stages(session, viewer), "lost").id
    next(box for box in at.selectbox if str(box.key).startswith("correct-stage")).set_value(lost)
    press(at, "保存")
    assert dates(db, viewer, company) == [("知道我们", 50), ("丢单", 30)]
    assert "丢单" in words(at)


def test_a_correction_that_cannot_be_is_refused_and_one_can_be_given_up(show, db, viewer, company):
    at = click(show(), 1, "event-change")
    next(f for f in at.text_input if str(f.key).startswith("correct-day")).set_value("2199-01-01")
    press(at, "保存")
    assert "还没到" in words(at)
    press(at, "不保存")
    assert not [f for f in at.text_input if str(f.key).startswith("correct-day")]
    assert dates(db, viewer, company) == [("知道我们", 50), ("签约", 20)]


def test_what_somebody_else_changed_meanwhile_is_shown_instead(show, db, viewer, company):
    at = click(show(), 1, "event-change")
    with db.write() as session:
        signed = queries.timeline(session, viewer, company.id)[1]
        commands.correct_event(session, viewer, signed.event_id, stage=signed.stage, day=days_ago(25))
    next(f for f in at.text_input if str(f.key).startswith("correct-day")).set_value(day(30))
    press(at, "保存")
    assert "刚被别人改过" in words(at)
    assert dates(db, viewer, company)[1] == ("签约", 25)


def test_several_dates_go_in_at_once_or_none_does(show, db, viewer, company):
    at = show()
    at.session_state["events-many"] = True
    at.run()

    def line(name: str):
        return next(f for f in at.text_input if f.label == name and str(f.key).startswith("events-"))

    assert not [f for f in at.text_input if f.label == "签约"]
    line("权衡利弊").set_value(day(40))
    line("上线").set_value("昨天")
    press(at, "添加这些日期")
    assert "上线：" in words(at)
    assert len(dates(db, viewer, company)) == 2
    line("上线").set_value(day(10))
    press(at, "添加这些日期")
    assert dates(db, viewer, company) == [("知道我们", 50), ("权衡利弊", 40), ("签约", 20), ("上线", 10)]


def test_odd_dates_go_in_and_are_told(show, db, viewer, company):
    at = show()
    at.text_input(key=f"event-day-{company.id}").set_value(day(20))
    press(at, "添加日期")
    assert "这一天有产生需求、签约，按路径的先后算。" in words(at)
    with db.write() as session:
        deal_stages = {s.code: s for s in queries.stages(session, viewer)}
        aware = queries.timeline(session, viewer, company.id)[0]
        commands.correct_event(session, viewer, aware.event_id, stage=deal_stages["aware"], day=days_ago(5))
    at.run()
    assert "“签约”的日期早于“知道我们”" in words(at)


def test_a_stage_may_be_dated_twice_by_hand(show, db, viewer, company):
    at = show()
    with db.read() as session:
        weigh = queries.find_stage(queries.stages(session, viewer), "weigh").id
    for ago in (40, 30):
        next(box for box in at.selectbox if str(box.key).startswith("event-stage")).set_value(weigh)
        at.text_input(key=f"event-day-{company.id}").set_value(day(ago))
        press(at, "添加日期")
    assert [n for name, n in dates(db, viewer, company) if name == "权衡利弊"] == [40, 30]
    assert "“权衡利弊”有好几个日期" in words(at)


def test_every_change_of_a_date_stands_in_a_list_with_its_way_back(show, db, viewer, company):
    at = show()
    press(click(at, 1, "event-remove"), "撤销")
    at = click(at, 0, "event-remove")
    assert dates(db, viewer, company) == [("签约", 20)]
    at.session_state[f"date-changes-{company.id}"] = True
    at.run()
    assert "“知道我们”" in words(at)
    assert "去掉了" in words(at)
    next(b for b in at.button if str(b.key).startswith("undo-")).click().run()
    assert dates(db, viewer, company) == [("知道我们", 50), ("签约", 20)]
    assert "已撤销" in words(at)


def test_a_deal_goes_over_to_another_journey_once_every_date_has_its_place(show, db, viewer, company):
    with db.write() as session:
        tender = commands.furnish(session, viewer, "tender")
        there = {s.code: str(s.id) for s in queries.stages(session, viewer, tender.id)}
        deal_id = queries.timeline(session, viewer, company.id)[0].deal_id
    at = show()
    assert "走的路径：短路径" in words(at)
    at.session_state[f"walk-{deal_id}"] = True
    at.run()
    assert next(b for b in at.button if b.label == "换过去").disabled
    place = next(box for box in at.selectbox if box.label.startswith("知道我们"))
    assert place.value is None
    place.set_value(there["approved"]).run()
    press(at, "换过去")
    assert dates(db, viewer, company) == [("立项", 50), ("签合同", 20)]
    assert "走的路径：招投标路径" in words(at)


def test_a_new_deal_is_told_its_journey_where_there_are_several(show, db, viewer, company):
    assert not [box for box in show().selectbox if box.label == "走哪条路径？"]
    with db.write() as session:
        tender = commands.furnish(session, viewer, "tender")
    at = show()
    at.button(key="deal-new").click().run()
    next(box for box in at.selectbox if box.label == "走哪条路径？").set_value(tender.id)
    next(f for f in at.text_input if str(f.key).endswith("-product")).set_value("私有化")
    next(b for b in at.button if b.label == "保存" and "deal-form-new" in str(b.form_id)).click().run()
    assert words(at).count("走的路径：招投标路径") == 1
    next(box for box in at.selectbox if str(box.key).startswith("event-deal")).run()
    stages = next(box for box in at.selectbox if str(box.key).startswith("event-stage"))
    assert "发标" in stages.options
