"""Rows that cannot go in: each with line, column, value and a sentence in both languages; nothing half-written."""

from __future__ import annotations

import csv
import io

import pytest

from persona_core.exchange.importing.mapping import BadMapping
from persona_core.kit.errors import Invalid, PersonaError
from persona_core.kit.sheets import Unreadable
from tests.factories.imports import EN, ZH, tally

CASES = [
    ("companies", "企业,人数\n甲,5\n,7\n", (3, "企业", ""), "名称", "name is empty"),
    ("companies", "企业,人数\n甲,-5\n", (2, "人数", "-5"), "不能", "negative"),
    ("companies", "企业,人数\n甲,很多\n乙,3\n丙,4\n", (2, "人数", "很多"), "不是", "not a number"),
    ("companies", "企业,客户状态\n甲,在用\n乙,睡着了\n", (3, "客户状态", "睡着了"), "在谈", "In talks"),
    ("companies", "企业,签约日\n甲,2025-03-01\n乙,2025-13-40\n", (3, "签约日", "2025-13-40"), "日期", "not a date"),
    (
        "companies",
        "企业,签约日\n甲,2025-03-01\n乙,May-20\n",
        (3, "签约日", "May-20"),
        "缺了年或日",
        "only part of a date",
    ),
    ("companies", f"企业,行业\n甲,{'长' * 201}\n", (2, "行业", "长" * 200), "201", "201"),
    ("people", "公司,姓名,职务,电话\n甲,,,123456\n", (2, "姓名", ""), "姓名", "name, a job title"),
    ("people", "客户编号,姓名\nX9,王伟\n", (2, "客户编号", "X9"), "X9", "X9"),
    ("deals", "公司,金额\n,5\n甲,6\n", (2, "公司", ""), "哪家企业", "which company"),
    ("stage-events", "商机编号,环节,日期\nD9,签约,2025-01-01\n", (2, "商机编号", "D9"), "D9", "No deal"),
    ("companies", "客户编号,人数\nC9,5\n", (2, "客户编号", "C9"), "C9", "No company"),
    ("deals", "公司,知道我们\n甲,1969-12-31\n", (2, "知道我们", "1969-12-31"), "1970", "before 1970"),
    ("deals", "公司,签约\n甲,2199-01-01\n", (2, "签约", "2199-01-01"), "还没到", "future"),
    ("deals", "公司,金额\n甲,-1\n", (2, "金额", "-1"), "不能", "negative"),
    ("stage-events", "公司,阶段,日期\n甲,上天,2025-01-01\n", (2, "阶段", "上天"), "权衡利弊", "Weighs us up"),
    ("stage-events", "公司,阶段,日期\n甲,签约,\n乙,签约,2025-01-01\n", (2, "日期", ""), "日期", "date is empty"),
    (
        "stage-events",
        "公司,阶段,日期\n甲,签约,03/04/2025\n乙,签约,2025-01-02\n",
        (2, "日期", "03/04/2025"),
        "日",
        "day and month",
    ),
    ("stories", "公司,正文\n甲,\n乙,好用\n", (2, "正文", ""), "空", "empty"),
    ("stories", "公司,环节,正文\n甲,上天,好用\n", (2, "环节", "上天"), "权衡利弊", "Weighs us up"),
    ("stories", f"公司,正文,标签\n甲,好用,{'长' * 61}\n", (2, "标签", "长" * 61), "60", "60"),
    ("stories", "公司,正文,访谈日期\n甲,好用,2199-01-01\n", (2, "访谈日期", "2199-01-01"), "还没到", "future"),
]


@pytest.mark.parametrize(("kind", "content", "place", "zh", "en"), CASES)
def test_a_refusal_says_where_and_why(desk, kind, content, place, zh, en):
    result = desk.take(content, kind)
    (said,) = result.as_json(ZH)["rejected"]
    assert (said["row"], said["column"], said["value"]) == place
    assert zh in said["message"]
    assert en in result.as_json(EN)["rejected"][0]["message"]
    assert "{" not in said["message"]


def test_every_reason_against_a_row_is_told(desk):
    result = desk.take(
        "企业,人数,客户状态,签约日\n,-5,睡着了,昨天\n乙,3,在用,2025-01-01\n丙,3,在用,2025-01-01\n", "companies"
    )
    said = result.as_json(ZH)["rejected"]
    assert [(r["row"], r["column"]) for r in said] == [(2, "人数"), (2, "客户状态"), (2, "签约日"), (2, "企业")]
    assert (result.plan.refused, tally(result)) == (1, (2, 0, 0, 4))


