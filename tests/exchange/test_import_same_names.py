"""Names written otherwise: taken for the company they mean where only the legal form differs, asked about else."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from persona_core.companies.models import Company
from persona_core.companies.said_names import other_names, say_pair, say_same
from persona_core.exchange.importing import alike_names
from persona_core.exchange.undoing.commands import undo_batch
from persona_core.exchange.uniting import possible_duplicates
from persona_core.kit.errors import Invalid
from tests.command_line import called
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


def pair(desk, name, other, same):
    with desk.db.write() as session:
        say_pair(session, desk.viewer, name, other, same)


WITHIN = "企业名称,行业,人数\n海棠生活,家居,\n云帆科技有限公司,物流,20\n海棠生活家居用品,,80\n"


def test_names_alike_within_one_file_are_asked_about_and_the_answer_is_remembered(desk):
    first = desk.take(WITHIN, "companies", dry_run=True)
    assert tally(first) == (3, 0, 0, 0)
    (found,) = first.plan.lookalikes
    assert (found.name, found.company, found.company_id, found.said) == ("海棠生活家居用品", "海棠生活", None, None)
    (note,) = [n for n in first.plan.notes if "海棠" in n.text(ZH)]
    assert note.text(EN) == "New companies whose names are like others of the file: 1 (海棠生活家居用品)."
    assert first.as_json(ZH)["alike"] == [
        {"name": "海棠生活家居用品", "company": "海棠生活", "same": False, "within_file": True}
    ]
    pair(desk, "海棠生活家居用品", "海棠生活", True)
    assert tally(desk.take(WITHIN, "companies")) == (2, 1, 0, 0)
    assert names(desk) == ["云帆科技有限公司", "海棠生活"]
    assert desk.company("海棠生活").headcount == 80
    assert tally(desk.take(WITHIN, "companies")) == (0, 0, 3, 0)
    alone = desk.take("企业名称,人数\n海棠生活家居用品,90\n", "companies")
    assert tally(alone) == (0, 1, 0, 0)


def test_names_of_a_file_said_to_be_two_stay_two_and_are_asked_about_no_more(desk):
    pair(desk, "海棠生活", "海棠生活家居用品", False)
    result = desk.take(WITHIN, "companies")
    assert tally(result) == (3, 0, 0, 0)
    assert [one.said for one in result.plan.lookalikes] == [False]
    assert not any("海棠" in n.text(ZH) for n in result.plan.notes)
    with desk.db.read() as session:
        assert possible_duplicates(session, desk.viewer) == []


def test_another_legal_form_within_a_file_is_the_same_company_unless_said_otherwise(desk):
    sheet = "企业名称,人数\n云帆科技有限公司,20\n云帆科技股份有限公司,30\n"
    told = desk.take(sheet, "companies", dry_run=True)
    assert tally(told) == (1, 1, 0, 0)
    assert [n.text(ZH) for n in told.plan.notes if "云帆" in n.text(ZH)] == [
        "文件里写法不同、当作同一家的 1 处（云帆科技股份有限公司 = 云帆科技有限公司）。"
    ]
    pair(desk, "云帆科技有限公司", "云帆科技股份有限公司", False)
    assert tally(desk.take(sheet, "companies")) == (2, 0, 0, 0)


def test_two_ids_of_a_file_are_two_companies_and_nobody_is_asked(desk):
    result = desk.take("客户编号,企业名称\nA1,云帆科技有限公司\nB7,云帆科技集团\n", "companies")
    assert tally(result) == (2, 0, 0, 0)
    assert result.plan.lookalikes == []


def test_three_names_for_one_company_meet_whichever_row_comes_first(desk):
    pair(desk, "海棠生活", "海棠家", True)
    pair(desk, "海棠家", "海棠生活家居用品", True)
    result = desk.take("姓名,公司,职务\n王芳,海棠生活家居用品,总监\n李明,海棠家,店长\n赵云,海棠生活,CEO\n", "people")
    assert tally(result)[0] == 3
    assert names(desk) == ["海棠生活家居用品"]


def test_too_many_new_names_are_not_compared_and_the_check_says_so(desk, monkeypatch):
    monkeypatch.setattr(alike_names, "MOST_WITHIN", 2)
    result = desk.take(WITHIN, "companies", dry_run=True)
    assert result.plan.lookalikes == []
    assert any("新名称有 3 个" in n.text(ZH) for n in result.plan.notes)


def test_the_command_line_remembers_two_names_of_a_file(desk):
    told = called(desk.db.url, "same", "海棠生活家居用品", "海棠生活", "--workspace", str(desk.viewer.workspace_id))
    assert "先记下" in told.stdout
    assert tally(desk.take(WITHIN, "companies")) == (2, 1, 0, 0)
    with desk.db.write() as session, pytest.raises(Invalid):
        say_pair(session, desk.viewer, "海棠", " 海棠 ", True)
