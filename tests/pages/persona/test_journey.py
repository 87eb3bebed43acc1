"""The journey page: its answer, its three parts, and what can be changed on it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from persona_core.access.queries import viewer_for, visible, workspace
from persona_core.companies.commands import create_company
from persona_core.deals.commands import create_deal, edit_deal
from persona_core.deals.models import Deal
from persona_core.exchange.workspaces import open_workspace
from persona_core.journeys import commands, queries
from persona_core.journeys.queries import every_stage, find_stage
from persona_core.kit import clock
from persona_core.kit.db import Database
from persona_core.kit.words import Words
from persona_core.vocabulary.queries import tags
from tests.screens import screen
from ui.panels.journey import alike

PAGE = "persona/journey.py"


@pytest.fixture
def show(example_db: Database, monkeypatch: pytest.MonkeyPatch):
    """show(workspace, view="concerns", …): the page as the shell draws it, with these words in the address.

    `opened` is the key of an expander that stands open.
    """

    def draw(name: str = "scrm-zh", opened: str = "", lang: str = "zh", **address: str) -> AppTest:
        state = {"lang": lang, **({opened: True} if opened else {})}
        at = screen(monkeypatch, example_db.url, PAGE, state=state, w=name, **address)
        assert not at.exception
        return at

    return draw


@pytest.fixture
def viewer(example_db: Database):
    with example_db.read() as session:
        return viewer_for(workspace(session, "scrm-zh"), "zh")


def texts(at: AppTest) -> list[str]:
    return [element.value for element in at.text]


def button(at: AppTest, label: str):
    return next(b for b in at.button if b.label == label)


def choice(at: AppTest, label: str):
    return next(box for box in at.selectbox if box.label == label)


def pick_stage(at: AppTest, code: str) -> None:
    next(group for group in at.button_group if group.key.startswith("stage-chosen")).set_value(code).run()


def grid(db: Database, viewer):
    with db.read() as session:
        return queries.grid(session, viewer, None, Words("zh"))


def test_the_answer_prints_both_populations_by_company_and_by_deal(show):
    assert (
        "谈过 42 家，签了 12 家 = 29%（17–44%）；最痛：权衡利弊，丢 14 家；一般 84 天签约（8 家还在谈，也算进去了）"
        in texts(show())
    )
    assert any(text.startswith("谈过 43 单，签了 13 单 = 30%") for text in texts(show(unit="deal")))


def test_a_new_stage_stands_where_it_was_put_and_before_the_ends_unless_told(show, example_db):
    for name, after in (("试用", "放到“权衡利弊”后面"), ("转介绍", None)):
        at = show(view="stages")
        next(field for field in at.text_input if field.label == "中文名").input(name)
        if after:
            choice(at, "放在哪").select(after)
        button(at, "保存").click().run()
        assert not at.exception
    with example_db.read() as session:
        viewer = viewer_for(workspace(session, "scrm-zh"), "zh")
        names = [stage.zh for stage in queries.stages(session, viewer)]
    assert names[2:5] == ["权衡利弊", "试用", "签约"]
    assert names[-4:] == ["续费", "转介绍", "丢单", "流失"]


def test_the_funnel_has_its_table(show):
    table = show(opened="journey-rows-see").dataframe[0].value
    assert list(table["环节"]) == ["知道我们", "权衡利弊", "签约", "上线", "使用", "续费"]
    assert list(table["到过"]) == [42, 31, 12, 12, 12, 7]
    assert list(table["在这一步丢"]) == [8, 14, 0, 0, 0, 0]


def test_where_it_hurts_stands_under_the_funnel_and_leads_to_its_cell(show):
    at = show()
    assert "最痛的是权衡利弊：丢 14 家，306 万元；丢单的最常说“嫌贵”（3/7 家），还没放进顾虑表。" in texts(at)
    assert "丢 14 家 · 306 万元" in texts(at)
    worry = next(b for b in at.button if (b.key or "").startswith("worry-open-weigh"))
    assert "嫌贵" in worry.label
    worry.click().run()
    assert (at.query_params["view"], at.query_params["stage"], at.query_params["who"]) == ("concerns", "weigh", "ceo")


def test_the_worst_stage_by_amount_is_a_switch_in_the_address(show, example_db):
    with example_db.write() as session:
        viewer = viewer_for(workspace(session, "scrm-zh"), "zh")
        deal = next(d for d in session.exec(visible(Deal, viewer)) if d.outcome == "lost" and d.value == 160_000)
        edit_deal(
            session, viewer, deal.id, seen=deal.version, base={"value": deal.value}, changes={"value": 90_000_000}
        )
    first = {by: next(text for text in texts(show(pain=by)) if text.startswith("最痛")) for by in ("count", "money")}
    assert "权衡利弊" in first["count"]
    assert "知道我们：丢 8 家" in first["money"]


def test_contracts_due_soon_stand_on_top_when_a_link_asks_for_them(show):
    said = texts(show(open="due"))
    weighs = "续费看市场部员工（65%，常联系）、市场总监（22%，能说实话）。上次听到消息是"
    assert any(text.startswith("还剩 30 天（") for text in said)
    assert next(n for n, text in enumerate(said) if text.startswith(weighs)) < said.index("丢 14 家 · 306 万元")
    closed = show()
    assert not any(text.startswith("还剩") for text in texts(closed))
    assert any("快到期：90 天内到期 4 单" in box.label for box in closed.expander)


def test_without_dates_the_page_says_what_to_do(show, example_db):
    with example_db.write() as session:
        open_workspace(session, name="empty", title="新的")
    at = show("empty")
    assert "还没有一单带日期，数不出漏斗；顾虑可以先记起来。" in texts(at)
    assert any("漏斗看客户走到哪、卡在哪" in text for text in texts(at))


def test_a_concern_is_added_answered_and_removed(show, example_db, viewer):
    at = show(view="concerns", stage="live", who="ceo")
    choice(at, "加一条顾虑").select("标签没人打")
    button(at, "添加").click().run()
    assert "已保存：顾虑“标签没人打”" in texts(at)
    at.text_area[0].input("主管每周抽查")
    button(at, "保存").click().run()
    cells = grid(example_db, viewer).cells
    answered = [c for (_, who), found in cells.items() for c in found if who == "ceo" and c.name == "标签没人打"]
    assert [(c.answered, c.answer) for c in answered] == [(True, "主管每周抽查")]
    before = grid(example_db, viewer).concerns
    button(at, "移除").click().run()
    assert grid(example_db, viewer).concerns == before - 1


def test_an_answer_typed_while_somebody_else_saved_is_kept_and_both_are_shown(show, example_db, viewer):
    at = show(view="concerns", stage="weigh", who="marketing_staff")
    with example_db.write() as session:
        stage = queries.find_stage(queries.stages(session, viewer), "weigh")
        commands.set_concern(session, viewer, stage.id, "市场部员工", "多点几下", answered=True, answer="砍掉两步")
    at.text_area[0].input("先用一周再说")
    button(at, "保存").click().run()
    assert "砍掉两步" in texts(at)
    assert at.text_area[0].value == "先用一周再说"
    button(at, "保存").click().run()
    found = [c for cell in grid(example_db, viewer).cells.values() for c in cell if c.name == "多点几下"]
    assert [c.answer for c in found] == ["先用一周再说"]


def drawn(at: AppTest) -> dict:
    """What the grid is given to draw."""
    found = next(e for e in at.get("bidi_component") if e.proto.component_name == "concern_grid")
    return json.loads(found.proto.json)


def items(data: dict) -> dict[str, dict]:
    return {item["name"]: item for cell in data["cells"].values() for item in cell.get("concerns", [])}


def test_the_grid_shows_who_tells_of_a_concern_signed_and_lost_apart_and_how_many(show):
    found = items(drawn(show(view="concerns")))
    assert found["人走客户走"]["counts"] == ["签\u00a07/12"]
    assert found["和 POS 会员打不打通"]["counts"] == ["签\u00a03/12", "丢\u00a01/7"]
    assert [found[name]["level"] for name in ("人走客户走", "多久回本", "多点几下", "又学新系统")] == [3, 2, 2, 1]
    assert "tag=" in found["人走客户走"]["href"]
    assert "stage=" in found["人走客户走"]["href"]


def test_hostile_text_is_text_and_what_nobody_told_is_said_to_be_ours(show, example_db, viewer):
    with example_db.write() as session:
        stage = queries.find_stage(queries.stages(session, viewer), "live")
        commands.set_concern(session, viewer, stage.id, "CEO", "<img src=x onerror=alert(1)>")
    at = show(view="concerns")
    assert items(drawn(at))["<img src=x onerror=alert(1)>"]["level"] == 0
    assert "23 条顾虑，9 条还没答法；有 1 条还没有客户说起，是我们自己想的" in texts(at)


def test_empty_cells_that_matter_are_named_and_one_click_away(show):
    at = show(view="concerns")
    asked = [cell for cell in drawn(at)["cells"].values() if cell.get("ask")]
    named = [b.label for b in at.button if (b.key or "").startswith("ask-")]
    assert len(asked) == 3
    assert named == ["董事长 · 产生需求", "董事长 · 知道我们", "CEO · 上线"]
    button(at, named[2]).click().run()
    assert (at.query_params["stage"], at.query_params["who"]) == ("live", "ceo")
    assert any("这里还没问过" in caption.value for caption in at.caption)


def test_what_stories_tell_is_offered_to_its_cell_and_put_in_by_a_click(show, example_db, viewer):
    at = show(view="concerns", stage="weigh", who="ceo")
    offer = next(b for b in at.button if "嫌贵" in b.label)
    assert offer.label == "嫌贵（10 家）"
    offer.click().run()
    assert "已保存：顾虑“嫌贵”" in texts(at)
    assert items(drawn(at))["嫌贵"]["counts"] == ["签\u00a07/12", "丢\u00a03/7"]


def test_in_english_the_grid_says_the_same(show):
    at = show("scrm-en", view="concerns")
    at.session_state["lang"] = "en"
    at.run()
    assert items(drawn(at))["Does it connect to POS membership?"]["counts"] == ["signed\u00a03/12", "lost\u00a01/7"]
    assert "22 concerns, 8 without an answer yet" in texts(at)


def test_a_mood_and_whose_it_is_are_set(show, example_db, viewer):
    at = show(view="concerns", stage="live", who="mood")
    at.radio[0].set_value(5)
    choice(at, "谁的心情（整行都是同一个人）").select("marketing_director")
    button(at, "保存").click().run()
    found = grid(example_db, viewer)
    stage = next(s for s in found.stages if s.code == "live")
    assert found.notes[stage.id, "mood"].mood == 5
    assert found.key_position == "marketing_director"


def test_a_stage_is_added_renamed_moved_and_one_with_dates_stays(show, example_db, viewer):
    at = show(view="stages")
    at.text_input[0].input("试用")
    button(at, "保存").click().run()
    pick_stage(at, "试用")
    button(at, "往前移").click().run()
    at.text_input[0].input("试点")
    button(at, "保存").click().run()
    with example_db.read() as session:
        labels = [queries.stage_label(s, Words("zh")) for s in queries.stages(session, viewer)]
    assert labels[5:9] == ["使用", "试点", "续费", "丢单"]
    pick_stage(at, "weigh")
    way(at, "remove")
    assert button(at, "删除这个环节").disabled


def way(at: AppTest, code: str) -> None:
    """Choose what to do with the stage: change, merge, split, remove."""
    next(group for group in at.button_group if group.key.startswith("stage-way")).set_value(code).run()


def stage_names(db: Database, viewer, journey=None) -> list[str]:
    with db.read() as session:
        return [queries.stage_label(s, Words("zh")) for s in queries.stages(session, viewer, journey)]


def test_a_merge_says_first_what_moves_and_what_changes_and_can_be_left(show, example_db, viewer):
    at = show(view="stages")
    pick_stage(at, "weigh")
    way(at, "merge")
    assert "丢单" not in choice(at, "并到").options
    choice(at, "并到").select("签约")
    button(at, "先看会改什么").click().run()
    said = texts(at)
    assert any(line.endswith("会并到“签约”。") for line in said)
    assert "14 单会从“丢单”变成“流失”。" in said or any("变成" in line for line in said)
    button(at, "不改").click().run()
    assert "权衡利弊" in stage_names(example_db, viewer)


def test_a_merge_is_done_and_undone_from_the_list_of_changes(show, example_db, viewer):
    at = show(view="stages")
    pick_stage(at, "use")
    way(at, "merge")
    choice(at, "并到").select("上线")
    button(at, "先看会改什么").click().run()
    button(at, "就这样改").click().run()
    assert "已保存：“使用”并到“上线”" in texts(at)
    assert "使用" not in stage_names(example_db, viewer)
    at.session_state["stage-changes"] = True
    at.run()
    next(b for b in at.button if b.label == "撤销" and b.key.startswith("undo-")).click().run()
    assert stage_names(example_db, viewer)[5] == "使用"


def test_a_split_asks_which_dates_go_over(show, example_db, viewer):
    at = show(view="stages")
    pick_stage(at, "use")
    way(at, "split")
    next(f for f in at.text_input if f.label == "新环节的名字").input("扩部门")
    at.radio[0].set_value("since").run()
    button(at, "先看会改什么").click().run()
    assert any("日期" in error.value for error in at.error)
    next(f for f in at.text_input if f.label == "从这天起").input("2020-01-01")
    button(at, "先看会改什么").click().run()
    assert any("会挪到“扩部门”" in line for line in texts(at))
    button(at, "就这样改").click().run()
    assert stage_names(example_db, viewer)[5:8] == ["使用", "扩部门", "续费"]


def test_a_change_that_moves_deals_is_asked_about_and_a_name_is_not(show, example_db, viewer):
    at = show(view="stages")
    pick_stage(at, "weigh")
    at.text_input[0].input("货比三家")
    button(at, "保存").click().run()
    assert stage_names(example_db, viewer)[2] == "货比三家"
    choice(at, "走到这一步").select("won")
    button(at, "保存").click().run()
    assert any("变成“赢单”" in line for line in texts(at))
    assert {s.sets_outcome for s in grid(example_db, viewer).stages if s.code == "weigh"} == {None}


def test_a_stage_goes_to_any_place_and_what_it_changes_is_said_in_english(show, example_db):
    at = show("scrm-en", lang="en", view="stages")
    pick_stage(at, "weigh")
    choice(at, "Put it").set_value(3).run()
    assert any("deals go from" in line for line in texts(at))
    button(at, "Leave it as it is").click().run()
    assert "Do it" not in [b.label for b in at.button]
    assert choice(at, "Put it").value == 2
    choice(at, "Put it").set_value(0).run()
    with example_db.read() as session:
        english = viewer_for(workspace(session, "scrm-en"), "en")
        assert [s.en for s in queries.stages(session, english)][:2] == ["Weighs us up", "Need arises"]


def test_a_merge_reads_well_in_english(show):
    at = show("scrm-en", lang="en", view="stages")
    pick_stage(at, "use")
    way(at, "merge")
    choice(at, "Goes over into").select("Goes live")
    button(at, "See what would change").click().run()
    assert any(line.endswith('go over to "Goes live".') for line in texts(at))
    assert "No total changes: as many talked to, signed and lost as now." in texts(at)


def test_journeys_are_made_shown_renamed_chosen_and_deleted(show, example_db, viewer):
    at = show(view="stages")
    choice(at, "从哪开始").select("tender")
    button(at, "建好").click().run()
    assert choice(at, "用户路径").value in at.query_params["journey"]
    assert "发标" in list(at.dataframe[0].value["环节"])
    next(f for f in at.text_input if f.label == "名称" and f.value == "招投标路径").input("国企招标")
    next(b for b in at.button if b.label == "保存" and "journey-name-form" in str(b.form_id)).click().run()
    button(at, "把“国企招标”设为主路径").click().run()
    with example_db.read() as session:
        assert queries.main_journey(session, viewer).name == "国企招标"
    at = show(view="stages")
    assert button(at, "删掉这条路径").disabled is False
    button(at, "删掉这条路径").click().run()
    with example_db.read() as session:
        assert [j.name for j in queries.journeys(session, viewer)] == ["短路径"]
    assert not [box for box in at.selectbox if box.label == "用户路径"]


def test_a_journey_that_deals_walk_cannot_be_deleted(show, example_db, viewer):
    with example_db.write() as session:
        commands.furnish(session, viewer, "long")
    at = show(view="stages")
    assert button(at, "删掉这条路径").disabled
    assert any("还有 43 单" in text for text in texts(at))


def test_a_journey_in_the_address_is_the_one_counted(show, example_db, viewer):
    with example_db.write() as session:
        other = commands.furnish(session, viewer, "long")
    assert any("没有哪一单填过日期" in text or "还没有" in text for text in texts(show(journey=str(other.id))))
    assert any(text.startswith("谈过 42 家") for text in texts(show(journey="nonsense")))


def test_presenting_shows_answers_and_no_forms(show):
    at = show(view="concerns", stage="weigh", who="ceo")
    at.toggle[0].set_value(True).run()
    assert "用他自己的客单和回购次数列式子，约定半年看一次" in texts(at)
    assert not at.text_area
    assert not drawn(at)["editable"]
    assert not [b for b in at.button if b.label in {"保存", "添加", "移除"}]


def test_the_address_asks_for_a_range_and_a_day(show):
    since, day = clock.today() - timedelta(days=300), clock.today() - timedelta(days=60)
    at = show(**{"from": since.isoformat(), "asof": day.isoformat()})
    assert any(text.startswith(f"{since} 起进来的；截至 {day}；走进漏斗 ") for text in texts(at))
    assert any(b.label == "看全部" for b in at.button)
    backwards = show(**{"from": day.isoformat(), "to": since.isoformat()})
    assert "结束日早于开始日，先不看结束日。" in [c.value for c in backwards.caption]


def test_a_range_before_everything_says_so_and_keeps_the_note(show):
    at = show(to="1999-12-31")
    assert "这段时间里没有进漏斗的，在上面换一段长一点的时间。" in texts(at)
    assert "42 家：不是这段时间进来的" in " ".join(m.value for m in at.markdown)


def test_a_button_sets_a_range_and_another_shows_all_again(show):
    at = show()
    button(at, "去年底").click().run()
    assert at.query_params["asof"] == f"{clock.today().year - 1}-12-31"
    button(at, "看全部").click().run()
    assert "asof" not in at.query_params


def test_nonsense_in_the_address_is_left_out(show):
    assert texts(show(asof="gestern", to="3000-01-01", unit="x"))[0] == texts(show())[0]


def test_the_time_view_says_in_counts_what_became_of_those_who_stayed(show):
    at = show(show="time", at="aware")
    assert [chart.proto.id for chart in at.get("plotly_chart")]
    left = next(d.value for d in at.dataframe if "停了多久" in d.value)
    assert left[left["停了多久"] == "30 天"][["有多少", "往前走", "离开"]].values.tolist() == [[15, 10, 5]]
    assert "在“知道我们”停久了的，后来怎样" in " ".join(m.value for m in at.markdown)
    assert choice(at, "环节").value == "aware"
    assert choice(show(show="time"), "环节").value == "weigh"


def test_no_method_is_named_but_behind_the_sign_for_more(show):
    at = show(show="time")
    said = [*texts(at), *(c.value for c in at.caption), *(m.value for m in at.markdown)]
    assert sum("Kaplan" in text for text in said) == 1


def test_groups_are_asked_in_the_address_and_compared_in_honest_words(show):
    at = show(by="pushed_by", opened="groups-rows-see")
    assert "一共比了 1 组。 还有 2 个没填这一项。" in [c.value for c in at.caption]
    rows = next(d.value for d in at.dataframe if "谁推动" in d.value)
    assert list(rows["谁推动"]) == ["市场总监", "CEO"]
    assert list(rows["有结果的里签了"]) == ["7/22 = 32%（16–53%）", "5/12 = 42%（19–68%）"]
    few = next(d.value for d in show(by="lead_source", opened="groups-rows-see").dataframe if "线索来源" in d.value)
    assert [len(names.split("、")) for names in few["是谁（少的时候）"] if names] == [2]
    assert len(show(by="pushed_by", show="time").get("plotly_chart")) == 3
    assert len(show(by="nonsense").get("plotly_chart")) == 1


def test_flows_are_told_drawn_in_two_halves_and_listed(show):
    at = show(show="flows", opened="flows-rows-see")
    assert "一共走了 101 步：往前 74、又一轮 2、丢单 22、流失 3" in texts(at)
    assert "续费：到了要定的时候，续的 9/12 = 75%（47–91%）；第 1 轮 7/10、第 2 轮 2/2" in texts(at)
    assert len(at.get("plotly_chart")) == 2
    rows = next(d.value for d in at.dataframe if "怎么走" in d.value)
    mine = rows[(rows["从"] == "权衡利弊") & (rows["到"] == "丢单")]
    assert mine[["怎么走", "几次", "占从这步走的"]].values.tolist() == [["丢单", 14, "14/31 = 45%（29–62%）"]]


def test_every_view_says_what_it_says_in_english_too(show):
    for view in ("funnel", "time", "flows"):
        at = show("scrm-en", lang="en", show=view)
        assert any(text.startswith("Talked to 42 companies, 12 of them signed = 29% (17–44%)") for text in texts(at))
        said = "".join([*texts(at), *(c.value for c in at.caption), *(m.value for m in at.markdown)])
        assert not [sign for sign in said if "\u4e00" <= sign <= "\u9fff"]


def test_where_it_hurts_is_told_of_all_and_not_beside_groups(show):
    heads = {by: [h.value for h in show(by=by).subheader] for by in ("", "pushed_by")}
    assert "在哪儿痛" in heads[""]
    assert "在哪儿痛" not in heads["pushed_by"]


def test_what_is_written_meanwhile_shows_on_the_next_run(show, example_db, viewer):
    at = show()
    assert any(text.startswith("谈过 42 家") for text in texts(at))
    with example_db.write() as session:
        company = create_company(session, viewer, {"name": "新来的"})
        deal = create_deal(session, viewer, company, {})
        stage = queries.find_stage(queries.stages(session, viewer), "aware")
        commands.add_events(session, viewer, deal, [(stage, clock.today())])
    at.run()
    assert any(text.startswith("谈过 43 家") for text in texts(at))


def test_a_new_concern_that_looks_like_a_tag_is_asked_about_first(show, example_db, viewer):
    with example_db.read() as session:
        stage = find_stage(every_stage(session, viewer), "上线")
        known = tags(session, viewer)
    assert not alike.asks_first(str(stage.id), "ceo", "一线嫌麻烦", known)
    assert not alike.asks_first(str(stage.id), "ceo", "完全没有听说过", known)
    assert alike.asks_first(str(stage.id), "ceo", "一线都嫌麻烦", known)
    at = show(view="concerns", stage="live", who="ceo")
    at.session_state[alike.ASKED] = (str(stage.id), "ceo", "一线都嫌麻烦", ["一线嫌麻烦"])
    at.run()
    assert "“一线都嫌麻烦”和下面哪个是一回事？" in texts(at)
    before = grid(example_db, viewer).concerns
    button(at, "一线嫌麻烦").click().run()
    held = [concern.name for concerns in grid(example_db, viewer).cells.values() for concern in concerns]
    assert "一线嫌麻烦" in held
    assert "一线都嫌麻烦" not in held
    assert len(held) == before + 1
    assert "“一线都嫌麻烦”和下面哪个是一回事？" not in texts(at)
