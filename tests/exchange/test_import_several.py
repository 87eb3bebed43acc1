"""One table that tells of companies, people, deals, days of stages and stories at once: weighed and stored as one."""

from __future__ import annotations

import json

from sqlalchemy import select

from persona_core.companies.models import Company, Person
from persona_core.deals.models import Deal
from persona_core.exchange.importing.mapping import guess, guess_kind
from persona_core.exchange.undoing.commands import undo_batch
from persona_core.kit.sheets import read_table
from persona_core.stories.models import Story
from tests.command_line import called
from tests.factories.imports import ZH, tally

CUSTOMERS = """CustomerID,CompanyName,ContactName,ContactTitle,Address,City,Country,Phone,Fax
ALFKI,Alfreds Futterkiste,Maria Anders,Sales Representative,Obere Str. 57,Berlin,Germany,030-0074321,030-0076545
ANATR,Ana Trujillo,Ana Trujillo,Owner,Avda. 2222,México D.F.,Mexico,(5) 555-4729,
BOLID,Bólido,,,C/ Araquil 67,Madrid,Spain,(91) 555 22 82,
"""
ORDERS = """企业名称,行业,联系人,职务,产品,金额,签约,故事,内部评分
海棠生活,家居,王芳,市场总监,SCRM,20万,2025-03-01,说是群太多管不过来。,7
海棠生活,家居,李强,IT,BI,8万,,,7
禾木母婴,母婴,赵敏,CEO,SCRM,15万,2025-13-01,,很好
青岚美妆,美妆,,,,,,,9
"""


def found(desk, model):
    return desk.rows(select(model))


def test_companies_and_people_come_from_one_table(desk):
    told = desk.take(CUSTOMERS, "several")
    assert tally(told) == (3, 0, 0, 0)
    assert told.as_json(ZH)["columns"] == {
        "CustomerID": "external_id",
        "CompanyName": "name",
        "ContactName": "person:name",
        "ContactTitle": "person:title",
        "Address": None,
        "City": "region",
        "Country": None,
        "Phone": "person:phone",
        "Fax": None,
    }
    people = {p.name: p for p in found(desk, Person)}
    assert set(people) == {"Maria Anders", "Ana Trujillo"}
    maria, home = people["Maria Anders"], desk.company("Alfreds Futterkiste")
    assert (maria.company_id, maria.title, maria.phone) == (home.id, "Sales Representative", "030-0074321")
    assert home.region == "Berlin"
    assert any("企业 3 家、人 2 位" in note.text(ZH) for note in told.plan.notes)
    before = desk.counts()
    again = desk.take(CUSTOMERS, "several")
    assert tally(again) == (0, 0, 3, 0)
    assert (again.batch, desk.counts()) == (told.batch, before)


def test_everything_a_row_says_goes_in_or_nothing(desk):
    mapping = {"故事": "story:text", "内部评分": "own:内部评分=number"}
    checked = desk.take(ORDERS, "several", mapping=mapping, dry_run=True)
    assert desk.counts()["company"] == 0
    told = desk.take(ORDERS, "several", mapping=mapping)
    assert [row.action for row in told.plan.rows] == [row.action for row in checked.plan.rows]
    assert tally(told) == (3, 0, 0, 2)
    assert {(r.row, r.column) for r in told.plan.refusals} == {(4, "签约"), (4, "内部评分")}
    assert {c.name for c in found(desk, Company)} == {"海棠生活", "青岚美妆"}
    first, second = desk.deals("海棠生活")
    assert (first.product, int(first.value), first.outcome) == ("SCRM", 200_000, "won")
    assert desk.events(first) == {"签约": ["2025-03-01"]}
    assert (second.product, second.outcome) == ("BI", "open")
    assert {p.name: p.title for p in found(desk, Person)} == {"王芳": "市场总监", "李强": "IT"}
    (story,) = found(desk, Story)
    assert story.company_id == desk.company("海棠生活").id
    assert list(desk.company("青岚美妆").custom.values()) == [9]
    assert desk.deals("青岚美妆") == []
    with desk.db.write() as session:
        undo_batch(session, desk.viewer, told.batch)
    counts = desk.counts()
    assert (counts["company"], counts["person"], counts["deal"], counts["stage_event"]) == (0, 0, 0, 0)
    assert found(desk, Story) == []


def test_two_companies_of_one_name_keep_their_own_people(desk):
    sheet = "客户编号,企业,联系人,产品\nA1,好邻居,张一,SCRM\nA2,好邻居,张二,BI\n"
    assert tally(desk.take(sheet, "several")) == (2, 0, 0, 0)
    homes = {c.id: c.num for c in found(desk, Company)}
    assert sorted((homes[p.company_id], p.name) for p in found(desk, Person)) == [(1, "张一"), (2, "张二")]
    assert sorted((homes[d.company_id], d.product) for d in found(desk, Deal)) == [(1, "SCRM"), (2, "BI")]


def test_days_of_stages_in_rows_go_to_the_deal_of_the_row(desk):
    rows = ["企业,行业,商机编号,阶段,日期", "甲,零售,D1,权衡利弊,2025-01-01", "甲,零售,D1,签约,2025-02-01"]
    told = desk.take("\n".join([*rows, "乙,零售,D2,唱歌,2025-02-01"]), "several")
    assert [(r.row, r.column) for r in told.plan.refusals] == [(4, "阶段")]
    (deal,) = desk.deals("甲")
    assert desk.events(deal) == {"权衡利弊": ["2025-01-01"], "签约": ["2025-02-01"]}
    assert desk.company("甲").status == "active"


def test_it_is_guessed_where_a_table_tells_of_more_than_one_thing():
    def kind(text):
        return guess_kind(read_table(text.encode(), "t.csv"))

    assert kind(CUSTOMERS) == "several"
    assert kind("企业名称,行业,联系人,职务\n甲,零售,王芳,CEO\n") == "several"
    assert kind("企业名称,联系人,职务,电话\n甲,王芳,CEO,13800001111\n") == "people"
    assert kind("企业名称,行业,人数\n甲,零售,180\n") == "companies"
    assert kind("公司,产品,金额,结果\n甲,SCRM,20万,赢单\n") == "deals"
    sheet = read_table("企业,标题,阶段,电话\n甲,一,二,三\n".encode(), "t.csv")
    assert {c.header: c.key for c in guess(sheet, "several")}["阶段"] is None


def test_the_command_line_takes_it(desk, tmp_path):
    file = tmp_path / "c.csv"
    file.write_text(CUSTOMERS, encoding="utf-8")
    asked = ("--workspace", str(desk.viewer.workspace_id), "--json")
    done = called(desk.db.url, "import", str(file), "--as", "several", *asked)
    said = json.loads(done.stdout)
    assert (said["created"], said["columns"]["ContactName"]) == (3, "person:name")
