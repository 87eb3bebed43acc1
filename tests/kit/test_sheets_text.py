"""Delimited text and pasted tables: encodings, delimiters, lines, headers, and what is refused."""

from __future__ import annotations

import random

import pytest

from persona_core.kit.sheets import Opening, Unreadable, read_paste, read_table
from persona_core.kit.words import Words

TABLE = "公司,城市,备注\n甲家居,上海,多门店\n乙零售,杭州,老板很关心交付\n"
ROWS = [["甲家居", "上海", "多门店"], ["乙零售", "杭州", "老板很关心交付"]]


@pytest.mark.parametrize(
    ("encoding", "said"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("gb18030", "gb18030"), ("gbk", "gb18030"), ("utf-16", "utf-16")],
)
def test_chinese_is_read_in_every_usual_encoding(encoding: str, said: str) -> None:
    sheet = read_table(TABLE.encode(encoding), "客户.csv")
    assert (sheet.header, sheet.rows, sheet.encoding) == (["公司", "城市", "备注"], ROWS, said)
    assert (sheet.kind, sheet.name, sheet.lines, sheet.notes) == ("csv", "客户.csv", [2, 3], [])
    assert len(sheet.sha256) == 64


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_its_mark_is_known_by_its_zeros(encoding: str) -> None:
    sheet = read_table(TABLE.encode(encoding), "客户.csv")
    assert (sheet.rows, sheet.encoding) == (ROWS, encoding)


def test_a_chosen_encoding_wins_and_one_that_does_not_fit_is_refused() -> None:
    data = "会社,都市\n株式会社サンプル,東京\n".encode("cp932")
    guessed = read_table(data, "a.csv")
    assert guessed.encoding != "cp932"
    assert "cp932" in guessed.others
    chosen = read_table(data, "a.csv", opening=Opening(encoding="cp932"))
    assert (chosen.encoding, chosen.rows, chosen.notes, chosen.others) == (
        "cp932",
        [["株式会社サンプル", "東京"]],
        [],
        [],
    )
    for wrong, said in (("utf-8", "第 1 行"), ("base64", "没有“base64”"), ("klingon", "没有“klingon”")):
        with pytest.raises(Unreadable) as refusal:
            read_table(data, "a.csv", opening=Opening(encoding=wrong))
        assert said in refusal.value.text(Words("zh"))


@pytest.mark.parametrize("times", [1, 30, 3000])
def test_nobody_is_asked_about_plain_chinese_files(times: int) -> None:
    for encoding, text in (("gbk", TABLE), ("utf-8", TABLE), ("big5", "公司,備註\n臺灣家居零售,我們的老闆很關心\n")):
        assert read_table((text * times).encode(encoding), "a.csv").others == []


SIMPLIFIED = "华东家居连锁门店老板客户销售签约续费导购数据软件服务医药电商物流教育广告机械贸易开店需求"
TRADITIONAL = "華東家居連鎖門店老闆客戶銷售簽約續費導購數據軟體服務醫藥電商物流教育廣告機械貿易開店需求"


@pytest.mark.parametrize("rows", [1, 3, 10, 100])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gbk", "gb18030", "big5"]
)
def test_no_encoding_is_misread_in_silence(encoding: str, rows: int) -> None:
    text = TRADITIONAL if encoding == "big5" else SIMPLIFIED
    words = [text[at : at + 2] for at in range(0, len(text), 2)]
    for seed in range(6):
        chance = random.Random(seed)
        table = [[chance.choice(words) + chance.choice(words), chance.choice(words), "12"] for _ in range(rows)]
        data = "\n".join(",".join(row) for row in [["公司", "城市", "n"], *table]).encode(encoding)
        sheet = read_table(data, "a.csv")
        assert sheet.rows == table or encoding in sheet.others


def test_rare_hanzi_survive_gb18030() -> None:
    assert read_table("名\n𠮷野家公司\n㙍氏商店\n".encode("gb18030"), "a.csv").rows == [["𠮷野家公司"], ["㙍氏商店"]]


def test_one_hanzi_cells_are_not_taken_for_western_text() -> None:
    sheet = read_table("name,ok\nAcme,是\nBeta,否\n".encode("gbk"), "a.csv")
    assert sheet.rows == [["Acme", "是"], ["Beta", "否"]]


