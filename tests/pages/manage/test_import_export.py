"""The import page: four steps that lose nothing on a rerun, and nothing stored before the last."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import func, select
from streamlit.testing.v1 import AppTest

from persona_core.access.queries import viewer_for, workspaces
from persona_core.companies.commands import create_company
from persona_core.companies.models import Company
from persona_core.deals.models import Deal
from persona_core.exchange.importing.progress import silent
from persona_core.exchange.jobs import questions, trays
from persona_core.exchange.jobs.queries import running
from persona_core.exchange.jobs.reception import Reception
from persona_core.exchange.jobs.running import Runner
from persona_core.exchange.jobs.work import carry_out
from persona_core.exchange.template import template
from persona_core.exchange.workspaces import open_workspace
from persona_core.journeys import commands
from persona_core.journeys.models import Journey, Stage, StageEvent
from persona_core.kit.db import Database
from persona_core.kit.words import Words
from persona_core.vocabulary.models import Tag
from persona_core.vocabulary.queries import lists
from persona_core.vocabulary.tags import new_tag
from tests.house.reading import ROOT
from tests.screens import screen
from ui.panels.exchange import import_book, import_check, import_checking

PASTED = "企业\t人数\t打分\n海棠生活\t180\t7\n禾木母婴\t-5\t8\n"


@pytest.fixture
def page(db: Database, monkeypatch) -> AppTest:
    with db.write() as session:
        open_workspace(session, name="one", lang="zh")
    return screen(monkeypatch, db.url, "manage/import_export.py")


@pytest.fixture(autouse=True)
def trays_here(tmp_path, monkeypatch) -> None:
    """The folder of trays, for this test alone."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)


def loaded_anew(at: AppTest) -> AppTest:
    """The page as the same browser shows it in a session of its own: only its cookies are left."""
    again = AppTest.from_file(str(ROOT / "ui" / "main.py"), default_timeout=30)
    again.session_state["lang"] = "zh"
    again.session_state["shell.tray"] = at.session_state["shell.tray"]
    again.run()
    return again.switch_page(str(ROOT / "pages" / "manage" / "import_export.py")).run()


class Answers:
    """Stands in for the processes that look into large files: nothing is answered before the test says so."""

    def __init__(self, monkeypatch, db: Database) -> None:
        self.db, self.open = db, {}
        monkeypatch.setattr(import_checking, "MANY", 1)
        monkeypatch.setattr(import_check, "MANY", 1)
        monkeypatch.setattr(questions, "LARGE", 10)
        monkeypatch.setattr(Reception, "ask", lambda _, asked: self.open.setdefault(asked.there.tray, asked))
        monkeypatch.setattr(Reception, "open_question", lambda _, tray: self.open.get(tray))
        monkeypatch.setattr(Reception, "drop", lambda _, tray: self.open.pop(tray, None))

    def come(self) -> None:
        """Answer everything that is asked."""
        for asked in list(self.open.values()):
            questions.find_out(self.db, asked, silent)
        self.open.clear()


def waiting(at: AppTest) -> str:
    """What the page says while it waits for an answer."""
    return "\n".join(bar.proto.text.replace("\\", "") for bar in at.get("progress"))


def companies(db: Database) -> int:
    with db.read() as session:
        return session.scalar(select(func.count()).select_from(Company))


def button(at: AppTest, key: str):
    return next(b for b in at.button if b.key == key)


def texts(at: AppTest) -> str:
    return "\n".join(str(e.value) for e in [*at.text, *at.caption, *at.warning, *at.error, *at.info])


def paste(at: AppTest, text: str) -> AppTest:
    at.text_area(key="import-paste-0").set_value(text)
    return vouch(button(at, "import-take").click().run())


def vouch(at: AppTest, source: str = "sales") -> AppTest:
    """Say whose word a table is, where that is asked."""
    asked = [s for s in at.selectbox if s.key.startswith("import-source-") and "stories" not in s.key]
    return asked[0].set_value(source).run() if asked and asked[0].value is None else at


