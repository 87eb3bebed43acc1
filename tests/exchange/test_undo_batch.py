"""Taking an import back: everything it brought goes, what was edited since or is needed stays and is named."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import func, select

from persona_core import tables
from persona_core.companies.commands import create_person, edit_company
from persona_core.companies.models import Company, Person
from persona_core.evidence.models import BatchTrace, ImportBatch, Observation
from persona_core.exchange.queries import past_imports
from persona_core.exchange.undoing.commands import undo_batch
from persona_core.exchange.undoing.result import Undone, Why
from persona_core.journeys.models import StageEvent
from persona_core.kit.errors import PersonaError
from persona_core.kit.words import Words
from persona_core.stories.commands import write_story
from persona_core.stories.models import Story
from persona_core.vocabulary.models import Term
from tests.command_line import called
from tests.factories.imports import Desk

ASIDE = {"import_batch", "batch_trace", "search_doc", "search_todo", "change", "app_state", "workspace"}
COMPANIES = "编号,企业,行业,人数,签约日\nA1,海棠生活,家居,180,2025-03-01\nA2,禾木母婴,母婴,260,\n"
FILES = {
    "companies": COMPANIES,
    "people": "公司,姓名,职务,职位\n海棠生活,何澄,市场总监,市场总监\n青禾食品,林一,经理,品牌经理\n",
    "deals": "商机编号,公司,知道我们,签约,年费\nD1,海棠生活,2025-01-01,2025-02-01,3万\nD2,青禾食品,2025-01-09,,\n",
    "stage-events": "公司,环节,日期\n海棠生活,知道我们,2025-01-01\n青禾食品,丢单,2025-02-01\n",
    "stories": "公司,职位,环节,正文,标签\n海棠生活,CEO,签约,录入太麻烦了。,录入麻烦\n青禾食品,,,老板问多少钱。,价格\n",
    "chain": "企业,职位/角色,话语权,听谁的,态度\n海棠生活,CEO,说了算,很听市场总监,支持\n海棠生活,市场总监,有一票,,\n",
}


def stored(desk: Desk) -> dict[str, list[str]]:
    """Every table an import may touch, without what only counts writes."""
    found = {}
    with desk.db.read() as session:
        for name, table in tables.metadata.tables.items():
            if name not in ASIDE:
                columns = [c for c in table.c if c.name not in {"version", "updated_at"}]
                found[name] = sorted(
                    json.dumps(list(row), default=str, sort_keys=True) for row in session.execute(select(*columns))
                )
    return found


def undo(desk: Desk, batch) -> Undone:
    with desk.db.write() as session:
        return undo_batch(session, desk.viewer, batch)


@pytest.mark.parametrize("kind", FILES)
def test_every_kind_goes_without_a_trace(desk, kind):
    before = stored(desk)
    done = desk.take(FILES[kind], kind)
    assert stored(desk) != before
    undone = undo(desk, done.batch)
    assert stored(desk) == before
    assert undone.kept == []
    with desk.db.read() as session:
        assert session.scalar(select(func.count()).select_from(BatchTrace)) == 0
        assert past_imports(session, desk.viewer)[0].undone_at is not None
    assert desk.take(FILES[kind], kind).stored, "the same file may go in again"


@pytest.mark.parametrize("kind", FILES)
def test_what_was_there_before_is_as_it_was(desk, kind):
    base = (
        ("companies", "编号,企业,行业,人数\nA1,海棠生活,零售,100\n,青禾食品,食品,50\n"),
        ("deals", "商机编号,公司,知道我们,产品\nD1,海棠生活,2024-12-01,标准版\n"),
        ("chain", "企业,职位/角色,话语权\n海棠生活,CEO,有一票\n海棠生活,采购,有份\n"),
        ("stories", "公司,正文\n海棠生活,录入太麻烦了。\n"),
    )
    for of, content in base:
        desk.take(content, of)
    before = stored(desk)
    done = desk.take(FILES[kind], kind)
    assert done.stored
    undo(desk, done.batch)
    assert stored(desk) == before


def test_values_edited_since_stay_and_are_said(desk):
    desk.take("编号,企业,人数,地区\nA1,海棠生活,100,上海\n", "companies")
    done = desk.take("编号,企业,人数,地区,行业\nA1,海棠生活,180,杭州,家居\nA2,禾木母婴,260,北京,母婴\n", "companies")
    for name, headcount in (("海棠生活", "200"), ("禾木母婴", "270")):
        row = desk.company(name)
        with desk.db.write() as session:
            edit_company(session, desk.viewer, row.id, seen=row.version, base={}, changes={"headcount": headcount})
    undone = undo(desk, done.batch)
    old, made = desk.company("海棠生活"), desk.company("禾木母婴")
    assert (old.headcount, old.region, old.industry) == (200, "上海", None)
    assert (made.headcount, made.region, made.industry) == (270, None, None)
    assert [(k.name, k.why, k.fields) for k in undone.kept] == [
        ("海棠生活", Why.EDITED, ("headcount",)),
        ("禾木母婴", Why.EDITED, ("headcount",)),
    ]
    assert undone.text(Words("zh")) == "已撤回。恢复原样：4 个值。\n后来改过，所以留下：海棠生活、禾木母婴。"
    assert "Edited since, so it stays: 海棠生活, 禾木母婴." in undone.text(Words("en"))


def test_rows_on_which_something_newer_hangs_stay_whole(desk):
    done = desk.take(COMPANIES, "companies")
    row = desk.company("禾木母婴")
    with desk.db.write() as session:
        write_story(session, desk.viewer, text="老板问多少钱。", company_id=row.id)
    undone = undo(desk, done.batch)
    assert [c.name for c in desk.rows(select(Company))] == ["禾木母婴"]
    assert desk.company("禾木母婴").headcount == 260
    assert [(k.kind, k.name, k.why) for k in undone.kept] == [("company", "禾木母婴", Why.HELD)]
    assert undone.removed["company"] == undone.removed["deal"] == 1
    assert {o.batch_id for o in desk.rows(select(Observation))} == {None}
    assert desk.rows(select(Story))[0].company_id == row.id
    assert "后来的内容还连着它，所以留下：禾木母婴。" in undone.text(Words("zh"))


def test_people_added_since_keep_their_company_but_not_its_deal(desk):
    done = desk.take(FILES["deals"], "deals")
    with desk.db.write() as session:
        create_person(session, desk.viewer, {"name": "林一"}, company_id=desk.company("青禾食品").id)
    undone = undo(desk, done.batch)
    assert [c.name for c in desk.rows(select(Company))] == ["青禾食品"]
    assert desk.company("青禾食品").status == "lead"
    assert (desk.rows(select(StageEvent)), len(desk.rows(select(Person)))) == ([], 1)
    assert undone.removed["stage_event"] == 3


def test_two_imports_of_one_thing_are_taken_back_in_either_order(desk):
    first = desk.take("编号,企业,人数\nA1,海棠生活,180\n", "companies")
    second = desk.take("编号,企业,人数,地区\nA1,海棠生活,200,上海\n", "companies")
    undo(desk, first.batch)
    company = desk.company("海棠生活")
    assert (company.headcount, company.region) == (200, "上海")
    undo(desk, second.batch)
    company = desk.company("海棠生活")
    assert (company.headcount, company.region) == (None, None), "its name is kept, for it was edited in between"


def test_a_word_of_a_list_goes_unless_it_is_used_elsewhere(desk):
    def industries() -> list[str]:
        return [t.code for t in desk.rows(select(Term).where(Term.list_name == "industry").order_by(Term.sort))]

    there = industries()
    done = desk.take("企业,行业\n甲,压缩机\n乙,轴承\n", "companies")
    desk.take("企业,行业\n丙,轴承\n", "companies")
    assert industries() == [*there, "压缩机", "轴承"]
    undo(desk, done.batch)
    assert industries() == [*there, "轴承"]


def test_it_is_taken_back_once_and_only_where_a_trace_was_kept(desk):
    done = desk.take(COMPANIES, "companies")
    undo(desk, done.batch)
    with pytest.raises(PersonaError, match="taken back already"):
        undo(desk, done.batch)
    old = desk.take(COMPANIES, "companies").batch
    with desk.db.write() as session:
        session.delete(session.get(BatchTrace, (old, "company")))
        session.delete(session.get(BatchTrace, (old, "deal")))
        for trace in session.scalars(select(BatchTrace)):
            session.delete(trace)
    with pytest.raises(PersonaError, match="nothing was kept"):
        undo(desk, old)
    assert len(desk.rows(select(Company))) == 2


def test_by_the_command_line(desk):
    done = desk.take(COMPANIES, "companies")
    workspace = str(desk.viewer.workspace_id)
    listed = json.loads(called(desk.db.url, "imports", "--workspace", workspace, "--json").stdout)
    assert [(one["id"], one["rows"], one["undone_at"], len(one["sha256"])) for one in listed] == [
        (str(done.batch), 2, None, 64)
    ]
    answer = called(desk.db.url, "undo", str(done.batch), "--workspace", workspace, "--json")
    assert json.loads(answer.stdout)["removed"] == {"company": 2, "deal": 1, "stage_event": 1}
    assert (answer.returncode, desk.rows(select(Company))) == (0, [])
    again = called(desk.db.url, "undo", str(done.batch), "--workspace", workspace)
    assert (again.returncode, "已经撤回过" in again.stderr) == (1, True)
    assert called(desk.db.url, "undo", "nonsense", "--workspace", workspace).returncode == 1
    assert len(desk.rows(select(ImportBatch))) == 1
