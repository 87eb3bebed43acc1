"""Large files are looked into beside the pages, and lie in a tray on the server until they are in."""

from __future__ import annotations

import asyncio
import os
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace

import pytest

from persona_core.companies.commands import create_company
from persona_core.exchange.importing.checked import KEPT, SHOWN, Checked, Opened, checked_of
from persona_core.exchange.importing.plan import Action
from persona_core.exchange.importing.planning import plan_given
from persona_core.exchange.importing.progress import silent
from persona_core.exchange.jobs import files, questions, reception, trays
from persona_core.exchange.jobs.commands import open_job
from persona_core.exchange.jobs.models import Kind, Status
from persona_core.exchange.jobs.orders import Order
from persona_core.exchange.jobs.questions import Question, find_out, weight
from persona_core.exchange.jobs.reception import Reception
from persona_core.exchange.jobs.trays import GONE, InTray, Tray, lay_files
from persona_core.exchange.jobs.work import carry_out
from persona_core.kit.errors import PersonaError
from persona_core.kit.sheets import Opening
from persona_core.kit.words import Words
from persona_core.vocabulary.queries import lists
from tests.exchange.test_jobs import companies, row
from tests.factories.imports import Desk
from tests.factories.workbooks import make
from web.start import tidy

ZH, EN = Words("zh"), Words("en")


@pytest.fixture
def database_url(sqlite_url):
    """One kind of database: what is asked here only reads, by what is tried on both elsewhere."""
    return sqlite_url


