"""Names written otherwise: taken for the company they mean where only the legal form differs, asked about else."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from persona_core.companies.models import Company
from persona_core.companies.said_names import other_names, say_same
from persona_core.exchange.undoing.commands import undo_batch
from tests.factories.imports import EN, ZH, tally

HERE = "企业名称,行业\n云帆科技有限公司,物流\n海棠生活,家居\n"


@pytest.fixture
def database_url(sqlite_url):
    """One kind of database: what is tried here is decided before anything is written."""
    return sqlite_url


@pytest.fixture
def stocked(desk):
    desk.take(HERE, "companies")
    return desk


def say(desk, name, company, same):
    with desk.db.write() as session:
        say_same(session, desk.viewer, name, desk.company(company).id, same)


def names(desk):
    return sorted(desk.rows(select(Company.name)))


def test_another_legal_form_is_the_same_company_and_the_check_says_so(stocked):
    result = stocked.take("企业名称,人数\n云帆科技股份有限公司,30\n", "companies")
    assert tally(result) == (0, 1, 0, 0)
    assert names(stocked) == ["云帆科技有限公司", "海棠生活"]
    assert stocked.company("云帆科技有限公司").headcount == 30
    (note,) = [n for n in result.plan.notes if "云帆" in n.text(ZH)]
    assert note.text(EN) == (
        "Taken for companies that are here, written otherwise: 1 (云帆科技股份有限公司 = 云帆科技有限公司)."
    )
    assert "写法不同、当作已有企业的 1 家" in note.text(ZH)


def test_two_ids_are_never_one_company_unasked(stocked):
    stocked.take("客户编号,企业名称\nA1,云帆科技有限公司\n", "companies")
    result = stocked.take("客户编号,企业名称\nB7,云帆科技集团\n", "companies")
    assert tally(result) == (1, 0, 0, 0)
    (pair,) = result.plan.lookalikes
    assert (pair.name, pair.company, pair.taken, pair.said) == ("云帆科技集团", "云帆科技有限公司", False, None)


def test_a_name_alike_is_asked_about_and_the_answer_is_remembered(stocked):
    sheet = "企业名称,人数\n海棠生活家居用品,80\n"
    first = stocked.take(sheet, "companies", dry_run=True)
    assert tally(first) == (1, 0, 0, 0)
    (pair,) = first.plan.lookalikes
    assert (pair.name, pair.company) == ("海棠生活家居用品", "海棠生活")
    say(stocked, pair.name, "海棠生活", True)
    assert tally(stocked.take(sheet, "companies")) == (0, 1, 0, 0)
    assert tally(stocked.take(sheet, "companies")) == (0, 0, 1, 0)
    assert stocked.company("海棠生活").headcount == 80
    with stocked.db.read() as session:
        assert other_names(session, stocked.viewer, stocked.company("海棠生活").id) == ["海棠生活家居用品"]


def test_a_name_said_to_be_another_company_makes_one_and_is_asked_about_no_more(stocked):
    sheet = "企业名称,人数\n云帆科技集团,80\n海棠生活家居用品,9\n"
    say(stocked, "云帆科技集团", "云帆科技有限公司", False)
    say(stocked, "海棠生活家居用品", "海棠生活", False)
    result = stocked.take(sheet, "companies")
    assert tally(result) == (2, 0, 0, 0)
    assert [pair.said for pair in result.plan.lookalikes] == [False, False]
    assert not any("written otherwise" in n.text(EN) or "like some" in n.text(EN) for n in result.plan.notes)


def test_people_and_deals_find_their_company_by_another_form_of_its_name(stocked):
    result = stocked.take("姓名,公司,职务\n王芳,云帆科技（集团）有限公司,采购总监\n", "people")
    assert tally(result)[0] == 1
    assert names(stocked) == ["云帆科技有限公司", "海棠生活"]
    (person,) = stocked.people()
    assert person.company_id == stocked.company("云帆科技有限公司").id


def test_what_was_said_of_names_does_not_keep_an_import_from_being_taken_back(desk):
    batch = desk.take(HERE, "companies").batch
    say(desk, "海棠家居", "海棠生活", True)
    with desk.db.write() as session:
        undo_batch(session, desk.viewer, batch)
    assert names(desk) == []
