"""The chain page, run through the shell: what is said, typed, saved, refused, and two editors of one chain."""

from __future__ import annotations

import pytest
from sqlmodel import select

from persona_core.access.queries import viewer_for, workspace
from persona_core.companies.commands import create_company
from persona_core.companies.models import Company
from persona_core.decision_chain import queries
from persona_core.decision_chain.commands import edit_seat, save_moment
from persona_core.decision_chain.editing import edit_at_moment
from persona_core.decision_chain.models import Moment
from persona_core.exchange.workspaces import open_workspace
from tests.screens import screen, words

PAGE = "persona/decision_chain.py"
TABLE = {"as": "table"}
ANSWER = "赢单把握 70%（35–91%，CEO、董事长态度还不清楚；经验判断，未验证）。下一步先找 CEO：说动一档 +9 个点。"


@pytest.fixture
def space(example_db):
    """The example's workspace, read and written beside the screen."""

    class Space:
        db = example_db

        def __init__(self):
            with example_db.read() as session:
                self.viewer = viewer_for(workspace(session, "scrm-zh"), "zh")

        def company(self, name="澄湖家居"):
            with example_db.read() as session:
                found = session.exec(
                    select(Company).where(Company.name == name, Company.workspace_id == self.viewer.workspace_id)
                )
                return found.one()

        def chain(self, name="澄湖家居"):
            with example_db.read() as session:
                return queries.chain(session, self.viewer, self.company(name).id)

        def row(self, position, moment=Moment.PURCHASE, name="澄湖家居"):
            return next(r for r in self.chain(name).moments[moment].rows if r.seat.label == position)

    return Space()


@pytest.fixture
def opened(space, monkeypatch):
    def open_page(**params):
        shown = screen(monkeypatch, space.db.url, PAGE, **({"w": "scrm-zh"} | params))
        assert not shown.exception
        return shown

    return open_page


def table(shown):
    return shown.data_editor[0].value


def edit(shown, **cells):
    """Type into the table: edit(shown, **{"1": {"stance": "支持"}}); rows are counted from 0."""
    key = shown.data_editor[0].key
    rows = {int(n): change for n, change in cells.items()}
    shown.session_state[key] = {"edited_rows": rows, "added_rows": [], "deleted_rows": []}
    return shown.run()


def pills(shown, part):
    """The question whose key has `part` in it: pills(shown, "-stance").set_value(1).run() gives an answer."""
    return next(g for g in shown.get("button_group") if part in str(g.key))


def listed(shown, label):
    return next(s for s in shown.selectbox if s.label == label)


def undo(shown):
    return next(b for b in shown.button if b.key == "saved-undo").click().run()


def button(shown, label):
    return next(b for b in shown.button if b.label == label)


def test_the_example_says_its_chance_and_draws_both_charts(opened):
    shown = opened()
    text = words(shown)
    assert ANSWER in text
    assert "这条链上还没标出谁是技术把关。" in text
    assert len(shown.get("plotly_chart")) == 2
    assert len(shown.get("bidi_component")) == 2  # the browser's ear and the map
    assert list(table(opened(**TABLE))["position"]) == ["市场总监", "CEO", "董事长", "市场部员工"]


def test_renewal_is_shown_in_points(opened):
    shown = opened(moment="renewal", **TABLE)
    assert "续费时市场部员工话语权最大（65%）。续费把握还估不出来，先回答下面的两个问题。" in words(shown)
    frame = table(shown)
    assert list(frame["points"]) == [50, 25, 5, 20]
    assert list(frame["total"]) == ["22%", "10%", "3%", "65%"]


def test_a_stance_is_saved_and_undone(opened, space):
    shown = opened(**TABLE)
    shown = edit(shown, **{"1": {"stance": "支持", "contact": "见过"}})
    assert "改动 2 处" in words(shown)
    assert space.row("CEO").stance is None
    button(shown, "保存").click().run()
    assert (space.row("CEO").stance, space.row("CEO").seat.contact) == (1, "met")
    assert "已保存" in words(shown)
    assert "赢单把握 79%" in words(shown)
    undo(shown)
    assert (space.row("CEO").stance, space.row("CEO").seat.contact) == (None, "never")
    assert ANSWER in words(shown)


def test_totals_follow_while_typing(opened, space):
    shown = edit(opened(**TABLE), **{"0": {"say": "没份"}})
    assert table(shown)["total"][0] != "61%"
    assert space.row("市场总监").total == pytest.approx(0.607, abs=1e-3)