@pytest.mark.parametrize(
    ("text", "encoding", "said"),
    [
        ("公司,備註\n臺灣家居零售,我們的老闆很關心交貨時間\n聯華超市,業務員說價格太貴\n", "cp950", "big5"),
        ("Name,City\nBólido Comidas,México\nBlauer See,Münster\nSpezialitäten,Köln\n", "cp1252", "windows-1252"),
    ],
)
def test_a_guessed_encoding_is_always_said(text: str, encoding: str, said: str) -> None:
    sheet = read_table(text.encode(encoding), "a.csv")
    assert sheet.encoding == said
    assert sheet.rows[0] == text.split("\n")[1].split(",")
    assert "was read as" in str(sheet.notes[0])


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    rows = ["name", "fee", "note"], ["甲", "1 200", "a: b"], ["乙", "3", "c"]
    sheet = read_table("\n".join(delimiter.join(row) for row in rows).encode(), "a.csv")
    assert (sheet.delimiter, sheet.header) == (delimiter, ["name", "fee", "note"])


def test_semicolons_win_over_decimal_commas_and_excels_hint_is_heeded() -> None:
    assert read_table(b"a;b\n1,5;2,5\n3,5;4\n", "a.csv").rows == [["1,5", "2,5"], ["3,5", "4"]]
    hinted = read_table(b"sep=;\r\na;b\r\n1,2;3,4\r\n", "a.csv")
    assert (hinted.header, hinted.rows, hinted.lines) == (["a", "b"], [["1,2", "3,4"]], [3])


def test_a_single_column_keeps_its_commas() -> None:
    sheet = read_table(b"company\nAcme, Inc.\nBeta, LLC\nGamma\n", "a.csv")
    assert (sheet.rows, sheet.delimiter) == ([["Acme, Inc."], ["Beta, LLC"], ["Gamma"]], None)


def test_a_stray_quotation_mark_is_taken_as_it_stands_and_said() -> None:
    sheet = read_table('公司,备注\n甲,"5寸"屏\n乙,"好\n丙,"两\n行"\n丁,x\n'.encode(), "a.csv")
    assert sheet.rows == [["甲", '"5寸"屏'], ["乙", '"好'], ["丙", "两\n行"], ["丁", "x"]]
    assert sheet.lines == [2, 3, 4, 6]
    assert [note.line for note in sheet.notes] == [2, 3]
    assert "引号" in sheet.notes[0].text(Words("zh"))


def test_full_width_delimiters_are_found_and_unusual_ones_are_asked_about() -> None:
    sheet = read_table("公司，城市\n甲，上海\n乙，杭州\n".encode(), "a.csv")
    assert (sheet.delimiter, sheet.header) == ("，", ["公司", "城市"])
    single = read_table("公司#城市\n甲#上海\n乙#杭州\n".encode(), "a.csv")
    assert (single.delimiter, len(single.header)) == (None, 1)
    assert "“#”" in single.notes[0].text(Words("zh"))


def test_a_row_knows_the_line_it_starts_on() -> None:
    text = 'name,note\r\n甲,"第一行\r\n第二行, 带 ""引号"""\r\n\r\n乙,x\r\n'
    sheet = read_table(text.encode(), "a.csv")
    assert sheet.rows == [["甲", '第一行\r\n第二行, 带 "引号"'], ["乙", "x"]]
    assert sheet.lines == [2, 5]


def test_text_stays_exactly_as_written() -> None:
    cells = ["007", " None ", "N/A", "nan", "TRUE", "1e5", "2026-01-02", "=1+1", "'x", "-5", "[链接](http://a)", "<b>"]
    sheet = read_table((",".join(f"c{i}" for i in range(12)) + "\n" + ",".join(cells) + "\n").encode(), "a.csv")
    assert sheet.rows == [cells]


def test_headers_are_trimmed_told_apart_and_may_be_blank() -> None:
    sheet = read_table("\ufeff 公司 ,电话,电话,,电话 (2)\n甲,1,2,3,4\n".encode(), "a.csv")
    assert sheet.header == ["公司", "电话", "电话 (2)", "", "电话 (2) (2)"]
    assert [sheet.label(3, Words("zh")), sheet.label(3, Words("en"))] == ["第 4 列", "Column 4"]
    assert sheet.label(0, Words("en")) == "公司"


def test_short_rows_are_filled_and_long_rows_are_said() -> None:
    sheet = read_table(b"a,b,c\n1\n1,2,3,,\n1,2,3,4\n5,6,7\n", "a.csv")
    assert sheet.rows == [["1", None, None], ["1", "2", "3"], ["1", "2", "3"], ["5", "6", "7"]]
    assert sheet.long_lines == [4]
    assert [(note.line, note.text(Words("zh"))[:6]) for note in sheet.notes] == [(4, "第 4 行的")]


