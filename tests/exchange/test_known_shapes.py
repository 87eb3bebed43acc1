"""Files that are known: exports of other systems by their columns, and files of the same columns as one before."""

from __future__ import annotations

import csv
import io
import json
from urllib.parse import urlparse

import pytest
from sqlalchemy import select

from persona_core.companies.models import Person
from persona_core.exchange.importing.known_shapes import recognise, shapes
from persona_core.exchange.importing.mapping import guess_kind
from persona_core.exchange.undoing.commands import undo_batch
from persona_core.kit.sheets import read_table
from persona_core.vocabulary.fields import IMPORT_KEYS
from persona_core.vocabulary.own_fields import add_own_field
from tests.factories.imports import ZH, tally

EXPORTS = {
    ("HubSpot", "companies"): {
        "Record ID": "101",
        "Company name": "Acme",
        "Company owner": "Lee",
        "Industry": "RETAIL",
        "Number of Employees": "180",
        "Annual Revenue": "3200000",
        "Lifecycle Stage": "Opportunity",
        "Create Date": "2025-01-02 10:00",
        "Phone Number": "+1 555 0100",
    },
    ("HubSpot", "people"): {
        "Record ID": "7",
        "First Name": "Maria",
        "Last Name": "Anders",
        "Contact owner": "Lee",
        "Email": "maria@acme.example",
        "Job Title": "CMO",
        "Associated Company": "Acme",
    },
    ("HubSpot", "deals"): {
        "Record ID": "9",
        "Deal Name": "Acme, first year",
        "Deal Stage": "Closed Won",
        "Amount": "12000",
        "Close Date": "2025-03-01",
        "Associated Company": "Acme",
        "Pipeline": "Sales Pipeline",
    },
    ("Salesforce", "companies"): {
        "Id": "001",
        "Name": "Acme",
        "OwnerId": "005",
        "BillingCity": "Berlin",
        "Industry": "Retail",
        "NumberOfEmployees": "180",
        "AccountSource": "Web",
        "Phone": "+49 30 1234567",
    },
    ("Salesforce", "people"): {
        "Id": "003",
        "AccountId": "001",
        "FirstName": "芳",
        "LastName": "王",
        "Title": "CMO",
        "Email": "fang@acme.example",
    },
    ("Salesforce", "deals"): {
        "Id": "006",
        "AccountId": "001",
        "Name": "Acme, first year",
        "StageName": "Needs Analysis",
        "CloseDate": "2027-03-01",
        "Amount": "12000",
    },
    ("企查查", "companies"): {
        "企业名称": "示例科技股份有限公司",
        "登记状态": "存续",
        "统一社会信用代码": "91330000123456789X",
        "法定代表人": "张三",
        "更多电话": "0571-12345678",
        "国标行业大类": "专用设备制造业",
        "参保人数": "120",
        "所属城市": "杭州市",
    },
    ("天眼查", "companies"): {
        "公司名称": "示例科技股份有限公司",
        "登记状态": "存续",
        "企业规模": "小型",
        "所属城市": "杭州市",
        "国标行业大类": "专用设备制造业",
        "统一社会信用代码": "91330000123456789X",
        "天眼评分": "72",
        "参保人数": "120",
    },
    ("企业微信", "people"): {
        "客户名称": "王芳",
        "描述": "老客户介绍",
        "添加人": "小乔",
        "添加人账号": "xiaoqiao",
        "添加人所属部门": "销售部",
        "添加时间": "2026-03-01 10:20:00",
        "来源": "扫描二维码",
        "手机": "13800000000",
        "企业": "海棠生活",
        "职务": "采购总监",
    },
}


def text(row):
    out = io.StringIO()
    csv.writer(out).writerows([row.keys(), row.values()])
    return out.getvalue()


@pytest.mark.parametrize(("system", "kind"), EXPORTS)
def test_an_export_is_known_by_its_columns_and_goes_in(desk, system, kind):
    row = EXPORTS[system, kind]
    found = recognise(list(row))
    assert (found.shape.system, found.shape.kind) == (system, kind)
    assert found.confidence > 0.9
    assert guess_kind(read_table(text(row).encode(), "e.csv")) == kind
    if row.get("AccountId"):
        desk.take("编号,企业\n001,Acme\n", "companies")
    told = desk.take(text(row), kind)
    assert [r.error.text(ZH) for r in told.plan.refusals] == []
    assert tally(told) == (1, 0, 0, 0)
    assert told.as_json(ZH)["shape"] == system


