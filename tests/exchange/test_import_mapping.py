"""Columns find their fields by name, then by content; corrections win; docs/fields.md says what is known."""

from __future__ import annotations

import re

import pytest
import yaml

from persona_core.exchange.fields_doc import fields_page
from persona_core.exchange.importing.headers import bare, unit_of
from persona_core.exchange.importing.mapping import as_json, guess, guess_kind
from persona_core.exchange.importing.planning import columns_for
from persona_core.exchange.importing.reading import open_files, open_paste
from persona_core.journeys.queries import stages
from persona_core.kit.config import DATA, ROOT
from persona_core.kit.sheets import read_table
from persona_core.vocabulary.fields import FIELDS
from tests.factories.imports import ZH


@pytest.fixture
def road(desk):
    with desk.db.read() as session:
        return stages(session, desk.viewer)


def keys(text: str, kind: str, road=(), known=None) -> list[str | None]:
    return [
        column.key for column in guess(open_files([("a.csv", text.encode())]).sheet, kind, stages=road, known=known)
    ]


@pytest.mark.parametrize(
    ("header", "kind", "wanted"),
    [
        ("企业名称,所属行业,员工人数,年营业额", "companies", ["name", "industry", "headcount", "annual_revenue"]),
        ("Account Name, EMPLOYEES ,Annual_Revenue", "companies", ["name", "headcount", "annual_revenue"]),
        ("客户（必填）,人数（人）,年费（万元）", "companies", ["name", "headcount", "annual_fee"]),
        ("客户所属行业,企业名称", "companies", ["industry", "name"]),
        (
            "企業名稱,行業,人數,年費（萬元）,簽約日",
            "companies",
            ["name", "industry", "headcount", "annual_fee", "signed_on"],
        ),
        ("Billing City,CompanyName,CustomerID", "companies", ["region", "name", "external_id"]),
        (
            "CustomerID,CompanyName,ContactName,ContactTitle",
            "people",
            ["company_external_id", "company", "name", "title"],
        ),
        ("contact_id,account_id,job_title", "people", ["external_id", "company_external_id", "title"]),
        ("opportunity_id,account_id,estimated_acv", "deals", ["external_id", "company_external_id", "value"]),
        ("account_id,amount", "deals", ["company_external_id", "value"]),
        ("商机编号,环节,日期", "stage-events", ["deal_external_id", "stage", "date"]),
        ("客户,环节,正文,标签", "stories", ["company", "stage", "text", "tags"]),
    ],
)
def test_headers_in_both_languages(header, kind, wanted):
    cells = {"日期": "2025-01-01", "人数": "5", "人数（人）": "5", "EMPLOYEES": "5", "员工人数": "5"}
    row = ",".join(cells.get(name.strip(), "3") for name in header.split(","))
    assert keys(f"{header}\n{row}\n", kind) == wanted


def test_never_two_columns_on_one_key_and_the_fuller_one_wins():
    assert keys("公司,地区,城市\n甲,,上海\n乙,,北京\n丙,华东,杭州\n", "companies") == ["name", None, "region"]
    assert keys("name,company\n甲,乙\n", "companies") == ["name", None]


def test_a_header_that_is_a_stage_dates_it(road):
    header = "公司,知道我们,Weighs us up,签约日期,上线时间,进入使用,丢单,need\n"
    assert keys(header + "甲" + ",2025-01-01" * 7 + "\n", "deals", road) == [
        "company", "stage:aware", "stage:weigh", "signed_on", "stage:live", "stage:use", "stage:lost", "stage:need",
    ]  # fmt: skip


def test_content_speaks_where_names_do_not():
    assert keys("公司,a,b,c\n甲,x@y.com,13800138000,2023-06-01\n", "people") == ["company", "email", "phone", None]
    assert keys("a,公司,c\n2025-01-01,甲,签约\n", "stage-events") == ["date", "company", None]


def test_content_against_the_name_leaves_a_part_of_it_out():
    assert keys("公司,email_domain_type\n甲,corporate\n乙,personal\n", "people") == ["company", None]


