"""Stories from Markdown and text files: heads, titles, words unchanged, and what is refused."""

from __future__ import annotations

import pytest

from persona_core.kit.sheets import Unreadable, read_stories, read_story
from persona_core.kit.words import Words

HEAD = """---
title: 换系统
told_on: 2026-01-02
code: 007
ok: no
tags:
  - 甲
  - 乙
none:
---

# 标题
正文 e\u0301 \n"""


def test_head_title_and_text() -> None:
    story = read_story(("\ufeff" + HEAD.replace("\n", "\r\n")).encode(), "a.md")
    assert story.head.pop("tags") == "甲, 乙"
    assert story.head == {"title": "换系统", "told_on": "2026-01-02", "code": "007", "ok": "no", "none": ""}
    assert (story.title, story.text, story.notes) == ("换系统", "# 标题\n正文 e\u0301 \n", [])


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("前言\n\n```\n# 代码\n```\n# 我们 怎么 选的 #\n正文", "我们 怎么 选的"),
        ("没有标题的正文", "访谈 03"),
        ("## 只有二级\n正文", "访谈 03"),
        ("---\n一条横线\n---\n正文", "访谈 03"),
        ("---\n没有结束", "访谈 03"),
    ],
)
def test_a_title_is_found_or_the_file_name_is_used(text: str, title: str) -> None:
    story = read_story(text.encode(), "2026/访谈 03.txt")
    assert (story.title, story.text, story.head) == (title, text, {})


def test_a_broken_head_is_said_with_its_line_and_nothing_is_lost() -> None:
    story = read_story("---\ncompany: 甲\ntitle: 选型: 为什么\n---\n正文\n".encode(), "a.md")
    assert story.head == {"company": "甲", "title": "选型: 为什么"}
    assert (story.title, story.text) == ("选型: 为什么", "正文\n")
    note = story.notes[0]
    assert note.line == 3
    assert "a.md" in str(note)
    assert "第 3 行" in note.text(Words("zh"))
    hopeless = "---\na: [1, 2\n  b\n---\n正文\n"
    kept = read_story(hopeless.encode(), "b.md")
    assert (kept.head, kept.text, len(kept.notes)) == ({}, hopeless, 1)


def test_heads_cannot_explode() -> None:
    levels = "\n".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 9))
    assert read_story(f"---\na0: &a0 x\n{levels}\n---\n正文".encode(), "a.md").notes
    assert read_story(("---\na: " + "[" * 20_000 + "\n---\n正文").encode(), "a.md").text
    assert read_story("---\na: !!python/object/apply:os.system [ls]\n---\n正文".encode(), "a.md").head == {"a": "ls"}


def test_a_folder_gives_its_texts_sorted_and_one_bad_file_does_not_spoil_it(tmp_path) -> None:
    for name, data in {
        "b.md": "乙的故事".encode("gb18030"),
        "a.mdx": "# 甲\n正文".encode(),
        "sub/c.TXT": "丙".encode(),
        "sub/d.md": b"%PDF-1.7\n\x00\x01\x02",
        "LICENSE": b"x",
        "e.docx": b"PK\x03\x04",
        ".git/f.md": b"hidden",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    stories = read_stories(tmp_path)
    assert [(s.name, s.title, s.problem is None) for s in stories] == [
        ("a.mdx", "甲", True),
        ("b.md", "b", True),
        ("sub/c.TXT", "c", True),
        ("sub/d.md", "d", False),
    ]
    assert "不是文本" in stories[3].problem.text(Words("zh"))
    assert (stories[1].text, stories[1].encoding) == ("乙的故事", "gb18030")
    assert read_stories(tmp_path / "b.md")[0].name == "b.md"


@pytest.mark.parametrize(
    ("data", "english"),
    [
        (b"", "is empty"),
        (b"---\na: 1\n---\n\n", "no text below"),
        (b"PK\x03\x04word/document.xml", "an Office document"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "a picture"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "Git-LFS pointer"),
        (bytes(range(256)) * 9, "a binary file"),
        ("字".encode() * 700_000, "larger than 2 MB"),
        ("甲说\n".encode() + b"a\0b", "Line 2"),
    ],
)
def test_what_is_no_story_is_refused(data: bytes, english: str) -> None:
    with pytest.raises(Unreadable, match=english):
        read_stories(data, "a.md")


def test_a_folder_without_texts_is_said(tmp_path) -> None:
    with pytest.raises(Unreadable, match="holds no"):
        read_stories(tmp_path)
