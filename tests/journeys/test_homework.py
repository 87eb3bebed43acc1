"""Homework of the grid: who is worth asking at which stage."""

from __future__ import annotations

import pytest

from persona_core.journeys import commands, queries
from persona_core.journeys.grid import Told
from persona_core.journeys.homework import worth_asking
from persona_core.kit.words import Words

WEIGHTS = {
    "marketing_director": (0.61, 0.22),
    "marketing_staff": (0.0, 0.65),
    "procurement": (0.05, 0.02),
}


@pytest.fixture
def stages(session, viewer):
    return {stage.code: stage for stage in queries.stages(session, viewer)}


def homework(session, viewer, **told):
    grid = queries.grid(session, viewer, None, Words("zh"), told=Told(**told))
    return [(ask.stage.code, ask.position, ask.renewal) for ask in worth_asking(grid, WEIGHTS)]


def test_the_weightiest_come_first_each_by_the_moment_its_stage_belongs_to(session, viewer, stages):
    assert homework(session, viewer) == [
        *((code, "marketing_staff", True) for code in ("live", "use", "renew", "churned")),
        *((code, "marketing_director", False) for code in ("need", "aware", "weigh", "signed")),
        *((code, "marketing_director", True) for code in ("live", "use", "renew", "churned")),
    ]


def test_a_cell_with_a_concern_or_a_story_is_no_homework(session, viewer, stages):
    commands.set_concern(session, viewer, stages["use"].id, "marketing_staff", "加客户被删")
    left = homework(session, viewer, stories={(stages["renew"].id, "marketing_staff"): 2})
    assert [cell[:2] for cell in left[:2]] == [("live", "marketing_staff"), ("churned", "marketing_staff")]


def test_without_chains_nobody_is_named(session, viewer, stages):
    grid = queries.grid(session, viewer, None, Words("zh"))
    assert worth_asking(grid, {}) == []