def test_unsaved_changes_survive_a_look_at_the_renewal(opened):
    shown = edit(opened(**TABLE), **{"1": {"stance": "支持"}})
    moments = next(g for g in shown.get("button_group") if str(g.key).endswith("decision-chain-moment"))
    moments.set_value("renewal").run()
    next(g for g in shown.get("button_group") if str(g.key).endswith("decision-chain-moment")).set_value(
        "purchase"
    ).run()
    assert "改动 1 处" in words(shown)
    button(shown, "不保存").click().run()
    assert "改动" not in words(shown)


def test_a_chain_on_which_nobody_has_a_say_yet_is_kept_and_says_what_to_do(opened, space):
    everyone = {"say": "没份"}
    shown = edit(opened(**TABLE), **{str(n): everyone for n in range(3)})
    button(shown, "保存").click().run()
    assert "这条链上还没有人有份拍板。" in words(shown)
    assert "改动" not in words(shown)
    assert (space.row("CEO").say, space.row("CEO").stance) == (0, None)
    assert not shown.get("plotly_chart")


def test_those_who_only_hear_each_other_are_named(opened, space):
    shown = opened(**TABLE)
    circle = {
        "0": {"ear1": "CEO · 很听", "ear2": "董事长 · 很听"},
        "1": {"ear1": "市场总监 · 很听", "ear2": "董事长 · 很听"},
        "2": {"ear1": "市场总监 · 很听", "ear2": "CEO · 很听"},
    }
    shown = edit(shown, **circle)
    assert set(table(shown)["total"]) == {"–"}
    button(shown, "保存").click().run()
    assert "市场总监 · CEO · 董事长：这几个人只互相听，谁都没有自己的主意" in words(shown)
    assert space.row("市场总监").listens == ()


def test_the_second_editor_sees_both_and_loses_nothing(opened, space):
    shown = opened(**TABLE)
    view = space.chain()
    with space.db.write() as session:
        stored = view.moments[Moment.PURCHASE]
        seats = [r.as_input() for r in stored.rows]
        seats = [s.model_copy(update={"stance": -1}) if s.position == "ceo" else s for s in seats]
        save_moment(
            session,
            space.viewer,
            view.id,
            Moment.PURCHASE,
            seen=stored.version,
            seats=seats,
            base_rate=0.3,
            anchors=stored.anchors,
        )
    shown = edit(shown, **{"1": {"stance": "支持"}, "2": {"veto": True}})
    button(shown, "保存").click().run()
    assert "你改的时候别人刚存过这条链。" in words(shown)
    both = shown.dataframe[0].value
    told = {tuple(line) for line in both.itertuples(index=False)}
    assert ("CEO", "态度", "有顾虑", "支持") in told
    assert space.row("CEO").stance == -1
    button(shown, "按我的存").click().run()
    assert space.row("CEO").stance == 1
    assert space.row("董事长").veto
    assert space.chain().moments[Moment.PURCHASE].base_rate == 0.3  # what only the other one changed stays
    assert "别人刚存过" not in words(shown)


def test_the_second_editor_may_give_way(opened, space):
    shown = opened(**TABLE)
    seat = space.row("CEO").seat
    with space.db.write() as session:
        edit_seat(session, space.viewer, seat.id, seen=seat.version, base={}, changes={"contact": "candid"})
    shown = edit(shown, **{"1": {"contact": "见过", "stance": "支持"}})
    button(shown, "保存").click().run()
    button(shown, "两边都改过的留别人的").click().run()
    assert "改动 1 处" in words(shown)
    button(shown, "保存").click().run()
    assert (space.row("CEO").seat.contact, space.row("CEO").stance) == ("candid", 1)


def test_points_become_words_and_back(opened):
    shown = opened(moment="renewal", **TABLE)
    toggle = next(x for x in shown.toggle if x.label == "高级：用分数")
    assert toggle.value
    toggle.set_value(False).run()
    assert list(table(shown)["say"]) == ["说了算", "有一票", "过问", "过问"]
    button(shown, "不保存").click().run()
    assert "points" in table(shown)


