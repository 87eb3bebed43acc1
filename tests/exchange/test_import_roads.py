"""Which journey a file speaks of, and what becomes of names that no stage has: mapped, left out, or refused."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from persona_core.companies.models import Company
from persona_core.exchange.importing.mapping import BadMapping
from persona_core.exchange.importing.planning import columns_for
from persona_core.exchange.importing.reading import open_files
from persona_core.exchange.importing.roads import date_columns, road_for, unknown_stages
from persona_core.journeys import commands, queries
from persona_core.journeys.models import Stage
from persona_core.stories.models import StoryStage
from tests.command_line import called
from tests.factories.imports import ZH, tally

EVENTS = "公司,环节,日期\n甲,立项,2025-01-01\n甲,发标,2025-02-01\n甲,签合同,2025-03-01\n"


@pytest.fixture
def tender(desk):
    """A second journey beside the short one."""
    with desk.db.write() as session:
        return commands.furnish(session, desk.viewer, "tender")


def refused(result) -> list[dict]:
    return result.as_json(ZH)["rejected"]


@pytest.mark.parametrize(
    ("content", "kind", "journey"),
    [
        (EVENTS, "stage-events", "招投标路径"),
        ("公司,立项,发标,签合同\n甲,2025-01-01,2025-02-01,2025-03-01\n", "deals", "招投标路径"),
        ("公司,环节,日期\n甲,知道我们,2025-01-01\n", "stage-events", "短路径"),
        ("公司,产品,金额\n甲,SCRM,20万\n", "deals", "短路径"),
        ("公司,环节,日期\n甲,上天,2025-01-01\n", "stage-events", "短路径"),
    ],
)
def test_a_file_is_read_along_the_journey_whose_stages_it_names(desk, tender, content, kind, journey):
    result = desk.take(content, kind)
    assert f"按路径“{journey}”读的。" in [note.text(ZH) for note in result.plan.notes]
    if not refused(result):
        with desk.db.read() as session:
            found = {j.id: j.name for j in queries.journeys(session, desk.viewer)}
        assert {found[deal.journey_id] for deal in desk.deals("甲")} == {journey}


def test_the_journey_can_be_told_by_name_and_one_that_is_not_there_is_a_wrong_call(desk, tender):
    result = desk.take(EVENTS, "stage-events", journey="短路径")
    assert len(refused(result)) == 3
    assert "知道我们" in refused(result)[0]["message"]
    assert tally(desk.take(EVENTS, "stage-events", journey="招投标路径"))[3] == 0
    with pytest.raises(BadMapping, match="短路径, 招投标路径"):
        desk.take(EVENTS, "stage-events", journey="没有这条")


def test_a_deal_on_another_journey_is_refused_with_both_names(desk, tender):
    desk.take("商机编号,公司,知道我们\nD1,甲,2025-01-01\n", "deals")
    (said,) = refused(desk.take("商机编号,公司,立项,发标\nD1,甲,2025-01-01,2025-02-01\n", "deals"))
    assert "短路径" in said["message"]
    assert "招投标路径" in said["message"]


def test_a_day_of_signing_dates_the_signing_stage_of_the_journey_the_deal_walks(desk, tender):
    desk.take("商机编号,公司,立项,发标\nD1,甲,2025-01-01,2025-02-01\n", "deals")
    assert tally(desk.take("企业,签约日\n甲,2025-03-01\n", "companies")) == (0, 1, 0, 0)
    (deal,) = desk.deals("甲")
    assert (deal.outcome, deal.signed_on.isoformat()) == ("won", "2025-03-01")
    assert desk.events(deal) == {"立项": ["2025-01-01"], "发标": ["2025-02-01"], "签合同": ["2025-03-01"]}
    assert tally(desk.take("企业,签约日\n甲,2025-03-01\n", "companies")) == (0, 0, 1, 0)


def test_a_story_may_tell_of_a_stage_of_any_journey(desk, tender):
    result = desk.take("公司,环节,正文\n甲,发标,标书写了一个月。\n甲,权衡利弊,太贵了。\n", "stories")
    assert tally(result) == (2, 0, 0, 0)
    with desk.db.read() as session:
        found = session.scalars(select(Stage.zh).join(StoryStage, StoryStage.stage_id == Stage.id)).all()
    assert set(found) == {"发标", "权衡利弊"}


def test_names_of_stages_in_the_map_are_taken_for_stages_or_left_out(desk):
    rows = "公司,环节,日期\n甲,POC,2025-01-01\n甲,线下会,2025-02-01\n乙,线下会,2025-02-01\n甲,签约,2025-03-01\n"
    untold = desk.take(rows, "stage-events", dry_run=True)
    assert unknown_stages(untold.plan.refusals) == {"POC": 1, "线下会": 2}
    result = desk.take(rows, "stage-events", mapping={"stage:POC": "stage:权衡利弊", "stage:线下会": None})
    assert refused(result) == []
    assert desk.events(desk.deals("甲")[0]) == {"权衡利弊": ["2025-01-01"], "签约": ["2025-03-01"]}
    assert "没要的环节，跳过 2 行。" in [note.text(ZH) for note in result.plan.notes]
    assert [company.name for company in desk.rows(select(Company))] == ["甲"]


def test_a_name_in_the_map_must_mean_a_stage_that_is_there(desk):
    with pytest.raises(BadMapping, match="上天"):
        desk.take(EVENTS, "stage-events", mapping={"stage:立项": "stage:上天"})


def test_a_column_called_like_a_name_is_a_column(desk):
    rows = "公司,stage:POC\n甲,2025-01-01\n"
    assert tally(desk.take(rows, "deals", mapping={"stage:POC": "stage:权衡利弊"})) == (1, 0, 0, 0)
    assert desk.events(desk.deals("甲")[0]) == {"权衡利弊": ["2025-01-01"]}


def test_other_names_of_a_stage_are_known_in_cells_and_headers(desk):
    with desk.db.write() as session:
        weigh = queries.find_stage(queries.stages(session, desk.viewer), "weigh")
        commands.know_stage_as(session, desk.viewer, weigh.id, "POC 试用")
    desk.take("公司,环节,日期\n甲,poc试用,2025-01-01\n", "stage-events")
    desk.take("公司,进入POC试用\n乙,2025-01-01\n", "deals")
    assert [desk.events(desk.deals(name)[0]) for name in ("甲", "乙")] == [{"权衡利弊": ["2025-01-01"]}] * 2


def test_columns_of_days_that_no_stage_has_are_told_apart(desk):
    given = open_files([("a.csv", "公司,POC日期,备注,电话\n甲,2025-01-01,说好了,13800001111\n".encode())])
    with desk.db.read() as session:
        columns = columns_for(session, desk.viewer, given.sheet, "deals")
        assert [c.header for c in date_columns(given.sheet, columns)] == ["POC日期"]
        assert not road_for(session, desk.viewer, given.sheet, "deals").several


def test_the_command_line_takes_a_journey_and_names_of_stages(desk, tender, tmp_path):
    (tmp_path / "events.csv").write_text("公司,环节,日期\n甲,立项,2025-01-01\n甲,POC,2025-02-01\n", encoding="utf-8")
    (tmp_path / "map.json").write_text(json.dumps({"stage:POC": "stage:技术交流"}), encoding="utf-8")
    done = called(
        desk.db.url, "import", str(tmp_path / "events.csv"), "--workspace", str(desk.viewer.workspace_id),
        "--as", "stage-events", "--journey", "招投标路径", "--map", str(tmp_path / "map.json"), "--json",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["rejected"] == []
    assert desk.events(desk.deals("甲")[0]) == {"立项": ["2025-01-01"], "技术交流": ["2025-02-01"]}
