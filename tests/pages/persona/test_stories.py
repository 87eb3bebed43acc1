"""The stories page: reading, filtering, tagging, writing, changing, and what customers share."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from persona_core.access.queries import viewer_for, workspace
from persona_core.exchange.workspaces import open_workspace
from persona_core.kit import clock
from persona_core.kit.db import Database
from persona_core.kit.words import Words
from persona_core.stories import commands, queries
from persona_core.stories.views import StoryFilter
from persona_core.vocabulary.queries import find_tag
from tests.screens import screen

PAGE = "persona/stories.py"
EVIL = "<b>粗</b> ![图](http://a/b.png) **星** :material/close: $x$"
T = Words("zh")


@pytest.fixture
def show(example_db: Database, monkeypatch: pytest.MonkeyPatch):
    """show(tag=…): the page of the example as the shell draws it, with these words in the address."""

    def draw(name: str = "scrm-zh", presenting: bool = False, **address: object) -> AppTest:
        state = {"lang": "zh", "presenting": presenting}
        at = screen(monkeypatch, example_db.url, PAGE, state=state, w=name, **address)
        assert not at.exception
        return at

    return draw


@pytest.fixture
def viewer(example_db: Database):
    with example_db.read() as session:
        return viewer_for(workspace(session, "scrm-zh"), "zh")


@pytest.fixture
def find(example_db: Database, viewer):
    """find("店长带走"): the story that holds these words."""

    def look(text: str):
        with example_db.read() as session:
            frame = queries.story_list(session, viewer, T, StoryFilter(text=text), limit=1)
            return queries.story(session, viewer, frame["id"][0], T) if len(frame) else None

    return look


def said(at: AppTest) -> str:
    return "\n".join(element.value for element in (*at.text, *at.caption, *at.markdown))


def drawn(at: AppTest) -> dict:
    """What the highlighter of the open story was given."""
    return json.loads(next(c for c in at.get("bidi_component") if c.proto.component_name == "highlighter").proto.json)


def press(at: AppTest, key: str) -> AppTest:
    return at.button(key=key).click().run()


def listed(at: AppTest) -> list[str]:
    return [button.label for button in at.button if (button.key or "").startswith("open-")]


def test_the_answer_and_the_first_stories_are_shown(show):
    at = show()
    assert "94 篇故事，来自 20 家；签了的 12 家里，12 家讲过。提到最多的是“嫌贵”（9/12 家）。" in said(at)
    assert len(listed(at)) == 20


def test_a_link_to_a_theme_lists_its_stories(show, viewer, example_db):
    with example_db.read() as session:
        tag = find_tag(session, viewer, "人走客户走")
    at = show(tag=tag.id)
    assert len(listed(at)) == 8  # seven customers and one that was lost
    assert at.selectbox(key="stories-tag").value == str(tag.id)


def test_a_link_to_a_story_opens_it_and_a_gone_one_says_so(show, find):
    story = find("城西店的店长")
    assert drawn(show(story=story.id))["text"] == story.text
    gone = show(story="00000000-0000-0000-0000-000000000000")
    assert "不在" in gone.info[0].value


def test_filters_are_kept_in_the_address(show):
    at = show()
    at.text_input(key="stories-text").set_value("十一个群").run()
    assert at.query_params["text"] == "十一个群"
    assert len(listed(at)) == 1
    at.text_input(key="stories-text").set_value("没有这样的话").run()
    press(at, "stories-clear")
    assert "text" not in at.query_params
    assert len(listed(at)) == 20


def test_an_existing_tag_is_found_added_and_undone(show, find):
    story = find("城西店的店长")
    at = show(story=story.id)
    search = next(box for box in at.text_input if (box.key or "").startswith("tag-search"))
    search.set_value("嫌麻").run()
    offered = [b for b in at.button if (b.key or "").startswith("add-")]
    assert "一线嫌麻烦" in offered[0].label
    offered[0].click().run()
    assert "一线嫌麻烦" in [m.tag for m in find("城西店的店长").marks]
    press(at, "saved-undo")
    assert "一线嫌麻烦" not in [m.tag for m in find("城西店的店长").marks]


def test_a_new_tag_gets_its_kind_and_can_be_taken_off(show, find):
    story = find("城西店的店长")
    at = show(story=story.id)
    search = next(box for box in at.text_input if (box.key or "").startswith("tag-search"))
    search.set_value("老板追问").run()
    at.selectbox(key=f"tag-kind-{story.id}").set_value("trigger").run()
    press(at, "new-tag")
    new = next(m for m in find("城西店的店长").marks if m.tag == "老板追问")
    assert new.kind == "trigger"
    press(at, f"unmark-{new.id}")
    assert "老板追问" not in [m.tag for m in find("城西店的店长").marks]


def write(at: AppTest, **values: object) -> AppTest:
    at.text_area(key="write-0-text").set_value(values.pop("text"))
    for name, value in values.items():
        kind = {"company_id": at.selectbox, "stage_ids": at.multiselect, "positions": at.multiselect}
        kind.get(name, at.text_input)(key=f"write-0-{name}").set_value(value)
    return press(at, "write-0-save")


def test_a_story_is_written_and_opened_for_tagging(show, find):
    company = find("城西店的店长").company_id
    at = show(write=1)
    today = clock.today()
    write(at, text=EVIL, company_id=str(company), told_on=today.strftime("%Y年%m月%d日"), teller="林总监", title="")
    story = find("![图]")
    assert (story.company, story.told_on, story.text) == ("海棠生活", today, EVIL)
    assert at.query_params["story"] == str(story.id)
    assert drawn(at)["text"] == EVIL
    label = next(label for label in listed(at) if "粗" in label)
    assert "**" not in label.replace("\\*", "")
    assert r"\!\[图\]" in label


def test_several_pasted_stories_are_stored_without_those_already_here(show, find, example_db, viewer):
    at = show(write=1)
    write(at, text="甲说的一段话。\n---\n乙说的一段话。\n---\n甲说的一段话。")
    assert find("甲说的一段话").company == ""
    assert find("乙说的一段话")
    with example_db.read() as session:
        assert queries.story_count(session, viewer) == 96
    assert "另有 1 篇早就有了" in said(at)


@pytest.mark.parametrize(("text", "reason"), [("  ", "故事是空的"), ("城西店", None), ("长" * 100_001, "100")])
def test_what_cannot_be_stored_is_said_and_stays_typed(show, find, text, reason):
    text = find("城西店的店长").text if reason is None else text
    at = show(write=1)
    write(at, text=text)
    assert (reason or "这篇已经有了：“城西店长带走十一个群”") in at.error[0].value
    assert at.text_area(key="write-0-text").value == text


def test_an_edit_is_saved_with_stages_and_positions(show, find):
    story = find("城西店的店长")
    at = press(show(story=story.id), "story-edit")
    at.text_input(key="edit-1-title").set_value("十一个群")
    at.multiselect(key="edit-1-positions").set_value(["ceo"])
    press(at, "edit-1-save")
    after = find("城西店的店长")
    assert (after.title, list(after.positions), after.text) == ("十一个群", ["ceo"], story.text)


def test_two_editors_see_both_values_and_nothing_typed_is_lost(show, find, example_db, viewer):
    story = find("城西店的店长")
    at = press(show(story=story.id), "story-edit")
    with example_db.write() as session:
        commands.edit_story(
            session, viewer, story.id, seen=story.version, base={"title": story.title}, changes={"title": "别人的"}
        )
    at.text_input(key="edit-1-title").set_value("我的")
    press(at, "edit-1-save")
    assert "标题现在是：别人的" in said(at)
    assert at.text_input(key="edit-1-title").value == "我的"
    press(at, "edit-1-save")
    assert find("城西店的店长").title == "我的"


def test_a_deleted_story_comes_back_by_undo(show, find):
    story = find("城西店的店长")
    at = press(show(story=story.id), "story-delete")
    assert find("城西店的店长") is None
    press(at, "saved-undo")
    assert [m.tag for m in find("城西店的店长").marks] == [m.tag for m in story.marks]


def test_what_they_share_shows_counts_quotes_and_lost_deals(show):
    at = show(view="themes")
    words = said(at)
    assert "8 家提到 / 问过 12 家 / 共 12 家 · 站得住" in words
    assert "丢单 22 家，问过 8 家" in words
    assert len(at.get("plotly_chart")) == 2
    quotes = [b for b in at.button if (b.key or "").startswith("quote-open-")]
    assert len(quotes) >= 30
    quotes[0].click().run()
    assert "story" in at.query_params
    assert "view" not in at.query_params


def test_a_stage_narrows_what_they_share_to_those_asked_there(show, viewer, example_db):
    with example_db.read() as session:
        stage = next(s for s in queries.material(session, viewer).stages.values() if s.zh == "流失")
    at = show(view="themes", stage=stage.id)
    assert "2 家提到 / 问过 3 家 / 共 12 家" in said(at).replace("\\", "")
    assert "丢单的客户没有讲过“流失”这一环节" in said(at)


def test_a_link_to_a_kind_opens_what_they_share(show):
    at = show(kind="history")
    assert at.selectbox(key="stories-kind").value == "history"
    assert "上一套用砸了" in " ".join(b.label for b in at.button)


def test_on_the_wall_nothing_is_written_and_tellers_are_surnames(show, find, example_db, viewer):
    with example_db.write() as session:
        story = commands.write_story(session, viewer, text="墙上看的。", teller="王小明")
    at = show(presenting=True, story=story.id)
    assert "王小明" not in said(at)
    assert not [b for b in at.button if b.key in {"stories-write", "story-edit", "story-delete"}]
    at = show(presenting=True, story=find("开完就删").id)
    assert [b for b in at.button if b.key.startswith("mark-open-")]
    assert not [b for b in at.button if b.key.startswith("unmark-")]
    assert not [i for i in at.text_input if (i.key or "").startswith("tag-search-")]


def test_an_empty_workspace_says_why_and_how_to_begin(show, example_db):
    with example_db.write() as session:
        open_workspace(session, name="empty", title="", lang="zh")
    at = show("empty")
    assert "画像要站在客户自己的话上" in said(at)
    assert at.text_area(key="write-0-text")
    assert "stories-write" not in {b.key for b in at.button}
    write(at, text="第一篇。")
    assert at.button(key="stories-write")
    assert "1 篇故事" in said(at)
    assert "这篇说的是什么" in said(at)


def charts(at: AppTest) -> list[dict]:
    return [json.loads(c.proto.spec) for c in at.get("plotly_chart")]


def test_what_differs_is_said_with_how_far_it_carries(show):
    at = show(view="differ")
    assert "“同行谁在用”：走了的 3 家里 3 家提到，续了的 7 家里 0 家（只当线索）。一共比了 26 组。" in said(at)
    assert "“嫌贵”：签约前问过 12 家，9 家说了；走的时候问过 3 家，没人拿它当理由（只当线索）" in said(at)
    assert "碰巧的话大约 0.8 家（只当线索）" in said(at)
    assert "访到第 7 家以后，基本没有新东西了" in said(at)


def test_customers_are_set_apart_by_a_field_in_the_address(show):
    at = show(view="differ", by="prior_kind", group="competitor")
    first = charts(at)[0]
    assert first["data"][-3]["name"] == "同类产品类型“竞品”的"
    assert "一共比了 48 组" in said(at)
    other = show(view="differ", by="prior_kind", group="manual")
    assert charts(other)[0]["data"][-3]["name"] != first["data"][-3]["name"]


def test_words_that_a_group_loves_lead_to_their_stories(show):
    at = show(view="differ", by="pushed_by")
    assert not [b for b in at.button if (b.key or "").startswith("word-")]
    at.session_state["differ-words"] = True
    at.run()
    words = [b for b in at.button if (b.key or "").startswith("word-")]
    none = "没有哪个词是一类客户里三家以上都说、又特别突出的。"
    assert words or none in said(at)


def test_the_heat_map_says_where_a_theme_is_heard(show):
    at = show(view="themes")
    assert "说得最多的是“权衡利弊”时的“嫌贵”（问过 12 家，7 家提到）" in said(at)
    squares = charts(at)[1]["data"][0]
    assert "7/12" in squares["text"]
    at.session_state["stories.square"] = tuple(squares["customdata"][squares["text"].index("7/12")])
    at.run()
    assert len([b for b in at.button if (b.key or "").startswith("quote-open-heat-")]) == 5


def test_passages_like_those_marked_are_taken_or_refused_one_by_one(show, viewer, example_db):
    with example_db.read() as session:
        tag = find_tag(session, viewer, "系统打不通")
    at = show(tag=tag.id)
    at.session_state["suggesting"] = True
    at.run()
    first = next(m.value for m in at.markdown if "**" in m.value and "标签" not in m.value)
    press(at, "suggested-refuse")
    assert "已保存：不是“系统打不通”" in said(at)
    assert "收下 0 段，说不是的 1 段" in said(at)
    assert first not in said(at)
    press(at, "suggested-take")
    assert "收下 1 段，说不是的 1 段" in said(at)
    press(at, "saved-undo")
    assert "收下 0 段，说不是的 1 段" in said(at)