def test_the_typical_chain_of_the_example(opened):
    shown = opened(view="typical", moment="renewal")
    told = "采购时市场总监话语权最大（61%）；续费时市场部员工话语权最大（65%）。"
    assert f"12 家客户的决策链（样本够）：{told}" in words(shown)
    frame = next(d.value for d in shown.dataframe if "几条链上有" in d.value)
    told = dict(zip(frame["岗位"], frame["几条链上有"], strict=True))
    assert (told["市场总监"], told["IT"]) == ("12/12", "3/12")


def test_names_are_short_on_the_wall(opened):
    shown = opened(**TABLE)
    assert "何澄" in list(table(shown)["who"])
    next(x for x in shown.toggle if x.label == "演示模式").set_value(True).run()
    assert "何澄" not in list(table(shown)["who"])


def test_on_the_wall_the_table_is_read_not_changed(opened):
    shown = opened(**TABLE)
    assert pills(shown, "base_rate").value == 2.0
    next(x for x in shown.toggle if x.label == "演示模式").set_value(True).run()
    assert shown.data_editor[0].proto.disabled
    assert not [g for g in shown.get("button_group") if "base_rate" in str(g.key)]
    assert not [b for b in shown.toggle if b.label == "高级：用分数"]
    assert "黄灯：市场总监支持我们" in words(shown)


def test_an_empty_workspace_says_what_to_do(example_db, monkeypatch):
    with example_db.write() as session:
        open_workspace(session, name="mine")
    shown = screen(monkeypatch, example_db.url, PAGE, w="mine")
    assert not shown.exception
    assert "决策链跟着企业走。" in words(shown)
    assert not shown.get("plotly_chart")


def test_a_stale_or_foreign_address_opens_the_first_company(opened):
    assert ANSWER in words(opened(company="nonsense"))
    assert ANSWER in words(opened(company="00000000-0000-0000-0000-000000000000", moment="never", view="x"))


def test_the_page_in_english(space, monkeypatch):
    shown = screen(monkeypatch, space.db.url, PAGE, lang="en-US", w="scrm-en")
    assert "Chance of winning 70% (35–91%" in words(shown)


def test_on_a_phone_the_chain_is_a_list_of_cards(opened, space, monkeypatch):
    monkeypatch.setattr("ui.panels.decision_chain.company.on_phone", lambda: True)
    shown = opened(**TABLE)
    assert not shown.data_editor
    assert "秦望 · 说了算 · 听市场总监 · 很听 · 还不清楚 · 没见过 · 拍板人" in words(shown)
    seat = space.row("CEO").seat.id
    next(b for b in shown.button if b.key == f"card-open-{seat}").click().run()
    next(s for s in shown.selectbox if s.label == "态度").set_value(1).run()
    next(c for c in shown.checkbox if c.label == "一票否决").check().run()
    button(shown, "完成").click().run()
    button(shown, "保存").click().run()
    assert (space.row("CEO").stance, space.row("CEO").veto) == (1, True)
    assert space.row("CEO").listens == (("marketing_director", 50.0),)


def test_points_on_a_phone(opened, space, monkeypatch):
    monkeypatch.setattr("ui.panels.decision_chain.company.on_phone", lambda: True)
    shown = opened(moment="renewal", **TABLE)
    assert "何澄 · 拍板分 50 · 听市场部员工 65 · 力推 · 能说实话 · 使用部门负责人" in words(shown)
    seat = space.row("董事长").seat.id
    next(b for b in shown.button if b.key == f"card-open-{seat}").click().run()
    next(n for n in shown.number_input if n.label == "听CEO").set_value(90.0).run()
    button(shown, "保存").click().run()
    assert "“董事长”分给别人 115 分，可一共只有 100 分。" in words(shown)
    assert space.row("董事长", Moment.RENEWAL).listens == (("marketing_director", 25.0), ("ceo", 25.0))


def test_beside_the_map_a_word_is_saved_at_once_and_undone(opened, space):
    shown = opened(seat="ceo")
    assert "名义 43% → 实际 25%" in words(shown)
    pills(shown, "-stance").set_value(1).run()
    assert space.row("CEO").stance == 1
    assert "已保存：CEO · 态度" in words(shown)
    assert "赢单把握 79%" in words(shown)
    undo(shown)
    assert space.row("CEO").stance is None
    assert pills(shown, "-stance").value == ""
    assert ANSWER in words(shown)


