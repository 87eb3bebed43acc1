"""The card's charts: the figures of the four steps, each under the block that it belongs to."""

from __future__ import annotations

import plotly.graph_objects as go
from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.decision_chain import charts as chain_charts
from persona_core.decision_chain import queries as chains
from persona_core.journeys import charts as journey_charts
from persona_core.journeys import queries as journeys
from persona_core.kit.figures import Theme
from persona_core.kit.words import Words


def card_figures(session: Session, viewer: Viewer, t: Words, look: Theme) -> list[tuple[str, go.Figure]]:
    """(key, figure) of every chart that has something to show; a key starts with `chart-` and its block's key."""
    drawn = []
    typical = chains.typical(session, viewer)
    if typical.chains and all(typical.moments.values()):
        drawn.append(("chart-decides", chain_charts.slope(typical.slope(), t, look, chains=typical.chains)))
    counted = journeys.funnel(session, viewer)
    if counted.total:
        labels = {s.num: journeys.stage_label(s, t) for s in journeys.stages(session, viewer)}
        drawn.append(("chart-journey", journey_charts.funnel(counted, labels, t, look)))
    return drawn
