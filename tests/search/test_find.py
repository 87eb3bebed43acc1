"""Words are found as they stand, on both databases: short, long, of rare letters, of signs that mean more elsewhere."""

from __future__ import annotations

from dataclasses import replace

import pytest

from persona_core.access.models import Viewer
from persona_core.access.queries import viewer_for
from persona_core.companies.commands import create_company, create_person
from persona_core.exchange.workspaces import open_workspace
from persona_core.kit.db import Database
from persona_core.kit.words import Words
from persona_core.search.models import Kind
from persona_core.search.queries import count, find
from persona_core.vocabulary.commands import ensure_tag
from tests.factories.stories import tell

NOTES = {
    "一": "导购嫌扫码麻烦，会员一个都没录。",
    "二": "他们的 CRM 系统用了三年，打折 50%_off 也不换。",
    "三": '老板说"先试用"，不行就退；C++ OR 什么* -都行。',
    "四": "會員資料都在紙本上，𠮷野家的店長👍也頭疼。",
    "五": "They want one user experience, don't they? back\\slash",
    "六": "最后一个字是员",
}


@pytest.fixture
def stories(db: Database, viewer: Viewer) -> None:
    with db.write() as session:
        for title, text in NOTES.items():
            tell(session, viewer, None, text, title=f"第{title}篇")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("员", "一六"),
        ("嫌", "一"),
        ("会员", "一"),
        ("個", ""),
        ("CRM系统", "二"),
        ("crm 系统", "二"),
        ("ＣＲＭ", "二"),
        ("系统 三年", "二"),
        ("系统 会员", ""),
        ("扫码麻", "一"),
        ("导购嫌扫码麻", "一"),
        ("会员码", ""),
        ("員資料", "四"),
        ("會員", "四"),
        ("𠮷", "四"),
        ("𠮷野", "四"),
        ("👍", "四"),
        ("店長👍", "四"),
        ("%", "二"),
        ("_", "二"),
        ("50%_", "二"),
        ('"', "三"),
        ('"先试用"', "三"),
        ("*", "三"),
        ("什么*", "三"),
        ("OR", "三"),
        ("导购 OR 系统", ""),
        ("-都", "三"),
        ("-", "三"),
        ("C++", "三"),
        ("'", "五"),
        ("don't", "五"),
        ("\\", "五"),
        ("back\\s", "五"),
        ("EXPERIENCE", "五"),
        ("user experience", "五"),
        ("x", "五"),
        ("。", "一二三四"),
        ("(", ""),
        ("NEAR(", ""),
        ("grams:会员", ""),
        ("^会员", ""),
    ],
)
def test_words_are_found_as_they_stand(stories, titles, query: str, expected: str) -> None:
    found = [title for title in titles(query) if title.endswith("篇")]
    assert sorted(found) == sorted(f"第{title}篇" for title in expected)


def test_a_query_of_two_hundred_characters(db: Database, viewer: Viewer, titles) -> None:
    text = "".join(chr(0x4E00 + 7 * n) for n in range(300))
    with db.write() as session:
        tell(session, viewer, None, text, title="长")
        tell(session, viewer, None, text[:199] + "乙" + text[200:], title="差一个字")
    assert titles(text[:200]) == ["长"]
    assert set(titles(" ".join(text[n] for n in range(100)))) == {"差一个字", "长"}
    assert titles(text[:180] + "没有") == []


def test_nothing_asked_finds_nothing(stories, titles) -> None:
    assert titles("") == titles(" \u200b ") == []


def test_a_hundred_thousand_characters_in_one_line(db: Database, viewer: Viewer, titles) -> None:
    with db.write() as session:
        tell(session, viewer, None, "会员" * 49_998 + "导购说好", title="长")
    assert titles("导购说好") == titles("员导购") == titles("会员会员") == ["长"]
    assert titles("购导") == []


