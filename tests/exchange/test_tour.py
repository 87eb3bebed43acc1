"""The tour quotes the app: what it sets off as a quote is what the screens say of the examples today."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from persona_core.access.queries import viewer_for, workspace
from persona_core.decision_chain import wording as chain_wording
from persona_core.decision_chain.queries import typical
from persona_core.journeys.cuts import wording as cut_wording
from persona_core.journeys.cuts.analysis import cuts
from persona_core.journeys.cuts.queries import outcomes
from persona_core.kit.config import ROOT
from persona_core.kit.db import Database
from persona_core.kit.words import Words
from persona_core.stories import wording as story_wording
from persona_core.stories.differences import groups_apart
from persona_core.vocabulary.queries import lists

PAGES = {"zh": "tour.zh-CN.md", "en": "tour.md"}
STOP = {"zh": "。", "en": "."}


def quotes(path: Path) -> list[str]:
    """The quotes of a page, each on one line."""
    found = re.findall(r"(?:^> .*\n)+", path.read_text(encoding="utf-8"), re.MULTILINE)
    return [" ".join(line.removeprefix("> ") for line in one.splitlines()) for one in found]


@pytest.fixture
def example(_with_example):
    """The examples, to be read only."""
    database = Database(f"sqlite:///{_with_example}")
    yield database
    database.close()


@pytest.mark.parametrize("lang", PAGES)
def test_the_tour_quotes_what_the_screens_say(example, lang):
    t = Words(lang)
    with example.read() as session:
        a, b = (viewer_for(workspace(session, f"{name}-{lang}"), lang) for name in ("scrm", "inventory"))
        pushed = cuts(outcomes(session, a))["pushed_by"]
        apart = groups_apart(session, a, t)
        slope = typical(session, b).slope()
        said = [
            cut_wording.sentence(pushed, t, cut_wording.namer("pushed_by", t, lists(session, a))),
            *(story_wording.turn(t, apart.tags[turn.tag], turn) for turn in apart.turns),
            chain_wording.slope_title(slope, t),
        ]
    assert quotes(ROOT / "docs" / PAGES[lang]) == [said[0], said[1], said[2] + STOP[lang]]