@pytest.fixture(autouse=True)
def kept_here(tmp_path, monkeypatch):
    """The folder of trays, for this test alone."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)


def table(rows: int) -> bytes:
    lines = "".join(f"C{n},公司{n},{'-5' if n == rows - 1 else n % 900 + 5}\n" for n in range(rows))
    return f"编号,企业,人数\n{lines}".encode("gb18030")


def question(desk: Desk, tray: Tray, kind: str | None = None, opening: Opening | None = None, **wishes) -> Question:
    return Question(InTray(tray.name, opening or Opening()), desk.viewer, kind, wishes)


def answer(desk: Desk, asked: Question):
    find_out(desk.db, asked, silent)
    return asked.answered()


def test_a_file_is_checked_by_a_process_of_its_own_and_then_taken_in_from_where_it_lies(desk):
    tray, desks = lay_files([("客户.csv", table(7000))]), Reception(desk.db)

    def found(asked: Question):
        desks.ask(asked)
        for _ in range(600):
            if desks.open_question(tray.name) is None:
                return asked.answered()
            time.sleep(0.1)
        raise AssertionError("no answer comes")

    opened = answer(desk, question(desk, tray))
    assert (opened.rows, opened.given.sheet.header) == (7000, ["编号", "企业", "人数"])
    assert len(opened.given.sheet.rows) < opened.rows
    asked = question(desk, tray, "companies")
    checked = found(asked)
    assert [checked.counts[fate] for fate in (Action.NEW, Action.REFUSED)] == [6999, 1]
    assert (checked.lines[Action.NEW], len(checked.fates[Action.NEW])) == (6999, SHOWN)
    assert companies(desk) == 0
    order = Order(Kind.IMPORT, desk.viewer, "客户.csv", 7000, {"given": asked.there, "kind": "companies"})
    with desk.db.write() as session:
        job_id = open_job(session, desk.viewer, kind=Kind.IMPORT, label="", total=7000).id
    assert carry_out(desk.db, job_id, order)
    assert (row(desk, job_id).status, companies(desk)) == (Status.DONE, 6999)


def test_what_a_page_is_told_is_what_the_dry_run_says(desk):
    with desk.db.write() as session:
        create_company(session, desk.viewer, {"name": "公司1", "headcount": "180"}, source="contract")
        create_company(session, desk.viewer, {"name": "公司2", "headcount": "9"}, source="sales")
    was, alike = (name.encode("gb18030") for name in ("公司3,", "公司2 有限公司,"))
    tray = lay_files([("客户.csv", table(400).replace(was, alike))])
    asked = question(desk, tray, "companies")
    checked = answer(desk, asked)
    with desk.db.read() as session:
        given = asked.there.read(session, desk.viewer)
        result = plan_given(session, desk.viewer, given, "companies")
        direct = checked_of(result, lists(session, desk.viewer))
    plan = result.plan
    assert {fate: checked.counts[fate] for fate in Action} == {fate: plan.count(fate) for fate in Action}
    assert checked.counts[KEPT] == 1
    (kept,) = checked.fates[KEPT]
    assert (kept.name, kept.change.old, kept.change.new, kept.change.source) == ("公司1", 180, 6, "contract")
    assert checked.lines[Action.NEW] == plan.count(Action.NEW) > SHOWN
    for t in (ZH, EN):
        assert checked.rejects_csv(t) == direct.rejects_csv(t) == result.rejects_csv(t)
        assert [one.error.text(t) for one in checked.refusals] == [one.error.text(t) for one in plan.refusals]
        assert [note.text(t) for note in checked.notes] == result.remarks(t)
    assert [one.name for one in checked.lookalikes] == [one.name for one in plan.lookalikes]
    assert [cells[1] for cells in checked.sheet.rows] == ["公司2", "公司2 有限公司"]


def test_a_file_that_cannot_be_read_is_answered_with_the_reason(desk):
    tray = lay_files([("a.csv", b"%PDF-1.7\n" * 9)])
    refused = answer(desk, question(desk, tray))
    assert isinstance(refused, PersonaError)
    assert "a.csv" in refused.text(ZH)
    tray.drop()
    gone = question(desk, tray)
    find_out(desk.db, gone, silent)
    assert gone.answered().text(EN) == GONE


def test_a_process_that_takes_too_much_is_an_answer_too(desk, monkeypatch):
    monkeypatch.setattr(reception, "COMMAND", (*reception.COMMAND[:1], "-c", "import os; os.abort()"))
    tray, desks = lay_files([("a.csv", table(3))]), Reception(desk.db)
    asked = question(desk, tray)
    desks.ask(asked)
    for _ in range(100):
        if desks.open_question(tray.name) is None:
            break
        time.sleep(0.1)
    assert asked.answered().text(EN) == questions.TOO_MUCH


def test_an_answer_counts_for_its_question_alone(desk):
    tray = lay_files([("a.csv", table(3))])
    asked = question(desk, tray, "companies")
    assert isinstance(answer(desk, asked), Checked)
    assert question(desk, tray, "companies", mapping={"人数": None}).answered() is None
    assert question(desk, tray, "companies", Opening(header=(2, 2))).answered() is None
    assert replace(asked, viewer=replace(desk.viewer, name="other")).answered() is not None
    asked.forget()
    assert asked.answered() is None
    assert isinstance(answer(desk, question(desk, tray)), Opened)


def test_stopping_and_asking_otherwise_end_what_is_being_answered(desk):
    tray, desks = lay_files([("a.csv", table(3))]), Reception(desk.db)
    first, second = question(desk, tray), question(desk, tray, "companies")
    desks.ask(first)
    held = desks._open[tray.name]
    desks.ask(first)
    assert desks._open[tray.name] is held, "the same question goes on"
    desks.ask(second)
    assert (held.cancelled, desks.open_question(tray.name).kind) == (True, "companies")
    desks.close()
    assert desks.open_question(tray.name) is None


def test_a_tray_is_found_by_its_name_alone_and_goes_after_a_day(desk):
    tray = lay_files([("客户.csv", b"a,b\n1,2\n"), ("二.csv", b"")])
    assert trays.find(tray.name).brought() == [("客户.csv", b"a,b\n1,2\n"), ("二.csv", b"")]
    assert trays.lay_text("企业\n甲").pasted() == "企业\n甲"
    for name in ("", "../etc", "0" * 32, tray.name[:-1], f"{tray.name}/.."):
        assert trays.find(name) is None
    if hasattr(os, "getuid"):
        assert [oct(path.stat().st_mode & 0o777) for path in (tray.path, tray.path / "files")] == ["0o700", "0o600"]
    yesterday = time.time() - files.KEPT - 60
    os.utime(tray.path, (yesterday, yesterday))
    files.sweep()
    assert trays.find(tray.name) is None


def test_a_server_lets_old_files_go_while_it_runs():
    old, new = lay_files([("a.csv", b"a")]), lay_files([("b.csv", b"b")])
    yesterday = time.time() - files.KEPT - 60
    os.utime(old.path, (yesterday, yesterday))

    async def an_hour() -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(tidy(0.01), 0.2)

    with ThreadPoolExecutor(1) as elsewhere:  # a browser of this process may keep a loop running here
        elsewhere.submit(lambda: asyncio.run(an_hour())).result()
    assert (trays.find(old.name), trays.find(new.name)) == (None, new)


def test_a_packed_file_weighs_what_it_unpacks_to():
    data = make(一=[["企业"], *([f"公司{n}"] for n in range(5_000))])
    assert 2 * len(data) < weight([("a.xlsx", data)])
    assert weight([("a.csv", b"12345"), ("b.zip", b"PK\x03\x04broken")]) == 15
