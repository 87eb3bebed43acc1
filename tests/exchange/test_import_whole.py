"""Whole imports: a GB18030 file to the end, undone as one step, cut off in the middle, and many rows."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest
from openpyxl import Workbook
from sqlalchemy import event, select

from persona_core.companies.models import Company
from persona_core.deals.models import Deal
from persona_core.evidence import changes
from persona_core.exchange.commands import import_given, plan_given
from persona_core.exchange.importing.reading import open_files, open_paste
from persona_core.kit.config import ROOT
from tests.factories.imports import Desk, tally


def test_a_sheet_saved_by_a_chinese_spreadsheet(desk):
    content = "客户名称,行业,人数,签约日期\r\n海棠生活,家居零售,180,2025/3/1\r\n禾木母婴,母婴,260,2025年4月2日\r\n"
    assert tally(desk.take(content, "companies", encoding="gb18030")) == (2, 0, 0, 0)
    assert {c.name for c in desk.rows(select(Company))} == {"海棠生活", "禾木母婴"}
    assert {d.signed_on.isoformat() for d in desk.rows(select(Deal))} == {"2025-03-01", "2025-04-02"}
    assert tally(desk.take("\ufeff" + content, "companies", encoding="utf-8")) == (0, 0, 2, 0)


def test_a_workbook_with_real_dates_and_numbers(desk, tmp_path):
    book = Workbook()
    for row in (
        ["企业", "人数", "签约日", "客户编号"],
        ["海棠生活", 180, "2025-03-01", 1001],
        ["禾木母婴", 260.0, None, 1002],
    ):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    assert tally(desk.take_path(tmp_path / "a.xlsx", "companies")) == (2, 0, 0, 0)
    assert tally(desk.take("客户编号,企业,人数\n1001,海棠生活,180\n1002,禾木母婴,260\n", "companies")) == (0, 0, 2, 0)


def test_a_pasted_table_inside_a_step_is_undone_as_a_whole(desk):
    desk.take("企业,人数\n海棠生活,180\n", "companies")
    before = (desk.counts(), desk.company("海棠生活").headcount)
    given = open_paste("企业\t人数\t行业\t签约日\n海棠生活\t200\t家居\t2025-01-01\n禾木母婴\t260\t母婴\t\n")
    with desk.db.write() as session, changes.recording(session, desk.viewer, "粘贴") as step:
        import_given(session, desk.viewer, given, "companies")
    assert desk.counts() != before[0]
    with desk.db.write() as session:
        changes.undo(session, desk.viewer, step.change_id)
    assert (desk.counts(), desk.company("海棠生活").headcount) == before


def test_a_plan_can_be_made_by_a_reader_and_writes_nothing(desk):
    given = open_files([("a.csv", "企业,行业\n甲,家居\n".encode())])
    with desk.db.read() as session:
        result = plan_given(session, desk.viewer, given, "companies")
    assert tally(result) == (1, 0, 0, 0)
    assert set(desk.counts().values()) == {0}


def test_companies_and_their_events_go_in_twice_without_a_change(desk):
    companies = "编号,企业,行业,人数,签约日\nA1,海棠生活,家居,180,2025-03-01\nA2,禾木母婴,母婴,200-499,\n"
    events = "公司,环节,日期\n海棠生活,知道我们,2025-01-01\n禾木母婴,丢单,2025-02-01\n"
    for content, kind in ((companies, "companies"), (events, "stage-events")):
        assert tally(desk.take(content, kind))[0] == 2
        before = desk.counts()
        assert tally(desk.take(content, kind)) == (0, 0, 2, 0)
        assert desk.counts() == before
    assert tally(desk.take(companies.replace("180", "190"), "companies")) == (0, 1, 1, 0)
    assert (desk.company("海棠生活").headcount, desk.company("禾木母婴").status) == (190, "lost")


CHILD = """
import sys, time
from pathlib import Path
from sqlalchemy import event
from persona_core.access.queries import viewer_for, workspaces
from persona_core.exchange.commands import import_path
from persona_core.kit.db import Database

url, path = sys.argv[1:]
db = Database(url)
with db.read() as session:
    viewer = viewer_for(workspaces(session)[0], "zh")

@event.listens_for(db.engine, "commit")
def written(connection):
    found = connection.exec_driver_sql("SELECT count(*) FROM stage_event").scalar()
    if found:
        print(f"written {found}", flush=True)
        time.sleep(60)

import_path(db, viewer, Path(path), "deals")
"""


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL")
def test_an_import_that_is_killed_leaves_nothing(db, tmp_path):
    desk = Desk(db, tmp_path)
    rows = "".join(f"D{n},公司{n},2025-01-01,2025-02-01\n" for n in range(300))
    path = tmp_path / "deals.csv"
    path.write_text("商机编号,公司,知道我们,签约\n" + rows, encoding="utf-8")
    before = desk.counts()
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, db.url, str(path)], stdout=subprocess.PIPE, cwd=ROOT, text=True
    )
    assert child.stdout.readline() == "written 600\n"
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert desk.counts() == before
    assert tally(desk.take_path(path, "deals")) == (300, 0, 0, 0)


def test_statements_grow_with_chunks_not_with_rows(desk):
    head = "客户编号,企业,行业,人数,线索来源,年费（万元）,签约日\n"
    rows = [
        f"C{n},公司{n},行业{n % 20},{n % 900 + 5},展会,{n % 30 + 1},2025-01-{n % 28 + 1:02d}\n" for n in range(3_000)
    ]
    seen = []

    @event.listens_for(desk.db.engine, "before_cursor_execute")
    def count(connection, cursor, statement, *rest):
        seen.append(statement)

    assert tally(desk.take(head + "".join(rows), "companies")) == (3_000, 0, 0, 0)
    assert len(seen) < 150
