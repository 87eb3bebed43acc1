"""A chain as tables, the twins of its pictures, and whether it turns between the moments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd


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
    """The leading position at purchase and at renewal, when they are not the same; None is 没有反转."""
    if frame.empty:
        return None
    first = frame.loc[frame["purchase"].idxmax(), "position"]
    then = frame.loc[frame["renewal"].idxmax(), "position"]
    return None if first == then else (first, then)
