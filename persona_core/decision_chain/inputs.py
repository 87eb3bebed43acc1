"""What is said about a seat, read as people write it and checked before anything is stored."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any

import numpy as np
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from persona_core.decision_chain.analysis import BASE_RATE, Influence, Undecided, totals
from persona_core.decision_chain.hearing import read_closeness
from persona_core.decision_chain.models import Listens, Say, Stance
from persona_core.decision_chain.reading import read_stance, read_word
from persona_core.kit import clock
from persona_core.kit.errors import Invalid
from persona_core.kit.words import N_

WORDS_AT_MOST = 2
"""So many others a seat may listen to in words; in points as many as there are."""

_FIRST_DAY = date(1970, 1, 1)
_STANCES = frozenset(Stance)


def _say(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return read_word("say", value) if value else None


def _stance(value: Any) -> Any:
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return read_stance(value)
    return int(value) if value in _STANCES else read_stance(str(value))


def _listens(value: Any) -> Any:
    if not isinstance(value, Mapping):
        return value
    return {p: read_closeness(how) if isinstance(how, str) else how for p, how in value.items()}


class SeatInput(BaseModel):
    """One seat at one moment, as said: words (or their numbers in either language), points only under 高级.

    `position` is a label or code. When any seat of the moment has `points`, all shares come from points, else from
    `say`. `listens` maps positions to points of 100; `own_points` is only given when they were given as points, and
    then all must add up to 100.
    """

    model_config = ConfigDict(extra="forbid")

    position: str
    say: Annotated[Say | None, BeforeValidator(_say)] = None
    points: float | None = None
    own_points: float | None = None
    listens: Annotated[dict[str, float], BeforeValidator(_listens)] = Field(default_factory=dict)
    veto: bool = False
    trial_gate: bool = False
    stance: Annotated[int | None, BeforeValidator(_stance)] = None
    stance_on: date | None = None
    stance_source: str | None = None


def check_seats(seats: Sequence[SeatInput], names: Mapping[str, str]) -> None:
    """Refuse what cannot be meant; `names` maps each position (a code) to what it is called."""
    doubles = [s.position for n, s in enumerate(seats) if s.position in {x.position for x in seats[:n]}]
    if doubles:
        raise Invalid(
            N_("“{position}” is there twice. Keep one row for each position."),
            field="position",
            position=names.get(doubles[0], doubles[0]),
        )
    for seat in seats:
        check_points(seat, names)
        if seat.stance_on and not _FIRST_DAY <= seat.stance_on <= clock.today():
            raise Invalid(
                N_("The day on which {position} took this stance must lie between 1970 and today."),
                field="stance_on",
                position=names[seat.position],
            )


def check_points(seat: SeatInput, names: Mapping[str, str]) -> None:
    """Refuse points of one seat that cannot be meant."""
    name = names[seat.position]
    for points in (seat.points, seat.own_points, *seat.listens.values()):
        if points is not None and not math.isfinite(points):
            raise Invalid(
                N_("{position}: points are numbers from 0 to 100. Type one, or leave it empty."),
                field="points",
                position=name,
            )
        if points is not None and not 0 <= points <= 100:
            raise Invalid(
                N_("{position}: points go from 0 to 100; {points} does not fit."),
                field="points",
                position=name,
                points=f"{points:g}",
            )
    if seat.position in seat.listens:
        raise Invalid(
            N_("{position} cannot listen to itself; what it does not give to others is its own judgement already."),
            field="listens",
            position=name,
        )
    given = sum(seat.listens.values())
    if given > 100.0001:
        raise Invalid(
            N_("{position} gives {points} points to others, but has only 100. Lower them."),
            field="listens",
            position=name,
            points=f"{given:g}",
        )
    if seat.own_points is not None and abs(seat.own_points + given - 100) > 0.5:
        raise Invalid(
            N_("{position}: own judgement and points for others add up to {points}, not 100. Change one of them."),
            field="own_points",
            position=name,
            points=f"{seat.own_points + given:g}",
        )
    if seat.own_points is None and len(seat.listens) > WORDS_AT_MOST:
        raise Invalid(
            N_("{position} listens to {n} others. Name the two that count most, or give points instead of words."),
            field="listens",
            position=name,
            n=len(seat.listens),
        )


def _direct(seats: Sequence[SeatInput]) -> np.ndarray:
    if any(s.points is not None for s in seats):
        return np.array([s.points or 0 for s in seats], dtype=float)
    return np.array([s.say or 0 for s in seats], dtype=float)


def anybody_decides(seats: Sequence[SeatInput]) -> bool:
    """Whether any of the seats has a say; without one no influence exists."""
    return bool(_direct(seats).any())


def listening_of(seats: Sequence[SeatInput]) -> np.ndarray:
    """`given[i, j]`: the part (0–1) of seat i's judgement that it takes from seat j."""
    index = {s.position: n for n, s in enumerate(seats)}
    given = np.zeros((len(seats), len(seats)))
    for n, seat in enumerate(seats):
        for position, points in seat.listens.items():
            given[n, index[position]] = points / 100
    return given / np.maximum(given.sum(axis=1), 1)[:, None]  # rounding of points that were meant to add up to 100


