"""Long stories fall into scenes and come together again: no word lost, marks with their words, everything undone."""

from __future__ import annotations

import pytest
from sqlmodel import select

from persona_core.evidence.changes import recording, undo
from persona_core.journeys.queries import every_stage
from persona_core.kit.errors import Invalid
from persona_core.stories import commands, queries
from persona_core.stories.analysis import OURS
from persona_core.stories.analysis.scenes import cuts_at_markers, places
from persona_core.stories.models import Mark, Story, WholeStory
from persona_core.stories.scenes import Scene, join_scenes, proposed, scenes_of, split_story, write_scenes
from persona_core.stories.speaking import say_sides
from tests.factories.stories import customer, stage_id, tell

TEXT = (
    "回访记录\n\n（签约）\n老板拍的板，嫌贵。\n\n（使用）\n第一个月没人用。😀\n店长不肯填。\n\n（续费）\n先续一年。\n"
)
STAGES = {"签约", "使用", "续费"}


def _cut(text: str) -> list[tuple[str, object]]:
    cuts = cuts_at_markers(text, lambda name: name if name in STAGES else None)
    starts = [cut.at for cut in cuts] + [len(text)]
    return [(text[a:b].strip()[:6], cut.stage) for cut, a, b in zip(cuts, starts, starts[1:], strict=False)]


@pytest.mark.parametrize(
    ("text", "scenes"),
    [
        (TEXT, [("回访记录\n\n", "签约"), ("（使用）\n第", "使用"), ("（续费）\n先", "续费")]),
        ("# 海棠\n## 背景\n很早。\n## 签约阶段\n嫌贵。", [("# 海棠\n#", None), ("## 签约阶", "签约")]),
        (
            "（签约）嫌贵。（真的）\n（使用）没人用。\n（笑）不是一段。",
            [("（签约）嫌贵", "签约"), ("（使用）没人", "使用")],
        ),
        ("一、签约\n嫌贵。\n二、使用：\n没人用。", [("一、签约\n嫌", "签约"), ("二、使用：\n", "使用")]),
        ("【第一次】\n来过。\n【第二次】\n又来。", [("【第一次】\n", None), ("【第二次】\n", None)]),
        ("# 只有一个题目\n没有分段。", []),
        ("```\n## 代码\n## 还是代码\n```\n一段话。", []),
        ("签约\n使用\n", []),
    ],
)
def test_markers_make_scenes(text, scenes):
    assert _cut(text) == scenes


def test_a_scene_may_begin_at_a_turn_a_paragraph_or_else_a_sentence():
    assert [place.words for place in places("甲。\n\n乙。\n丙。\n丁")][:2] == ["乙。", "丙。"]
    assert [place.words for place in places("甲。乙！丙。")] == ["乙！丙。", "丙。"]
    assert [place.at for place in places("小乔 00:01\n甲\n林总 00:02\n乙\n丙\n小乔 00:03\n丁")] == [11, 24]
    assert len(places("嫌贵。" * 33_000)) == 32_999


@pytest.fixture
def told(db, viewer):
    with db.write() as session:
        who = customer(session, viewer, "海棠生活")
        story = tell(
            session, viewer, who, TEXT, "老客户", title="回访", told_on="2026-01-02", teller="林总", positions=["老板"]
        )
        commands.mark(session, viewer, story.id, "价格贵", quote="嫌贵")
        commands.mark(session, viewer, story.id, "没人用", quote="没人用。😀")
        commands.mark(session, viewer, story.id, "跨段", quote="店长不肯填。\n\n（续费）\n先续")
        return story.id


def _split(session, viewer, story_id):
    story = session.get(Story, story_id)
    return split_story(session, viewer, story_id, proposed(story.text, story.title, every_stage(session, viewer)))


def _marks(session) -> set[tuple[str, str | None]]:
    rows = session.exec(select(Mark, Story).join(Story, Story.id == Mark.story_id)).all()
    assert all(mark.start is None or story.text[mark.start : mark.end] == mark.quote for mark, story in rows)
    return {(story.title, mark.quote) for mark, story in rows}


def test_a_story_becomes_scenes_of_the_same_customer_and_marks_go_along(db, viewer, t, told):
    with db.write() as session:
        made = _split(session, viewer, told)
        assert "".join(one.text for one in made) == TEXT
        assert {(one.company_id, one.teller, str(one.told_on)) for one in made} == {
            (made[0].company_id, "林总", "2026-01-02")
        }
        assert [one.title for one in made] == ["回访 · 签约", "回访 · 使用", "回访 · 续费"]
        assert [list(queries.story(session, viewer, one.id, t).stages.values()) for one in made] == [
            ["签约"],
            ["使用"],
            ["续费"],
        ]
        assert all(queries.story(session, viewer, one.id, t).positions for one in made)
        assert _marks(session) == {
            *((one.title, "") for one in made),
            ("回访 · 签约", "嫌贵"),
            ("回访 · 使用", "没人用。😀"),
            ("回访 · 使用", "店长不肯填。\n\n"),
            ("回访 · 续费", "（续费）\n先续"),
        }
        assert {theme.k for theme in queries.themes(session, viewer, t)} == {1}


