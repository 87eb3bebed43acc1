"""Bringing stories in on the page: looked over, asked who is ours and whose, cut into scenes, and seen unsigned."""

from __future__ import annotations

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from persona_core.access.queries import viewer_for
from persona_core.exchange.workspaces import open_workspace
from persona_core.stories.models import Story
from tests.factories.documents import docx, p, table
from tests.factories.stories import customer, tell
from tests.screens import screen

TALK = "小乔 00:05\n嫌价格贵吗？\n说话人 1 00:15\n不贵。\n小乔 00:30\n店长呢？\n说话人 1 00:40\n店长不肯填"
MARKED = "（签约）\n老板拍的板，嫌贵。\n（使用）\n第一个月没人用。"

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def viewer(db):
    with db.write() as session:
        return viewer_for(open_workspace(session, name="here", title="", lang="zh"), "zh", "小乔")


@pytest.fixture
def show(db, viewer, monkeypatch):
    """show(write=1): the page of the workspace with these words in the address."""

    def draw(**address: object) -> AppTest:
        at = screen(monkeypatch, db.url, "persona/stories.py", w="here", **address)
        assert not at.exception
        return at

    return draw


def said(at: AppTest) -> str:
    return "\n".join(element.value for element in (*at.text, *at.caption, *at.markdown))


def press(at: AppTest, key: str) -> AppTest:
    at.button(key=key).click().run()
    assert not at.exception
    return at


def stories(db) -> list[Story]:
    with db.read() as session:
        return sorted(session.exec(select(Story)), key=lambda story: (story.scene or 0, story.text))


def test_a_conversation_is_looked_over_and_asks_who_is_ours(show, db):
    at = show(write=1)
    at.text_area(key="write-0-text").set_value(TALK)
    press(at, "write-0-save")
    assert (stories(db), at.info[0].value) == ([], "先看一眼，再存。")
    assert "2 个人的对话" in said(at)
    assert "好像没录完" in said(at)
    at.segmented_control(key="write-0-check-named-0-side").set_value("ours").run()
    assert at.segmented_control(key="write-0-check-numbered-0-0-side").value is None
    press(at, "write-0-save")
    (story,) = stories(db)
    assert (story.text, story.sides) == (TALK, {"小乔": "ours", "说话人 1": "theirs"})
    assert "我们的人，不算：小乔 · 客户：说话人 1" in said(at)
    press(at, "story-speakers-change")
    at.segmented_control(key=f"speakers-{story.id}-{story.version}-0-side").set_value("theirs").run()
    press(at, "story-speakers-save")
    assert stories(db)[0].sides["小乔"] == "theirs"


def test_dropped_files_are_looked_over_with_what_is_here_already(show, db, viewer):
    with db.write() as session:
        tell(session, viewer, None, "嫌贵，没人用！", title="老的")
    at = show(write=1)
    document = docx(p("回访", "1") + table(("谁", "说"), ("老板", "先看")))
    at.file_uploader(key="write-0-files").set_value(
        [
            ("回访.docx", document, "application/octet-stream"),
            ("新.txt", "又一篇。".encode(), "text/plain"),
            ("近.txt", "嫌贵, 没人用".encode(), "text/plain"),
            ("同.txt", "嫌贵，没人用！\n".encode(), "text/plain"),
            ("坏.docx", b"PK\x03\x04", "application/octet-stream"),
        ]
    ).run()
    text = said(at)
    assert "已经有了，不再存：“老的”" in text
    assert "已损坏或不完整" in text
    assert "几乎一样" in at.checkbox(key="write-0-check-2-near").label
    assert at.button(key="write-0-save").label == "存 2 篇"
    press(at, "write-0-save")
    assert [story.text for story in stories(db)] == ["# 回访\n谁 | 说\n老板 | 先看", "又一篇。", "嫌贵，没人用！"]
    assert "2 篇故事（另有 3 篇没存）" in said(at)


def test_a_marked_text_is_stored_as_scenes_split_and_put_together(show, db, viewer):
    at = show(write=1)
    at.text_area(key="write-0-text").set_value(MARKED).run()
    at.checkbox(key="write-0-check-0-scenes").set_value(True).run()
    press(at, "write-0-save")
    assert [story.title for story in stories(db)] == ["签约", "使用"]
    assert "第 1 段，共 2 段" in said(at)
    press(at, "story-join")
    (story,) = stories(db)
    assert story.text == MARKED
    press(at, "story-split-begin")
    starts = at.multiselect(key=f"split-{story.id}-{story.version}-starts")
    assert starts.value == [MARKED.index("（使用）")]
    press(at, "story-split-save")
    assert "".join(story.text for story in stories(db)) == MARKED
    press(at, "saved-undo")
    assert [story.text for story in stories(db)] == [MARKED]


def test_a_story_without_a_customer_is_given_one_at_once(show, db, viewer):
    with db.write() as session:
        who = customer(session, viewer, "海棠生活")
        story = tell(session, viewer, None, TALK)
        named = tell(session, viewer, None, "海棠生活的店长说没人用。", title="海棠生活回访")
    at = show()
    assert at.button(key="stories-sides").label == "有 1 篇对话：说明谁是我们的人"
    press(at, "stories-whose")
    press(at, f"whose-is-{who.id}")
    assert {s.title: s.company_id for s in stories(db)}[named.title] == who.id
    at.selectbox(key=f"whose-{story.id}-{story.version}").set_value(str(who.id)).run()
    assert {s.company_id for s in stories(db)} == {who.id}
    assert not [button for button in at.button if button.key == "stories-whose"]


def test_themes_of_customers_who_have_not_signed_say_why_and_can_be_seen(show, db, viewer):
    with db.write() as session:
        tell(session, viewer, customer(session, viewer, "海棠生活", "talking"), "嫌贵。", "价格贵")
    at = show(view="themes")
    assert "“共性”只数签了约的客户。讲过故事的有 1 家，都还没签约。" in said(at)
    press(at, "themes-everybody")
    assert "1 家提到" in said(at)
    assert "不管签没签约：这还不是画像" in said(at)
