"""The Python side of the decision map: each act is told once, in order, and nothing else that a browser may send."""

from __future__ import annotations

from typing import Any

import pytest

from persona_core.decision_chain.models import Moment
from persona_core.kit.figures import DARK, LIGHT, contrast
from persona_core.kit.words import Words
from ui.components import decision_map


class Stage:
    """A drawn map of two seats: `does(…)` is what its browser sends, `told` what the page heard."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, readonly: bool = False) -> None:
        self.told: list[Any] = []
        self.session: dict[str, Any] = {}
        self.readonly = readonly
        self.drawn: dict[str, Any] = {}
        monkeypatch.setattr(decision_map.st, "session_state", self.session)
        monkeypatch.setattr(decision_map, "_map", lambda **given: self.drawn.update(given))
        self.draw()

    def draw(self) -> None:
        decision_map.draw(
            {"rev": "1", "seats": [{"id": "a"}, {"id": "b"}], "arrows": [], "readonly": self.readonly},
            key="map",
            on_picked=lambda what: self.told.append(what),
            on_linked=lambda one, other: self.told.append(("linked", one, other)),
            on_unlinked=lambda one, other: self.told.append(("unlinked", one, other)),
            on_moved=lambda places: self.told.append(places),
            on_add=lambda: self.told.append("added"),
        )

    def does(self, *acts: Any, speaker: str = "one") -> None:
        self.session["map"] = {"outbox": {"speaker": speaker, "acts": list(acts)}}
        self.drawn["on_outbox_change"]()
        self.draw()


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Stage:
    return Stage(monkeypatch)


def test_every_act_is_told_once_and_in_order(stage):
    first = {"n": 1, "kind": "linked", "from": "a", "to": "b"}
    stage.does(first)
    stage.does(first, {"n": 2, "kind": "picked", "what": "a>b"}, {"n": 3, "kind": "moved", "places": {"a": [1, -0.5]}})
    stage.does({"n": 3, "kind": "moved", "places": {"a": [1, 2]}}, {"n": 4, "kind": "picked", "what": ""})
    assert stage.told == [("linked", "a", "b"), "a>b", {"a": [1.0, -0.5]}, ""]
    assert stage.drawn["data"]["heard"] == {"speaker": "one", "n": 4}
    stage.does({"n": 1, "kind": "added"}, speaker="opened again")
    assert stage.told[-1] == "added"


@pytest.mark.parametrize(
    "act",
    [
        {"kind": "picked", "what": "stranger"},
        {"kind": "picked", "what": ["a"]},
        {"kind": "linked", "from": "a", "to": "a"},
        {"kind": "linked", "from": "a", "to": "stranger"},
        {"kind": "linked", "from": {}, "to": "a"},
        {"kind": "moved", "places": {"a": [1e9, 0], "stranger": [0, 0], "b": "12"}},
        {"kind": "moved", "places": [1, 2]},
        {"kind": "tidied"},
        {"kind": "deleted"},
        "nonsense",
    ],
)
def test_what_the_map_could_not_have_said_is_not_told(stage, act):
    stage.does({"n": 1, **act} if isinstance(act, dict) else act)
    assert stage.told == []


@pytest.mark.parametrize("outbox", [None, [], {"acts": 3}, {"speaker": None, "acts": [{"n": "1", "kind": "added"}]}])
def test_an_outbox_of_another_shape_is_left_alone(stage, outbox):
    stage.session["map"] = {"outbox": outbox}
    stage.drawn["on_outbox_change"]()
    assert stage.told == []


def test_who_may_only_look_can_open_a_card_and_nothing_else(monkeypatch):
    stage = Stage(monkeypatch, readonly=True)
    stage.does(
        {"n": 1, "kind": "linked", "from": "a", "to": "b"},
        {"n": 2, "kind": "added"},
        {"n": 3, "kind": "picked", "what": "a"},
        {"n": 4, "kind": "moved", "places": {"a": [1, 1]}},
    )
    assert stage.told == ["a"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_text_of_the_map_is_said(lang):
    said = decision_map.words(Words(lang))
    assert all(said.values())
    assert said["listens"].format(listener="CEO", heard="市场总监") == {
        "zh": "CEO 听 市场总监 的",
        "en": "CEO listens to 市场总监",
    }.get(lang)


@pytest.mark.parametrize("look", [LIGHT, DARK])
@pytest.mark.parametrize("moment", list(Moment))
def test_colours_of_faces_and_arrows_can_be_told_from_the_paper(look, moment):
    found = decision_map.colours(look, moment)
    for name in (*decision_map.STANCE_NAMES.values(), "moment", "soft"):
        assert contrast(found[name], look.paper) >= 3.8
    assert contrast(found["on-moment"], found["moment"]) >= 4.5
