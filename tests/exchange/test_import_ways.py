"""Days and amounts that can be read two ways: settled by the file, asked once, settled by an answer; damaged values."""

from __future__ import annotations

from datetime import date

import pytest

from persona_core.exchange.importing.mapping import BadMapping, guess
from persona_core.exchange.importing.parsing import Parser
from persona_core.exchange.importing.ways import Ways
from persona_core.kit.sheets import Sheet, read_paste
from persona_core.kit.words import Words
from persona_core.vocabulary.fields import FieldSpec
from persona_core.vocabulary.values import read
from tests.factories.imports import EN, ZH, tally


def table(*lines: str) -> Sheet:
    return read_paste("\n".join(line.replace(",", "\t") if "\t" not in line else line for line in lines))


def parsed(sheet: Sheet, kind: str = "companies", answers: dict[str, str] | None = None, currency: str = "CNY"):
    """Each row's own values, the refusals in Chinese, what is asked, and the notes in Chinese."""
    columns = guess(sheet, kind)
    ways = Ways(sheet, kind, columns, answers, currency=currency)
    parser = Parser(sheet, kind, columns, [], ways)
    rows = parser.rows()
    refused = [refusal.error.text(ZH) for row in rows for refusal in row.refusals]
    return [{**row.own, **row.deal} for row in rows], refused, ways.questions, [n.text(ZH) for n in parser.notes()]


def signed(*days: str, answers: dict[str, str] | None = None):
    rows, refused, asked, notes = parsed(
        table("企业,签约日", *(f"甲{i},{d}" for i, d in enumerate(days))), answers=answers
    )
    return [row.get("signed_on") for row in rows], refused, [q.key for q in asked], notes


def test_a_day_that_proves_the_order_settles_the_others() -> None:
    assert signed("03/04/2025", "31/12/2025")[0] == ["2025-04-03", "2025-12-31"]
    days, refused, asked, notes = signed("03/04/2025", "12/31/2025")
    assert (days, refused, asked) == (["2025-03-04", "2025-12-31"], [], [])
    assert notes == ["03/04/2025 这样的日期按月在前读，依据是 12/31/2025。"]


def test_one_column_may_settle_another() -> None:
    sheet = table("企业,签约日,合同到期", "甲,03/04/2025,31/12/2026")
    assert parsed(sheet)[0][0]["signed_on"] == "2025-04-03"


def test_what_no_day_proves_is_asked_once_and_an_answer_settles_it() -> None:
    days, refused, asked, _ = signed("03/04/2025", "05/06/2025", "07/07/2025")
    assert (days, asked) == ([None, None, "2025-07-07"], ["date_order"])
    assert len(refused) == 2
    assert signed("03/04/2025", answers={"date_order": "dmy"})[:3] == (["2025-04-03"], [], [])
    assert signed("03/04/2025", answers={"date_order": "mdy"})[:3] == (["2025-03-04"], [], [])


def test_both_orders_in_one_column_are_said_with_their_lines() -> None:
    days, _, asked, notes = signed("31/12/2025", "12/31/2025", "03/04/2025")
    assert (days, asked) == (["2025-12-31", "2025-12-31", None], ["date_order"])
    assert "31/12/2025（第 2 行）" in notes[0]
    assert "12/31/2025（第 3 行）" in notes[0]


def test_days_that_stand_as_numbers_are_days() -> None:
    days, refused, _, notes = signed("45659", "2025-01-03", "20250103")
    assert (days, refused) == (["2025-01-02", "2025-01-03", "2025-01-03"], [])
    assert notes == ["有 1 个日期写成了 Excel 的天数，已换成日期：45659 就是 2025-01-02。"]


