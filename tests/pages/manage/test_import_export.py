"""The import page: four steps that lose nothing on a rerun, and nothing stored before the last."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from streamlit.testing.v1 import AppTest

from persona_core.companies.models import Company
from persona_core.exchange.workspaces import open_workspace
from persona_core.kit.db import Database
from tests.house.reading import ROOT

PASTED = "企业\t人数\t打分\n海棠生活\t180\t7\n禾木母婴\t-5\t8\n"


@pytest.fixture
def page(db: Database, monkeypatch) -> AppTest:
    monkeypatch.setenv("PERSONA_DATABASE_URL", db.url)
    with db.write() as session:
        open_workspace(session, name="one", lang="zh")
    at = AppTest.from_file(str(ROOT / "ui" / "main.py"), default_timeout=30)
    at.session_state["lang"] = "zh"
    at.run()
    at.switch_page(str(ROOT / "pages" / "manage" / "import_export.py"))
    return at.run()


def companies(db: Database) -> int:
    with db.read() as session:
        return session.scalar(select(func.count()).select_from(Company))


def button(at: AppTest, key: str):
    return next(b for b in at.button if b.key == key)


def texts(at: AppTest) -> str:
    return "\n".join(str(e.value) for e in [*at.text, *at.caption, *at.warning, *at.error, *at.info])


def paste(at: AppTest, text: str) -> AppTest:
    at.text_area(key="import-paste-0").set_value(text)
    return button(at, "import-take").click().run()


def test_a_pasted_table_goes_through_the_four_steps(page, db):
    at = paste(page, PASTED)
    assert not at.exception
    assert [s.value for s in at.selectbox if s.key.startswith("import-column")] == ["name", "headcount", ""]
    assert companies(db) == 0
    assert "打分" in texts(at)
    button(at, "import-store").click().run()
    assert not at.exception
    assert companies(db) == 1
    assert "新增 1" in texts(at)
    button(at, "import-next").click().run()
    assert not at.exception
    assert at.text_area(key="import-paste-1").value == ""


def test_a_column_can_be_changed_and_what_is_missing_is_named(page, db):
    at = paste(page, PASTED)
    at.selectbox(key="import-column-0-0").set_value("").run()
    assert "名称" in texts(at)
    assert not [b for b in at.button if b.key == "import-store"]
    at.selectbox(key="import-column-2-0").set_value("name").run()
    assert button(at, "import-store").label == "收下 1 行"
    at.selectbox(key="import-column-0-0").set_value("name").run()
    assert at.selectbox(key="import-column-2-0").value == ""


def test_if_one_row_is_wrong_none_may_go_in(page, db):
    at = paste(page, PASTED)
    at.radio(key="import-choice-0").set_value("none").run()
    assert not [b for b in at.button if b.key == "import-store"]
    assert companies(db) == 0


def test_a_file_stays_through_reruns_and_other_pages(page, db):
    at = page
    at.file_uploader(key="import-files-0").upload("客户.csv", "企业,人数\n海棠生活,180\n".encode("gb18030")).run()
    at.switch_page(str(ROOT / "pages" / "manage" / "settings.py")).run()
    at.switch_page(str(ROOT / "pages" / "manage" / "import_export.py")).run()
    assert "客户.csv" in texts(at)
    button(at, "import-store").click().run()
    assert companies(db) == 1


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"\x00\x01\x02" * 50])
def test_a_file_that_is_no_table_is_refused_kindly(page, data):
    at = page.file_uploader(key="import-files-0").upload("a.csv", data).run()
    assert not at.exception
    assert "a.csv" in at.error[0].value.replace("\\", "")
    assert len(at.error) == 1


CHAIN = """企业\t职位/角色\t话语权\t听谁的\t态度
海棠生活\tCEO\t说了算\t很听市场总监\t支持
海棠生活\t市场总监\t有一票\t\t力推
"""


def test_a_pasted_chain_is_known_as_one_and_says_what_it_changes(page, db):
    at = paste(page, CHAIN)
    assert not at.exception
    assert at.selectbox(key="import-kind-0").value == "chain"
    assert [s.value for s in at.selectbox if s.key.startswith("import-column")] == [
        "company", "position", "say", "listens_to", "stance",
    ]  # fmt: skip
    button(at, "import-store").click().run()
    assert not at.exception
    assert "新增 2" in texts(at)
    button(at, "import-next").click().run()
    later = CHAIN.replace("很听市场总监\t支持", "自己\t有顾虑").replace("有一票", "有份")
    at.text_area(key="import-paste-1").set_value(later)
    button(at, "import-take").click().run()
    (told,) = [frame.value for frame in at.dataframe if "为什么不行" in frame.value]
    assert [row[0] for row in told.to_numpy().tolist()] == ["2", "3"]
    assert "“有份”" in told.iloc[1, 3]
    button(at, "import-again").click().run()
    at.text_area(key="import-paste-2").set_value(later.replace("有份", "有一票"))
    button(at, "import-take").click().run()
    (told,) = [frame.value for frame in at.dataframe if "原来" in frame.value]
    assert told.iloc[:, 1:5].to_numpy().tolist() == [
        ["海棠生活 · CEO · 采购", "听谁的", "市场总监:很听", "自己"],
        ["海棠生活 · CEO · 采购", "态度", "支持", "有顾虑"],
    ]
