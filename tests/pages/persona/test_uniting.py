"""Companies that are here twice: listed, compared, made one or said to be two, by the page and by the command line."""

from __future__ import annotations

import json
from functools import partial

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from persona_core.access.queries import viewer_for
from persona_core.companies.commands import create_company
from persona_core.companies.models import Company, CompanyName
from persona_core.exchange.workspaces import open_workspace
from tests.command_line import called
from tests.screens import screen

ONE, TWO = "海棠生活", "海棠生活家居用品"


@pytest.fixture
def twice(db):
    with db.write() as session:
        viewer = viewer_for(open_workspace(session, name="mine", title="我的产品"), "zh", "小乔")
        for name, headcount in ((ONE, "80"), (TWO, "120"), ("青岚美妆", "9")):
            create_company(session, viewer, {"name": name, "headcount": headcount})
    return db


@pytest.fixture
def open_page(sqlite_url, monkeypatch):
    def opened(file: str, **query: str) -> AppTest:
        state = {"lang": "zh", "companies-twice": True, "company-uniting": True}
        at = screen(monkeypatch, sqlite_url, f"persona/{file}", state=state, **query)
        assert not at.exception, at.exception
        return at

    return opened


def press(at: AppTest, start: str) -> AppTest:
    next(b for b in at.button if b.key and b.key.startswith(start)).click()
    at.run()
    assert not at.exception, at.exception
    return at


def names(db) -> list[str]:
    with db.read() as session:
        return sorted(session.exec(select(Company.name)))


def test_a_pair_is_compared_and_made_one_and_undo_brings_both_back(twice, open_page):
    at = press(open_page("companies.py"), "compare-")
    (shown,) = [f.value for f in at.table if "并进来的" in f.value.columns]
    assert shown.iloc[0].tolist() == ["名称", ONE, TWO]
    radio = next(r for r in at.radio if r.label == "人数")
    radio.set_value("other").run()
    at = press(at, "unite-")
    assert names(twice) == [ONE, "青岚美妆"]
    with twice.read() as session:
        assert session.exec(select(Company.headcount).where(Company.name == ONE)).one() == 120
    press(at, "saved-undo")
    assert names(twice) == sorted([ONE, TWO, "青岚美妆"])


def test_a_pair_said_to_be_two_is_not_shown_again(twice, open_page):
    at = press(open_page("companies.py"), "two-")
    assert any("没有名称相近的企业" in text.value for text in at.get("text"))
    with twice.read() as session:
        assert [said.same for said in session.exec(select(CompanyName))] == [False]


def test_the_page_of_a_company_offers_those_with_a_name_like_it_first(twice, open_page):
    with twice.read() as session:
        ids = dict(session.exec(select(Company.name, Company.id)).all())
    at = open_page("company.py", id=str(ids[ONE]))
    box = next(s for s in at.selectbox if s.label == "和哪一家是同一家？")
    assert box.options[0] == TWO
    box.set_value(str(ids[TWO])).run()
    press(at, "unite-")
    assert names(twice) == [ONE, "青岚美妆"]


def test_the_command_line_lists_unites_and_remembers_names(twice, sqlite_url):
    call = partial(called, sqlite_url)
    (pair,) = json.loads(call("duplicates", "--workspace", "mine", "--json").stdout)
    assert (pair["kept"]["name"], pair["other"]["name"]) == (ONE, TWO)
    made = json.loads(call("unite", ONE, TWO, "--workspace", "mine", "--take", "headcount", "--json").stdout)
    assert (made["company"], made["other"]) == (ONE, TWO)
    assert names(twice) == [ONE, "青岚美妆"]
    assert call("unite", ONE, ONE, "--workspace", "mine").returncode == 1
    assert call("same", "青岚", "青岚美妆", "--workspace", "mine").returncode == 0
    assert call("same", "海棠", ONE, "--no", "--workspace", "mine").returncode == 0
    with twice.read() as session:
        said = session.exec(select(CompanyName.name, CompanyName.same).where(CompanyName.name != TWO))
        assert sorted(said) == [("海棠", False), ("青岚", True)]