def fees(*amounts: str, **options):
    lines = ["企业\t年费", *(f"甲{i}\t{amount}" for i, amount in enumerate(amounts))]
    rows, refused, asked, notes = parsed(table(*lines), **options)
    return [row.get("annual_fee") for row in rows], refused, [(q.key, q.sample) for q in asked], notes


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (["1.234,50", "2.000"], ["1234.50", "2000"]),
        (["2500,5", "1.234.567"], ["2500.5", "1234567"]),
        (["1,234.50", "2,000"], ["1234.50", "2000"]),
        (["1,234,567", "3000.25"], ["1234567", "3000.25"]),
    ],
)
def test_one_number_proves_the_decimal_sign_of_the_others(written: list[str], meant: list[str]) -> None:
    values, refused, asked, _ = fees(*written)
    assert ([float(v) for v in values], refused, asked) == ([float(m) for m in meant], [], [])


def test_a_number_that_may_be_both_is_asked_about() -> None:
    assert fees("1.234", "5000")[2] == [("decimal", "1.234")]
    assert [str(v) for v in fees("1.234", "5000", answers={"decimal": ","})[0]] == ["1234", "5000"]
    assert fees("1,234", "5000")[2] == []


def test_a_comma_that_fits_no_writing_is_refused_not_guessed() -> None:
    values, refused, _, _ = fees("12.50", "2,5", "3.75", "800", "900")
    assert values[1] is None
    assert "“2,5”" in refused[0]


def test_whole_numbers_with_points_are_thousands() -> None:
    rows, refused, asked, _ = parsed(table("企业\t人数", "甲\t1.234", "乙\t12"))
    assert ([row["headcount"] for row in rows], refused, asked) == ([1234, 12], [], [])


def test_another_currency_is_said_and_a_rate_is_applied() -> None:
    values, _, asked, notes = fees("$1,000", "5000", "$1万")
    assert ([float(v) for v in values], asked) == ([1000, 5000, 10_000], [("rate:USD", "$1,000")])
    assert notes == []
    turned = fees("$1,000", "5000", "$1万", answers={"rate:USD": "7.1"})
    assert [float(v) for v in turned[0]] == [7100, 5000, 71_000]
    assert turned[2:] == ([], [])
    assert fees("$1,000", currency="USD")[2] == []
    headed = parsed(table("企业\t年费（美元）", "甲\t1000"), answers={"rate:USD": "7"})
    assert float(headed[0][0]["annual_fee"]) == 7000


def test_amounts_that_are_oddly_small_are_asked_for_their_unit() -> None:
    sheet = table("企业\t年营收", "甲\t350", "乙\t1200", "丙\t80")
    question = parsed(sheet)[2][0]
    assert (question.key, question.line, "万" in question.options) == ("unit:年营收", 2, True)
    assert float(parsed(sheet, answers={"unit:年营收": "万"})[0][0]["annual_revenue"]) == 3_500_000
    as_is = parsed(sheet, answers={"unit:年营收": "1"})
    assert (float(as_is[0][0]["annual_revenue"]), as_is[2]) == (350, [])
    assert parsed(table("企业\t年营收（万元）", "甲\t350"))[2] == []


@pytest.mark.parametrize(
    "answers",
    [{"date_order": "ymd"}, {"decimal": ";"}, {"rate:USD": "0"}, {"rate:USD": "x"}, {"unit:年费": "斤"}, {"what": "1"}],
)
def test_an_answer_that_cannot_be_meant_is_a_usage_error(answers: dict[str, str]) -> None:
    with pytest.raises(BadMapping) as refusal:
        signed("2025-01-01", answers=answers)
    assert next(iter(answers.values())) in refusal.value.text(ZH)


DAMAGED = [
    ("人数", "May-20", "日期", "made a day"),
    ("人数", "5月20日", "日期", "made a day"),
    ("人数", "########", "列宽", "too narrow"),
    ("签约日", "#####", "列宽", "too narrow"),
    ("年营收", "1.38E+10", "缩写", "shortened"),
    ("年营收", "#REF!", "错误", "error of the workbook"),
    ("客户编号", "3.30106E+17", "缩写", "shortened"),
]


