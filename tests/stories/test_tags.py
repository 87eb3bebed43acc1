"""Tags become one, come apart, take new names and go; nothing is lost on the way, and each step can be undone."""

from __future__ import annotations

import pytest
from sqlmodel import select

from persona_core.access.queries import viewer_for
from persona_core.evidence.changes import recording, undo
from persona_core.exchange.workspaces import open_workspace
from persona_core.journeys.commands import set_concern
from persona_core.journeys.models import Concern
from persona_core.kit.errors import Conflict, Invalid, NotFound
from persona_core.stories import commands, queries
from persona_core.stories.models import Mark
from persona_core.stories.tags import Uses, delete_tag, merge_tags, near_tags, passages, split_tag, tag_uses
from persona_core.vocabulary.models import Tag
from persona_core.vocabulary.queries import find_tag, tags
from persona_core.vocabulary.tags import edit_tag, ensure_tag, know_tag_as, new_tag
from tests.factories.stories import stage_id, tell

TEXT = "他说太贵了，真的太贵了。一线嫌麻烦。"


@pytest.fixture
def told(db, viewer):
    """A story with two tags that mean the same, both in one cell of the grid and one in another."""
    with db.write() as session:
        story = tell(session, viewer, None, TEXT)
        for tag, start, end in (("嫌贵", 2, 5), ("太贵", 2, 5), ("太贵", 8, 11), ("太贵", None, None)):
            commands.mark(session, viewer, story.id, tag, kind="obstacle", start=start, end=end)
        sign, use = stage_id(session, viewer, "签约"), stage_id(session, viewer, "使用")
        set_concern(session, viewer, sign, "CEO", "嫌贵", answer="分期付")
        set_concern(session, viewer, sign, "CEO", "太贵", answered=True, answer="算给他看")
        set_concern(session, viewer, use, "CEO", "太贵")
    return story


def named(session, viewer, name):
    return find_tag(session, viewer, name)


def state(session, viewer):
    rows = session.exec(select(Mark)).all()
    cells = session.exec(select(Concern)).all()
    return (
        {(t.name, tuple(t.aliases), t.version and t.definition) for t in tags(session, viewer)},
        {(str(m.id), str(m.tag_id), m.start, m.end) for m in rows},
        {(str(c.id), str(c.tag_id), str(c.stage_id), c.answered, c.answer) for c in cells},
    )


def test_merging_moves_marks_and_concerns_folds_what_is_double_and_can_be_undone(db, viewer, told):
    with db.write() as session:
        before = state(session, viewer)
        with recording(session, viewer, "合并") as step:
            kept = merge_tags(session, viewer, named(session, viewer, "嫌贵").id, [named(session, viewer, "太贵").id])
        assert (kept.name, kept.aliases) == ("嫌贵", ["太贵"])
        assert [(m.tag, m.start) for m in queries.story(session, viewer, told.id).marks] == [
            ("嫌贵", None), ("嫌贵", 2), ("嫌贵", 8),
        ]  # fmt: skip
        cells = session.exec(select(Concern).order_by(Concern.created_at)).all()
        assert [(c.answered, c.answer) for c in cells] == [(True, "分期付\n算给他看"), (False, "")]
        assert [tag.name for tag in tags(session, viewer)] == ["嫌贵"]
        assert ensure_tag(session, viewer, "太 贵").id == kept.id
        undo(session, viewer, step.change_id)
        assert state(session, viewer) == before


def test_merging_needs_two_tags_of_ones_own(db, viewer, told):
    with db.write() as session:
        mine = named(session, viewer, "嫌贵")
        with pytest.raises(Invalid):
            merge_tags(session, viewer, mine.id, [mine.id])
        elsewhere = viewer_for(open_workspace(session, name="there", title="", lang="zh"), "zh")
        theirs = ensure_tag(session, elsewhere, "别家")
        for into, others in ((mine, [theirs]), (theirs, [mine])):
            with pytest.raises(NotFound):
                merge_tags(session, viewer, into.id, [other.id for other in others])
        with pytest.raises(NotFound):
            delete_tag(session, viewer, theirs.id)


