"""The dry run tells what a new row would bring as it was read, whichever way it is weighed."""

from __future__ import annotations

from persona_core.exchange.importing.checked import checked_of
from persona_core.exchange.importing.plan import Action
from persona_core.vocabulary.queries import lists


def told(desk, sheet: str, kind: str) -> dict[str, dict[str, object]]:
    """Name → what the row would bring."""
    result = desk.take(sheet, kind, dry_run=True)
    with desk.db.read() as session:
        fates = checked_of(result, lists(session, desk.viewer)).fates[Action.NEW]
    return {one.name: dict(one.brings) for one in fates}


def test_a_new_company_shows_sizes_and_words_as_they_were_read(desk):
    sheet = "企业,行业,人数,年营收（万）\n海棠生活,家居,约200人,1200\n禾木母婴,,50-99,\n"
    assert told(desk, sheet, "companies") == {
        "海棠生活": {"industry": "家居", "headcount": 200, "annual_revenue": "12000000"},
        "禾木母婴": {"headcount": "50-99"},
    }


def test_a_company_with_a_deal_shows_both_and_not_what_was_left_out(desk):
    sheet = "企业,客户状态,签约日,年费\n海棠生活,在用,2025/3/1,20万\n禾木母婴,在谈,2025-04-02,\n"
    signed, open_ = told(desk, sheet, "companies").values()
    assert (signed["signed_on"], signed["annual_fee"], signed["outcome"]) == ("2025-03-01", "200000", "won")
    assert "signed_on" not in open_, "a day of signing that is only expected does not go in"
    (held,) = told(desk, "企业,客户状态,签约日\n蓝鲸物流,线索,2025-07-01\n", "companies").values()
    assert held["status"] == "active", "the status is the one that will stand there"


def test_people_show_where_they_belong(desk):
    assert told(desk, "公司,姓名,职务\n海棠生活,张三,店长\n", "people") == {
        "张三": {"company": "海棠生活", "title": "店长"},
    }


def test_several_things_of_one_row_are_told_apart(desk):
    sheet = "公司名称,行业,联系人,职务,商机金额\n海棠生活,家居,张三,店长,50000\n"
    brings = told(desk, sheet, "several")["海棠生活"]
    assert brings["person:name"] == "张三"
    assert (brings["industry"], brings["deal:value"]) == ("家居", "50000")


def test_a_seat_shows_what_it_says_and_who_sits_there(desk):
    rows = ("海棠生活,CEO,说了算,市场总监:很听,支持,王芳", "海棠生活,市场总监,有一票,,力推,")
    sheet = "\n".join(("公司,角色,拍板时,听谁的,态度,联系人", *rows))
    first, second = told(desk, sheet, "chain").values()
    assert (first["say"], first["stance"], first["person"]) == (3, 1, "王芳")
    assert list(first["listens_to"].values()) == [50.0]
    assert (second["say"], second["stance"]) == (2, 2)
