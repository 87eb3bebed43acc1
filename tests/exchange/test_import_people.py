"""People: by id, else by company, name and title; nobody is merged on a title alone."""

from __future__ import annotations

from persona_core.vocabulary.queries import lists
from tests.factories.imports import ZH, tally

COMPANIES = "id,name\nA1,海棠生活\nA2,禾木母婴\n"


def test_titles_alone_stay_apart_when_ids_differ(desk):
    desk.take(COMPANIES, "companies")
    content = "contact_id,account_id,job_title\nc1,A1,CTO\nc2,A1,CTO\nc3,A2,CTO\n"
    assert tally(desk.take(content, "people")) == (3, 0, 0, 0)
    before = desk.counts()
    assert tally(desk.take(content, "people")) == (0, 0, 3, 0)
    assert desk.counts() == before


def test_without_ids_company_name_and_title_decide(desk):
    first = (
        "公司,姓名,职务\n海棠生活,王伟,总监\n海棠生活,王伟,经理\n海 棠生活,王 伟,总监\n海棠生活,,总监\n海棠生活,,总监\n"
    )
    assert tally(desk.take(first, "people")) == (3, 0, 2, 0)
    assert desk.counts()["company"] == 1
    later = "公司,姓名,职务,电话\n海棠生活,李雷,,010-88886666\n海棠生活,李雷,店长,\n"
    assert tally(desk.take(later, "people")) == (1, 1, 0, 0)
    assert [(p.name, p.title, p.phone) for p in desk.people() if p.name == "李雷"] == [("李雷", "店长", "010-88886666")]


def test_an_id_finds_somebody_under_a_new_name(desk):
    desk.take("编号,公司,姓名\np1,海棠生活,王伟\n", "people")
    result = desk.take("编号,公司,姓名\np1,海棠生活,王伟明\n", "people")
    assert [(c.key, c.old, c.new) for c in result.plan.rows[0].changes] == [("name", "王伟", "王伟明")]
    assert desk.counts()["person"] == 1


def test_an_id_of_another_company_is_refused(desk):
    desk.take("编号,公司,姓名\np1,海棠生活,王伟\n", "people")
    (said,) = desk.take("编号,公司,姓名\np1,禾木母婴,王伟\n", "people").as_json(ZH)["rejected"]
    assert (said["column"], said["value"]) == ("公司", "禾木母婴")
    assert "海棠生活" in said["message"]
    assert desk.counts()["company"] == 1


def test_people_outside_any_company_find_one_later(desk):
    assert tally(desk.take("编号,姓名\np1,老周\n", "people")) == (1, 0, 0, 0)
    assert desk.people()[0].company_id is None
    assert tally(desk.take("编号,姓名,公司\np1,老周,海棠生活\n", "people")) == (0, 1, 0, 0)
    assert desk.people()[0].company_id == desk.company("海棠生活").id
    before = desk.counts()
    assert tally(desk.take("编号,姓名,公司\np1,老周,海棠生活\n", "people")) == (0, 0, 1, 0)
    assert desk.counts() == before


def test_a_position_is_a_word_of_the_list_or_a_new_one(desk):
    result = desk.take("公司,姓名,岗位\n海棠生活,王伟,CMO\n海棠生活,李雷,采购总\n", "people")
    assert [p.position for p in desk.people()] == ["marketing_director", "采购总"]
    with desk.db.read() as session:
        assert lists(session, desk.viewer).label("position", "采购总", ZH) == "采购总"
    said = [note.text(ZH) for note in result.plan.notes]
    assert any("采购总" in text for text in said)
    assert any("海棠生活" in text for text in said)
