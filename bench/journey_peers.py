"""The same counting as others would do it: pandas by groups, and one statement of window functions for any database.

Peers stop at the tables from which curves and chances are drawn; ours draws them too.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pandas as pd

from bench.walks import LAST_DAY, Walks
from persona_core.journeys.analysis import Funnel
from persona_core.kit.survival import STILL

Tables = Counter[tuple[str, int, int, int]]
"""(what, …) → how many: stays by place, way and days; places of entry; furthest place by stand; days to sign by way."""


def tables_of(found: Funnel) -> Tables:
    """Ours in the peers' form; what stood at the end is no stay."""
    told: Tables = Counter()
    road = found.road
    way = {step.num: place + 1 for place, step in enumerate(road.steps)}
    for move in found.transitions:
        place = way[move.start] - 1
        told["move", place, way.get(move.to, STILL), 0] += move.n
    for what, spells in (("stay", found.stays), ("sign", found.to_sign)):
        days = np.where(spells.times == 0.5, 0, spells.times).astype(int)[spells.tick]
        for place, kind, day, n in zip(
            *(c.tolist() for c in (spells.group, spells.outcome, days, spells.n)), strict=True
        ):
            told[(what, place, kind, day) if what == "stay" else (what, kind, day, 0)] += n
    for place, row in enumerate(found.rows):
        told["came_in", place, 0, 0] += row.came_in
        told["open", place, 0, 0] += row.open
        told["left", place, 0, 0] += row.left
    return +told


def by_pandas(frame: pd.DataFrame, outcome: pd.Series, data: Walks) -> pd.DataFrame:
    """Sort, shift within groups, group and count: one table of (what, a, b, c, n)."""
    forward, sign, renewal = data.forward, data.sign, data.forward - 1
    walk = frame.sort_values(["unit", "day", "place"], ignore_index=True)
    by_unit = walk.groupby("unit", sort=False)
    same = by_unit["place"].shift() == walk["place"]
    walk = walk[~(same & ~((walk["place"] == renewal) & (by_unit["day"].shift() != walk["day"])))]
    by_unit = walk.groupby("unit", sort=False)
    walk = walk.assign(next=by_unit["place"].shift(-1), next_day=by_unit["day"].shift(-1))
    walk["stand"] = walk["unit"].map(outcome)
    last = walk["next"].isna()
    ended = walk["stand"] >= 2
    out = np.where(ended, forward + walk["stand"] - 1, STILL)
    walk["way"] = np.where(~last, walk["next"].fillna(0) + 1, np.where(walk["place"] < forward, out, STILL)).astype(int)
    stay = np.where(last, LAST_DAY - walk["day"], walk["next_day"].fillna(0) - walk["day"])
    walk["stay"] = np.where(last & ended, -1, stay).astype(int)
    stays = walk.groupby(["place", "way", "stay"]).size().reset_index(name="n")
    steps = walk[walk["place"] < forward]
    units = pd.DataFrame(
        {
            "far": steps.groupby("unit")["place"].max(),
            "came_in": walk.groupby("unit")["place"].first(),
            "start": walk[walk["place"] == 0].groupby("unit")["day"].min(),
            "signed": walk[walk["place"] == sign].groupby("unit")["day"].min(),
            "end": walk[walk["place"] >= forward].groupby("unit")["day"].max(),
        }
    )
    units["stand"] = units.index.map(outcome)
    reach = units.groupby(["far", "stand"]).size().reset_index(name="n")
    came_in = units.groupby("came_in").size().reset_index(name="n")
    way = units["stand"].map({0: 0, 1: 1, 2: 2, 3: 1})
    stop = pd.Series(LAST_DAY, units.index).where(way == 0, units["signed"].where(way == 1, units["end"]))
    days = (stop - units["start"]).dropna()
    to_sign = pd.DataFrame({"way": way, "days": days[days >= 0].astype(int)}).dropna().groupby(["way", "days"]).size()
    return pd.concat(
        (
            stays.set_axis(["a", "b", "c", "n"], axis=1).assign(what="stay"),
            came_in.set_axis(["a", "n"], axis=1).assign(what="came_in"),
            reach.set_axis(["a", "b", "n"], axis=1).assign(what="reach"),
            to_sign.reset_index(name="n").set_axis(["a", "b", "n"], axis=1).assign(what="sign"),
        )
    ).fillna(0)[["what", "a", "b", "c", "n"]]


def window_sql(data: Walks, events: str, units: str) -> str:
    """One statement that counts `events` (unit, day, place) of `units` (unit, stand); rows of (what, a, b, c, n)."""
    forward, sign = data.forward, data.sign
    return f"""
    WITH said AS (
        SELECT unit, day, place, lag(place) OVER w AS before, lag(day) OVER w AS day_before
        FROM {events} AS events WINDOW w AS (PARTITION BY unit ORDER BY day, place)
    ), visit AS (
        SELECT unit, day, place FROM said
        WHERE before IS NULL OR before <> place OR (place = {forward - 1} AND day_before <> day)
    ), walk AS MATERIALIZED (
        SELECT visit.unit, day, place, stand, lead(place) OVER w AS next, lead(day) OVER w AS next_day,
            row_number() OVER w AS number
        FROM visit JOIN {units} AS units ON units.unit = visit.unit
        WINDOW w AS (PARTITION BY visit.unit ORDER BY day, place)
    ), one AS MATERIALIZED (
        SELECT unit, stand, max(CASE WHEN place < {forward} THEN place END) AS far,
            min(CASE WHEN place = 0 THEN day END) AS start, min(CASE WHEN place = {sign} THEN day END) AS signed,
            max(CASE WHEN place >= {forward} THEN day END) AS gone
        FROM walk GROUP BY unit, stand
    ), timed AS (
        SELECT CASE stand WHEN 0 THEN 0 WHEN 2 THEN 2 ELSE 1 END AS way,
            CASE stand WHEN 0 THEN {LAST_DAY} WHEN 2 THEN gone ELSE signed END - start AS days
        FROM one
    ), stays AS (
        SELECT place, CASE WHEN next IS NOT NULL THEN next + 1 WHEN place >= {forward} OR stand < 2 THEN 0
                ELSE {forward} + stand - 1 END AS way,
            CASE WHEN next IS NOT NULL THEN next_day - day WHEN stand >= 2 THEN -1 ELSE {LAST_DAY} - day END AS stay
        FROM walk
    )
    SELECT 'stay' AS what, place AS a, way AS b, stay AS c, count(*) AS n FROM stays GROUP BY place, way, stay
    UNION ALL SELECT 'came_in', place, 0, 0, count(*) FROM walk WHERE number = 1 GROUP BY place
    UNION ALL SELECT 'reach', far, stand, 0, count(*) FROM one GROUP BY far, stand
    UNION ALL SELECT 'sign', way, days, 0, count(*) FROM timed WHERE days >= 0 GROUP BY way, days
    """  # noqa: S608 - the names and numbers in it are our own


def told(rows: Any, data: Walks) -> Tables:
    """A peer's rows in the common form."""
    found: Tables = Counter()
    for what, *values in rows:
        a, b, c, n = map(int, values)
        if what == "stay":
            if a < data.forward or b != STILL:
                found["move", a, b, 0] += n
            if a < data.forward and c >= 0:
                found["stay", a, b, c] += n
        elif what == "reach":
            found["left" if b >= 2 else "open", a, 0, 0] += n
        else:
            found[what, a, b, c] += n
    return +found