def nobody_decides() -> Invalid:
    """Why a chain has no influence yet, and what to do."""
    return Invalid(
        N_("Nobody on this chain has a say yet. Choose who decides or has a vote, at least one position."), field="say"
    )


def influence_of(seats: Sequence[SeatInput], names: Mapping[str, str]) -> Influence:
    """Totals of a chain from what was said; Invalid where nobody has a say, or names a circle without any judgement."""
    if not anybody_decides(seats):
        raise nobody_decides()
    try:
        return totals(_direct(seats), listening_of(seats))
    except Undecided as problem:
        raise closed_circle([names[seats[i].position] for i in problem.circle]) from None


def closed_circle(names: Sequence[str]) -> Invalid:
    """The refusal of seats that only listen to one another."""
    return Invalid(
        N_("{circle}: they only listen to one another, and nobody keeps any judgement. Lower what one gives."),
        field="listens",
        circle=" · ".join(names),
    )


def influence_if_decided(seats: Sequence[SeatInput], names: Mapping[str, str]) -> Influence | None:
    """As `influence_of`, but None while nobody has a say."""
    return influence_of(seats, names) if anybody_decides(seats) else None


NO_INFLUENCE = N_(
    "{position} has no influence here, so its word says nothing about winning. Ask about another one, or leave it out."
)
"""Why an experience tells nothing."""


def check_chances(
    seats: Sequence[SeatInput],
    influence: Influence | None,
    base_rate: float | None,
    anchors: Mapping[str, float],
    names: Mapping[str, str],
) -> None:
    """Refuse a base rate or an experience that says nothing or contradicts itself; `anchors` by position.

    While nobody has a say (`influence` None) an experience may wait for it.
    """
    base = BASE_RATE if base_rate is None else base_rate
    for p in (base, *anchors.values()):
        if not (math.isfinite(p) and 0 <= p <= 1):
            raise Invalid(N_("Of ten deals, between 0 and 10 can be won. Correct the number."), field="base_rate")
    index = {s.position: n for n, s in enumerate(seats)}
    for position, p in anchors.items():
        name = names.get(position, position)
        if position not in index:
            raise Invalid(N_("“{position}” is not on this chain. Add it first."), field="anchors", position=name)
        if influence is not None and influence.total[index[position]] < 1e-9:
            raise Invalid(
                NO_INFLUENCE,
                field="anchors",
                position=name,
            )
        if p < base:
            raise Invalid(
                N_(
                    "With {position} championing us you would win {mine} of 10, fewer than the usual {base}. "
                    "Correct one of the two numbers."
                ),
                field="anchors",
                position=name,
                mine=f"{10 * p:g}",
                base=f"{10 * base:g}",
            )


def in_points(seats: Sequence[SeatInput]) -> list[SeatInput]:
    """The same said in points: whole points of about 100 for the decision, own judgement spelled out."""
    direct = _direct(seats)
    shares = np.round(100 * direct / max(direct.sum(), 1e-9))
    return [
        s.model_copy(update={"points": float(p), "own_points": max(100 - sum(s.listens.values()), 0)})
        for s, p in zip(seats, shares, strict=True)
    ]


def in_words(seats: Sequence[SeatInput]) -> list[SeatInput]:
    """The nearest in words: the largest share decides, others after it; the two listened to most."""
    direct = _direct(seats)
    most = direct.max(initial=0)
    result = []
    for seat, points in zip(seats, direct, strict=True):
        say = Say(max(round(3 * points / most), 1)) if points > 0 else Say.NONE
        heard = sorted(seat.listens.items(), key=lambda x: -x[1])[:WORDS_AT_MOST]
        listens = {p: float(Listens.CLOSELY if n >= _CLOSELY_FROM else Listens.CONSIDERS) for p, n in heard if n > 0}
        result.append(seat.model_copy(update={"say": say, "points": None, "own_points": None, "listens": listens}))
    return result


_CLOSELY_FROM = 38
"""Points from which listening is called close: nearer to 50 than to 25."""