def test_every_word_of_a_seat_has_its_place(opened, space):
    shown = opened(seat="ceo")
    pills(shown, "-say").set_value(2).run()
    pills(shown, "-how-marketing_director").set_value(25.0).run()
    pills(shown, "-contact").set_value("met").run()
    pills(shown, "-effort").set_value("hard").run()
    listed(shown, "角色").set_value("signatory").run()
    next(c for c in shown.checkbox if c.label == "一票否决").check().run()
    next(c for c in shown.checkbox if c.label == "试用不过就不买").check().run()
    row = space.row("CEO")
    assert (row.say, row.listens, row.veto, row.trial_gate) == (2, (("marketing_director", 25.0),), True, True)
    assert (row.seat.contact, row.seat.effort, row.seat.buying_role) == ("met", "hard", "signatory")
    pills(shown, "-contact").set_value(None).run()  # a second click takes it back
    assert space.row("CEO").seat.contact is None


def test_a_listening_is_added_and_ended(opened, space):
    shown = opened(seat="marketing_director")
    listed(shown, "听谁的").set_value("ceo").run()
    assert space.row("市场总监").listens == (("ceo", 25.0),)
    next(b for b in shown.button if "-how-ceo" in b.key).click().run()
    assert space.row("市场总监").listens == ()


def test_another_person_or_nobody_known_is_seated(opened, space):
    shown = opened(seat="ceo")
    other = space.row("董事长").seat
    listed(shown, "是谁").set_value(str(other.person_id)).run()
    assert space.row("CEO").seat.person == other.person
    listed(shown, "是谁").set_value("").run()
    assert space.row("CEO").seat.person is None


def test_two_people_at_one_seat_see_both_words(opened, space):
    shown = opened(seat="ceo")
    view = space.chain()
    with space.db.write() as session:
        edit_at_moment(session, space.viewer, space.row("CEO").seat.id, "purchase", base={}, changes={"stance": -1})
    assert view.moments[Moment.PURCHASE].version != space.chain().moments[Moment.PURCHASE].version
    pills(shown, "-stance").set_value(1).run()
    assert "态度：别人刚改成“有顾虑”，你选的是“支持”。" in words(shown)
    assert space.row("CEO").stance == -1
    button(shown, "用我的").click().run()
    assert space.row("CEO").stance == 1
    assert "别人刚改成" not in words(shown)


def test_two_quick_clicks_of_one_hand_are_no_conflict(opened, space):
    shown = opened(seat="ceo")
    pills(shown, "-stance").set_value(1).run()
    with space.db.write() as session:
        edit_at_moment(
            session, space.viewer, space.row("CEO").seat.id, "purchase", base={"veto": False}, changes={"veto": True}
        )
    pills(shown, "-stance").set_value(2).run()
    assert (space.row("CEO").stance, space.row("CEO").veto) == (2, True)


def test_what_is_typed_in_the_table_survives_a_change_beside_the_map(opened, space):
    shown = edit(opened(**TABLE), **{"1": {"stance": "支持"}, "2": {"veto": True}})
    pills(shown, "decision-chain-as").set_value("map").run()
    assert "改动 2 处" in words(shown)
    shown.query_params["seat"] = "ceo"
    shown.run()
    pills(shown, "-stance").set_value(-1).run()
    assert space.row("CEO").stance == -1
    assert "改动 1 处" in words(shown)  # the later word about the CEO holds
    undo(shown)
    button(shown, "保存").click().run()
    assert "别人刚存过" not in words(shown)
    assert (space.row("董事长").veto, space.row("CEO").stance) == (True, None)


def test_experience_is_asked_in_small_numbers(opened, space):
    def anchors():
        return space.chain().moments[Moment.RENEWAL].anchors

    shown = opened(moment="renewal")
    assert "没人填，先按 2 家算。" in words(shown)
    pills(shown, "anchor:marketing_staff").set_value(9.0).run()
    assert anchors() == {"marketing_staff": 0.9}
    assert "续费把握" in words(shown)
    pills(shown, "base_rate").set_value(10.0).run()
    assert "还不如平时的 10 家" in words(shown)
    listed(shown, "再问一个人").set_value("ceo").run()
    pills(shown, "anchor:ceo").set_value(4.0).run()
    assert anchors() == {"marketing_staff": 0.9, "ceo": 0.4}
    next(b for b in shown.button if b.key == "chance-anchor:marketing_staff-off").click().run()
    assert anchors() == {"ceo": 0.4}