def test_good_rows_go_in_or_none(desk):
    content = "企业,人数\n甲,5\n乙,-5\n"
    held = desk.take(content, "companies", all_or_nothing=True)
    assert held.stored_nothing
    assert tally(held) == (0, 0, 0, 1)
    assert set(desk.counts().values()) == {0}
    assert "1" in held.sentence(ZH)
    taken = desk.take(content, "companies")
    assert not taken.stored_nothing
    assert desk.counts()["company"] == 1


def test_nothing_is_stored_when_every_row_is_refused(desk):
    result = desk.take("企业,人数\n甲,-5\n", "companies")
    assert result.stored_nothing
    assert set(desk.counts().values()) == {0}


def test_a_dry_run_tells_the_same_and_stores_nothing(desk):
    content = "企业,行业\n甲,家居\n,母婴\n"
    dry = desk.take(content, "companies", dry_run=True)
    assert set(desk.counts().values()) == {0}
    assert tally(dry) == tally(desk.take(content, "companies"))


def test_refused_rows_come_back_as_a_file_with_reasons(desk):
    result = desk.take("企业,人数,备注\n甲,5,\n乙,-5,=1+1\n,很多,x\n丁,6,\n戊,7,\n", "companies")
    rows = list(csv.reader(io.StringIO(result.rejects_csv(ZH).decode("utf-8-sig"))))
    assert rows[0] == ["企业", "人数", "备注", "进不来的原因"]
    assert rows[1][:3] == ["乙", "'-5", "'=1+1"]
    assert "人数" in rows[1][3]
    assert len(rows[2][3].splitlines()) == 2
    mended = result.rejects_csv(ZH).decode("utf-8-sig").replace("'-5", "5").replace("很多", "8").replace('",', '",', 1)
    again = desk.take(mended, "companies")
    assert tally(again)[:2] == (1, 0)


@pytest.mark.parametrize(
    ("mapping", "names"),
    [
        ({"没有": "name"}, "没有"),
        ({"企业": "nonsense"}, "nonsense"),
        ({"企业": "name", "人数": "name"}, "name"),
        ({"企业": "stage:签约"}, "stage:签约"),
    ],
)
def test_a_map_that_cannot_be_meant_is_a_usage_error(desk, mapping, names):
    with pytest.raises(BadMapping) as refusal:
        desk.take("企业,人数\n甲,5\n", "companies", mapping=mapping)
    assert names in refusal.value.text(ZH)
    assert set(desk.counts().values()) == {0}


@pytest.mark.parametrize("options", [{"kind": "nonsense"}, {"kind": "companies", "source": "nonsense"}])
def test_an_unknown_kind_or_source_is_a_usage_error(desk, options):
    with pytest.raises(BadMapping, match="nonsense"):
        desk.take("企业\n甲\n", **options)


def test_an_unknown_stage_in_a_map_is_named(desk):
    with pytest.raises(BadMapping, match="上天"):
        desk.take("公司,a\n甲,2025-01-01\n", "deals", mapping={"a": "stage:上天"})


def test_a_file_without_the_column_it_needs_is_refused_whole(desk):
    with pytest.raises(Invalid) as refusal:
        desk.take("人数,区域\n5,华东\n", "companies")
    assert "名称" in refusal.value.text(ZH)
    assert "Name" in refusal.value.text(EN)
    assert "file.csv" in refusal.value.text(ZH)
    assert "人数、区域" in refusal.value.text(ZH)


def test_a_file_whose_columns_no_known_sign_parts_is_refused_with_what_to_do(desk):
    with pytest.raises(Invalid) as refusal:
        desk.take("x#y\n甲#5\n乙#6\n", "companies")
    assert "只有一列“x#y”" in refusal.value.text(ZH)
    assert "one column only" in refusal.value.text(EN)


def test_a_cell_of_ten_megabytes_is_refused_by_its_place(desk):
    result = desk.take("企业,行业\n甲,x\n乙," + "长" * (10 * 2**20 // 3) + "\n", "companies")
    (said,) = result.as_json(ZH)["rejected"]
    assert (said["row"], said["column"], len(said["value"])) == (3, "行业", 200)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7\n1 0 obj\n",
        b"\x00\x01\x02\xff\xfe\x89PNG" * 20,
        b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"4" * 64 + b"\nsize 12345\n",
    ],
)
@pytest.mark.parametrize("kind", ["companies", "deals", "stories"])
def test_what_is_no_table_is_refused_with_a_sentence(desk, content, kind):
    with pytest.raises(Unreadable) as refusal:
        desk.take(content, kind)
    assert "file.csv" in refusal.value.text(ZH)
    assert refusal.value.text(ZH) != refusal.value.text(EN)
    assert set(desk.counts().values()) == {0}


def test_refusals_are_the_users_affair(desk):
    assert issubclass(BadMapping, PersonaError)
    assert issubclass(Unreadable, PersonaError)