EVENTS = "公司\t环节\t日期\n甲\tPOC\t2025-01-01\n甲\t线下会\t2025-01-09\n甲\t谈价\t2025-02-01\n甲\t签约\t2025-03-01\n"


def stage_names(db: Database) -> list[str]:
    with db.read() as session:
        return list(session.scalars(select(Stage.zh).order_by(Stage.journey_id, Stage.ord)))


def test_stages_the_journey_lacks_are_added_mapped_or_left_out_on_the_spot(page, db):
    at = paste(page, EVENTS)
    assert "路径“短路径”里没有下面这些，它们是什么？" in texts(at)
    assert button(at, "import-stages-settle-0").disabled
    with db.read() as session:
        weigh = str(session.scalar(select(Stage.id).where(Stage.code == "weigh")))
    boxes = {b.label: b for b in at.selectbox}
    boxes["POC（1 行）"].set_value("add")
    boxes["谈价（1 行）"].set_value(weigh)
    boxes["线下会（1 行）"].set_value("leave")
    at.run()
    next(b for b in at.selectbox if b.label == "放在后面").set_value(3)
    button(at, "import-stages-settle-0").click().run()
    assert not at.exception
    assert stage_names(db)[2:5] == ["权衡利弊", "POC", "签约"]
    assert "没有下面这些" not in texts(at)
    button(at, "import-store").click().run()
    assert "新增 3" in texts(at)
    with db.read() as session:
        dated = session.execute(
            select(Stage.zh).join(StageEvent, StageEvent.stage_num == Stage.num).order_by(StageEvent.day)
        )
        assert list(dated.scalars()) == ["POC", "权衡利弊", "签约"]
        assert session.scalar(select(Stage.aliases).where(Stage.code == "weigh")) == ["谈价"]


def test_a_column_of_days_can_become_a_stage(page, db):
    at = paste(page, "公司\t知道我们\tPOC日期\n甲\t2025-01-01\t2025-02-01\n")
    next(b for b in at.selectbox if b.label == "POC日期（一列）").set_value("add").run()
    button(at, "import-stages-settle-0").click().run()
    assert "POC" in stage_names(db)
    assert "stage:POC" in [s.value for s in at.selectbox if s.key.startswith("import-column")]


def test_where_there_are_several_journeys_the_one_meant_is_recognised_and_can_be_changed(page, db):
    with db.write() as session:
        viewer = viewer_for(workspaces(session)[0], "zh")
        commands.furnish(session, viewer, "tender")
    at = paste(page, "公司\t环节\t日期\n甲\t立项\t2025-01-01\n甲\t发标\t2025-02-01\n")
    box = next(b for b in at.selectbox if b.label == "按哪条路径读？")
    with db.read() as session:
        found = {j.name: str(j.id) for j in session.scalars(select(Journey))}
    assert box.value == found["招投标路径"]
    assert "按路径“招投标路径”读的。" in texts(at)
    box.set_value(found["短路径"]).run()
    assert "按路径“短路径”读的。" in texts(at)
    assert "路径“短路径”里没有下面这些，它们是什么？" in texts(at)


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
    vouch(
        at.file_uploader(key="import-files-0").upload("客户.csv", "企业,人数\n海棠生活,180\n".encode("gb18030")).run()
    )
    at.switch_page(str(ROOT / "pages" / "manage" / "settings.py")).run()
    at.switch_page(str(ROOT / "pages" / "manage" / "import_export.py")).run()
    assert "客户.csv" in texts(at)
    button(at, "import-store").click().run()
    assert companies(db) == 1


BOTH = "企业,人数,打分\n海棠生活,180,7\n禾木母婴,-5,8\n"


