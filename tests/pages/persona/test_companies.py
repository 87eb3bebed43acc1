"""The company pages, run through the shell: what is typed, saved, refused, undone and shown as text."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from persona_core.access.models import Viewer
from persona_core.access.queries import viewer_for
from persona_core.companies.commands import create_company, edit_company
from persona_core.companies.models import Company, Person
from persona_core.deals.models import Deal
from persona_core.exchange.workspaces import open_workspace
from persona_core.journeys.models import StageEvent
from persona_core.kit.db import Database
from persona_core.vocabulary.own_fields import add_own_field
from tests.screens import screen

LIST, ONE = "persona/companies.py", "persona/company.py"
NAMES = ("海棠生活", "禾木母婴", "青岚美妆")
HOSTILE = "<img src=x onerror=alert(1)>![图](http://x/x.png) **粗** :red[红] $x$"


@pytest.fixture
def viewer(db: Database) -> Viewer:
    with db.write() as session:
        return viewer_for(open_workspace(session, name="mine", title="我的产品"), "zh", "小乔")


@pytest.fixture
def companies(db: Database, viewer: Viewer) -> list[Company]:
    with db.write() as session:
        return [create_company(session, viewer, {"name": name, "headcount": "120"}) for name in NAMES]


@pytest.fixture
def open_page(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """`open_page(file, **query)` runs the shell with the page."""

    def opened(file: str, lang: str = "zh", **query: str) -> AppTest:
        at = screen(monkeypatch, sqlite_url, file, state={"lang": lang}, **query)
        assert not at.exception, at.exception
        return at

    return opened


def seen(at: AppTest) -> str:
    """Every plain text on the page."""
    return "\n".join(element.value for element in [*at.get("text"), *at.error, *at.warning])


def button(at: AppTest, key: str):
    """A button by its key."""
    return next(b for b in at.button if b.key == key)


def type_into(at: AppTest, cells: dict[int, dict[str, str | None]]) -> AppTest:
    """Type into the company table as the browser reports it: by place."""
    _, key, _ = at.session_state["sheet-drawn"]
    at.session_state[key] = {"edited_rows": cells, "added_rows": [], "deleted_rows": []}
    return at.run()


def now(db: Database, company: Company) -> Company:
    with db.read() as session:
        return session.get(Company, company.id)


def test_an_empty_workspace_begins_with_the_paste_box(open_page, viewer: Viewer) -> None:
    at = open_page(LIST)
    assert "画像从真实的企业里来" in seen(at)
    assert at.text_area(key="paste-text").value == ""
    assert not at.get("arrow_data_frame")


def test_pasted_rows_are_checked_then_stored_and_undone(open_page, db: Database, viewer: Viewer) -> None:
    at = open_page(LIST)
    at.text_area(key="paste-text").set_value("企业名称\t行业\t人数\n新店一\t烘焙\t35人\n新店二\t烘焙\t-5").run()
    assert "检查了 2 行：新增 1" in seen(at)
    button(at, "paste-store").click().run()
    with db.read() as session:
        assert [(c.name, c.industry, c.headcount) for c in session.exec(select(Company))] == [("新店一", "烘焙", 35)]
    assert "现在有 1 家线索" in seen(at)
    button(at, "saved-undo").click().run()
    with db.read() as session:
        assert session.exec(select(Company)).all() == []


def test_pasted_values_that_can_be_read_in_two_ways_are_sent_where_it_is_asked(open_page, viewer: Viewer) -> None:
    at = open_page(LIST)
    at.text_area(key="paste-text").set_value("企业\t签约日\n甲\t03/04/2025").run()
    assert not at.exception
    assert "有些值有两种读法" in at.info[0].value


def test_a_list_of_names_is_enough_and_known_ones_are_not_doubled(
    open_page, db: Database, companies: list[Company]
) -> None:
    at = open_page(LIST, paste="1")
    at.text_area(key="paste-text").set_value("海棠生活\n=1+1\n@新客户").run()
    button(at, "paste-store").click().run()
    with db.read() as session:
        assert sorted(session.exec(select(Company.name))) == sorted([*NAMES, "=1+1", "@新客户"])


def test_a_paste_that_cannot_be_read_is_told_kindly(open_page, viewer: Viewer) -> None:
    at = open_page(LIST)
    at.text_area(key="paste-text").set_value("行业\t人数\n烘焙\t3").run()
    assert "名称" in seen(at)
    assert not at.exception


def test_one_company_is_added_by_hand_and_a_twin_refused(open_page, db: Database, viewer: Viewer) -> None:
    at = open_page(LIST)
    for attempt in range(2):
        button(at, "door-add").click().run()
        at.text_input(key="add-name").set_value("海棠生活")
        at.text_input(key="add-headcount").set_value("180")
        next(b for b in at.button if b.label == "添加").click().run()
        if attempt:
            assert "已经有企业“海棠生活”了" in seen(at)
    with db.read() as session:
        assert [c.headcount for c in session.exec(select(Company))] == [180]


@pytest.mark.parametrize(("name", "headcount", "says"), [("", "3", "企业要有名称"), ("甲", "-3", "不能是负的")])
def test_a_bad_company_is_refused_and_stays_typed(
    open_page, viewer: Viewer, name: str, headcount: str, says: str
) -> None:
    at = open_page(LIST)
    button(at, "door-add").click().run()
    at.text_input(key="add-name").set_value(name)
    at.text_input(key="add-headcount").set_value(headcount)
    next(b for b in at.button if b.label == "添加").click().run()
    assert says in seen(at)
    assert at.text_input(key="add-headcount").value == headcount


def test_cells_are_saved_on_request_and_undone(open_page, db: Database, companies: list[Company]) -> None:
    at = type_into(
        open_page(LIST), {0: {"headcount": "200-499", "lead_source": "referral"}, 2: {"problem": "人走客户走"}}
    )
    assert "改动 3 处" in seen(at)
    assert now(db, companies[0]).headcount == 120
    button(at, "sheet-save").click().run()
    assert (now(db, companies[0]).headcount_band, now(db, companies[2]).problem) == ("200-499", "人走客户走")
    assert "已保存：企业表改动 3 处" in seen(at)
    button(at, "saved-undo").click().run()
    assert now(db, companies[0]).headcount == 120


def test_unsaved_cells_outlive_filters_and_are_dropped_on_request(
    open_page, db: Database, companies: list[Company]
) -> None:
    at = type_into(open_page(LIST), {1: {"headcount": "7"}})
    at.text_input(key="filter-companies-q").set_value("青岚").run()
    assert "改动 1 处" in seen(at)
    at.text_input(key="filter-companies-q").set_value("禾木").run()
    assert at.session_state["sheet-drawn"][2][0].name == "禾木母婴"
    button(at, "sheet-drop").click().run()
    assert "改动" not in seen(at)
    assert now(db, companies[1]).headcount == 120


def test_a_cell_set_back_is_no_change(open_page, companies: list[Company]) -> None:
    at = type_into(open_page(LIST), {0: {"headcount": "7"}})
    at = type_into(at, {0: {"headcount": "120"}})
    assert "改动" not in seen(at)


def test_places_and_fields_that_were_not_drawn_are_ignored(open_page, companies: list[Company]) -> None:
    at = type_into(open_page(LIST), {99: {"headcount": "7"}, -1: {"headcount": "7"}, 0: {"id": "x", "version": "9"}})
    assert "改动" not in seen(at)


def test_a_bad_cell_keeps_everything_typed_and_names_the_row(open_page, db: Database, companies: list[Company]) -> None:
    at = type_into(open_page(LIST), {0: {"headcount": "-5"}, 1: {"headcount": "7"}})
    button(at, "sheet-save").click().run()
    assert "海棠生活 · 人数 · “-5”是负数，人数不能是负的。" in seen(at)
    assert now(db, companies[1]).headcount == 120
    button(at, f"give-up-{companies[0].id}").click().run()
    button(at, "sheet-save").click().run()
    assert now(db, companies[1]).headcount == 7


@pytest.mark.parametrize(("side", "kept"), [("mine", 7), ("theirs", 130)])
def test_two_editors_see_both_values(
    open_page, db: Database, viewer: Viewer, companies: list[Company], side: str, kept: int
) -> None:
    at = type_into(open_page(LIST), {0: {"headcount": "7", "region": "华南"}, 1: {"headcount": "9"}})
    with db.write() as session:
        edit_company(session, viewer, companies[0].id, seen=99, base={"headcount": 120}, changes={"headcount": "130"})
    button(at, "sheet-save").click().run()
    options = at.radio[0].options
    assert [option.replace("\\", "") for option in options] == ["我填的：7", "别人刚保存的：130"]
    at.radio[0].set_value(side).run()
    button(at, "clash-save").click().run()
    assert (now(db, companies[0]).headcount, now(db, companies[0]).region) == (kept, "华南")
    assert now(db, companies[1]).headcount == 9


def test_the_address_opens_the_same_view_in_both_languages(open_page, companies: list[Company]) -> None:
    for lang in ("zh", "en"):
        at = open_page(LIST, lang=lang, q="禾木", status="lead,active", size="100-199", sort="headcount")
        assert [row.name for row in at.session_state["sheet-drawn"][2]] == ["禾木母婴"]
        assert at.multiselect(key="filter-companies-status").value == ["lead", "active"]
    at = open_page(LIST, status="nonsense", page="99", size="x", sort="drop table", order="?", view="?")
    assert len(at.session_state["sheet-drawn"][2]) == 3


def test_fifty_companies_fill_a_page(open_page, db: Database, viewer: Viewer) -> None:
    with db.write() as session:
        for number in range(60):
            create_company(session, viewer, {"name": f"客户 {number}"}, num=number + 1)
    assert len(open_page(LIST).session_state["sheet-drawn"][2]) == 50
    at = open_page(LIST, page="2")
    assert len(at.session_state["sheet-drawn"][2]) == 10
    assert "第 51–60 家，共 60 家" in seen(at)


def test_hostile_names_are_shown_as_text(open_page, db: Database, viewer: Viewer) -> None:
    with db.write() as session:
        made = [
            create_company(session, viewer, {"name": name, "industry": name[:150], "status": "在用", "headcount": "5"})
            for name in (HOSTILE, "名" * 10_000)
        ]
    at = open_page(LIST)
    for markdown in at.markdown:
        assert "<img" not in markdown.value.replace("\\", "") or "\\<img" in markdown.value
    for company in made:
        at = open_page(ONE, id=str(company.id))
        assert len(at.header[0].value) < 200
        assert "onerror=alert" not in "".join(m.value for m in at.markdown)


def test_a_company_shows_its_fields_with_their_basis_and_is_edited(
    open_page, db: Database, companies: list[Company]
) -> None:
    at = open_page(ONE, id=str(companies[0].id))
    assert "120 人" in seen(at)
    button(at, "company-edit").click().run()
    at = fill(at, f"company-form-{companies[0].id}", headcount="180", name="海棠")
    assert (now(db, companies[0]).headcount, now(db, companies[0]).name) == (180, "海棠")
    assert at.header[0].value == "海棠"


def fill(at: AppTest, form: str, **values: str) -> AppTest:
    """Fill an open form and save it."""
    number = at.session_state[form].number
    for name, value in values.items():
        next(w for w in [*at.text_input, *at.text_area] if w.key == f"{form}-{number}-{name}").set_value(value)
    return next(b for b in at.button if b.label == "保存").click().run()


def test_a_form_that_clashes_keeps_what_was_typed(
    open_page, db: Database, viewer: Viewer, companies: list[Company]
) -> None:
    at = open_page(ONE, id=str(companies[0].id))
    button(at, "company-edit").click().run()
    with db.write() as session:
        edit_company(session, viewer, companies[0].id, seen=99, base={"headcount": 120}, changes={"headcount": "130"})
    at = fill(at, f"company-form-{companies[0].id}", headcount="200-499", region="华南")
    assert "别人刚保存的：130" in at.radio[0].options[1].replace("\\", "")
    button(at, f"company-form-{companies[0].id}-decide").click().run()
    assert (now(db, companies[0]).headcount_band, now(db, companies[0]).region) == ("200-499", "华南")


def test_deals_people_and_dates_are_added_changed_and_removed(
    open_page, db: Database, companies: list[Company]
) -> None:
    at = open_page(ONE, id=str(companies[0].id))
    button(at, "deal-new").click().run()
    at = fill(at, f"deal-form-new-{companies[0].id}", signed_on="2026-01-03", annual_fee="20万")
    assert now(db, companies[0]).status == "active"
    button(at, "person-new").click().run()
    at = fill(at, f"person-form-new-{companies[0].id}", name="王海", title="市场总监")
    at.text_input(key=f"event-day-{companies[0].id}").set_value("2025-12-01")
    next(b for b in at.button if b.label == "添加日期").click().run()
    with db.read() as session:
        deal, person = session.exec(select(Deal)).one(), session.exec(select(Person)).one()
        assert (deal.annual_fee, deal.outcome, person.name) == (200_000, "won", "王海")
        assert len(session.exec(select(StageEvent)).all()) == 1
    assert "王海 · 市场总监" in seen(at)
    button(at, f"person-remove-{person.id}").click().run()
    button(at, f"deal-delete-{deal.id}").click().run()
    with db.read() as session:
        assert session.exec(select(Deal)).all() == session.exec(select(Person)).all() == []
    button(at, "saved-undo").click().run()
    with db.read() as session:
        assert len(session.exec(select(StageEvent)).all()) == 1


@pytest.mark.parametrize(
    ("written", "says"), [("", "“日期”是空的"), ("昨天", "不是日期"), ("1969-12-31", "1970"), ("2199-01-01", "还没到")]
)
def test_a_date_that_cannot_be_is_refused_and_makes_no_deal(
    open_page, db: Database, companies: list[Company], written: str, says: str
) -> None:
    at = open_page(ONE, id=str(companies[0].id))
    at.text_input(key=f"event-day-{companies[0].id}").set_value(written)
    next(b for b in at.button if b.label == "添加日期").click().run()
    assert says in seen(at)
    with db.read() as session:
        assert session.exec(select(Deal)).all() == []


def test_on_the_wall_people_are_surname_and_title(open_page, db: Database, viewer: Viewer) -> None:
    from persona_core.companies.commands import create_person

    with db.write() as session:
        company = create_company(session, viewer, {"name": "海棠生活"})
        create_person(session, viewer, {"name": "王海", "title": "总监", "phone": "13800001111"}, company_id=company.id)
    at = open_page(ONE, id=str(company.id))
    assert "13800001111" in seen(at)
    at.toggle(key="presenting").set_value(True).run()
    assert "王总监" in seen(at)
    assert "王海" not in seen(at)
    assert "13800001111" not in seen(at)


def test_deleting_says_what_goes_and_can_be_undone(open_page, db: Database, companies: list[Company]) -> None:
    at = open_page(ONE, id=str(companies[0].id))
    at.session_state["company-removal"] = True
    at.run()
    assert "不会牵连别的内容" in seen(at)
    assert button(at, "company-delete").disabled
    at.checkbox(key=f"delete-sure-{companies[0].id}").check().run()
    button(at, "company-delete").click().run()
    assert "已经删了" in seen(at)
    button(at, "saved-undo").click().run()
    assert at.header[0].value == "海棠生活"


@pytest.mark.parametrize("key", ["", "x", "7f1e0a52-5a37-4f0e-9a41-0c9a4d2f8b11"])
def test_a_company_that_is_not_there_is_told_kindly(open_page, viewer: Viewer, key: str) -> None:
    assert "这家企业不在" in seen(open_page(ONE, id=key))


def test_a_company_of_another_workspace_is_not_there(open_page, db: Database, viewer: Viewer) -> None:
    with db.write() as session:
        other = viewer_for(open_workspace(session, name="other"), "zh")
        company = create_company(session, other, {"name": "别人家的"})
    assert "这家企业不在" in seen(open_page(ONE, w="mine", id=str(company.id)))


def test_a_form_opened_for_one_company_is_not_open_on_another(open_page, companies: list[Company]) -> None:
    at = open_page(ONE, id=str(companies[0].id))
    button(at, "company-edit").click().run()
    at.query_params["id"] = str(companies[1].id)
    at.run()
    assert at.header[0].value == NAMES[1]
    assert not [b for b in at.button if b.label == "保存"]


def test_what_was_typed_stays_in_its_workspace(open_page, db: Database, companies: list[Company]) -> None:
    with db.write() as session:
        other = viewer_for(open_workspace(session, name="other"), "zh")
        create_company(session, other, {"name": "别人家的"})
    at = type_into(open_page(LIST, w="mine"), {0: {"headcount": "7"}})
    at.query_params["w"] = "other"
    at.run()
    assert [row.name for row in at.session_state["sheet-drawn"][2]] == ["别人家的"]
    assert "改动" not in seen(at)
    at.query_params["w"] = "mine"
    at.run()
    assert "改动 1 处" in seen(at)


def test_own_fields_are_drawn_and_filter(open_page, db, viewer, companies):
    with db.write() as session:
        field = add_own_field(session, viewer, "评分", "number")
        for n, one in enumerate(companies):
            changes = {f"own:{field.code}": str(n + 1)}
            edit_company(session, viewer, one.id, seen=one.version, base={}, changes=changes)
    asked = {"picture": f"own:{field.code}", "who": "all", f"own-{field.code}-from": "2", "w": "mine"}
    shown = open_page(LIST, **asked)
    assert "找到 2 家，共 3 家" in seen(shown)
    titles = [json.loads(chart.proto.spec)["layout"]["title"]["text"] for chart in shown.get("plotly_chart")]
    assert [title for title in titles if "评分" in title]
