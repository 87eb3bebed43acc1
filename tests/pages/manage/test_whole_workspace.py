"""Everything as one file: taken from the export tab, loaded under a new name on the import tab."""

from __future__ import annotations

import json
import threading

import pytest
from streamlit.testing.v1 import AppTest

from persona_core.access.queries import viewer_for, workspace, workspaces
from persona_core.companies.commands import create_company
from persona_core.companies.queries import population
from persona_core.exchange.exporting import render
from persona_core.exchange.jobs import questions, trays
from persona_core.exchange.jobs.running import Runner
from persona_core.exchange.jobs.work import carry_out
from persona_core.exchange.workspaces import open_workspace
from persona_core.kit.db import Database
from persona_core.kit.words import Words
from tests.screens import screen
from ui.panels.exchange import export


@pytest.fixture
def page(db: Database, monkeypatch) -> AppTest:
    with db.write() as session:
        viewer = viewer_for(open_workspace(session, name="one", lang="zh"), "zh")
        create_company(session, viewer, {"name": "海棠生活", "status": "active"})
    return screen(monkeypatch, db.url, "manage/import_export.py")


def button(at: AppTest, key: str):
    return next(b for b in at.button if b.key == key)


def test_a_file_becomes_a_workspace_and_a_wrong_one_is_told_kindly(page, db):
    with db.read() as session:
        whole = render(session, viewer_for(workspace(session, "one"), "zh"), Words("zh"), ".json")
    assert button(page, "whole-load").disabled
    page.file_uploader(key="whole-file").upload("notes.json", json.dumps({"a": 1}).encode())
    at = button(page.run(), "whole-load").click().run()
    assert any("不是从这里导出的工作区" in str(e.value) for e in at.error)
    at.file_uploader(key="whole-file").upload("one.json", whole)
    at = button(at.run(), "whole-load").click().run()
    assert any("要有名字" in str(e.value) or "名字" in str(e.value) for e in at.error)
    at.text_input(key="whole-name").set_value("两份")
    at = button(at.run(), "whole-load").click().run()
    assert not at.exception
    assert any("“两份”建好了" in str(e.value) for e in at.success)
    with db.read() as session:
        assert [w.name for w in workspaces(session)] == ["one", "两份"]
        copy = viewer_for(workspace(session, "两份"), "zh")
        assert population(session, copy).signed == 1


def test_a_large_file_is_loaded_beside_the_page_which_then_says_so(page, db, tmp_path, monkeypatch):
    turns = []
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setattr(questions, "LARGE", 10)
    monkeypatch.setattr(Runner, "_run", lambda self, job_id, live: turns.append((job_id, live.order)))
    monkeypatch.setattr(Runner, "_settle", lambda self, job_id, live: None)
    with db.read() as session:
        whole = render(session, viewer_for(workspace(session, "one"), "zh"), Words("zh"), ".json")
    page.file_uploader(key="whole-file").upload("one.json", whole)
    page.text_input(key="whole-name").set_value("两份")
    at = button(page.run(), "whole-load").click().run()
    assert not at.exception
    assert "one.json：正在开始……" in [bar.proto.text.replace("\\", "") for bar in at.get("progress")]
    for thread in [t for t in threading.enumerate() if t.name.startswith("job-")]:
        thread.join(30)
    ((job_id, order),) = turns
    assert carry_out(db, job_id, order)
    at.run()
    assert any("“两份”建好了" in str(e.value) for e in at.success)
    at = button(at, "whole-load").click().run()
    for thread in [t for t in threading.enumerate() if t.name.startswith("job-")]:
        thread.join(30)
    assert not carry_out(db, *turns[-1])
    assert any("两份" in str(e.value) for e in at.run().error), "the name is taken"
    with db.read() as session:
        assert [w.name for w in workspaces(session)] == ["one", "两份"]
    assert trays.find(order.arguments["tray"]) is None


def test_every_format_is_offered_and_the_masked_one_leaves_everything_out(page):
    keys = {b.proto.id.rsplit("-", 1)[-1] for b in page.get("download_button")}
    offered = " ".join(str(b.proto.label) for b in page.get("download_button"))
    for ending in ("PDF", "PNG", "PPTX", "HTML", "Markdown", "XLSX", "CSV"):
        assert ending in offered, keys
    page.toggle(key="exchange-masked").set_value(True)
    at = page.run()
    whole = next(b for b in at.get("download_button") if "整个工作区" in str(b.proto.label))
    assert whole.proto.disabled


def test_where_there_are_many_companies_long_files_are_made_first_and_then_taken(page, monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(export, "EXPORTED_AT_ONCE", 0)
    at = page.run()
    assert button(at, "exchange.json").label == "整个工作区存成一个文件……"
    at = button(at, "exchange.xlsx").click().run()
    at = button(at, "exchange.json").click().run()
    assert not at.exception
    labels = [str(b.proto.label) for b in at.get("download_button")]
    ready = [label for label in labels if label.startswith("取走")]
    assert [label.rpartition(".")[2] for label in ready] == ["json", "xlsx"]
    assert "企业名单：CSV 表格" in " ".join(labels), "what is quick is still taken at once"
    at.toggle(key="exchange-masked").set_value(True)
    at = at.run()
    assert not [b for b in at.get("download_button") if "取走" in str(b.proto.label)], "they hold names"
    assert button(at, "exchange.json").disabled
    at = button(at, "exchange.xlsx").click().run()
    assert any("-masked.xlsx" in str(b.proto.label) for b in at.get("download_button"))