def test_a_page_that_is_loaded_anew_has_file_choices_and_result_again(page, db):
    data = BOTH.encode("gb18030")
    at = vouch(page.file_uploader(key="import-files-0").upload("客户.csv", data).run(), "contract")
    at.selectbox(key="import-column-1-0").set_value("").run()
    at.selectbox(key="import-column-2-0").set_value("headcount").run()
    at = loaded_anew(at)
    assert not at.exception
    assert "客户.csv：2 行" in texts(at)
    assert at.selectbox(key="import-source-0").value == "contract"
    assert [at.selectbox(key=f"import-column-{n}-0").value for n in range(3)] == ["name", "", "headcount"]
    button(at, "import-store").click().run()
    assert "新增 2" in texts(at)
    at = loaded_anew(at.run())
    assert "新增 2" in texts(at)
    tray = at.session_state["shell.tray"]
    button(at, "import-next").click().run()
    assert (at.session_state["shell.tray"], trays.find(tray)) == ("", None)
    assert at.file_uploader(key="import-files-1")


def test_a_file_kept_for_one_workspace_is_not_seen_in_another(page, db):
    with db.write() as session:
        open_workspace(session, name="two", lang="zh")
    at = vouch(page.file_uploader(key="import-files-0").upload("客户.csv", BOTH.encode()).run())
    at.query_params["w"] = "two"
    assert "客户.csv" not in texts(at.run())
    again = loaded_anew(at)
    assert "客户.csv" in texts(again)
    again.query_params["w"] = "two"
    assert "客户.csv" not in texts(again.run())


def test_a_large_file_is_read_and_checked_beside_the_page_which_says_so(page, db, monkeypatch):
    answers = Answers(monkeypatch, db)
    at = page.file_uploader(key="import-files-0").upload("客户.csv", BOTH.encode()).run()
    assert not at.exception
    assert waiting(at) == "正在读取 客户.csv……"
    assert not [b for b in at.selectbox if b.key.startswith("import-column")]
    at = loaded_anew(at)
    assert waiting(at) == "正在读取 客户.csv……"
    answers.come()
    at = vouch(at.run())
    assert companies(db) == 0
    button(at, "import-run").click().run()
    assert not at.exception
    assert waiting(at).startswith("正在检查 2 行")
    assert not [b for b in at.button if b.key in {"import-run", "import-store"}]
    answers.come()
    at = loaded_anew(at.run())
    assert button(at, "import-store").label == "收下 1 行"
    at.selectbox(key="import-column-1-0").set_value("").run()
    button(at, "import-run").click().run()
    at.selectbox(key="import-column-1-0").set_value("headcount").run()
    assert answers.open == {}, "a check of what was chosen otherwise is broken off"
    button(at, "import-run").click().run()
    answers.come()
    button(at.run(), "import-store").click().run()
    assert not at.exception
    assert companies(db) == 1
    assert "新增 1" in texts(at)


def test_a_large_file_can_be_stopped_and_one_that_cannot_be_read_is_refused(page, db, monkeypatch):
    answers = Answers(monkeypatch, db)
    at = page.file_uploader(key="import-files-0").upload("a.csv", b"%PDF-1.7 and so on\n").run()
    button(at, "import-look-stop").click().run()
    assert not at.exception
    assert at.session_state["shell.tray"] == ""
    at = at.file_uploader(key="import-files-1").upload("a.csv", b"%PDF-1.7 and so on\n").run()
    answers.come()
    at.run()
    assert "a.csv" in at.error[0].value.replace("\\", "")
    two_heads = "一,二\n会社,都市\n株式会社サンプル,東京\n".encode("cp932")
    at = at.file_uploader(key="import-files-2").upload("b.csv", two_heads).run()
    answers.come()
    at.run().selectbox(key="import-header-2").set_value((2, 2)).run()
    assert waiting(at) == "正在读取 b.csv……"
    button(at, "import-look-stop").click().run()
    assert at.selectbox(key="import-header-2").value == (1, 1), "it stays as it was opened before"


