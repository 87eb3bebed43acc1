"""Tags on words of stories from a table: by code points or by the words themselves; what does not fit is refused."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from persona_core.evidence.changes import recording, undo
from persona_core.exchange.commands import import_given
from persona_core.exchange.importing.reading import open_files
from persona_core.stories.models import Mark, Story
from persona_core.vocabulary.models import Tag
from tests.factories.imports import EN, ZH, tally

ODD = "😀𠮷野家说：太贵了！\n👩\u200d👩\u200d👧一线嫌麻烦。"
STORIES = [
    ["编号", "企业", "标题", "正文"],
    ["S1", "海棠生活", "嫌贵的那次", ODD],
    ["S2", "海棠生活", "同名", "店长走了，带走十一个群。"],
    ["S3", "禾木", "同名", "店长走了，客户也走了。"],
]


def table(rows):
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows).encode()


@pytest.fixture
def told(desk, tmp_path):
    """Three stories, two of them with one title."""
    path = tmp_path / "stories.csv"
    path.write_bytes(table(STORIES))
    assert tally(desk.take_path(path, "stories")) == (3, 0, 0, 0)
    return desk


def take(desk, tmp_path, *rows, head=("story", "tag", "kind", "start", "end"), **more):
    path = tmp_path / "marks.csv"
    path.write_bytes(table([head, *rows]))
    return desk.take_path(path, "marks", **more)


def marks(desk):
    found = select(Mark.start, Mark.end, Mark.quote, Tag.name, Tag.kind).join(Tag, Tag.id == Mark.tag_id)
    with desk.db.read() as session:
        return {tuple(row) for row in session.execute(found)}


def test_offsets_are_code_points_and_the_same_file_again_changes_nothing(told, tmp_path):
    rows = [
        ["S1", "嫌贵", "阻碍", 6, 9],
        ["S1", "笑", "praise", 0, 1],
        ["S1", "一线嫌麻烦", "", ODD.index("一线"), ODD.index("。")],
        ["S1", "整篇", "", "", ""],
        ["嫌贵的那次", "嫌贵", "阻碍", 6, 9],
    ]
    first = take(told, tmp_path, *rows)
    assert tally(first) == (4, 0, 1, 0)
    assert marks(told) == {
        (6, 9, "太贵了", "嫌贵", "obstacle"),
        (0, 1, "😀", "笑", "praise"),
        (16, 21, "一线嫌麻烦", "一线嫌麻烦", "concern"),
        (None, None, "", "整篇", "concern"),
    }
    again = take(told, tmp_path, *rows)
    assert (tally(again), again.batch, again.stored) == ((0, 0, 5, 0), first.batch, False)
    assert {m.batch_id for m in told.rows(select(Mark))} == {first.batch}


def test_words_may_be_given_instead_of_numbers(told, tmp_path):
    head = ("故事", "企业", "标签", "类型", "原文")
    result = take(
        told,
        tmp_path,
        ["同名", "禾木", "人走客户走", "挑战", "客户也走了"],
        ["同名", "海棠生活", "人走客户走", "挑战", "带走十一个群"],
        ["同名", "海棠生活", "人走客户走", "挑战", "客户也走了"],
        ["同名", "", "人走客户走", "挑战", "店长走了"],
        ["同名", "别家", "人走客户走", "挑战", "店长走了"],
        head=head,
    )
    assert tally(result) == (2, 0, 0, 3)
    assert {quote for _, _, quote, _, _ in marks(told)} == {"客户也走了", "带走十一个群"}
    assert [r["column"] for r in result.as_json(ZH)["rejected"]] == ["原文", "故事", "故事"]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (["S1", "嫌贵", "", 9, 6], "end"),
        (["S1", "嫌贵", "", 6, 6], "end"),
        (["S1", "嫌贵", "", 6, 999], "start"),
        (["S1", "嫌贵", "", 6, ""], "start"),
        (["S1", "嫌贵", "", "", 9], "start"),
        (["S1", "嫌贵", "", -1, 9], "start"),
        (["S1", "嫌贵", "", "六", 9], "start"),
        (["S1", "嫌贵", "", 1.5, 9], "start"),
        (["S9", "嫌贵", "", 6, 9], "story"),
        (["", "嫌贵", "", 6, 9], "story"),
        (["同名", "嫌贵", "", 0, 2], "story"),
        (["S1", "", "", 6, 9], "tag"),
        (["S1", "长" * 61, "", 6, 9], "tag"),
        (["S1", "嫌贵", "心情", 6, 9], "kind"),
    ],
)
def test_rows_that_cannot_be_are_refused_with_their_column_in_both_languages(told, tmp_path, row, column):
    result = take(told, tmp_path, row, ["S1", "嫌贵", "", 6, 9])
    assert tally(result) == (1, 0, 0, 1)
    (zh,), (en,) = result.as_json(ZH)["rejected"], result.as_json(EN)["rejected"]
    assert (zh["row"], zh["column"]) == (2, column)
    assert zh["message"] != en["message"]
    assert len(told.rows(select(Mark))) == 1


def test_all_or_nothing_and_dry_runs_store_nothing(told, tmp_path):
    rows = (["S1", "嫌贵", "", 6, 9], ["S1", "嫌贵", "", 9, 6])
    assert take(told, tmp_path, *rows, all_or_nothing=True).held_back
    assert take(told, tmp_path, *rows, dry_run=True).plan.refused == 1
    assert told.rows(select(Mark)) == told.rows(select(Tag)) == []


def test_numbers_and_words_must_agree(told, tmp_path):
    head = ("story", "tag", "start", "end", "quote")
    result = take(told, tmp_path, ["S1", "嫌贵", 6, 9, "太贵了"], ["S1", "嫌贵", 0, 3, "太贵了"], head=head)
    assert tally(result) == (1, 0, 0, 1)


def test_a_former_name_leads_to_the_tag_and_names_alike_are_said(told, tmp_path):
    take(told, tmp_path, ["S1", "一线嫌麻烦", "", 16, 21])
    with told.db.write() as session:
        tag = session.scalars(select(Tag)).one()
        tag.aliases = ["嫌麻烦"]
        session.add(tag)
    result = take(told, tmp_path, ["S1", "嫌麻烦", "", 16, 21], ["S1", "一线很嫌麻烦", "", 16, 21])
    assert tally(result) == (1, 0, 1, 0)
    assert any("一线很嫌麻烦 ≈ 一线嫌麻烦" in note for note in result.as_json(ZH)["notes"])


def test_an_import_of_marks_can_be_undone(told, tmp_path):
    given = open_files([("marks.csv", table([("story", "tag", "start", "end"), ("S1", "嫌贵", 6, 9)]))], "marks")
    with told.db.write() as session:
        with recording(session, told.viewer, "导入") as step:
            import_given(session, told.viewer, given, "marks")
        assert session.scalars(select(Mark)).one().quote == "太贵了"
        undo(session, told.viewer, step.change_id)
    assert told.rows(select(Mark)) == told.rows(select(Tag)) == []
    assert len(told.rows(select(Story))) == 3
