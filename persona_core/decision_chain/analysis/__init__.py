"""Influence, opinion and chance of a chain in numbers: pure, no session, no words. Formulas: docs/methods.md."""

from persona_core.decision_chain.analysis.chance import (
    BASE_RATE,
    FLOOR,
    MATTERS,
    SURE,
    NoInfluence,
    Success,
    calibrate,
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
from persona_core.decision_chain.analysis.standing import Contact, contact, missing_roles

__all__ = [
    "BASE_RATE",
    "FLOOR",
    "MATTERS",
    "SURE",
    "Contact",
    "Influence",
    "NoInfluence",
    "Success",
    "Undecided",
    "calibrate",
    "closed_circle",
    "contact",
    "control",
    "gate",
    "influence_frame",
    "logit",
    "missing_roles",
    "opinion",
    "reversal",
    "slope_frame",
    "success",
    "totals",
]
