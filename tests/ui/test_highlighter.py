"""The Python side of the highlighter: offsets are code points, each act is told once, nothing else is believed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from persona_core.kit.figures import DARK, LIGHT, contrast
from persona_core.kit.words import Words
from persona_core.stories.views import MarkView, StoryView
from persona_core.vocabulary.models import TAG_KIND_INKS, Tag, TagKind
from ui.components import highlighter

TEXT = "😀𠮷野家 e\u0301\u200b太贵了\n👩‍👩‍👧走了"
TAG, MARK = Tag(id=UUID(int=1), kind="obstacle", name="嫌贵", name_key="嫌贵", aliases=["价格"]), UUID(int=2)
GIVEN = {"story": str(UUID(int=9)), "of": "obstacle"}


def story(**more: Any) -> StoryView:
    mark = MarkView(MARK, TAG.id, "嫌贵", "obstacle", 8, 11, "太贵了", "hand")
    whole = MarkView(UUID(int=3), TAG.id, "嫌贵", "obstacle", None, None, "", "hand")
    return StoryView(UUID(int=9), 4, "", TEXT, None, "", None, "", None, "", marks=(mark, whole), **more)


class Stage:
    """A drawn story: `does(…)` is what its browser sends, `told` what the page heard."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, readonly: bool = False) -> None:
        self.told: list[Any] = []
        self.session: dict[str, Any] = {}
        self.readonly = readonly
        self.drawn: dict[str, Any] = {}
        monkeypatch.setattr(highlighter.st, "session_state", self.session)
        monkeypatch.setattr(highlighter, "_highlighter", lambda **given: self.drawn.update(given))
        self.draw()

    def draw(self) -> None:
        highlighter.draw(
            highlighter.data_of(story(), [TAG], {TAG.id: 3}, Words("zh"), LIGHT, readonly=self.readonly),
            key="words",
            on_tag=lambda *given: self.told.append(given),
            on_untag=lambda mark_id: self.told.append(("untag", mark_id)),
            on_open=lambda tag_id: self.told.append(("open", tag_id)),
        )

    def does(self, *acts: Any) -> None:
        self.session["words"] = {"outbox": {"speaker": "one", "acts": [{"n": i, **a} for i, a in enumerate(acts, 1)]}}
        self.drawn["on_outbox_change"]()
        self.draw()


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Stage:
    return Stage(monkeypatch)


def tagged(start: Any, end: Any, quote: Any, **more: Any) -> dict[str, Any]:
    return {"kind": "tagged", "start": start, "end": end, "quote": quote, "id": str(TAG.id), **GIVEN, **more}


def test_what_is_drawn_are_the_words_and_the_marks_on_some_of_them(stage):
    data = stage.drawn["data"]
    assert (data["text"], data["rev"], data["readonly"]) == (TEXT, "4", False)
    assert [(m["id"], m["tag"], m["ink"], TEXT[m["start"] : m["end"]]) for m in data["marks"]] == [
        (str(MARK), "嫌贵", "red", "太贵了")
    ]
    assert (data["tags"][0]["count"], data["tags"][0]["aliases"]) == (3, ["价格"])


@pytest.mark.parametrize(("start", "end"), [(0, 1), (1, 2), (5, 7), (8, 11), (12, 17), (0, len(TEXT))])
def test_words_are_told_by_code_points(stage, start, end):
    stage.does(tagged(start, end, TEXT[start:end]))
    assert stage.told == [(start, end, str(TAG.id), "", "obstacle")]


def test_each_act_is_told_once_and_a_new_tag_with_its_kind(stage):
    new = tagged(0, 1, "😀", id=None, name="  笑 了 ", of="praise")
    stage.does(new)
    off, look = {"kind": "untagged", "id": str(MARK), **GIVEN}, {"kind": "opened", "id": str(TAG.id), **GIVEN}
    stage.does(new, off, look)
    assert stage.told == [(0, 1, None, "笑 了", "praise"), ("untag", str(MARK)), ("open", str(TAG.id))]
    assert stage.drawn["data"]["heard"] == {"speaker": "one", "n": 3}


@pytest.mark.parametrize(
    "act",
    [
        tagged(8, 11, "太贵啊"),
        tagged(9, 12, "太贵了"),
        tagged(11, 8, ""),
        tagged(3, 3, ""),
        tagged(-3, 2, ""),
        tagged(0, 999, TEXT),
        tagged("0", 1, "😀"),
        tagged(True, 2, "𠮷"),
        tagged(0, 1, None),
        tagged(0, 1, "😀", id="stranger"),
        tagged(0, 1, "😀", id=["x"]),
        tagged(0, 1, "😀", id=None, name="   "),
        tagged(0, 1, "😀", id=None, name="长" * 61),
        tagged(0, 1, "😀", id=None, name="笑", of="stranger"),
        tagged(0, 1, "😀", story="another"),
        {"kind": "untagged", "id": "stranger", **GIVEN},
        {"kind": "untagged", "id": {}, **GIVEN},
        {"kind": "opened", "id": "stranger", **GIVEN},
        {"kind": "deleted"},
    ],
)
def test_what_could_not_have_been_done_is_not_told(stage, act):
    stage.does(act)
    assert stage.told == []


def test_a_long_passage_is_known_by_its_first_words(monkeypatch):
    stage = Stage(monkeypatch)
    stage.drawn.clear()
    text = "贵" * 1000
    data = {**highlighter.data_of(story(), [TAG], {}, Words("zh"), LIGHT), "text": text}
    highlighter.draw(data, key="words", on_tag=lambda *a: stage.told.append(a[:2]), on_untag=print, on_open=print)
    stage.session["words"] = {"outbox": {"speaker": "one", "acts": [{"n": 1, **tagged(10, 900, text[10:210])}]}}
    stage.drawn["on_outbox_change"]()
    assert stage.told == [(10, 900)]


def test_who_may_only_look_can_follow_a_tag_and_nothing_else(monkeypatch):
    stage = Stage(monkeypatch, readonly=True)
    stage.does(
        tagged(0, 1, "😀"), {"kind": "untagged", "id": str(MARK), **GIVEN}, {"kind": "opened", "id": str(TAG.id)}
    )
    assert stage.told == [("open", str(TAG.id))]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_text_is_said_and_every_kind_has_a_line_of_its_own(lang):
    assert all(highlighter.words(Words(lang)).values())
    kinds = highlighter.kinds(Words(lang))
    assert {kind["id"] for kind in kinds} == set(TagKind) == set(TAG_KIND_INKS) == set(highlighter.LINES)
    assert len({kind["line"] for kind in kinds}) == len({kind["ink"] for kind in kinds}) == len(kinds)


@pytest.mark.parametrize("look", [LIGHT, DARK])
def test_lines_stand_out_from_the_paper_and_words_from_their_colour(look):
    found = highlighter.colours(look)
    for name in look.inks:
        assert contrast(found[f"ink-{name}"], look.paper) >= 4.5
        assert contrast(look.ink, found[f"pale-{name}"]) >= 7
    assert contrast(look.ink, found["picked"]) >= 4.5
