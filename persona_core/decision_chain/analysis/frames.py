"""A chain as tables, the twins of its pictures, and whether it turns between the moments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from persona_core.decision_chain.analysis.chance import MATTERS


def influence_frame(positions: Sequence[str], influence: Mapping[str, Sequence[float]]) -> pd.DataFrame:
    """One row a position, largest total first: position, share, kept, received, total (0–1). Twin of the bars."""
    frame = pd.DataFrame({"position": list(positions), **{k: list(influence[k]) for k in ("share", "kept", "total")}})
    frame["received"] = (frame["total"] - frame["kept"]).clip(lower=0)
    return frame.sort_values(["total", "share"], ascending=False, kind="stable", ignore_index=True)


def slope_frame(purchase: Mapping[str, float], renewal: Mapping[str, float]) -> pd.DataFrame:
    """One row a position: position, purchase, renewal, shift (0–1), largest shift first. Twin of the slope."""
    names = list(dict.fromkeys([*purchase, *renewal]))
    frame = pd.DataFrame(
        {
            "position": names,
            "purchase": [float(purchase.get(n, 0.0)) for n in names],
            "renewal": [float(renewal.get(n, 0.0)) for n in names],
        }
    )
    frame["shift"] = frame["renewal"] - frame["purchase"]
    return frame.sort_values("shift", key=abs, ascending=False, kind="stable", ignore_index=True)


def reversal(frame: pd.DataFrame) -> tuple[str, str] | None:
    """The leading position at purchase and at renewal, when they are not the same; None is 没有反转.

    Half a point makes nobody lead: whoever is so close to the top at either moment has not lost or won the lead.
    """
    if frame.empty:
        return None
    first, then = frame["purchase"].idxmax(), frame["renewal"].idxmax()
    won = frame["purchase"][first] - frame["purchase"][then]
    lost = frame["renewal"][then] - frame["renewal"][first]
    if min(won, lost) < MATTERS:
        return None
    return frame["position"][first], frame["position"][then]
