"""Counting a journey in numbers: pure, no session, no words. Formulas: docs/methods.md."""

from persona_core.journeys.analysis.columns import Events, Units
from persona_core.journeys.analysis.funnel import BEFORE, NO_DATE, NO_DEAL, ONLY_END, Funnel, Row, funnel
from persona_core.journeys.analysis.steps import Standing, Step, signing_place, standing

__all__ = [
    "BEFORE",
    "NO_DATE",
    "NO_DEAL",
    "ONLY_END",
    "Events",
    "Funnel",
    "Row",
    "Standing",
    "Step",
    "Units",
    "funnel",
    "signing_place",
    "standing",
]
