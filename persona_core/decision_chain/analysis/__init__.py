"""Influence, opinion and chance of a chain in numbers: pure, no session, no words. Formulas: docs/methods.md."""

from persona_core.decision_chain.analysis.advice import STEP, Gain, gains, swings
from persona_core.decision_chain.analysis.chance import (
    BASE_RATE,
    FLOOR,
    MATTERS,
    SURE,
    NoInfluence,
    Success,
    calibrate,
    chances,
    gate,
    logit,
    success,
)
from persona_core.decision_chain.analysis.frames import influence_frame, reversal, slope_frame
from persona_core.decision_chain.analysis.influence import (
    Influence,
    Undecided,
    closed_circle,
    control,
    opinion,
    totals,
)
from persona_core.decision_chain.analysis.many import Totals, totals_many
from persona_core.decision_chain.analysis.standing import (
    WEIGHTY,
    Contact,
    Health,
    Light,
    contact,
    health,
    missing_roles,
    of_weight,
)
from persona_core.decision_chain.analysis.steadiness import Hold, Robustness, Tip, robustness

__all__ = [
    "BASE_RATE",
    "FLOOR",
    "MATTERS",
    "STEP",
    "SURE",
    "WEIGHTY",
    "Contact",
    "Gain",
    "Health",
    "Hold",
    "Influence",
    "Light",
    "NoInfluence",
    "Robustness",
    "Success",
    "Tip",
    "Totals",
    "Undecided",
    "calibrate",
    "chances",
    "closed_circle",
    "contact",
    "control",
    "gains",
    "gate",
    "health",
    "influence_frame",
    "logit",
    "missing_roles",
    "of_weight",
    "opinion",
    "reversal",
    "robustness",
    "slope_frame",
    "success",
    "swings",
    "totals",
    "totals_many",
]