def test_what_the_file_leaves_open_is_asked_once_and_can_be_answered_otherwise(page, db):
    at = paste(page, "企业\t签约日\t年营收\n甲\t03/04/2025\t$350\n乙\t05/06/2025\t$420\n")
    day, unit = at.radio(key="import-ask-date_order-0"), at.radio(key="import-ask-unit:年营收-0")
    assert [o.replace("\\", "") for o in day.options] == ["2025-04-03（日在前）", "2025-03-04（月在前）"]
    assert (day.value, unit.label) == (None, "“年营收”的金额（例如 420）是什么单位？")
    day.set_value("mdy").run()
    assert not at.exception
    assert at.radio(key="import-ask-date_order-0").value == "mdy"
    at.text_input(key="import-ask-rate:USD-0").set_value("7").run()
    at.radio(key="import-ask-date_order-0").set_value("dmy").run()
    button(at, "import-store").click().run()
    assert not at.exception
    with db.read() as session:
        assert [d.isoformat() for d in session.scalars(select(Deal.signed_on).order_by(Deal.num))] == [
            "2025-04-03",
            "2025-06-05",
        ]
        assert float(session.scalar(select(Company.annual_revenue).where(Company.name == "甲"))) == 2450


def test_the_header_and_the_encoding_can_be_chosen_and_a_wrong_choice_is_said(page, db):
    data = "一,二\n会社,都市\n株式会社サンプル,東京\n".encode("cp932")
    at = vouch(page.file_uploader(key="import-files-0").upload("a.csv", data).run())
    assert not at.exception
    at.radio(key="import-encoding-0").set_value("cp932").run()
    assert not at.exception
    box = at.selectbox(key="import-header-0")
    assert (box.value, box.options[:2]) == ((1, 1), ["第 1 行：一 · 二", "第 1、2 行合起来：一 · 二"])
    box.set_value((2, 2)).run()
    assert not at.exception
    assert "a.csv：1 行" in texts(at)
    assert at.dataframe[0].value.columns.tolist() == ["会社", "都市"]
    assert at.radio(key="import-encoding-0").value == "cp932"


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"\x00\x01\x02" * 50])
def test_a_file_that_is_no_table_is_refused_kindly(page, data):
    at = vouch(page.file_uploader(key="import-files-0").upload("a.csv", data).run())
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
    vouch(button(at, "import-take").click().run())
    (told,) = [table.value for table in at.table if "为什么不行" in table.value]
    assert [row[0] for row in told.to_numpy().tolist()] == ["2", "3"]
    assert "“有份”" in told.iloc[1, 3]
    button(at, "import-again").click().run()
    at.text_area(key="import-paste-2").set_value(later.replace("有份", "有一票"))
    vouch(button(at, "import-take").click().run())
    (told,) = [frame.value for frame in at.dataframe if "原来" in frame.value]
    assert told.iloc[:, 1:5].to_numpy().tolist() == [
        ["海棠生活 · CEO · 采购", "听谁的", "市场总监:很听", "自己"],
        ["海棠生活 · CEO · 采购", "态度", "支持", "有顾虑"],
    ]


def test_an_import_is_taken_back_from_its_result_and_from_the_list(page, db):
    at = paste(page, PASTED)
    button(at, "import-store").click().run()
    assert companies(db) == 1
    button(at, "import-take-back-yes").click().run()
    assert not at.exception
    assert "已撤回。删除：企业 1 家。" in texts(at)
    assert companies(db) == 0
    button(at, "import-store").click().run()
    assert companies(db) == 1, "what was taken back may go in again"
    at.session_state["import-past"] = True
    at.run()
    assert "粘贴的表格（已撤回）" in texts(at)
    (again,) = [b for b in at.button if b.key.startswith("past-back-")]
    again.click().run()
    assert not at.exception
    assert companies(db) == 0


