"""Chains in the form of the command line: English keys, vocabulary by its label."""

from __future__ import annotations

from typing import Any

from persona_core.decision_chain.advising import assumptions, base_rate
from persona_core.decision_chain.analysis import BASE_RATE
from persona_core.decision_chain.models import EFFORT_LABELS, SAY_LABELS, STANCE_LABELS, Effort, Moment, Say, Stance
from persona_core.decision_chain.typical import TypicalChain, TypicalPosition
from persona_core.decision_chain.views import CHECKED, WANTED_ROLES, Advice, ChainView, MomentRow, MomentView
from persona_core.kit.estimates import Estimate, share
from persona_core.kit.words import Words
from persona_core.vocabulary.models import ListName
from persona_core.vocabulary.queries import Lists

METHOD = "model, range over unknown stances"


def chain_json(
    view: ChainView, moment: MomentView, t: Words, known: Lists, *, deal: str | None = None
) -> dict[str, Any]:
    """One chain at one moment; `seats` are empty while nobody said anything about it.

    Where the moment lies behind us (`settled`), nothing is left to do: `next` is empty and `health` null.
    """
    said, settled = moment.version is not None, moment.settled is not None
    chance = moment.success
    return {
        "company": view.company,
        "deal": deal,
        "moment": moment.moment.value,
        "seats": [_seat(row, t, known) for row in moment.rows] if said else [],
        "success": chance and _estimate(view, chance.value, chance.lo, chance.hi),
        "success_without_veto": chance and _estimate(view, chance.ungated, chance.ungated_lo, chance.ungated_hi),
        "unknown": [row.seat.label for row in moment.unknown],
        "next": [_next(advice) for advice in moment.advice] if said and not settled else [],
        "health": moment.health.light.value if moment.health and not settled else None,
        "missing_roles": [known.label(ListName.BUYING_ROLE, role, t) for role in view.missing_roles],
        "single_threaded": view.contact.thin if view.seats else None,
        "base_rate": BASE_RATE if moment.base_rate is None else moment.base_rate,
        "base_rate_assumed": moment.base_rate is None,
        "anchors": {_label(known, t, position): p for position, p in moment.anchors.items()},
        "closed_deals": view.closed_deals,
        "settled": moment.settled.value if moment.settled else None,
        "assumptions": _assumptions(view, moment, t),
    }


def nothing_json(company: str, moment: Moment, t: Words, known: Lists, *, deal: str | None = None) -> dict[str, Any]:
    """A company without a chain, in the same form."""
    return {
        "company": company,
        "deal": deal,
        "moment": moment.value,
        "seats": [],
        "success": None,
        "success_without_veto": None,
        "unknown": [],
        "next": [],
        "health": None,
        "missing_roles": [known.label(ListName.BUYING_ROLE, role, t) for role in WANTED_ROLES],
        "single_threaded": None,
        "base_rate": BASE_RATE,
        "base_rate_assumed": True,
        "anchors": {},
        "closed_deals": None,
        "settled": None,
        "assumptions": [],
    }


def _estimate(view: ChainView, value: float, lo: float, hi: float) -> dict[str, Any]:
    return Estimate(value, lo, hi, None, view.closed_deals, METHOD).as_json()


def _assumptions(view: ChainView, moment: MomentView, t: Words) -> list[str]:
    """What the numbers rest on; a chance is never printed without it."""
    found = [] if moment.success is None or view.closed_deals >= CHECKED else [t("Judged by experience, not checked.")]
    if moment.settled is not None:
        return [*found, base_rate(moment, t)] if moment.success else []
    return found + assumptions(moment, t)


def _next(advice: Advice) -> dict[str, Any]:
    return {
        "position": advice.row.seat.label,
        "person": advice.row.seat.person,
        "gain": advice.gain,
        "gain_per_effort": advice.per_effort,
    }


def _seat(row: MomentRow, t: Words, known: Lists) -> dict[str, Any]:
    return {
        "position": row.seat.label,
        "person": row.seat.person,
        "direct": row.share,
        "total": row.total,
        "kept": row.kept,
        "received": row.received,
        "stance": None if row.stance is None else t(STANCE_LABELS[Stance(row.stance)]),
        "stance_on": row.stance_on and row.stance_on.isoformat(),
        "veto": row.veto,
        "trial_gate": row.trial_gate,
        "say": t(SAY_LABELS[Say(row.say)]),
        "points": row.points,
        "listens": [{"to": _label(known, t, position), "points": points} for position, points in row.listens],
        "contact": row.seat.contact_label or None,
        "buying_role": row.seat.role or None,
        "effort": t(EFFORT_LABELS[Effort(row.seat.effort)]) if row.seat.effort else None,
    }


def typical_json(found: TypicalChain, moment: Moment, t: Words, known: Lists) -> dict[str, Any]:
    """The typical chain in the form of one: shares are estimates over the chains on which a position sits."""
    missing = [role for role, k in found.missing.items() if 2 * k > found.chains]
    return {
        "company": None,
        "deal": None,
        "moment": moment.value,
        "chains": found.chains,
        "said": found.moments[moment],
        "signed": found.signed,
        "seats": [_position(p, moment, found, t, known) for p in found.positions],
        "success": None,
        "success_without_veto": None,
        "unknown": [],
        "next": [],
        "health": None,
        "missing_roles": [known.label(ListName.BUYING_ROLE, role, t) for role in missing],
        "single_threaded": None,
        "assumptions": [],
    }


def _position(p: TypicalPosition, moment: Moment, found: TypicalChain, t: Words, known: Lists) -> dict[str, Any]:
    total, kept = p.total(moment), p.kept[moment]
    stance, _, _ = p.stance(moment)
    return {
        "position": p.label,
        "person": None,
        "k": p.k,
        "n": found.chains,
        "direct": p.shares[moment].as_json(),
        "total": total.as_json(),
        "kept": Estimate(kept.value, None, None, None, kept.n, "mean").as_json(),
        "received": Estimate(p.received(moment), None, None, None, total.n, "mean").as_json(),
        "stance": None if stance is None else t(STANCE_LABELS[Stance(stance)]),
        "veto": share(p.veto, p.k).as_json(),
        "listens": [{"to": _label(known, t, other), "k": k, "n": p.k} for other, k in p.listens[moment]],
    }


def _label(known: Lists, t: Words, position: str) -> str:
    return known.label(ListName.POSITION, position, t)
