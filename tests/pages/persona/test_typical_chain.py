"""The typical chain on the page: whose chains, the map to read, what half of them do, and who pushed."""

from __future__ import annotations

import json

import pytest

from persona_core.access.queries import viewer_for, workspace
from persona_core.companies.commands import create_company
from persona_core.exchange.workspaces import open_workspace
from tests.screens import screen, words

PAGE = "persona/decision_chain.py"
SURPRISE = "CEO 推动的签得快（38 天，5 家；市场总监 96 天，7 家），但续得少（1/4；市场总监 6/6；只当线索）。"


@pytest.fixture
def opened(example_db, monkeypatch):
    def open_page(lang="zh-CN", **params):
        params = {"w": "scrm-zh", "view": "typical"} | params
        shown = screen(monkeypatch, example_db.url, PAGE, lang=lang, **params)
        assert not shown.exception
        return shown

    return open_page


def card(shown, name):
    """What the map is given: a card by its label."""
    return next(seat for seat in drawn(shown)["seats"] if seat["label"] == name)


def drawn(shown):
    return json.loads(next(c for c in shown.get("bidi_component") if "seats" in c.proto.json).proto.json)


def choose(shown, key, value):
    group = next(g for g in shown.get("button_group") if str(g.key).endswith(key))
    return group.set_value(value).run()


def test_the_map_shows_what_half_of_the_chains_do(opened):
    shown = opened()
    director, it = card(shown, "市场总监"), card(shown, "IT")
    assert (director["percent"], director["person"], director["say"]) == ("61%", "12/12", "名义 29%")
    assert (it["flags"], it["person"]) == (["一票否决"], "3/12")
    arrows = {(a["from"], a["to"]): a["word"] for a in drawn(shown)["arrows"]}
    assert arrows["marketing_director", "ceo"] == "12/12"
    assert drawn(shown)["readonly"]
    told = words(shown)
    assert "平时谁听谁：CEO 听市场总监（12/12）" in told
    assert "能一票否决：IT（3/3）。" in told
    assert "没标出谁是：技术把关（9/12）。" in told


def test_renewal_moves_the_influence_and_not_the_cards(opened):
    before, after = opened(), opened(moment="renewal")
    assert card(after, "市场部员工")["percent"] == "65%"
    places = [{s["id"]: (s["x"], s["y"]) for s in drawn(x)["seats"]} for x in (before, after)]
    assert places[0] == places[1]


def test_the_population_is_chosen_with_its_count(opened):
    shown = opened()
    assert "12 家客户的决策链（样本够）" in words(shown)
    shown = choose(shown, "decision-chain-who", "talking")
    assert "4 家在谈企业的链（只当线索）" in words(shown)
    assert "市场总监力推（2/3）" in words(shown)


def test_a_link_opens_the_same_filters_as_the_company_list(opened):
    shown = opened(prior="competitor", size="200-499", owner="老范")
    assert "2 家客户的决策链（只当线索）" in words(shown)
    link = next(x for x in shown.get("page_link") if x.proto.label == "这些链上的企业")
    for part in ("status=active%2Cchurned", "prior=competitor", "size=200-499", "owner="):
        assert part in link.proto.query_string


def test_a_filter_that_leaves_nobody_says_how_to_widen_it(opened):
    shown = opened(who="talking", prior="none_felt", size="200-499")
    told = words(shown)
    assert "这样筛下来一条链也没有。去掉一个条件试试：" in told
    assert "去掉“同类产品类型”：1 条链" in told
    assert "去掉“人数”：0 条链" in told
    shown = next(b for b in shown.button if b.key == "typical-widen").click().run()
    assert "4 家在谈企业的链（只当线索）" in words(shown)


def test_a_position_says_where_it_is_missing(opened):
    shown = opened(position="it")
    assert "9 条链上没有这个岗位，去问问：" in words(shown)
    links = [x.proto.label for x in shown.get("page_link")]
    assert "海棠生活" in links
    assert "柏川定制家居" not in links
    next(b for b in shown.button if b.key == "typical-close").click().run()
    assert "9 条链上没有这个岗位" not in words(shown)


def test_who_pushed_signs_fast_and_renews_less(opened):
    shown = opened()
    assert f"{SURPRISE}一共比了 26 组。" in words(shown)
    frame = next(d.value for d in shown.dataframe if "签约天数" in d.value)
    assert list(frame["谁推动"]) == ["市场总监", "CEO"]
    assert list(frame["续费"]) == ["6/6 · 只当线索", "1/4 · 只当线索"]
    assert frame["签约天数"][1] == "38 天（29–52，5 家） · 站得住"


def test_the_comparisons_and_customers_behind_are_shown_on_demand(opened):
    shown = opened()
    assert not any("碰巧的可能" in d.value for d in shown.dataframe)
    shown.session_state["cuts-details"] = True
    shown.run()
    made = next(d.value for d in shown.dataframe if "碰巧的可能" in d.value)
    assert dict(zip(made["哪一项"], made["碰巧的可能"], strict=True)) == {
        "签约天数": "<1%",
        "续费": "3%",
        "赢单": "71%",
    }
    people = next(d.value for d in shown.dataframe if "后来" in d.value)
    assert (len(people), sum(people["后来"] == "走了")) == (12, 3)


def test_another_field_may_be_compared(opened):
    shown = opened(by="prior_kind")
    assert "看不出差别。差得最多的是：" in words(shown)
    frame = next(d.value for d in shown.dataframe if "签约天数" in d.value)
    assert dict(zip(frame["同类产品类型"], frame["续费"], strict=True))["竞品"] == "5/5 · 说不准"


def test_in_english(opened):
    shown = opened(lang="en-US", w="scrm-en")
    told = words(shown)
    assert "12 customers' chains (enough cases). At purchase Marketing director counts most (61%). At renewal" in told
    assert "Deals pushed by CEO sign faster (38 days, 5 companies; Marketing director 96 days, 7 companies)" in told
    assert "only a clue" in told


def test_on_a_phone_tables_become_cards(opened, monkeypatch):
    monkeypatch.setattr("ui.tables.on_phone", lambda: True)
    shown = opened()
    assert not shown.dataframe
    assert "续费 1/4 · 只当线索" in words(shown)


def test_before_anybody_signed_there_is_nothing_to_compare(example_db, monkeypatch):
    with example_db.write() as session:
        made = open_workspace(session, name="mine", lang="zh")
        create_company(session, viewer_for(workspace(session, made.name), "zh"), {"name": "澄湖家居"})
    shown = screen(monkeypatch, example_db.url, PAGE, w="mine", view="typical")
    assert not shown.exception
    assert "填好一家企业的决策链，这里就有典型决策链。" in words(shown)
    assert "推动" not in words(shown)


def test_with_very_many_chains_who_pushed_is_counted_when_opened(opened, monkeypatch):
    monkeypatch.setattr("ui.panels.decision_chain.typical.AT_ONCE", 12)
    shown = opened()
    assert SURPRISE not in words(shown)
    shown.session_state["cuts-block"] = True
    assert SURPRISE in words(shown.run())
    assert "看不出差别" in words(opened(by="prior_kind"))
