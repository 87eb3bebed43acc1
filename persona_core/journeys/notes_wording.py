"""The data note: who was left out of a count, which dates were, and what about the dates deserves a look."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from persona_core.journeys.analysis import Funnel, notes
from persona_core.journeys.wording import LEFT_OUT_LABELS, number
from persona_core.kit.words import N_, Words

_Said = Callable[[Words, int], str]

_DATES_OUT: Mapping[str, _Said] = {
    notes.LATER: lambda t, n: t.plural(
        "{n} date comes after the day asked for", "{n} dates come after the day asked for", n
    ),
    notes.AFTER_END: lambda t, n: t.plural(
        "{n} date comes after the deal was lost or the customer had left",
        "{n} dates come after the deal was lost or the customer had left",
        n,
    ),
    notes.END_UNDONE: lambda t, n: t.plural(
        "{n} date says lost or left, though nobody has left", "{n} dates say lost or left, though nobody has left", n
    ),
    notes.REPEATED: lambda t, n: t.plural(
        "{n} date says a stage again; the first day counts", "{n} dates say a stage again; the first day counts", n
    ),
}
_ODD: Mapping[str, _Said] = {
    notes.SAME_DAY: lambda t, n: t.plural(
        "{n} time two stages have one day; the stay counts as half a day",
        "{n} times two stages have one day; the stay counts as half a day",
        n,
    ),
    notes.SKIPPED: lambda t, n: t.plural(
        "{n} time a stage was passed without a date", "{n} times a stage was passed without a date", n
    ),
    notes.BACK: lambda t, n: t.plural("{n} time back to an earlier stage", "{n} times back to an earlier stage", n),
}
_NO_DAYS = {
    notes.NO_SIGN_DATE: N_("{count} signed on a day nobody knows"),
    notes.EARLY_SIGN: N_("{count} signed before first contact"),
    notes.NO_END_DATE: N_("{count} left on a day nobody knows"),
}


class Part(NamedTuple):
    """One heading of the note with its lines; `n` is how many there are in all."""

    head: str
    n: int
    lines: Sequence[str]


def parts(t: Words, found: Funnel) -> list[Part]:
    """The note's parts that have something to say."""
    said = [
        Part(
            t("Not counted"),
            sum(found.left_out.values()),
            [
                t("{count}: {reason}", count=number(t, found.unit, n), reason=t(LEFT_OUT_LABELS[code]))
                for code, n in found.left_out.items()
            ],
        ),
        Part(t("Dates not counted"), *_plurals(t, found, _DATES_OUT)),
        Part(t("Counted, but worth a look"), *_plurals(t, found, _ODD)),
        Part(
            t("Counted without days"),
            sum(found.notes.get(code, 0) for code in _NO_DAYS),
            [
                t(text, count=number(t, found.unit, found.notes[code]))
                for code, text in _NO_DAYS.items()
                if code in found.notes
            ],
        ),
    ]
    return [part for part in said if part.n]


def line(t: Words, found: Funnel) -> str:
    """The whole note in one quiet line; empty where there is nothing to note."""
    said = [t("{head} {n}", head=part.head, n=t.number(part.n)) for part in parts(t, found)]
    return t("About the data: {list}", list=t.listing(said)) if said else ""


def _plurals(t: Words, found: Funnel, texts: Mapping[str, _Said]) -> tuple[int, list[str]]:
    mine = {code: found.notes[code] for code in texts if code in found.notes}
    return sum(mine.values()), [texts[code](t, n) for code, n in mine.items()]
