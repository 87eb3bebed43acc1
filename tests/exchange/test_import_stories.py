"""Stories: from a table, or from texts with YAML heads; the same words of the same customer are one story."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from persona_core.kit.sheets import Unreadable
from persona_core.stories.models import Mark, Story, StoryPosition, StoryStage
from persona_core.vocabulary.models import Tag
from tests.factories.imports import EN, ZH, tally

HEAD = """---
客户: 海棠生活
环节: 使用、续费
岗位: 市场总监
讲述人: 林总监
信息来源: 客户本人
told_on: 2025-06-01
tags: [一线嫌麻烦, 好用]
title: 加了三个月
心情: 平静
---

第一个月没人用。

第二个月有人用了。
"""


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "stories"
    place.mkdir()
    (place / "a.md").write_text(HEAD, encoding="utf-8")
    (place / "b.txt").write_bytes("只有正文，没有头。".encode("gb18030"))
    (place / "c.mdx").write_text("# 标题在正文里\n\n说了几句。\n", encoding="utf-8")
    (place / "d.md").write_bytes(b"%PDF-1.7 \x00\x01")
    (place / "notes.docx").write_bytes(b"left alone")
    return place


def test_a_folder_of_texts(desk, folder):
    result = desk.take_path(folder, "stories")
    assert tally(result) == (3, 0, 0, 1)
    (refused,) = result.as_json(ZH)["rejected"]
    assert (refused["row"], refused["file"]) == (4, "d.md")
    assert refused["message"] != result.as_json(EN)["rejected"][0]["message"]
    assert result.as_json(ZH)["columns"]["心情"] is None
    first = next(story for story in desk.rows(select(Story)) if story.title == "加了三个月")
    assert first.text.strip().endswith("第二个月有人用了。")
    assert (first.teller, first.source, first.told_on.isoformat()) == ("林总监", "customer", "2025-06-01")
    assert first.company_id == desk.company("海棠生活").id
    assert first.batch_id == result.batch
    assert len(desk.rows(select(StoryStage).where(StoryStage.story_id == first.id))) == 2
    assert [p.position for p in desk.rows(select(StoryPosition))] == ["marketing_director"]
    assert {(m.start, m.source) for m in desk.rows(select(Mark))} == {(None, "customer")}
    assert {tag.name for tag in desk.rows(select(Tag))} == {"一线嫌麻烦", "好用"}
    titles = {story.title for story in desk.rows(select(Story))}
    assert {"加了三个月", "标题在正文里"} < titles


def test_the_same_folder_again_changes_nothing(desk, folder):
    desk.take_path(folder, "stories")
    before = (desk.counts(), len(desk.rows(select(Story))), len(desk.rows(select(Mark))))
    again = desk.take_path(folder, "stories")
    assert tally(again) == (0, 0, 3, 1)
    assert (desk.counts(), len(desk.rows(select(Story))), len(desk.rows(select(Mark)))) == before


def test_a_head_can_be_mapped(desk, tmp_path):
    text = "---\ntitle: 中国移动\nsubTitle: 客服平台\ntags: [用户案例]\n---\n正文在此。\n"
    desk.take(text, "stories", name="a.mdx", mapping={"title": "company", "subTitle": "title", "tags": None})
    (story,) = desk.rows(select(Story))
    assert (story.title, story.company_id, desk.rows(select(Tag))) == ("客服平台", desk.company("中国移动").id, [])


def test_a_table_of_stories(desk):
    rows = "编号,客户,环节,讲述人,正文,标签\ns1,海棠生活,签约,林总监,太贵了,嫌贵;要便宜\n"
    rows += "s2,海棠生活,使用,,太贵了,\ns3,禾木母婴,,,太贵了,\n"
    result = desk.take(rows, "stories", source="customer")
    assert tally(result) == (2, 1, 0, 0)
    assert {story.source for story in desk.rows(select(Story))} == {"customer"}
    before = desk.counts()
    assert tally(desk.take(rows, "stories", source="customer")) == (0, 0, 3, 0)
    assert desk.counts() == before


def test_the_words_of_a_known_story_do_not_change(desk):
    desk.take("编号,客户,正文\ns1,海棠生活,太贵了\n", "stories")
    (said,) = desk.take("编号,客户,正文\ns1,海棠生活,不贵\n", "stories").as_json(ZH)["rejected"]
    assert (said["column"], said["value"]) == ("编号", "s1")
    assert [story.text for story in desk.rows(select(Story))] == ["太贵了"]


def test_a_story_finds_its_customer_later(desk):
    first = desk.take("正文\n太贵了\n", "stories")
    assert any("没写是哪家" in note.text(ZH) for note in first.plan.notes)
    assert tally(desk.take("正文,客户,标题\n太贵了,海棠生活,价格\n", "stories")) == (0, 1, 0, 0)
    (story,) = desk.rows(select(Story))
    assert (story.title, story.company_id) == ("价格", desk.company("海棠生活").id)


def test_too_long_a_text_is_refused_and_the_others_go_in(desk, tmp_path):
    place = tmp_path / "long"
    place.mkdir()
    (place / "a.txt").write_text("长" * 100_001, encoding="utf-8")
    (place / "b.txt").write_text("短", encoding="utf-8")
    result = desk.take_path(place, "stories")
    assert tally(result) == (1, 0, 0, 1)
    assert "100,000" in result.as_json(ZH)["rejected"][0]["message"]


def test_an_empty_folder_and_a_missing_one_say_so(desk, tmp_path):
    (tmp_path / "none").mkdir()
    for path in (tmp_path / "none", tmp_path / "nowhere"):
        with pytest.raises(Unreadable):
            desk.take_path(path, "stories")