@pytest.mark.parametrize(("column", "value", "zh", "en"), DAMAGED)
def test_a_value_that_excel_damaged_is_refused_with_its_reason(column: str, value: str, zh: str, en: str) -> None:
    sheet = table(f"企业\t{column}", f"甲\t{value}", "乙\t")
    columns = guess(sheet, "companies")
    columns = [c if c.key else type(c)(c.number, c.header, "external_id", 1.0, c.samples) for c in columns]
    (refusal,) = Parser(sheet, "companies", columns, []).rows()[0].refusals
    assert (refusal.row, refusal.column, refusal.value) == (2, column, value)
    assert zh in refusal.error.text(ZH)
    assert en in refusal.error.text(EN)


def test_an_id_beyond_what_excel_keeps_is_refused() -> None:
    sheet = table("客户编号\t企业", "1\t甲")
    sheet.rows[0][0] = 3.3010219900101e17
    assert "丢了几位" in parsed(sheet)[1][0]


def test_ids_that_lost_their_zeros_are_said() -> None:
    notes = parsed(table("客户编号\t企业", "000123\t甲", "456\t乙"))[3]
    assert "第 3 行的 456 比 000123 短" in notes[0]


@pytest.mark.parametrize("word", ["N/A", "NULL", "None", "-", "—", "暂无", "未知", "#N/A", "nan"])
def test_a_word_for_nothing_is_empty_where_a_number_day_or_choice_is_wanted(word: str) -> None:
    rows, refused, _, notes = parsed(
        table("企业\t人数\t签约日\t客户状态", f"甲\t{word}\t{word}\t{word}", "乙\t5\t\t在用")
    )
    assert (rows[0], refused) == ({"name": "甲"}, [])
    assert f"有 3 格写的只是没有值，当作空的读入，例如“人数”第 2 行的“{word}”。" in notes


@pytest.mark.parametrize("word", ["None", "NULL", "N/A"])
def test_a_name_that_looks_like_nothing_stays_a_name_and_is_said(word: str) -> None:
    rows, refused, _, notes = parsed(table("企业\t人数", "甲\t5", f"{word}\t6"))
    assert (rows[1]["name"], refused) == (word, [])
    assert f"“企业”第 3 行写着“{word}”" in notes[0]


@pytest.mark.parametrize(("said", "meant"), [("✅", True), ("已", True), ("T", True), ("不会", False), ("❌", False)])
def test_yes_and_no_in_many_forms(said: str, meant: bool) -> None:
    assert read(FieldSpec("asked", "Asked", type="flag"), said) is meant


def test_an_answer_reaches_the_stored_days_and_makes_an_import_of_its_own(desk) -> None:
    content = "企业,签约日\n甲,03/04/2025\n"
    asked = desk.take(content, "companies").as_json(ZH)
    assert asked["questions"] == [
        {"key": "date_order", "row": 2, "column": "签约日", "value": "03/04/2025", "answers": ["dmy", "mdy"]}
    ]
    assert "--date-order" in desk.take(content, "companies", dry_run=True).text(ZH)
    result = desk.take(content, "companies", answers={"date_order": "mdy"})
    assert (tally(result)[3], desk.deals("甲")[0].signed_on) == (0, date(2025, 3, 4))
    assert desk.take(content, "companies", answers={"date_order": "mdy"}).as_json(ZH)["unchanged"] == 1


def test_the_sentences_speak_both_languages() -> None:
    sheet = table("企业,签约日", "甲,31/12/2025", "乙,12/31/2025", "丙,03/04/2025")
    (note,) = Ways(sheet, "companies", guess(sheet, "companies")).notes
    assert "once the day stands first" in note.text(Words("en"))
    assert "日在前" in note.text(Words("zh"))


def test_names_that_excel_may_have_made_and_columns_without_a_name_are_named(desk):
    told = desk.take("企业,人数,,打分\n12-May,5,x,7\n甲,6,,8\n", "companies", dry_run=True).plan.notes
    said = [note.text(ZH) for note in told]
    assert any("“企业”第 2 行写着“12-May”（这样的有 1 行）" in one for one in said)
    assert "没有对应字段、不导入的列：第 3 列、打分。" in said
