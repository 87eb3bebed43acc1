"""The card's charts: the figures of the four steps, each under the block that it belongs to."""

from __future__ import annotations

import plotly.graph_objects as go

from persona_core.decision_chain import charts as chain_charts
from persona_core.journeys import charts as journey_charts
from persona_core.kit.figures import Theme
from persona_core.kit.words import Words
from persona_core.personas.findings import Findings


def card_figures(found: Findings, t: Words, look: Theme) -> list[tuple[str, go.Figure]]:
    """(key, figure) of every chart that has something to show; a key starts with `chart-` and its block's key."""
    drawn = []
    chain = found.typical
    if chain.chains and all(chain.moments.values()):
        drawn.append(("chart-decides", chain_charts.slope(chain.slope(), t, look, chains=chain.chains)))
    if found.road.total:
        drawn.append(("chart-journey", journey_charts.funnel(found.road, found.stages, t, look)))
    return drawn
