"""The card's charts as numbers and printed texts, the same for the page, paper and slides."""

from __future__ import annotations

from collections.abc import Sequence

from persona_core.companies.naming import shorten
from persona_core.decision_chain import wording as chain_wording
from persona_core.decision_chain.analysis import MATTERS
from persona_core.decision_chain.models import MOMENT_LABELS, Moment
from persona_core.journeys import wording as journey_wording
from persona_core.kit.estimates import share
from persona_core.kit.words import Words
from persona_core.personas.card import BARS, FUNNEL, SLOPE, Chart, Point
from persona_core.personas.findings import Findings, Theme, said_text

MOST_ROWS, LONGEST_TITLE = 8, 110


def turning(t: Words, f: Findings) -> tuple[Chart, ...]:
    """Influence from purchase to renewal, a line a position."""
    if not min(f.typical.moments.values()):
        return ()
    frame = f.typical.slope()
    purchase, renewal = ([t.percent(x) for x in frame[m.value]] for m in Moment)
    most = frame[["purchase", "renewal"]].max(axis=1)
    points = [
        Point(row.position, row.purchase, purchase[i], then=row.renewal, then_text=renewal[i], colour="purchase")
        for i, row in enumerate(frame.itertuples())
        if most[i] >= MATTERS
    ]
    points.sort(key=lambda p: -(p.value + p.then))
    ends = tuple(t(MOMENT_LABELS[m]) for m in Moment)
    title = shorten(chain_wording.slope_title(frame, t, f.typical.chains), LONGEST_TITLE)
    return (Chart("turning", SLOPE, title, tuple(points[:MOST_ROWS]), ends),)


def weighing(t: Words, f: Findings) -> tuple[Chart, ...]:
    """Influence at each moment with its spread over chains, and what is decided directly beside it."""
    charts = []
    for moment in Moment:
        frame = f.typical.frame(moment)
        if frame.empty:
            continue
        at = {p.label: p for p in f.typical.positions}
        totals, shares = ([t.percent(x) for x in frame[c]] for c in ("total", "share"))
        points = [
            Point(
                row.position,
                row.total,
                totals[i],
                at[row.position].total(moment).lo,
                at[row.position].total(moment).hi,
                then=row.share,
                then_text=shares[i],
                colour=moment.value,
            )
            for i, row in enumerate(frame.itertuples())
            if max(row.total, row.share) >= MATTERS
        ]
        leads = shorten(chain_wording.leads(frame, moment, t), LONGEST_TITLE)
        title = t("{leader} ({n} chains)", leader=leads, n=f.typical.moments[moment])
        ends = (t("influence"), t("decides directly"))
        charts.append(Chart(f"weighing-{moment.value}", BARS, title, tuple(points[:MOST_ROWS]), ends))
    return tuple(charts)


def road(t: Words, f: Findings) -> tuple[Chart, ...]:
    """Who reached each stage of the funnel, and how many left there before signing."""
    if not f.road.total:
        return ()
    points = [
        Point(
            f.stages[row.num],
            row.reached,
            journey_wording.number(t, f.road.unit, row.reached),
            then=row.left,
            then_text=t("{n} left", n=t.number(row.left)) if row.left else "",
            colour="step-3",
        )
        for row in f.road.rows
    ]
    title = journey_wording.finding(t, f.road, f.stages)
    return (Chart("road", FUNNEL, title, tuple(points), (t("reached"), t("left there"))),)


def said(t: Words, themes: Sequence[Theme], title: str, key: str = "themes") -> tuple[Chart, ...]:
    """How many of those asked name each theme, with what lost deals said beside it."""
    points = []
    for theme in themes[:MOST_ROWS]:
        mine = share(theme.k, theme.asked)
        theirs = share(theme.lost_k, theme.lost_asked)
        points.append(
            Point(
                theme.name,
                mine.value,
                said_text(t, theme.k, theme.asked, theme.n) if theme.asked != theme.n else f"{theme.k}/{theme.asked}",
                mine.lo,
                mine.hi,
                then=theirs.value,
                then_text=f"{theme.lost_k}/{theme.lost_asked}" if theme.lost_asked else "",
                colour="step-4",
            )
        )
    return (Chart(key, BARS, title, tuple(points), (t("customers"), t("lost deals"))),) if points else ()
