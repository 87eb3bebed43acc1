"""Exports of large workspaces: made beside the pages by a process of their own, kept for a day as a file."""

from __future__ import annotations

import os
import time

import pytest

from persona_core.companies.commands import create_company
from persona_core.exchange.importing.progress import READ, WRITE
from persona_core.exchange.jobs import files
from persona_core.exchange.jobs.commands import STOPPED, fail, open_job
from persona_core.exchange.jobs.models import Job, Kind, Status
from persona_core.exchange.jobs.orders import Order
from persona_core.exchange.jobs.queries import exports, said
from persona_core.exchange.jobs.running import EXPORTED_AT_ONCE, Runner
from persona_core.exchange.jobs.work import carry_out
from tests.factories.imports import Desk

ZH = "zh"


@pytest.fixture
def database_url(sqlite_url):
    """One kind of database: exports only read, by what is tried on both elsewhere."""
    return sqlite_url


@pytest.fixture
def kept_here(tmp_path, monkeypatch):
    """The folder of files that jobs make, for this test alone."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    return files.folder()


def row(desk: Desk, job_id) -> Job:
    with desk.db.read() as session:
        return session.get(Job, job_id)


def ended(desk: Desk, job_id) -> Job:
    for _ in range(1200):
        found = row(desk, job_id)
        if found.status != Status.RUNNING:
            return found
        time.sleep(0.1)
    raise AssertionError("the job never ends")


def export(desk: Desk, rows: int, label: str = "甲.json", **more) -> Order:
    return Order(Kind.EXPORT, desk.viewer, label, rows, {"ending": ".json", **more})


def test_a_file_is_made_beside_the_pages_and_kept_for_a_day(desk, kept_here):
    with desk.db.write() as session:
        create_company(session, desk.viewer, {"name": "海棠生活"})
    job_id = Runner(desk.db).start(export(desk, EXPORTED_AT_ONCE + 1))
    with desk.db.read() as session:
        assert [one.id for one in exports(session, desk.viewer)] == [job_id]
    done = ended(desk, job_id)
    assert (done.status, said(done, ZH), said(done, "en")) == (Status.DONE, "做好了，0.1 MB。", "Ready: 0.1 MB.")
    assert "海棠生活" in files.kept(job_id).read_text(encoding="utf-8")
    assert kept_here.stat().st_mode & 0o077 == 0, "nobody else on the machine reads it"
    files.sweep()
    assert files.kept(job_id)
    yesterday = time.time() - files.KEPT - 1
    os.utime(files.kept(job_id), (yesterday, yesterday))
    files.sweep()
    assert files.kept(job_id) is None


def test_a_file_that_was_cancelled_or_cannot_be_made_leaves_nothing(desk, kept_here, monkeypatch):
    heard = []
    with desk.db.write() as session:
        job_id = open_job(session, desk.viewer, kind=Kind.EXPORT, label="", total=1).id

    def tell(*how):
        if not heard:
            with desk.db.write() as other:
                fail(other, job_id, lambda t: t(STOPPED), Status.CANCELLED)
        heard.append(how)

    assert not carry_out(desk.db, job_id, export(desk, 1, ending=".xlsx"), tell)
    assert (row(desk, job_id).status, list(kept_here.iterdir())) == (Status.CANCELLED, [])
    assert {phase for phase, *_ in heard} == {READ, WRITE}
    assert [share for *_, share in heard] == sorted(share for *_, share in heard)
    kept_here.rmdir()
    kept_here.symlink_to(kept_here.parent)
    refused = row(desk, Runner(desk.db).start(export(desk, 1)))
    assert (refused.status, said(refused, ZH)) == (Status.FAILED, "文件没能写到这台机器上。是不是磁盘满了？")
