"""Behind the ⓘ of the counting screens: how each view is counted, with the names of the methods."""

from __future__ import annotations

from persona_core.kit.words import N_, Words

FUNNEL, TIME, FLOWS = "funnel", "time", "flows"

_HOW = {
    FUNNEL: N_(
        "Reached: has a date at that stage or a later one, or was signed. Moved on: of those who went on or left; who "
        "is still there is counted apart. Ranges in brackets hold the true share 95 times in 100 (Wilson)."
    ),
    TIME: N_(
        "Who is still there counts as still there, not as never: the curve is Kaplan–Meier, half-way times have the "
        "range of Brookmeyer and Crowley. Moving on, going back and leaving compete, so they add up to all "
        "(Aalen–Johansen); the chance left to those who stayed long follows from the same curve."
    ),
    FLOWS: N_(
        "Every visit to a stage is one step of a flow: coming back is another visit. A step past a stage without a "
        "date skips it. Shares count who is still there as open (Aalen–Johansen)."
    ),
}


def how(t: Words, view: str) -> str:
    """How a view is counted."""
    return t(_HOW[view])
