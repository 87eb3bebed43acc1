"""Chains in the form of the command line: English keys, vocabulary by its label."""

from __future__ import annotations

from typing import Any

from persona_core.decision_chain.analysis import BASE_RATE
from persona_core.decision_chain.models import SAY_LABELS, STANCE_LABELS, Moment, Say, Stance
from persona_core.decision_chain.typical import TypicalChain
from persona_core.decision_chain.views import ChainView, MomentRow, MomentView
from persona_core.kit.estimates import Estimate
from persona_core.kit.words import Words
from persona_core.vocabulary.models import ListName
from persona_core.vocabulary.queries import Lists

METHOD = "model, range over unknown stances"


def chain_json(view: ChainView, t: Words, known: Lists) -> dict[str, Any]:
    """{"company", "moments": {"purchase": …, "renewal": …}}; a moment nobody filled in is null."""
    return {
        "company": view.company,
        "moments": {m.value: _moment(view, view.moments[m], t, known) for m in Moment},
    }


def _moment(view: ChainView, moment: MomentView, t: Words, known: Lists) -> dict[str, Any] | None:
    if moment.version is None:
        return None
    assumed = moment.base_rate is None
    return {
        "base_rate": BASE_RATE if assumed else moment.base_rate,
        "base_rate_assumed": assumed,
        "anchors": {_label(known, t, p): chance for p, chance in moment.anchors.items()},
        "success": _success(view, moment),
        "seats": [_seat(row, t, known) for row in moment.rows],
    }


def _success(view: ChainView, moment: MomentView) -> dict[str, Any] | None:
    found = moment.success
    if found is None:
        return None
    return {
        **Estimate(found.value, found.lo, found.hi, None, view.closed_deals, METHOD).as_json(),
        "without_veto": {"value": found.ungated, "lo": found.ungated_lo, "hi": found.ungated_hi},
        "unknown": [row.seat.label for row in moment.unknown],
        "closed_deals": view.closed_deals,
    }


def _seat(row: MomentRow, t: Words, known: Lists) -> dict[str, Any]:
    return {
        "position": row.seat.label,
        "person": row.seat.person,
        "say": t(SAY_LABELS[Say(row.say)]),
        "points": row.points,
        "share": row.share,
        "kept": row.kept,
        "received": row.received,
        "total": row.total,
        "stance": None if row.stance is None else t(STANCE_LABELS[Stance(row.stance)]),
        "contact": row.seat.contact_label or None,
        "veto": row.veto,
        "trial_gate": row.trial_gate,
        "listens": [{"to": _label(known, t, position), "points": points} for position, points in row.listens],
    }


def typical_json(found: TypicalChain, t: Words, known: Lists) -> dict[str, Any]:
    """{"chains": n, "signed", "positions": [{"position", "k", "n", "purchase": EST, "renewal": EST, …}]}."""
    return {
        "chains": found.chains,
        "signed": found.signed,
        "positions": [
            {
                "position": p.label,
                "k": p.k,
                "n": found.chains,
                "purchase": p.purchase.as_json(),
                "renewal": p.renewal.as_json(),
                "veto": p.veto,
                "listens": {
                    m.value: [{"to": _label(known, t, other), "k": k, "n": p.k} for other, k in p.listens[m]]
                    for m in Moment
                },
            }
            for p in found.positions
        ],
    }


def _label(known: Lists, t: Words, position: str) -> str:
    return known.label(ListName.POSITION, position, t)
