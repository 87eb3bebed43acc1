"""The template: three tables with drop-downs and hints, its own examples go in, and a filled one goes in at one go."""

from __future__ import annotations

import io
import json

import openpyxl
import pytest
from sqlalchemy import select

from persona_core.access.queries import viewer_for, workspace
from persona_core.companies.models import Company
from persona_core.exchange.importing.books import import_book, read_book
from persona_core.exchange.importing.reading import open_files
from persona_core.exchange.template import TABLES, template
from persona_core.exchange.workspaces import open_workspace
from persona_core.kit.sheets import Unreadable
from persona_core.kit.words import Words
from persona_core.vocabulary.own_fields import add_own_field
from tests.command_line import called


def made(db, lang, *, filled=False):
    """The template of a workspace with a field of its own."""
    with db.write() as session:
        viewer = viewer_for(open_workspace(session, name=f"t-{lang}", lang=lang), lang, "小乔")
        add_own_field(session, viewer, "门店类型", "choice", choices=["直营", "加盟"])
    with db.read() as session:
        return viewer, template(session, viewer, Words(lang), filled=filled)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_its_examples_go_in_without_a_refusal(db, lang):
    viewer, data = made(db, lang, filled=True)
    done = import_book(db, viewer, data, "t.xlsx")
    assert [part.kind for part, _ in done] == list(TABLES)
    t = Words(lang)
    assert [[r.error.text(t) for r in told.plan.refusals] for _, told in done] == [[], [], []]
    assert all(told.stored for _, told in done)
    with db.read() as session:
        found = session.scalars(select(Company).where(Company.workspace_id == viewer.workspace_id)).all()
    assert {c.status for c in found} == {"active", "talking"}
    again = import_book(db, viewer, data, "t.xlsx")
    assert not any(told.stored for _, told in again)


def test_it_offers_what_can_be_chosen_and_says_what_to_write(db):
    _, data = made(db, "zh")
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["企业", "决策链", "各环节日期", "怎么填", "选项"]
    assert book["选项"].sheet_state == "hidden"
    sheet = book["企业"]
    heads = [cell.value for cell in sheet[1]]
    assert heads[-1] == "门店类型"
    assert "180" in sheet.cell(1, heads.index("人数") + 1).comment.text
    lists = {}
    for rule in sheet.data_validations.dataValidation:
        column = sheet[str(rule.sqref).split(":")[0]].column
        where = rule.formula1.split("!")[1].replace("$", "")
        lists[heads[column - 1]] = [row[0].value for row in book["选项"][where]]
    assert lists["门店类型"] == ["直营", "加盟"]
    assert "转介绍" in lists["线索来源"]
    assert "海棠家居" in {cell.value for row in book["怎么填"] for cell in row}


def test_an_empty_one_and_another_workbook_are_refused_in_words(db):
    viewer, data = made(db, "zh")
    with pytest.raises(Unreadable) as empty:
        read_book(data, "t.xlsx")
    assert "至少填一行" in empty.value.text(Words("zh"))
    with pytest.raises(Unreadable, match="tables are empty"):
        open_files([("t.xlsx", data)])  # its guide is never taken for a table
    book = openpyxl.load_workbook(io.BytesIO(data))
    book["各环节日期"].append(["海棠生活", "签约", "2025-03-01"])
    filled = io.BytesIO()
    book.save(filled)
    sheet = open_files([("模板.xlsx", filled.getvalue())]).sheet
    assert (sheet.sheet, len(sheet.rows)) == ("各环节日期", 1)
    other = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["名称"])
    book.active.append(["海棠生活"])
    book.save(other)
    with pytest.raises(Unreadable) as none:
        import_book(db, viewer, other.getvalue(), "o.xlsx")
    assert "o.xlsx" in none.value.text(Words("en"))


def test_the_command_line_writes_and_takes_it(db, tmp_path):
    viewer, data = made(db, "zh", filled=True)
    asked = ("--workspace", str(viewer.workspace_id), "--json")
    blank = tmp_path / "blank.xlsx"
    assert json.loads(called(db.url, "template", "--to", str(blank), *asked).stdout)["bytes"] > 5_000
    assert called(db.url, "template", "--to", str(tmp_path / "t.csv"), *asked).returncode == 2
    (tmp_path / "full.xlsx").write_bytes(data)
    path = str(tmp_path / "full.xlsx")
    checked = json.loads(called(db.url, "import", path, "--as", "workbook", "--dry-run", *asked).stdout)
    assert [one["created"] for one in checked["tables"]] == [2, 3, 3]
    done = json.loads(called(db.url, "import", path, "--as", "workbook", *asked).stdout)
    assert [one["as"] for one in done["tables"]] == list(TABLES)
    with db.read() as session:
        assert workspace(session, "t-zh").id == viewer.workspace_id


def test_a_hint_promises_nothing_that_import_refuses(db):
    _, data = made(db, "zh")
    sheet = openpyxl.load_workbook(io.BytesIO(data))["决策链"]
    hints = {cell.value: cell.comment.text for cell in sheet[1] if cell.comment}
    assert hints["接触"] == "从下拉里选一个。"
    assert hints["岗位"] == "必填。从下拉里选，也可以写新的。"
    assert hints["一票否决"] == "从下拉里选一个。"