def test_columns_without_a_field_become_fields_of_ones_own(page, db):
    at = paste(page, "企业\t打分\t店型\n海棠生活\t7\t直营\n禾木母婴\t8\t加盟\n青岚美妆\t\t直营\n云水\t9\t加盟\n")
    assert "没有对应的字段，不会导入：打分、店型" in texts(at)
    button(at, "import-own-all-0").click().run()
    assert not at.exception
    kinds = {b.key: b.value for b in at.selectbox if str(b.key).startswith("import-own-kind-")}
    assert list(kinds.values()) == ["number", "choice"]
    at.selectbox(key="import-own-kind-1-0").set_value("text").run()
    button(at, "import-store").click().run()
    assert "新建的自定义字段：打分、店型" in texts(at)
    with db.read() as session:
        viewer = viewer_for(workspaces(session)[0], "zh")
        known = lists(session, viewer)
        assert {str(s.label): s.type for s in known.own.values()} == {"打分": "text", "店型": "term"}
        (found,) = session.scalars(select(Company).where(Company.name == "海棠生活"))
        assert sorted(found.custom.values()) == ["7", "直营"]


def test_a_tag_that_looks_like_one_here_is_asked_about(page, db):
    with db.write() as session:
        new_tag(session, viewer_for(workspaces(session)[-1], "zh"), "一线嫌麻烦", kind="concern")
    story = "---\ntags: [一线嫌太麻烦, 好用]\n---\n第一个月没人用。"
    at = page.file_uploader(key="import-files-0").upload("一.md", story.encode()).run()
    assert "文件里的这些标签，和已有的是不是一回事？" in texts(at)
    at.segmented_control(key="import-alike-0-0").set_value(True).run()
    assert not at.exception
    assert at.segmented_control(key="import-alike-0-0").value is True
    button(at, "import-store").click().run()
    with db.read() as session:
        assert set(session.scalars(select(Tag.name))) == {"一线嫌麻烦", "好用"}


def test_a_filled_template_goes_in_whole(page, db):
    with db.read() as session:
        data = template(session, viewer_for(workspaces(session)[0], "zh"), Words("zh"), filled=True)
    at = page
    at.file_uploader(key="import-files-0").upload("t.xlsx", data).run()
    assert "可以一起导入" in texts(at)
    button(at, "import-book-all").click().run()
    assert not at.exception
    assert "新增 2" in texts(at)
    assert companies(db) == 2


def test_a_large_filled_template_goes_in_beside_the_pages_table_by_table(page, db, monkeypatch):
    turns, ready = [], threading.Event()

    def run(self, job_id, live):
        ready.wait(30)
        turns.append((live.order.label, carry_out(self.db, job_id, live.order)))

    monkeypatch.setattr(Runner, "_run", run)
    monkeypatch.setattr(import_book, "MOST", 0)
    with db.read() as session:
        data = template(session, viewer_for(workspaces(session)[0], "zh"), Words("zh"), filled=True)
    at = page.file_uploader(key="import-files-0").upload("t.xlsx", data).run()
    at = button(at, "import-book-all").click().run()
    assert "几张表会依次导入" in texts(at)
    assert not [b for b in at.button if b.key == "import-book-all"], "it is begun once"
    with db.read() as session:
        waiting = [one.label for one in running(session, viewer_for(workspaces(session)[0], "zh"))]
    ready.set()
    for thread in [t for t in threading.enumerate() if t.name == "jobs-in-turn"]:
        thread.join(30)
    assert turns == [(label, True) for label in waiting]
    assert len(turns) > 1
    assert companies(db) > 0
    assert "t.xlsx" in texts(at.run())


def test_a_word_that_refuses_rows_is_said_to_mean_one_that_is_there(page, db):
    at = paste(page, "企业\t客户状态\n海棠生活\t跟单中\n禾木母婴\t在用\n")
    box = next(b for b in at.selectbox if "跟单中" in b.label)
    assert "1 行进不来" in box.label
    box.set_value("talking").run()
    button(at, "import-values-settle-0").click().run()
    assert not at.exception
    assert not [b for b in at.selectbox if "跟单中" in b.label]
    button(at, "import-store").click().run()
    with db.read() as session:
        assert set(session.scalars(select(Company.status))) == {"talking", "active"}


