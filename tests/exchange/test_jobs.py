"""Jobs: large imports run in a process of their own, which stores everything or nothing and says how it ended."""

from __future__ import annotations

import os
import subprocess
import time
from io import BytesIO

import pytest
from sqlalchemy import func, select

from persona_core.companies.commands import create_company
from persona_core.companies.models import Company
from persona_core.companies.queries import population
from persona_core.evidence.models import ImportBatch
from persona_core.exchange.importing import carrying
from persona_core.exchange.importing.reading import Given, open_files, open_paste
from persona_core.exchange.jobs import orders
from persona_core.exchange.jobs.commands import Cancelled, finish, open_job, settle_lost, take_over
from persona_core.exchange.jobs.models import Job, Kind, Status
from persona_core.exchange.jobs.orders import Order
from persona_core.exchange.jobs.queries import came_to_nothing, rejects, rejects_of, running, said
from persona_core.exchange.jobs.running import AT_ONCE, COMMAND, Runner
from persona_core.kit.config import ROOT
from persona_core.kit.errors import Invalid
from persona_core.vocabulary.queries import lists
from tests.factories.imports import Desk

ZH = "zh"


def given(rows: int, first: int = 0) -> Given:
    lines = "".join(f"C{n},公司{n},{n % 900 + 5}\n" for n in range(first, first + rows))
    return open_files([("客户.csv", f"编号,企业,人数\n{lines}".encode())])


def order(desk: Desk, what: Given, **more) -> Order:
    return Order(
        Kind.IMPORT, desk.viewer, "客户.csv", len(what.sheet.rows), {"given": what, "kind": "companies", **more}
    )


def row(desk: Desk, job_id) -> Job:
    with desk.db.read() as session:
        return session.get(Job, job_id)


def ended(desk: Desk, job_id, seconds: float = 60) -> Job:
    for _ in range(int(seconds / 0.1)):
        found = row(desk, job_id)
        if found.status != Status.RUNNING:
            return found
        time.sleep(0.1)
    raise AssertionError("the job never ends")


def companies(desk: Desk) -> int:
    with desk.db.read() as session:
        return session.scalar(select(func.count()).select_from(Company))


def test_a_small_import_is_through_when_it_was_started_and_keeps_its_refused_rows(desk):
    what = open_paste("企业\t人数\n海棠生活\t180\n禾木母婴\t-5\n")
    done = row(desk, Runner(desk.db).start(order(desk, what)))
    assert (done.status, done.total, said(done, ZH)) == (
        Status.DONE, 2, "共 2 行：新增 1，有变化 0，没变 0，进不来 1。",
    )  # fmt: skip
    assert said(done, "en").startswith("Rows: 2. New 1")
    assert "禾木母婴" in rejects(done).decode("utf-8-sig")
    with desk.db.read() as session:
        assert rejects_of(session, desk.viewer, done.batch_id) == rejects(done)
    taken_back = row(desk, Runner(desk.db).start(Order(Kind.UNDO, desk.viewer, "", 2, {"batch": done.batch_id})))
    assert (taken_back.status, companies(desk)) == (Status.DONE, 0)
    assert said(taken_back, ZH) == "已撤回。删除：企业 1 家。"


def test_a_job_that_cannot_be_done_says_why_in_both_languages(desk):
    what = open_paste("甲\t乙\n1\t2\n")
    job_id = Runner(desk.db).start(order(desk, what, mapping={"甲": None, "乙": None}))
    failed = row(desk, job_id)
    assert failed.status == Status.FAILED
    assert "名称、外部编号" in said(failed, ZH)
    assert "Name, External id" in said(failed, "en")
    with desk.db.read() as session:
        assert [one.id for one in came_to_nothing(session, desk.viewer)] == [job_id]


def test_all_or_nothing_holds_back_and_leaves_no_batch(desk):
    what = open_paste("企业\t人数\n海棠生活\t180\n禾木母婴\t-5\n")
    done = row(desk, Runner(desk.db).start(order(desk, what, all_or_nothing=True)))
    assert (done.status, done.batch_id, companies(desk)) == (Status.DONE, None, 0)
    assert said(done, ZH) == "什么都没存：2 行里有 1 行进不来。"