def test_units_in_headers():
    headers = ("年费（万元）", "年营收(亿)", "ACV (k)", "金额万元", "Amount (million USD)", "年费", "万科")
    assert [unit_of(h) for h in headers] == ["万", "亿", "k", "万", "M", "", ""]
    assert bare(" Account_Name * ") == bare("account name（必填）") == "accountname"


def test_corrections_win_and_take_the_key_from_a_guess(desk):
    sheet = open_files([("a.csv", "公司,名称,备注\n甲,乙,丙\n".encode())]).sheet
    with desk.db.read() as session:
        found = columns_for(session, desk.viewer, sheet, "companies", {" 名 称": "name", "备注": None})
    assert as_json(found, (), ZH) == {"公司": None, "名称": "name", "备注": None}


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("企业名称,行业,人数", "companies"),
        ("公司,姓名,职务,电话", "people"),
        ("公司,产品,知道我们,签约,丢单", "deals"),
        ("opportunity_id,account_id,estimated_acv,close_outcome", "deals"),
        ("公司,环节,日期", "stage-events"),
        ("客户,环节,正文", "stories"),
        ("随便,什么", "companies"),
    ],
)
def test_the_kind_shows_in_the_headers(road, header, kind):
    row = ",".join({"日期": "2025-01-01", "人数": "5"}.get(name, "甲") for name in header.split(","))
    assert guess_kind(open_files([("a.csv", f"{header}\n{row}\n".encode())]).sheet, road) == kind


def test_a_pasted_table_may_have_no_header(road):
    plain = open_paste("澄湖家居\t在谈\t150人\n海棠生活\t在用\t180人\n", road).sheet
    assert len(plain.rows) == 2
    assert [column.key for column in guess(plain, "companies")] == ["name", "status", "headcount"]
    assert [c.key for c in guess(open_paste("澄湖家居\n海棠生活\n", road).sheet, "companies")] == ["name"]
    assert len(open_paste("企业\n海棠生活\n", road).sheet.rows) == 1
    assert len(open_paste("客户名单\t\t\n企业\t人数\t区域\n海棠生活\t180\t华东\n", road).sheet.rows) == 1


def test_a_markdown_table_is_a_table():
    text = "# 用户\n\n| 企业 | 人数 |\n|:--|--:|\n| 甲 \\| 乙 | 5 |\n| 丙 | 6 |\n\n后记 | 不算\n"
    sheet = open_files([("adopters.md", text.encode())], "companies").sheet
    assert (sheet.header, sheet.rows, sheet.lines) == (["企业", "人数"], [["甲 | 乙", "5"], ["丙", "6"]], [5, 6])
    assert open_paste(text).sheet.rows == sheet.rows


def test_the_page_of_fields_is_true():
    assert (ROOT / "docs" / "fields.md").read_text(encoding="utf-8") == fields_page()


def test_pinyin_initials_are_read_where_the_values_bear_them_out():
    sheet = read_table(
        "KHMC,HY,RS,QYRQ,XB,DH\n海棠生活,家居,180,2025-03-01,女,x\n禾木,母婴,90,,男,y\n".encode(), "t.csv"
    )
    found = {c.header: (c.key, c.confidence) for c in guess(sheet, "companies")}
    assert found["KHMC"] == ("name", 0.5)
    assert found["HY"] == ("industry", 0.5)
    assert found["RS"] == ("headcount", 0.5)
    assert found["QYRQ"] == ("signed_on", 0.5)
    assert found["XB"][0] is None


def test_every_chinese_name_of_a_field_has_its_initials():
    letters = yaml.safe_load((DATA / "initials.yaml").read_text(encoding="utf-8"))
    names = {
        name
        for spec in FIELDS.values()
        for name in (ZH(spec.label), *spec.synonyms)
        if re.fullmatch(r"[\u4e00-\u9fff]{2,8}", name)
    }
    assert names <= letters.keys()
    assert all(isinstance(found, str) and len(found) == len(name) for name, found in letters.items())