def test_whose_word_a_table_is_is_asked_and_kept_on_other_pages(page, db):
    page.text_area(key="import-paste-0").set_value(PASTED)
    at = button(page, "import-take").click().run()
    assert at.selectbox(key="import-source-0").value is None
    assert "先选这份文件是谁的说法" in texts(at)
    assert not [b for b in at.button if b.key == "import-store"]
    at.selectbox(key="import-source-0").set_value("contract").run()
    at.switch_page(str(ROOT / "pages" / "manage" / "settings.py")).run()
    at.switch_page(str(ROOT / "pages" / "manage" / "import_export.py")).run()
    assert at.selectbox(key="import-source-0").value == "contract"
    button(at, "import-store").click().run()
    with db.read() as session:
        (provenance,) = session.scalars(select(Company.provenance))
        assert provenance["headcount"]["source"] == "contract"


def test_a_company_that_may_be_here_already_is_asked_about_beside_its_twin(page, db):
    with db.write() as session:
        viewer = viewer_for(workspaces(session)[-1], "zh")
        create_company(session, viewer, {"name": "海棠生活", "headcount": "180"}, source="contract")
    at = paste(page, "企业\t人数\n海棠生活家居用品\t90\n")
    (beside,) = [f.value for f in at.table if "已有的" in f.value.columns]
    assert beside.to_numpy().tolist() == [["名称", "海棠生活家居用品", "海棠生活"], ["人数", "90", "180"]]
    assert "不回答的按新企业收下" in texts(at)
    assert button(at, "import-same-settle").disabled
    next(s for s in at.segmented_control if s.key.startswith("import-same-")).set_value("same").run()
    button(at, "import-same-settle").click().run()
    assert not at.exception
    assert "写法不同、当作已有企业的 1 家" in texts(at)
    assert "保留更可信的" in texts(at)
    (told,) = [frame.value for frame in at.dataframe if "原来" in frame.value]
    assert told.iloc[0].tolist() == ["2", "海棠生活家居用品", "人数", "180", "90", "保留合同/产品后台的说法"]
    button(at, "import-store").click().run()
    assert companies(db) == 1


def test_two_rows_of_one_file_that_may_be_one_company_are_asked_about_beside_each_other(page, db):
    at = paste(page, "企业\t人数\t地区\n海棠生活\t180\t华东\n海棠生活家居用品\t90\t\n")
    (beside,) = [f.value for f in at.table if "第 3 行" in f.value.columns]
    assert list(beside.columns) == ["项目", "第 3 行", "第 2 行"]
    assert ["人数", "90", "180"] in beside.to_numpy().tolist()
    next(s for s in at.segmented_control if s.key.startswith("import-same-")).set_value("same").run()
    button(at, "import-same-settle").click().run()
    assert not at.exception
    assert "当作同一家的 1 处" in texts(at)
    button(at, "import-store").click().run()
    assert companies(db) == 1


def test_a_row_taken_for_a_company_written_otherwise_can_be_said_to_be_another(page, db):
    with db.write() as session:
        create_company(session, viewer_for(workspaces(session)[-1], "zh"), {"name": "云帆科技有限公司"})
    page.session_state["import-taken-0"] = True
    at = paste(page, "企业\t人数\n云帆科技集团\t90\n")
    assert "写法不同、当作已有企业的 1 家" in texts(at)
    next(s for s in at.segmented_control if s.key.startswith("import-same-")).set_value("two").run()
    button(at, "import-taken-settle").click().run()
    assert not at.exception
    assert "写法不同" not in texts(at)
    button(at, "import-store").click().run()
    assert companies(db) == 2