def test_an_order_arrives_as_it_was_sent(desk):
    what = given(AT_ONCE * 2 + 3)
    what.refusals.append(Invalid("“{file}” is empty.", field="text", file="a"))
    stream = BytesIO()
    sent = Runner(desk.db), order(desk, what)
    with desk.db.write() as session:
        job_id = open_job(session, desk.viewer, kind=Kind.IMPORT, label="", total=1).id
    orders.write(stream, job_id, sent[1])
    stream.seek(0)
    number, again = orders.read(stream)
    arrived = again.arguments["given"]
    assert (number, arrived.sheet) == (job_id, what.sheet)
    assert (arrived.refusals[0].slots, arrived.refusals[0].field) == ({"file": "a"}, "text")


def test_a_large_import_runs_beside_the_others_and_can_be_stopped(desk):
    runner = Runner(desk.db)
    what = given(AT_ONCE + 1)
    job_id = runner.start(order(desk, what))
    with desk.db.read() as session:
        assert [one.id for one in running(session, desk.viewer)] == [job_id]
    with desk.db.write() as session:
        create_company(session, desk.viewer, {"name": "同时新建"})
    with desk.db.read(keeping=True) as session:
        before, known = population(session, desk.viewer), lists(session, desk.viewer)
    done = ended(desk, job_id)
    assert (done.status, companies(desk)) == (Status.DONE, AT_ONCE + 2)
    with desk.db.read(keeping=True) as session:
        assert population(session, desk.viewer).total > before.total
        assert lists(session, desk.viewer) is known
    assert runner.progress(job_id) is None or runner.progress(job_id).share > 0
    second = runner.start(order(desk, given(AT_ONCE + 1, first=50_000)))
    runner.cancel(second)
    stopped = ended(desk, second)
    assert (stopped.status, companies(desk)) == (Status.CANCELLED, AT_ONCE + 2)
    assert said(stopped, ZH) == "已取消，什么都没有存。"


def test_a_worker_whose_server_is_gone_stores_nothing(desk):
    what = given(AT_ONCE * 2)
    with desk.db.write() as session:
        job_id = open_job(session, desk.viewer, kind=Kind.IMPORT, label="客户.csv", total=9).id
    environment = {**os.environ, "PERSONA_DATABASE_URL": desk.db.url}
    worker = subprocess.Popen(COMMAND, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    orders.write(worker.stdin, job_id, order(desk, what))
    worker.communicate(timeout=60)
    assert (worker.returncode, companies(desk)) == (1, 0)
    with desk.db.write() as session:
        assert settle_lost(session) == 1
    assert row(desk, job_id).status == Status.LOST


def test_a_job_nobody_works_on_any_more_is_broken_off_at_the_next_start(desk):
    with desk.db.write() as session:
        job_id = open_job(session, desk.viewer, kind=Kind.IMPORT, label="客户.csv", total=9).id
        session.get(Job, job_id).owner = "elsewhere 1 2"
        mine = open_job(session, desk.viewer, kind=Kind.IMPORT, label="客户.csv", total=9)
        mine.owner = mine.owner.rpartition(" ")[0] + " 1"
    with desk.db.write() as session:
        assert settle_lost(session) == 1, "one of another machine has ten minutes to be heard of"
        with pytest.raises(Cancelled):
            finish(session, mine.id, says=lambda t: "")
    assert row(desk, mine.id).status == Status.LOST
    assert said(row(desk, mine.id), ZH) == "程序中途停了，什么都没有存。请重新开始。"
    assert row(desk, job_id).status == Status.RUNNING
    with desk.db.write() as session:
        take_over(session, job_id)


@pytest.mark.parametrize("name", ["公司7", "别家"])
def test_what_others_store_meanwhile_is_neither_lost_nor_doubled(desk, monkeypatch, name):
    """Between weighing and storing somebody else adds a company: one of the file's, or another."""
    plans = []

    def meanwhile(session, *arguments, **options):
        made = plan(session, *arguments, **options)
        if not plans:
            with desk.db.write() as other:
                create_company(other, desk.viewer, {"name": name})
        plans.append(made)
        return made

    plan = carrying.plan_given
    monkeypatch.setattr(carrying, "plan_given", meanwhile)
    carrying.carry_in(desk.db, desk.viewer, given(20), "companies")
    assert len(plans) == (2 if name == "公司7" else 1)
    rows = desk.rows(select(Company).order_by(Company.num))
    assert len({c.name for c in rows}) == len(rows) == (20 if name == "公司7" else 21)
    assert [c.num for c in rows] == list(range(1, len(rows) + 1))
    assert len(desk.rows(select(ImportBatch))) == 1
