"""The three tables as a workbook: cells of their own types, text that stays text, and a way back through import."""

import io

import openpyxl
import pytest

from persona_core.access.queries import viewer_for, workspace
from persona_core.companies.commands import create_company
from persona_core.exchange.commands import import_given
from persona_core.exchange.exporting import render
from persona_core.exchange.importing import reading
from persona_core.exchange.showing import companies, journey
from persona_core.exchange.workspaces import open_workspace
from persona_core.kit.db import Database
from persona_core.kit.sheets import Opening
from persona_core.kit.words import Words

SHEETS = {"zh": ("企业", "决策链", "各环节日期"), "en": ("Companies", "Decision chains", "Dates of stages")}
KINDS = ("companies", "chain", "stage-events")


@pytest.fixture
def example(_sqlite_example: str):
    """The examples on SQLite alone: what a workbook holds does not differ by engine."""
    database = Database(_sqlite_example)
    yield database
    database.close()


def exported(database, lang, *, masked=False, name=None):
    with database.read() as session:
        viewer = viewer_for(workspace(session, name or f"scrm-{lang}"), lang, masked=masked)
        return render(session, viewer, Words(lang), ".xlsx")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_three_sheets_come_back_through_import(example, lang):
    data = exported(example, lang)
    t = Words(lang)
    with example.write() as session:
        viewer = viewer_for(open_workspace(session, name="again", lang=lang), lang)
        for sheet, kind in zip(SHEETS[lang], KINDS, strict=True):
            given = reading.open_files([("tables.xlsx", data)], kind, opening=Opening(sheet))
            result = import_given(session, viewer, given, kind, source="sales")
            assert result.plan.refused == 0, [r.error.text(t) for r in result.plan.refusals][:5]
    with example.read() as session:
        both = [viewer_for(workspace(session, n), lang) for n in (f"scrm-{lang}", "again")]
        for_all = [{c["name"]: c["fields"] | {"status": c["status"]} for c in companies(session, v, t)} for v in both]
        roads = [journey(session, v, t) for v in both]
    for name, fields in for_all[0].items():
        one_deal = name not in {"青岚美妆", "Qinglan Beauty"}  # a table of companies tells of the latest deal alone
        for key in ("status", "industry", "headcount", "annual_revenue", *(("annual_fee", "signed_on") * one_deal)):
            assert for_all[1][name][key] == fields[key], (name, key)
    for key in ("total", "signed", "open", "lost", "churned"):
        assert roads[0][key] == roads[1][key], key


def test_cells_have_their_own_types_and_formulas_stay_text(sqlite_url):
    db = Database(sqlite_url)
    odd = '=HYPERLINK("http://x")'
    with db.write() as session:
        viewer = viewer_for(open_workspace(session, name="mine"), "zh")
        create_company(session, viewer, {"name": odd, "headcount": 180, "note": "'=1", "problem": "a\x07b"})
        create_company(session, viewer, {"name": "@SUM(A1)", "note": "长" * 10_000})
    data = exported(db, "zh", name="mine")
    sheet = openpyxl.load_workbook(io.BytesIO(data))["企业"]
    head = [cell.value for cell in sheet[1]]
    row = dict(zip(head, sheet[2], strict=True))
    assert (row["名称"].value, row["名称"].data_type) == (odd, "s")
    assert (row["人数"].value, row["人数"].data_type) == (180, "n")
    assert row["备注"].value == "''=1"
    assert len(dict(zip(head, sheet[3], strict=True))["备注"].value) == 10_000
    given = reading.open_files([("x.xlsx", data)], "companies", opening=Opening("企业"))
    with db.write() as session:
        viewer = viewer_for(open_workspace(session, name="again"), "zh")
        import_given(session, viewer, given, "companies")
    with db.read() as session:
        back = companies(session, viewer_for(workspace(session, "again"), "zh"), Words("zh"))
    assert [c["name"] for c in back] == [odd, "@SUM(A1)"]
    assert back[0]["fields"]["note"] == "'=1"
    db.close()


def test_a_masked_workbook_names_nobody(example):
    book = openpyxl.load_workbook(io.BytesIO(exported(example, "zh", masked=True)))
    text = " ".join(str(c.value) for s in book for row in s.iter_rows() for c in row if c.value is not None)
    for name in ("海棠生活", "禾木母婴", "林晓", "范总", "小乔"):
        assert name not in text
    assert "华东" in text
