"""Counting a journey in numbers: pure, no session, no words. Formulas: docs/methods.md."""

from persona_core.journeys.analysis import notes
from persona_core.journeys.analysis.columns import Events, Pushed, Stand, Units
from persona_core.journeys.analysis.counting import Counted, count
from persona_core.journeys.analysis.funnel import (
    CHURNED_SOMEWHERE,
    LOST_SOMEWHERE,
    STILL_THERE,
    Funnel,
    Move,
    Outcome,
    Renewal,
    Row,
)
from persona_core.journeys.analysis.passages import NEVER, Passages
from persona_core.journeys.analysis.steps import Road, Standing, Step, signing_place, standing

__all__ = [
    "CHURNED_SOMEWHERE",
    "LOST_SOMEWHERE",
    "NEVER",
    "STILL_THERE",
    "Counted",
    "Events",
    "Funnel",
    "Move",
    "Outcome",
    "Passages",
    "Pushed",
    "Renewal",
    "Road",
    "Row",
    "Stand",
    "Standing",
    "Step",
    "Units",
    "count",
    "notes",
    "signing_place",
    "standing",
]