def test_what_the_fields_of_an_export_hold(desk):
    for key in ("companies", "people", "deals"):
        desk.take(text(EXPORTS["HubSpot", key]), key)
    acme = desk.company("Acme")
    assert (acme.headcount, acme.owner) == (180, "Lee")
    (deal,) = desk.deals("Acme")
    assert (deal.outcome, deal.signed_on.isoformat(), int(deal.value)) == ("won", "2025-03-01", 12000)
    (person,) = desk.rows(select(Person))
    assert (person.name, person.title, person.company_id) == ("Maria Anders", "CMO", acme.id)


def test_names_that_qichacha_did_not_find_are_pointed_out(desk):
    row = EXPORTS["企查查", "companies"]
    told = desk.take(text({**row, "企业名称": "未匹配到相关企业"}), "companies", dry_run=True)
    assert any("“企业名称”" in note.text(ZH) and "未匹配到相关企业" in note.text(ZH) for note in told.plan.notes)


def test_an_expected_day_signs_nothing_and_a_name_in_two_columns_is_one(desk):
    for key in ("companies", "people", "deals"):
        told = desk.take(text(EXPORTS["Salesforce", key]), key)
    (deal,) = desk.deals("Acme")
    assert (deal.outcome, deal.signed_on) == ("open", None)
    assert any("预计" in note.text(ZH) for note in told.plan.notes)
    assert [p.name for p in desk.rows(select(Person))] == ["王芳"]


def test_every_export_names_its_source_and_fields_that_exist():
    for shape in shapes():
        assert urlparse(shape.source).scheme == "https"
        assert shape.sure is (shape.system in {"HubSpot", "Salesforce"})
        assert shape.tells <= shape.columns.keys()
        assert {key for key in shape.columns.values() if key} <= IMPORT_KEYS[shape.kind].keys()
        assert min(len(shape.zh), len(shape.en)) > 0


def test_a_table_of_ones_own_is_no_export():
    assert recognise(["企业名称", "行业", "人数"]) is None
    assert recognise(["Id", "Name", "Phone"]) is None


def test_of_columns_nobody_decided_about_nothing_is_remembered(desk):
    with desk.db.write() as session:
        add_own_field(session, desk.viewer, "评语", "text")
    desk.take("甲方,打分,评语\n海棠生活,7,好\n", "companies", mapping={"甲方": "name", "评语": None})
    with desk.db.write() as session:
        add_own_field(session, desk.viewer, "打分", "number")
    name, score, word = desk.take("甲方,打分,评语\n禾木母婴,9,行\n", "companies").plan.columns
    assert (name.key, name.before) == ("name", True)
    assert (score.own.label, score.before) == ("打分", False), "it was left out because no field was there"
    assert (word.key, word.before) == (None, True), "somebody left it out"


def test_refused_rows_come_back_as_rows_of_the_same_file(desk):
    sheet = "甲方,片区,人数\n海棠生活,华东,180\n禾木母婴,华南,-5\n"
    first = desk.take(sheet, "companies", mapping={"甲方": "name", "片区": "region"})
    mended = first.rejects_csv(ZH).decode("utf-8-sig").replace("'-5", "50")
    assert "进不来的原因" in mended
    again = desk.take(mended, "companies")
    assert again.as_json(ZH)["columns"] == {"甲方": "name", "片区": "region", "人数": "headcount"}
    assert tally(again) == (1, 0, 0, 0)


def test_what_was_corrected_is_remembered_for_the_next_file_until_it_is_taken_back(desk):
    sheet = "甲方,赛道,打分\n海棠生活,家居,7\n"
    mapping = {"甲方": "name", "赛道": "industry", "打分": "own:评分"}
    first = desk.take(sheet, "companies", mapping=mapping)
    second = desk.take("甲方,赛道,打分\n禾木母婴,母婴,9\n", "companies")
    assert tally(second) == (1, 0, 0, 0)
    assert second.as_json(ZH)["columns"] == {"甲方": "name", "赛道": "industry", "打分": "own:评分"}
    assert all(column.before for column in second.plan.columns)
    third = desk.take("甲方,赛道,打分\n青岚,美妆,1\n", "companies", mapping={"打分": None}, dry_run=True)
    assert third.as_json(ZH)["columns"]["打分"] is None
    with desk.db.write() as session:
        undo_batch(session, desk.viewer, second.batch)
        undo_batch(session, desk.viewer, first.batch)
    assert json.loads(json.dumps(desk.take(sheet, "companies", mapping={"甲方": "name"}).as_json(ZH)))["columns"] == {
        "甲方": "name",
        "赛道": None,
        "打分": None,
    }
