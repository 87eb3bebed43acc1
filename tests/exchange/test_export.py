"""Export: nothing in a file can run, names stay out of masked files, and what goes out comes in again."""

import base64
import csv
import hashlib
import io
import re
from html import unescape

import pypdf
import pytest

from persona_core.access.queries import viewer_for, workspace
from persona_core.companies.commands import create_company
from persona_core.deals.commands import create_deal
from persona_core.exchange.exporting import export_to, markdown, page, render
from persona_core.exchange.exporting.markdown import escape_markdown
from persona_core.exchange.workspaces import open_workspace
from persona_core.kit.errors import PersonaError
from persona_core.kit.sheets import read_table
from persona_core.kit.words import Words
from persona_core.personas.commands import set_advice
from tests.factories.cards import whole_card

ZH = Words("zh")
NASTY = "<script>alert(1)</script> ![x](http://127.0.0.1/p) =1+1"


def text_of(database, ending, *, masked=False, lang="zh"):
    with database.read() as session:
        viewer = viewer_for(workspace(session, f"scrm-{lang}"), lang, masked=masked)
        return render(session, viewer, Words(lang), ending)


def test_html_is_one_file_that_loads_nothing(example_db):
    page = text_of(example_db, ".html").decode()
    policy = unescape(re.search(r'Content-Security-Policy" content="([^"]+)"', page)[1])
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)[1]
    assert base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() in policy
    assert not re.search(r"<(script|link|img|iframe|object)|\s(src|href|style|on\w+)=", page)
    assert len(page.encode()) < 150_000
    assert page.count('<svg class="chart"') >= 5
    assert "谈过 42 家，签了 12 家" in page


@pytest.mark.parametrize("ending", [".html", ".md", ".csv", ".pdf"])
def test_masked_files_name_no_company_and_no_person(example_db, ending):
    content = text_of(example_db, ending, masked=True)
    if ending == ".pdf":
        text = "".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(content)).pages)
    else:
        text = content.decode("utf-8-sig").replace("\\", "")
    for name in ("海棠生活", "禾木母婴", "澄湖家居", "林晓", "范总", "小乔"):
        assert name not in text
    assert "华东" in text


def test_what_people_wrote_cannot_run(db):
    with db.write() as session:
        viewer = viewer_for(open_workspace(session, name="mine", title=NASTY), "zh")
        company = create_company(session, viewer, {"name": NASTY, "industry": NASTY})
        create_deal(session, viewer, company, {"outcome": "won", "annual_fee": 10})
        set_advice(session, viewer, "say", NASTY)
    with db.read() as session:
        page = render(session, viewer, ZH, ".html").decode()
        text = render(session, viewer, ZH, ".md").decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert "![x](" not in text
    assert "<script>" not in text


def test_the_company_list_is_safe_in_a_sheet_and_reads_back(db):
    with db.write() as session:
        viewer = viewer_for(open_workspace(session, name="mine"), "zh")
        create_company(session, viewer, {"name": "=HYPERLINK(1)", "headcount": "200-499"}, external_id="+8613800138000")
    with db.read() as session:
        content = render(session, viewer, ZH, ".csv")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[1][:2] == ["'+8613800138000", "'=HYPERLINK(1)"]
    sheet = read_table(content, "x.csv")
    assert sheet.header[:3] == ["外部编号", "名称", "客户状态"]
    assert "200-499" in sheet.rows[0]


def test_an_ending_that_is_not_known_is_refused(example_db, tmp_path):
    with example_db.read() as session, pytest.raises(PersonaError) as refused:
        export_to(session, viewer_for(workspace(session, "scrm-zh"), "zh"), ZH, tmp_path / "card.docx")
    assert (
        refused.value.text(ZH) == "文件名要以 .pdf、.png、.pptx、.html、.md、.xlsx、.csv、.json 结尾，“card.docx”不是。"
    )
    assert not (tmp_path / "card.docx").exists()


def test_markdown_shows_every_sign_letter_by_letter():
    assert escape_markdown("# a\n*b* [c](d)") == r"\# a \*b\* \[c\]\(d\)"


PARTS = ("卡 W", "一句话：W", "题 W", "8 家提到 / 问过 11 家 / 共 12 家", "站得住", "丢单的：0 家提到", "第1句：W",
         "谁1 W", "条 W", "斗 W", "3/4", "表 W", "W 0", "还没有故事。", "先说：W", "名单：W", "7 家", "故事：W。",
         "岗位 W", "还缺：W", "旧了：W", "12 家客户", "18 篇故事", "第 3 版", "2026-10-21")  # fmt: skip
MARKUP = "<b onclick=x>&amp; *b* _i_ `c` [a](http://x) #h $x$ ]]> {{1}} =1+1 | a"


@pytest.mark.parametrize("make", [page.html, markdown.markdown])
@pytest.mark.parametrize("word", ["一线", MARKUP])
def test_every_part_of_the_card_is_in_every_format_letter_by_letter(make, word):
    text = make(whole_card(word, version=3), ZH)
    shown = unescape(re.sub(r"<[^>]+>", "", text)) if make is page.html else text.replace("\\", "")
    for part in PARTS:
        assert part.replace("W", word) in shown, part


@pytest.mark.parametrize(("lang", "more"), [("zh", "看明细"), ("en", "The whole table")])
def test_whole_tables_and_positions_open_when_asked_and_are_all_on_paper(lang, more):
    text = page.html(whole_card(lang=lang), Words(lang))
    assert re.search(rf"<details[^>]*><summary>{more}</summary>\s*<table>", text)
    assert re.search(r"<details[^>]*><summary><h3>岗位 一线嫌麻烦</h3>", text)
    assert "<details open" not in text
    assert "details::details-content{display:block;content-visibility:visible}" in page.style().split("@media print")[1]


def test_long_words_break_instead_of_widening_the_page():
    rule = re.search(r"body\{([^}]*)\}", page.style())[1]
    assert "overflow-wrap:anywhere" in rule


def test_markup_in_a_page_is_text():
    text = page.html(whole_card(MARKUP), ZH)
    tags = set(re.findall(r"<(\w+)", text))
    assert "b" not in tags
    assert "onclick" not in re.sub(r"&lt;.*?&gt;", "", text)
    assert "a" not in tags