def test_splitting_gives_chosen_passages_to_a_new_tag_and_can_be_undone(db, viewer, told):
    with db.write() as session:
        before = state(session, viewer)
        tag = named(session, viewer, "太贵")
        found = passages(session, viewer, tag.id)
        assert sorted(one["quote"] for one in found) == ["", "太贵了", "太贵了"]
        chosen = [one["id"] for one in found if one["quote"]]
        with recording(session, viewer, "拆分") as step:
            made = split_tag(session, viewer, tag.id, chosen, name="一次付太贵")
        assert (made.kind, tag_uses(session, viewer)[made.id]) == ("obstacle", Uses(2, 1, 0))
        assert tag_uses(session, viewer)[tag.id] == Uses(1, 1, 2)
        for marks, name in (([], "新"), (chosen, "新"), ([found[0]["id"]], "嫌贵")):
            with pytest.raises(Invalid):
                split_tag(session, viewer, tag.id, marks, name=name)
        undo(session, viewer, step.change_id)
        assert state(session, viewer) == before


def test_a_renamed_tag_is_still_found_by_its_former_name(db, viewer):
    with db.write() as session:
        tag = ensure_tag(session, viewer, "太贵", kind="obstacle")

        def rename(name, **more):
            return edit_tag(
                session, viewer, tag.id, seen=tag.version, name=name, kind="obstacle", definition="", **more
            )

        with recording(session, viewer, "改名") as step:
            rename("嫌贵", group="价格", colour="violet")
        assert (tag.aliases, tag.group, tag.ink) == (["太贵"], "价格", "violet")
        assert ensure_tag(session, viewer, "太贵").id == tag.id
        assert rename("嫌 贵").aliases == ["太贵"]
        assert (rename("太贵").aliases, tag.group) == (["嫌 贵"], "价格")
        with pytest.raises(Invalid, match="太贵"):
            new_tag(session, viewer, "嫌贵", kind="need")
        other = new_tag(session, viewer, "怕用不起来", kind="concern")
        with pytest.raises(Invalid, match="太贵"):
            edit_tag(session, viewer, other.id, seen=other.version, name="嫌贵", kind="concern", definition="")
        with pytest.raises(Conflict):
            edit_tag(session, viewer, other.id, seen=0, name="怕", kind="concern", definition="")
        assert step.change_id


@pytest.mark.parametrize(
    "bad", [{"name": " "}, {"name": "长" * 61}, {"kind": "mood"}, {"group": "组" * 61}, {"colour": "#ff0000"}]
)
def test_tags_that_cannot_be_are_refused(db, viewer, bad):
    with db.write() as session:
        tag = ensure_tag(session, viewer, "嫌贵")
        given = {"name": "嫌贵", "kind": "obstacle", "definition": "", "group": "", "colour": "", **bad}
        with pytest.raises(Invalid):
            edit_tag(session, viewer, tag.id, seen=tag.version, **given)
        with pytest.raises(Invalid):
            new_tag(session, viewer, **{**given, "name": bad.get("name", "另一个")})


def test_other_names_belong_to_one_tag(db, viewer):
    with db.write() as session:
        one, other = ensure_tag(session, viewer, "嫌贵"), ensure_tag(session, viewer, "怕麻烦")
        know_tag_as(session, viewer, one.id, ["价格高", " 价 格高", "", "嫌贵"])
        assert one.aliases == [" ".join(["价", "格高"])] or one.aliases == ["价格高"]
        with pytest.raises(Invalid):
            know_tag_as(session, viewer, other.id, ["价格高"])
        know_tag_as(session, viewer, one.id, [])
        assert find_tag(session, viewer, "价格高") is None


def test_deleting_a_tag_takes_its_marks_leaves_the_story_and_comes_back(db, viewer, told):
    with db.write() as session:
        before = state(session, viewer)
        with recording(session, viewer, "删除") as step:
            assert delete_tag(session, viewer, named(session, viewer, "太贵").id) == 6
        assert queries.story_count(session, viewer) == 1
        assert [tag.name for tag in tags(session, viewer)] == ["嫌贵"]
        undo(session, viewer, step.change_id)
        assert state(session, viewer) == before


def test_names_alike_are_found_also_by_former_names():
    found = [
        Tag(name="嫌贵", name_key="", kind="obstacle", aliases=["价格太高"]),
        Tag(name="一线嫌麻烦", name_key="", kind="concern", aliases=[]),
    ]
    assert [tag.name for tag in near_tags("价格太高了", found)] == ["嫌贵"]
    assert [tag.name for tag in near_tags("一线怕麻烦", found)] == ["一线嫌麻烦"]
    assert near_tags("群里管不住", found) == []
