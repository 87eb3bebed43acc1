"""What was counted, and what is needed to say and draw it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from persona_core.access.models import Viewer
from persona_core.journeys.analysis import Counted, Funnel
from persona_core.journeys.cases import Cases
from persona_core.kit.figures import Theme
from persona_core.kit.words import Words


@dataclass(frozen=True)
class Panel:
    """A counted journey with its words; `labels` and `codes` name stages by number, in their order."""

    viewer: Viewer
    counted: Counted
    found: Funnel
    cases: Cases
    labels: Mapping[int, str]
    codes: Mapping[int, str]
    positions: Mapping[str, str]
    t: Words
    look: Theme
