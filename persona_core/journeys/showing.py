"""A counted journey as plain values, for the command line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.journeys.analysis import Funnel
from persona_core.journeys.counting import WHOLE, Question, counted
from persona_core.journeys.grouping import Group, groups, signed_against_others
from persona_core.journeys.queries import journeys, stage_label, stages
from persona_core.journeys.wording import LEFT_OUT_LABELS, NOTE_LABELS, where_to
from persona_core.kit import clock
from persona_core.kit.comparing import Comparison, verdict_text
from persona_core.kit.estimates import share, trust
from persona_core.kit.words import Words
from persona_core.vocabulary.models import ListName
from persona_core.vocabulary.queries import lists


def as_json(
    session: Session, viewer: Viewer, t: Words, *, question: Question = WHOLE, by: str | None = None
) -> dict[str, Any]:
    """What `show journey --json` prints; the shape is described in docs/cli.md."""
    whole = counted(session, viewer, question)
    found = whole.funnel()
    labels = {stage.num: stage_label(stage, t) for stage in stages(session, viewer, question.journey_id)}
    positions = lists(session, viewer).options(ListName.POSITION, t)
    journey = next((j for j in journeys(session, viewer) if question.journey_id in {None, j.id}), None)
    shown = {
        "journey": journey.name if journey else None,
        "as_of": clock.from_day_number(found.as_of).isoformat(),
        **_funnel(t, found, labels, positions),
    }
    if by is None:
        return shown
    parts = groups(session, viewer, t, whole, by)
    compared = signed_against_others(parts)
    told = [_group(t, group, compared.get(group.value), labels, positions) for group in parts.groups]
    return shown | {"by": by, "groups": told, "unknown": parts.unknown, "more": parts.more}


def _group(
    t: Words, group: Group, compared: Comparison | None, labels: Mapping[int, str], positions: Mapping[str, str]
) -> dict[str, Any]:
    """A group in the form of the whole, with how far it carries and whether it signs more or less than the others."""
    found = group.funnel
    said = {"group": group.label, "n": found.total, "trust": t(trust(found.total))}
    said["signed_of_decided"] = share(found.signed, found.signed + found.lost).as_json()
    if compared is not None:
        against = {"others": compared.second.as_json(), "p": compared.p, "q": compared.q, "family": compared.family}
        said["difference"] = against | {"verdict": verdict_text(t, compared)}
    return said | _funnel(t, found, labels, positions)


def _funnel(t: Words, found: Funnel, labels: Mapping[int, str], positions: Mapping[str, str]) -> dict[str, Any]:
    return {
        "unit": found.unit,
        "total": found.total,
        "signed": found.signed,
        "open": found.open,
        "lost": found.lost,
        "churned": found.churned,
        "stages": [
            {
                "stage": labels[row.num],
                "reached": row.reached,
                "open": row.open,
                "left": row.left,
                "came_in": row.came_in,
                "step_conversion": row.step.as_json(),
                "overall_conversion": row.overall.as_json(),
                "median_days": row.days.as_json(),
                "p25_days": row.p25.value if row.p25 else None,
                "p90_days": row.p90.value if row.p90 else None,
            }
            for row in (*found.rows, *found.ends)
        ],
        "transitions": [
            {"from": labels[move.start], "to": where_to(t, move.to, labels), "n": move.n} for move in found.transitions
        ],
        "outcomes": [
            {"stage": labels[o.stage], "to": where_to(t, o.to, labels), "probability": o.probability.as_json()}
            for o in found.outcomes
        ],
        "renewals": [
            {
                "stage": labels[one.stage],
                "again": one.again.as_json(),
                "expected": one.expected.as_json(),
                "rounds": [estimate.as_json() for estimate in one.rounds],
            }
            for one in found.renewals
        ],
        "days_to_sign": {
            "all": found.days_to_sign.as_json(),
            "signed_only": found.signed_days.as_json(),
            "by_pushed_by": [
                {"pushed_by": positions.get(code, code), "median_days": days.as_json()}
                for code, days in found.days_by_pushed_by.items()
            ],
        },
        "lost_at": [{"stage": labels[num], "n": n} for num, n in found.lost_at.items()],
        "churned_at": [{"stage": labels[num], "n": n} for num, n in found.churned_at.items()],
        "left_out": [{"reason": t(LEFT_OUT_LABELS[code]), "n": n} for code, n in found.left_out.items()],
        "data_note": [{"reason": t(NOTE_LABELS[code]), "n": n} for code, n in found.notes.items()],
    }