def test_many_long_rows_are_counted_not_listed() -> None:
    sheet = read_table(b"a,b,c\n" + b"1,2,3\n" * 40 + b"1,2,3,4\n" * 30, "a.csv")
    assert (len(sheet.long_lines), len(sheet.notes), str(sheet.notes[-1])[:13]) == (30, 21, "10 more lines")


def test_a_title_above_the_header_is_skipped_and_said() -> None:
    sheet = read_table("客户名单,,\n公司,城市,备注\n甲,上海,x\n".encode(), "a.csv")
    assert (sheet.header, sheet.lines) == (["公司", "城市", "备注"], [3])
    assert "“客户名单”" in sheet.notes[0].text(Words("zh"))


def test_several_titles_above_and_totals_below_are_left_out_and_said() -> None:
    text = "客户名单,,\n导出时间：2026-01-02,导出人：王,\n\n公司,城市,人数\n甲,上海,5\n合计,,5\n"
    sheet = read_table(text.encode(), "a.csv")
    assert (sheet.header, sheet.rows, sheet.header_lines) == (["公司", "城市", "人数"], [["甲", "上海", "5"]], (4, 4))
    assert [note.line for note in sheet.notes] == [1, 2, 6]
    assert [line for line, _ in sheet.top] == [1, 2, 4, 5, 6]
    counted = read_table("公司,城市\n甲,上海\n共 1 条,\n".encode(), "a.csv")
    assert counted.rows == [["甲", "上海"]]


@pytest.mark.parametrize("last", ["合计,北京", "Total,Paris", "合计有限公司,5", "共 1 条路,北京"])
def test_a_company_that_sounds_like_a_total_stays(last: str) -> None:
    assert len(read_table(f"公司,城市\n甲,上海\n{last}\n".encode(), "a.csv").rows) == 2


def test_the_header_may_be_pointed_at() -> None:
    data = "name,city\n公司,城市\n甲,上海\n".encode()
    assert read_table(data, "a.csv", opening=Opening(header=(2, 2))).header == ["公司", "城市"]
    both = read_table(data, "a.csv", opening=Opening(header=(1, 2)))
    assert (both.header, both.rows, both.lines) == (["name 公司", "city 城市"], [["甲", "上海"]], [3])
    none = read_table(data, "a.csv", opening=Opening(header=(0, 0)))
    assert (none.header, len(none.rows), none.header_lines) == (["", ""], 3, (0, 0))
    with pytest.raises(Unreadable) as refusal:
        read_table(data, "a.csv", opening=Opening(header=(9, 9)))
    assert "第 9 行" in refusal.value.text(Words("zh"))


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('公司\t备注\n甲\t"两\n行"\n乙\tx', [["甲", "两\n行"], ["乙", "x"]]),
        ("公司,备注\n甲,x\n乙,y", [["甲", "x"], ["乙", "y"]]),
        ("公司;备注\r\n甲;x\r\n乙;y", [["甲", "x"], ["乙", "y"]]),
        ('公司\t备注\n甲\t"好"很重要\n乙\t5" 屏', [["甲", '"好"很重要'], ["乙", '5" 屏']]),
    ],
)
def test_pasted_tables(text: str, rows: list[list[str]]) -> None:
    sheet = read_paste(text)
    assert (sheet.kind, sheet.name, sheet.header, sheet.rows) == ("paste", "pasted", ["公司", "备注"], rows)


def test_a_paste_may_have_no_header() -> None:
    sheet = read_paste("甲\t上海\n乙\t杭州", head=False)
    assert (sheet.header, sheet.rows, sheet.lines) == (["", ""], [["甲", "上海"], ["乙", "杭州"]], [1, 2])
    assert read_paste("只有一家公司", head=False).rows == [["只有一家公司"]]


def test_the_limits_themselves_are_taken() -> None:
    assert len(read_table(b"a,b\n" + b"1,2\n" * 250_000, "a.csv").rows) == 250_000
    assert len(read_table(b",".join(b"c%d" % i for i in range(1000)) + b"\n1\n", "a.csv").header) == 1_000


@pytest.mark.parametrize("text", ["", "  \n\t\n", "公司\t城市", "a\tb\0c\nd\te"])
def test_an_unusable_paste_is_refused(text: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_paste(text)
    assert "粘贴的内容" in refusal.value.text(Words("zh"))


def test_files_are_read_from_their_path_and_missing_ones_are_said(tmp_path) -> None:
    path = tmp_path / "客户.csv"
    path.write_bytes(TABLE.encode())
    assert read_table(path).name == "客户.csv"
    for wrong in (tmp_path, tmp_path / "none.csv"):
        with pytest.raises(Unreadable):
            read_table(wrong)
