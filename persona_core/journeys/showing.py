"""A counted journey as plain values, for the command line."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.journeys.counting import funnel
from persona_core.journeys.queries import stage_label, stages
from persona_core.journeys.reading import COMPANY
from persona_core.journeys.wording import LEFT_OUT_LABELS
from persona_core.kit.words import Words
from persona_core.vocabulary.models import ListName
from persona_core.vocabulary.queries import lists


def as_json(session: Session, viewer: Viewer, t: Words, *, unit: str = COMPANY) -> dict[str, Any]:
    """What `show journey --json` prints; the shape is described in docs/cli.md."""
    counted = funnel(session, viewer, unit=unit)
    labels = {stage.num: stage_label(stage, t) for stage in stages(session, viewer)}
    known = lists(session, viewer)
    return {
        "unit": unit,
        "total": counted.total,
        "signed": counted.signed,
        "open": counted.open,
        "lost": counted.lost,
        "churned": counted.churned,
        "stages": [
            {
                "stage": labels[row.num],
                "reached": row.reached,
                "open": row.open,
                "left": row.left,
                "step_conversion": row.step.as_json(),
                "overall_conversion": row.overall.as_json(),
                "median_days": row.days.as_json(),
            }
            for row in (*counted.rows, *counted.ends)
        ],
        "days_to_sign": {
            "all": counted.days_to_sign.as_json(),
            "signed_only": counted.signed_days.as_json(),
            "by_pushed_by": [
                {"pushed_by": known.label(ListName.POSITION, code, t), "median_days": days.as_json()}
                for code, days in counted.days_by_pushed_by.items()
            ],
        },
        "lost_at": [{"stage": labels[num], "n": n} for num, n in counted.lost_at.items()],
        "churned_at": [{"stage": labels[num], "n": n} for num, n in counted.churned_at.items()],
        "left_out": [{"reason": t(LEFT_OUT_LABELS[code]), "n": n} for code, n in counted.left_out.items()],
    }