def test_a_chain_is_built_from_nothing_in_words(opened, space, example_db):
    with example_db.write() as session:
        create_company(session, space.viewer, {"name": "新来的"})
    shown = opened(company=str(space.company("新来的").id))
    assert "新来的要买，谁说得上话？" in words(shown)
    pills(shown, "-common").set_value("owner").run()
    pills(shown, "-say").set_value(3).run()
    assert space.row("老板", name="新来的").total == 1
    shown.query_params["seat"] = "+"
    shown.run()
    listed(shown, "别的岗位").set_value("clerk").run()
    assert space.row("店员", name="新来的").total == 0
    shown.query_params["seat"] = "owner"
    shown.run()
    listed(shown, "听谁的").set_value("clerk").run()
    assert space.row("老板", name="新来的").total == pytest.approx(0.75)
    moments = pills(shown, "decision-chain-moment")
    moments.set_value("renewal").run()
    button(shown, "照采购抄一份").click().run()
    assert space.row("店员", Moment.RENEWAL, "新来的").total == pytest.approx(0.25)


def test_a_new_position_joins_while_changes_wait(opened, space):
    shown = edit(opened(**TABLE), **{"1": {"stance": "支持"}})
    shown.session_state["add-position-4"] = True
    shown.run()
    listed(shown, "别的岗位").set_value("legal").run()
    assert space.row("法务").total == 0
    assert "法务" in list(table(shown)["position"])
    assert "改动 1 处" in words(shown)


def test_traits_of_a_seat_are_saved(opened, space):
    shown = opened(seat="marketing_director")
    shown.session_state[f"more-{space.row('市场总监').seat.id}"] = True
    shown.run()
    next(x for x in shown.text_input if x.label == "从哪得消息").set_value("老乡群")
    button(shown, "保存").click().run()
    assert space.row("市场总监").seat.information == "老乡群"


def test_a_seat_is_taken_off_and_comes_back(opened, space):
    shown = opened(seat="marketing_director")
    button(shown, "从链上去掉这个岗位").click().run()
    assert [s.label for s in space.chain().seats] == ["CEO", "董事长", "市场部员工"]
    undo(shown)
    assert [s.label for s in space.chain().seats] == ["市场总监", "CEO", "董事长", "市场部员工"]
    assert ANSWER in words(shown)


def test_an_arrow_is_changed_beside_the_map(opened, space):
    shown = opened(seat="marketing_director>ceo")
    assert "CEO 听 市场总监 的" in words(shown)
    pills(shown, "-how-marketing_director").set_value(25.0).run()
    assert space.row("CEO").listens == (("marketing_director", 25.0),)
    assert not opened(seat="ceo>nobody").exception


def test_points_beside_the_map_leave_the_rest_as_own_judgement(opened, space):
    shown = opened(moment="renewal", seat="chairman")
    assert "自己的主意占 50 分（一共 100）" in words(shown)
    next(n for n in shown.number_input if "how-ceo" in n.key).set_value(30.0).run()
    row = space.row("董事长", Moment.RENEWAL)
    assert (dict(row.listens)["ceo"], row.own_points) == (30, 45)
    next(n for n in shown.number_input if "how-ceo" in n.key).set_value(90.0).run()
    assert "可一共只有 100 分" in words(shown)


def test_points_that_do_not_fit_are_refused_in_our_words_and_odd_sums_are_told(opened, space):
    shown = opened(moment="renewal", seat="chairman")
    next(n for n in shown.number_input if n.key.endswith("-points-zh")).set_value(150.0).run()
    assert "“董事长”的分数要在 0 到 100 之间，150 不行。" in words(shown)
    assert space.row("董事长", Moment.RENEWAL).points == 5
    assert "按比例算" not in words(shown)
    next(n for n in shown.number_input if n.key.endswith("-points-zh")).set_value(25.0).run()
    assert "各岗位的拍板分加起来是 120，不是 100，按比例算。" in words(shown)
    assert "加起来是 120" in words(opened(moment="renewal", **TABLE))


def test_alone_on_a_chain_nobody_asks_whom_they_hear(opened, space, example_db):
    with example_db.write() as session:
        create_company(session, space.viewer, {"name": "独一个"})
    shown = opened(company=str(space.company("独一个").id))
    pills(shown, "-common").set_value("owner").run()
    assert "听谁的" not in words(shown).split("\n")


