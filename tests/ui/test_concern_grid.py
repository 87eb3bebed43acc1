"""The Python side of the grid of concerns: each act is told once, in order, and nothing else a browser may send."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from persona_core.kit.figures import DARK, LIGHT, contrast
from ui.components import concern_grid
from ui.panels.journey import grid_data


class Stage:
    """A drawn grid of one stage, a position and a lane: `does(…)` is what its browser sends, `told` what is heard."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, editable: bool = True) -> None:
        self.told: list[Any] = []
        self.session: dict[str, Any] = {}
        self.drawn: dict[str, Any] = {}
        self.data = {
            "stages": [{"id": "s", "label": "签约"}],
            "rows": [{"id": "ceo", "concerns": True}, {"id": "mood", "concerns": False}],
            "editable": editable,
        }
        monkeypatch.setattr(concern_grid.st, "session_state", self.session)
        monkeypatch.setattr(concern_grid, "_grid", lambda **given: self.drawn.update(given))
        self.draw()

    def draw(self) -> None:
        concern_grid.draw(
            self.data,
            key="grid",
            on_picked=lambda *what: self.told.append(("picked", *what)),
            on_added=lambda *what: self.told.append(("added", *what)),
            on_opened=lambda *what: self.told.append(("opened", *what)),
        )

    def does(self, *acts: Any) -> None:
        self.session["grid"] = {"outbox": {"speaker": "one", "acts": list(acts)}}
        self.drawn["on_outbox_change"]()
        self.draw()


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Stage:
    return Stage(monkeypatch)


def test_what_is_written_fast_is_told_once_each_and_in_order(stage):
    first = {"n": 1, "kind": "added", "stage": "s", "row": "ceo", "text": "嫌贵"}
    stage.does(first)
    stage.does(first, {"n": 2, "kind": "added", "stage": "s", "row": "ceo", "text": "多久回本"})
    stage.does(
        {"n": 3, "kind": "picked", "stage": "", "row": ""}, {"n": 4, "kind": "opened", "stage": "s", "row": "ceo"}
    )
    assert stage.told == [
        ("added", "s", "ceo", "嫌贵"),
        ("added", "s", "ceo", "多久回本"),
        ("picked", "", ""),
        ("opened", "s", "ceo", ""),
    ]
    assert stage.drawn["data"]["heard"] == {"speaker": "one", "n": 4}


@pytest.mark.parametrize(
    "act",
    [
        {"kind": "added", "stage": "s", "row": "mood", "text": "嫌贵"},
        {"kind": "added", "stage": "s", "row": "ceo", "text": "  "},
        {"kind": "added", "stage": "stranger", "row": "ceo", "text": "嫌贵"},
        {"kind": "picked", "stage": "s", "row": "stranger"},
        {"kind": "picked", "stage": ["s"], "row": "ceo"},
        {"kind": "removed", "stage": "s", "row": "ceo"},
        "nonsense",
    ],
)
def test_what_the_grid_could_not_have_said_is_not_told(stage, act):
    stage.does({"n": 1, **act} if isinstance(act, dict) else act)
    assert stage.told == []


def test_who_may_only_look_can_open_a_cell_and_write_nothing(monkeypatch):
    stage = Stage(monkeypatch, editable=False)
    stage.does(
        {"n": 1, "kind": "added", "stage": "s", "row": "ceo", "text": "嫌贵"},
        {"n": 2, "kind": "picked", "stage": "s", "row": "ceo"},
    )
    assert stage.told == [("picked", "s", "ceo")]


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=lambda look: look.name)
def test_every_text_of_the_grid_can_be_read_on_its_ground(look):
    colours = grid_data.colours(look)
    for level in ("level-1", "level-2", "level-3"):
        assert contrast(look.ink, colours[level]) >= 4.5
    steps = [look.paper, *(colours[f"level-{n}"] for n in (1, 2, 3))]
    assert all(contrast(one, other) > 1.08 for one, other in pairwise(steps)), "each deeper than the one before"
    assert contrast(colours["soft"], look.paper) >= 4.5
    assert contrast(colours["edge"], look.paper) >= 3