def test_names_come_before_tags_and_tags_before_text(db: Database, viewer: Viewer, titles) -> None:
    with db.write() as session:
        tell(session, viewer, None, "说到海棠两个字", title="故事")
        ensure_tag(session, viewer, "海棠难题")
        create_company(session, viewer, {"name": "上海海棠"})
        create_company(session, viewer, {"name": "海棠生活"})
        create_company(session, viewer, {"name": "海棠"})
    assert titles("海棠") == ["海棠", "海棠生活", "上海海棠", "海棠难题", "故事"]
    assert titles("海棠", limit=2) == ["海棠", "海棠生活"]
    with db.read() as session:
        found = find(session, viewer, Words("zh"), "海棠", limit=2)
        assert (found.total, count(session, viewer, "海棠")) == (5, 5)
        assert [hit.kind for hit in found.hits] == [Kind.COMPANY, Kind.COMPANY]


def test_the_newest_comes_first(db: Database, viewer: Viewer, titles) -> None:
    with db.write() as session:
        for day in ("2025-03-01", "2026-01-02", "2024-12-31"):
            tell(session, viewer, None, f"扫码{day}", title=day, told_on=day)
    assert titles("扫码") == ["2026-01-02", "2025-03-01", "2024-12-31"]


def test_the_words_around_a_hit_and_what_tells_rows_apart(db: Database, viewer: Viewer) -> None:
    with db.write() as session:
        company = create_company(session, viewer, {"name": "海棠生活", "region": "杭州", "industry": "家居零售"})
        create_person(session, viewer, {"name": "王伟明", "title": "市场总监"}, company_id=company.id)
        tell(session, viewer, company, "开始没人用。" * 9 + "导购 嫌扫码麻烦。", title="加了三个月")
    with db.read() as session:
        (story,) = find(session, viewer, Words("zh"), "导购嫌").hits
        (person,) = find(session, viewer, Words("zh"), "伟明").hits
        (shop,) = find(session, viewer, Words("zh"), "海棠").hits
    assert [story.snippet.text[a:b] for a, b in story.snippet.spans] == ["导购 嫌"]
    assert [person.title.text[a:b] for a, b in person.title.spans] == ["伟明"]
    assert person.refers["company_id"] == company.id
    assert person.snippet.text == "海棠生活"
    assert shop.snippet.text == "杭州 · 家居零售"
    assert story.as_json() == {
        "kind": "story", "id": str(story.id), "title": "加了三个月", "snippet": story.snippet.text
    }  # fmt: skip


def test_another_workspace_is_not_found(db: Database, viewer: Viewer, titles) -> None:
    with db.write() as session:
        other = viewer_for(open_workspace(session, name="other", lang="zh"), "zh")
        create_company(session, other, {"name": "海棠生活"})
    assert titles("海棠") == []
    assert titles("海棠", other) == ["海棠生活"]


def test_who_may_not_see_a_name_finds_nothing_by_it(db: Database, viewer: Viewer, titles) -> None:
    with db.write() as session:
        company = create_company(
            session, viewer, {"name": "海棠生活", "region": "华东", "owner": "周立", "problem": "周立说会员少"}
        )
        person = {"name": "王伟明", "title": "市场总监", "phone": "13800001111"}
        create_person(session, viewer, person, company_id=company.id)
        tell(session, viewer, company, "海棠生活的王伟明嫌扫码慢", title="问海棠生活", teller="王伟明")
    outsider, wall = replace(viewer, masked=True), replace(viewer, presenting=True)
    for name in ("海棠", "海", "伟明", "王伟明", "13800001111", "周立 扫码"):
        assert titles(name, outsider) == [], name
    assert titles("扫码", outsider) == ["问华东"]
    assert titles("市场总监 ", outsider)[0] == "市场总监"
    assert titles("会员", outsider) == ["华东"]
    assert sorted(titles("海棠", wall)) == ["海棠生活", "问海棠生活"]
    assert titles("13800001111", wall) == []
    assert [title for title in titles("伟明", wall) if "王伟明" in title] == []
    with db.read() as session:
        hits = find(session, outsider, Words("zh"), "扫码").hits
        assert "王伟明" not in str(hits)
        assert "海棠" not in str(hits)
        assert find(session, outsider, Words("zh"), "海棠").total == 0