def test_on_the_wall_a_seat_is_read_not_changed(opened, space):
    shown = opened(seat="ceo")
    next(x for x in shown.toggle if x.label == "演示模式").set_value(True).run()
    told = words(shown)
    assert "说了算" in told
    assert not [g for g in shown.get("button_group") if "-stance" in str(g.key)]
    assert not [s for s in shown.selectbox if s.label == "是谁"]


def test_plain_questions_lead_to_a_word_that_is_taken(opened, space):
    shown = opened(seat="chairman")
    key = next(g.key for g in shown.get("button_group") if "-say" in str(g.key)).replace("-say", "-help-say")
    shown.session_state[key] = True
    shown.run()
    for answer in ("定得下来", "别人的", "不会，这事就黄了"):
        assert "那就选" not in words(shown)
        shown.radio[-1].set_value(shown.radio[-1].options.index(answer)).run()
    assert "那就选“有一票，加一票否决”：没人等 TA 点头，可 TA 一反对就黄。" in words(shown)
    button(shown, "就选它").click().run()
    assert (space.row("董事长").say, space.row("董事长").veto) == (2, True)
    assert not shown.radio


def test_other_stances_are_tried_and_saved_only_when_asked(opened, space):
    shown = opened()
    shown.session_state["chain-trying"] = True
    shown.run()
    ceo = space.row("CEO").seat.id
    assert "现在是 70%（35–91%）。" in words(shown)
    pills(shown, f"try-{ceo}").set_value(1).run()
    assert "70%（35–91%）→ 79%" in words(shown)
    assert "CEO +9 个点" in words(shown)
    assert space.row("CEO").stance is None
    next(b for b in shown.button if b.key == "try-drop").click().run()
    assert "现在是 70%（35–91%）。" in words(shown)
    pills(shown, f"try-{ceo}").set_value(1).run()
    button(shown, "就按这个定").click().run()
    assert space.row("CEO").stance == 1
    assert "赢单把握 79%" in words(shown)
    assert "已保存" in words(shown)


def test_points_are_offered_under_the_map_and_undone(opened, space):
    shown = opened()
    toggle = next(x for x in shown.toggle if x.label == "高级：用分数")
    toggle.set_value(True).run()
    assert (space.row("CEO").points, space.row("CEO").own_points) == (43, 50)
    shown.query_params["seat"] = "ceo"
    shown.run()
    assert next(n for n in shown.number_input if "-points" in n.key).value == 43
    undo(shown)
    assert (space.row("CEO").points, space.row("CEO").say) == (None, 3)


def test_effort_is_part_of_the_table(opened, space):
    shown = edit(opened(**TABLE), **{"1": {"effort": "容易"}})
    button(shown, "保存").click().run()
    assert space.row("CEO").seat.effort == "easy"


def test_what_is_not_known_leads_to_where_it_is_answered(opened, space):
    shown = opened(moment="renewal", **TABLE)
    next(b for b in shown.button if b.key == "unknown-anchor-10").click().run()
    assert not shown.data_editor  # on the map now, the questions beside it
    pills(shown, "anchor:marketing_staff").set_value(9.0).run()
    assert space.chain().moments[Moment.RENEWAL].anchors == {"marketing_staff": 0.9}
    button(shown, "关闭").click().run()
    next(b for b in shown.button if b.key.startswith("unknown-stance-")).click().run()
    assert pills(shown, "-stance").value == ""


def test_a_refused_number_is_explained_where_it_was_given(opened, space):
    shown = opened(**TABLE)
    pills(shown, "base_rate").set_value(9.0).run()
    assert "还不如平时的 9 家" in words(shown)
    assert space.chain().moments[Moment.PURCHASE].base_rate == 0.2
    assert pills(shown, "base_rate").value == 2.0


def test_who_listens_may_be_said_before_anybody_decides(opened, space, example_db):
    with example_db.write() as session:
        create_company(session, space.viewer, {"name": "慢慢填"})
    shown = opened(company=str(space.company("慢慢填").id))
    pills(shown, "-common").set_value("owner").run()
    shown.query_params["seat"] = "+"
    shown.run()
    listed(shown, "别的岗位").set_value("clerk").run()
    listed(shown, "听谁的").set_value("owner").run()
    assert space.row("店员", name="慢慢填").listens == (("owner", 25.0),)
    assert "还没有人有份拍板" in words(shown)
    shown.query_params["seat"] = "owner"
    shown.run()
    pills(shown, "-say").set_value(3).run()
    assert space.row("老板", name="慢慢填").total == 1