def test_scenes_come_together_as_they_were(db, viewer, t, told):
    with db.write() as session:
        before = queries.story(session, viewer, told, t)
        made = _split(session, viewer, told)
        again = split_story(session, viewer, made[1].id, [Scene(0), Scene(made[1].text.index("店长"))])
        assert [one.scene for one in scenes_of(session, viewer, made[0].whole_id)] == [1, 2, 3, 4]
        joined = join_scenes(session, viewer, again[1].id)
        session.expire_all()
        after = queries.story(session, viewer, joined.id, t)
        assert (joined.id, joined.text, joined.title) == (told, TEXT, "回访")
        shape = lambda story: sorted((m.tag, m.start or -1, m.end or -1, m.quote) for m in story.marks)  # noqa: E731
        assert shape(after) == shape(before)
        assert (len(session.exec(select(Story)).all()), session.exec(select(WholeStory)).all()) == (1, [])
        with pytest.raises(Invalid):
            join_scenes(session, viewer, told)


def test_cutting_is_undone_in_one_step(db, viewer, t, told):
    with db.write() as session:
        marks = _marks(session)
        with recording(session, viewer, "分成几段") as log:
            _split(session, viewer, told)
        undo(session, viewer, log.change_id)
        session.expire_all()
        (story,) = session.exec(select(Story)).all()
        assert (story.text, story.whole_id, _marks(session)) == (TEXT, None, marks)
        assert session.exec(select(WholeStory)).all() == []


def test_a_cut_story_is_still_known_when_it_comes_again(db, viewer, told):
    with db.write() as session:
        first = _split(session, viewer, told)[0]
        company = first.company_id
        assert queries.same_text(session, viewer, TEXT, company).id == first.id
        assert queries.nearly_same(session, viewer, TEXT.replace("，", ", "), company).id == first.id
        with pytest.raises(Invalid):
            commands.write_story(session, viewer, text=TEXT, company_id=company)
        with pytest.raises(Invalid):
            write_scenes(session, viewer, text=TEXT, scenes=[Scene(0), Scene(20)], company_id=company)


def test_what_would_lose_something_is_refused(db, viewer, told):
    with db.write() as session:
        for scenes in ([], [Scene(0)], [Scene(0), Scene(len(TEXT))], [Scene(0), Scene(len(TEXT) - 1)]):
            with pytest.raises(Invalid):
                split_story(session, viewer, told, scenes)
        made = _split(session, viewer, told)
        made[1].company_id = None
        session.flush()
        with pytest.raises(Invalid):
            join_scenes(session, viewer, made[0].id)


def test_a_text_too_long_for_one_story_is_stored_as_scenes(db, viewer):
    long = "（签约）\n" + "嫌贵。" * 30_000 + "\n（使用）\n" + "没人用。" * 20_000
    with db.write() as session:
        made = write_scenes(session, viewer, text=long, scenes=proposed(long, "", every_stage(session, viewer)))
        assert "".join(one.text for one in made) == long
        with pytest.raises(Invalid):
            join_scenes(session, viewer, made[0].id)


def test_scenes_of_a_conversation_keep_who_is_ours(db, viewer, t):
    talk = "小乔 00:05\n嫌价格贵吗？\n林总 00:15\n不贵。\n小乔 00:30\n那店长呢？\n林总 00:40\n不肯填。\n"
    with db.write() as session:
        story = tell(session, viewer, customer(session, viewer, "甲"), talk, stage="使用")
        commands.mark(session, viewer, story.id, "店长", quote="店长呢")
        say_sides(session, viewer, story.id, {"小乔": OURS})
        made = split_story(
            session,
            viewer,
            story.id,
            [Scene(0), Scene(talk.index("小乔 00:30"), "后半", [stage_id(session, viewer, "续费")])],
        )
        assert (made[1].aside[0], made[1].sides["小乔"]) == ([0, made[1].text.index("不肯填")], OURS)
        assert session.exec(select(Mark.said)).one() == ""
        whole = join_scenes(session, viewer, made[1].id)
        assert (whole.text, whole.aside[0], session.exec(select(Mark.said)).one()) == (
            talk,
            [0, talk.index("不贵")],
            "",
        )
