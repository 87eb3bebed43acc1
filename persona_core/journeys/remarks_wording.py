"""What is odd about dates, in sentences: of one deal with its stages, of many with their number."""

from __future__ import annotations

from collections.abc import Mapping

from persona_core.journeys.remarks import Odd, Remark
from persona_core.kit import clock
from persona_core.kit.words import N_, Words

_ONE = {
    Odd.AFTER_END: N_("There are dates after “{first}” ({day}): {others}. They are kept; the count says what it does."),
    Odd.EARLY_SIGN: N_(
        "“{first}” is dated before “{others}”. Both are kept; how long signing took cannot be said for this deal."
    ),
    Odd.BACK: N_("“{first}” is dated after “{others}”, which comes later on the journey: counted as going back."),
    Odd.AGAIN: N_("“{first}” has several dates; for who came that far, the first one counts."),
    Odd.SAME_DAY: N_("On {day} there are {all}; they are taken in the order of the journey."),
}
MANY = {
    Odd.AFTER_END: N_("Deals with dates after they left: {n}; all are kept, the count says what it does."),
    Odd.EARLY_SIGN: N_("Deals signed before first contact: {n}; kept, but without a time to signing."),
    Odd.BACK: N_("Deals that come to an earlier stage after a later one: {n}; counted as going back."),
    Odd.AGAIN: N_("Deals with several dates at a stage that is passed once: {n}; all are kept."),
    Odd.SAME_DAY: N_("Deals with two stages on one day: {n}; taken in the order of the journey."),
}
"""The same of many deals, for the summary of an import."""


def sentence(t: Words, remark: Remark, labels: Mapping[int, str]) -> str:
    """A remark on one deal; `labels` name stages by number."""
    names = [t.name(labels[num]) for num in remark.stages]
    return t(
        _ONE[remark.odd],
        first=names[0],
        others=t.listing(names[1:]),
        all=t.listing(names),
        day="" if remark.day is None else t.date(clock.from_day_number(remark.day)),
    )
