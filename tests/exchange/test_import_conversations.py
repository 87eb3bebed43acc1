"""Stories from outside: conversations, documents, nearly the same words, cut texts, tags alike; all said, none lost."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from persona_core.exchange.commands import import_given, plan_given
from persona_core.exchange.importing.reading import open_files
from persona_core.journeys.queries import every_stage
from persona_core.stories.analysis import OURS, THEIRS
from persona_core.stories.models import Mark, Story
from persona_core.stories.scenes import proposed, split_story
from persona_core.stories.speaking import say_sides
from persona_core.vocabulary.models import Tag
from tests.factories.documents import docx, p, table
from tests.factories.imports import EN, ZH, tally

TALK = (
    "2026年1月2日 下午 3:00|40分钟 10秒\n\n小乔 00:05\n你们嫌贵吗？\n林总 00:15\n不贵，是店长不肯填。\n小乔 10:30\n那\n"
)


def _notes(result, words=ZH) -> str:
    return "\n".join(note.text(words) for note in result.plan.notes)


def _give(desk, *files: tuple[str, bytes], **asked):
    given = open_files(files, "stories")
    with desk.db.write() as session:
        return import_given(session, desk.viewer, given, "stories", **asked)


@pytest.fixture
def head():
    return "---\n客户: 海棠生活\n---\n"


def test_conversations_and_documents_come_in_together(desk, head):
    document = docx(
        p("---") + p("客户: 海棠生活") + p("---") + p("上线之后", "1") + table(("谁", "说"), ("老板", "没人用"))
    )
    result = _give(desk, ("录音.txt", (head + TALK).encode()), ("回访.docx", document))
    assert tally(result) == (2, 0, 0, 0)
    talk, told = sorted(desk.rows(select(Story)), key=lambda story: story.title)
    talk, told = (talk, told) if talk.sides else (told, talk)
    assert (talk.sides, talk.told_on.isoformat(), talk.text) == ({"小乔": "", "林总": ""}, "2026-01-02", TALK)
    assert told.text == "# 上线之后\n谁 | 说\n老板 | 没人用"
    said = _notes(result)
    assert "还没说明是不是我们的人：小乔、林总" in said
    assert "好像没录完（录音）" in said
    assert "1 家还没签约" in said
    assert _notes(result, EN) != said
    again = _give(desk, ("录音.txt", (head + TALK).encode()), ("回访.docx", document))
    assert tally(again) == (0, 0, 2, 0)


def test_a_speaker_known_from_an_earlier_story_is_not_asked_for_again(desk, head):
    _give(desk, ("一.txt", (head + TALK).encode()))
    with desk.db.write() as session:
        say_sides(session, desk.viewer, session.scalars(select(Story)).one().id, {"小乔": OURS})
    later = _give(desk, ("二.txt", (head + TALK.replace("店长", "店员")).encode()))
    assert "：林总。" in _notes(later)
    assert {story.sides["小乔"] for story in desk.rows(select(Story))} == {OURS}


def test_a_head_says_who_is_ours_at_once_or_later(desk, head):
    said = head.replace("客户", "我方: 小乔\n客户")
    assert "还没说明" in _notes(_give(desk, ("一.txt", (head + TALK).encode())))
    changed = _give(desk, ("一.txt", (said + TALK).encode()))
    assert (tally(changed), "还没说明" in _notes(changed)) == ((0, 1, 0, 0), False)
    assert tally(_give(desk, ("一.txt", (said + TALK).encode()))) == (0, 0, 1, 0)
    _give(desk, ("二.txt", (said + TALK.replace("店长", "店员")).encode()))
    stories = desk.rows(select(Story))
    assert [story.sides for story in stories] == [{"小乔": OURS, "林总": THEIRS}] * 2
    assert all(story.aside[0] == [0, story.text.index("不贵")] for story in stories)


def test_nearly_the_same_words_are_said_and_not_stored_again(desk, head):
    files = [
        ("一.md", head + "嫌贵，没人用！"),
        ("二.md", head + "嫌贵, 没人用"),
        ("三.md", "---\n客户: 白塔\n---\n嫌贵，没人用"),
    ]
    result = _give(desk, *((name, text.encode()) for name, text in files))
    assert tally(result) == (2, 0, 1, 0)
    assert "只差空格、标点或全半角（一）" in _notes(result)
    assert sorted(story.text for story in desk.rows(select(Story))) == ["嫌贵，没人用", "嫌贵，没人用！"]


def test_a_story_cut_into_scenes_is_the_same_when_its_file_comes_again(desk, head):
    text = (
        head.replace("---\n客户", "---\nexternal_id: s1\n环节: 签约、使用\n客户")
        + "（签约）\n嫌贵。\n（使用）\n没人用。\n"
    )
    _give(desk, ("一.md", text.encode()))
    with desk.db.write() as session:
        story = session.scalars(select(Story)).one()
        split_story(session, desk.viewer, story.id, proposed(story.text, "", every_stage(session, desk.viewer)))
    assert tally(_give(desk, ("一.md", text.encode()))) == (0, 0, 1, 0)
    assert tally(_give(desk, ("一.md", text.replace("没人用", "有人用").encode()))) == (0, 0, 0, 1)
    assert len(desk.rows(select(Story))) == 2


def test_new_tags_like_those_here_are_asked_about_and_may_mean_them(desk, head):
    _give(desk, ("一.md", (head.replace("客户", "tags: [一线嫌麻烦]\n客户") + "嫌麻烦。").encode()))
    given = open_files(
        [("二.md", (head.replace("客户", "tags: [一线嫌太麻烦, 好用]\n客户") + "还是烦。").encode())], "stories"
    )
    with desk.db.read() as session:
        checked = plan_given(session, desk.viewer, given, "stories")
        assert checked.plan.alike == {"一线嫌太麻烦": "一线嫌麻烦"}
        assert "一线嫌太麻烦 ≈ 一线嫌麻烦" in _notes(checked)
        same = {"一线嫌太麻烦": "一线嫌麻烦"}
        assert plan_given(session, desk.viewer, given, "stories", same_tags=same).plan.alike == {}
    with desk.db.write() as session:
        import_given(session, desk.viewer, given, "stories", same_tags=same)
    assert {tag.name for tag in desk.rows(select(Tag))} == {"一线嫌麻烦", "好用"}
    assert len(desk.rows(select(Mark))) == 3


def test_odd_words_come_in_as_they_are(desk):
    odd = "\u200b他們說太貴了，但这里还是买了😀𠮷e\u0301，\u200d走了"
    long = "嫌贵" * 50_000
    result = _give(
        desk, ("一.txt", odd.encode("utf-8-sig")), ("二.txt", long.encode()), ("三.txt", (long + "！").encode())
    )
    assert tally(result) == (2, 0, 0, 1)
    assert {story.text for story in desk.rows(select(Story))} == {odd, long}
    assert "有 1 篇简体繁体混着写" in _notes(result)
    assert "请拆开，或粘贴到“场景故事”里分段存" in result.plan.refusals[0].error.text(ZH)
