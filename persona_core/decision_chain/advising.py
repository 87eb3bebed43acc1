"""What to do about a chain, how it stands and what is not known about it, a plain sentence each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from persona_core.decision_chain.analysis import BASE_RATE, MATTERS, Hold, Light
from persona_core.decision_chain.models import LISTENS_LABELS, Moment
from persona_core.decision_chain.remarks import Question, Tip, Unknown
from persona_core.decision_chain.rows import MomentRow
from persona_core.decision_chain.views import MomentView
from persona_core.kit.estimates import whole_percents
from persona_core.kit.words import N_, Words

MISFIT = 0.2
"""Experiences further apart than this (in log odds) are said to disagree."""

NAMED = 3
"""So many positions are named in a sentence; one more would take no less room than to count it."""

HEALTH_RULE = N_(
    "Weight means a fifth or more, nominal or real. Red: nobody of weight supports us. Amber: somebody does. "
    "Green: one who decides does too."
)
LIGHT_LABELS = {Light.RED: N_("Red"), Light.AMBER: N_("Amber"), Light.GREEN: N_("Green")}
HOLD_LABELS = {Hold.ALL: N_("Firm"), Hold.LEADER: N_("The leader is firm"), Hold.NOTHING: N_("Not firm")}


def some(rows: Sequence[MomentRow], t: Words) -> str:
    """The positions of rows as a name in a sentence; of many the first few and how many they are in all."""
    return named([r.seat.label for r in rows], t)


def named(labels: Sequence[str], t: Words) -> str:
    """Labels as a name in a sentence; of many the first few and how many they are in all."""
    if len(labels) <= NAMED + 1:
        return t.name(t.listing(labels)) if labels else ""
    return t("{names} and others ({total} in all)", names=t.name(t.listing(labels[:NAMED])), total=len(labels))


def percents(shares: Iterable[float], t: Words, chains: int = 0) -> list[str]:
    """Shares of one chain as whole percents that sum to 100; means over `chains` each by itself."""
    if chains:
        return [t.percent(x) for x in shares]
    return [t.percent(x / 100) for x in whole_percents(list(shares))]


def _share(row: MomentRow, moment: MomentView, t: Words) -> str:
    """The influence of a row as the map prints it."""
    return percents([r.total for r in moment.rows], t)[moment.rows.index(row)]


def points(gain: float, t: Words) -> str:
    """A gain in chance (0–1) as points: +9 个点, or 不到 1 个点."""
    whole = round(100 * gain)
    return t("less than 1 point") if gain < 0.005 else t.plural("+{n} point", "+{n} points", max(whole, 1))


def next_step(moment: MomentView, t: Words) -> str:
    """Whom to see next and why; empty where the moment lies behind us or nobody decides yet."""
    if moment.settled is not None or moment.influence is None:
        return ""
    if not moment.advice:
        if moment.success and moment.success.slope < MATTERS:
            return t("Both numbers are the same, so nobody's stance changes the chance. Correct one of them.")
        return t("Everybody with influence champions us. Keep it so.")
    first = moment.advice[0]
    position = t.name(first.row.seat.label)
    if first.gain is not None:
        gain = points(first.gain, t)
        return t("Next, see {position}: {points} for one step in our favour.", position=position, points=gain)
    if (first.row.veto or first.row.trial_gate) and (first.row.stance or 0) < 0:
        return t("Next, see {position}: one who can stop it all is against us.", position=position)
    share = _share(first.row, moment, t)
    return t("Next, see {position}: influence {share}, and not championing us yet.", position=position, share=share)


def health(moment: MomentView, t: Words) -> str:
    """Red, amber or green, and who makes it so; empty where the moment lies behind us or nobody decides yet."""
    found = moment.health
    if found is None or moment.settled is not None:
        return ""
    names, wanted = (some(rows, t) for rows in (found.supporters, found.wanted))
    if found.light is Light.RED:
        return t("Red: of those with weight ({wanted}), nobody supports us yet.", wanted=wanted)
    if found.light is Light.AMBER:
        return t("Amber: on our side {names}, but not yet {wanted}, who decides.", names=names, wanted=wanted)
    green = t("Green: on our side {names}, with one who decides.", names=names)
    against = [r for r in moment.rows if (r.veto or r.trial_gate) and (r.stance or 0) < 0]
    if not against:
        return green
    return t("{green} But {names} can stop it all and is against us.", green=green, names=some(against, t))


def open_questions(moment: MomentView, t: Words) -> list[str]:
    """At most three things not known, the weightiest first; none where the moment lies behind us."""
    return [] if moment.settled is not None else [_asked(q, moment, t) for q in moment.open_questions]


def _asked(question: Question, moment: MomentView, t: Words) -> str:
    if question.kind is Unknown.ANCHOR:
        return t(_NO_ANCHOR[moment.moment])
    if question.kind is Unknown.BASE_RATE:
        return base_rate(moment, t)
    row = question.row
    slots = {"position": t.name(row.seat.label), "share": _share(row, moment, t)}
    if question.kind is Unknown.PERSON:
        return t("Who {position} is, with influence {share}, is not known.", **slots)
    if question.kind is Unknown.CONTACT:
        return t("{position}, with influence {share}, has never been met.", **slots)
    if question.swing is None:
        return t(_STANCE_UNKNOWN[row.seat.person_id is None], why=_weight(row, moment, t), **slots)
    apart = max(round(100 * question.swing), 1)
    return t(_SWING_UNKNOWN[row.seat.person_id is None], n=apart, **slots)


def _weight(row: MomentRow, moment: MomentView, t: Words) -> str:
    if row.total >= MATTERS:
        return t("influence {share}", share=_share(row, moment, t))
    return t("may veto") if row.veto else t("may fail the trial")


_NO_ANCHOR = {
    Moment.PURCHASE: N_("How many of 10 are won when somebody champions us: without it the chance cannot be told."),
    Moment.RENEWAL: N_("How many of 10 renew when somebody champions us: without it the chance cannot be told."),
}
_STANCE_UNKNOWN = {
    False: N_("Where {position} stands is not known ({why})."),
    True: N_("Who {position} is and where they stand is not known ({why})."),
}
_SWING_UNKNOWN = {
    False: N_("Where {position} stands is not known: {n} points lie between for us and against us."),
    True: N_("Who {position} is and where they stand is not known: {n} points lie between for us and against us."),
}


def robustness(moment: MomentView, t: Words) -> str:
    """Whether the order holds when one listening word is a step off, and which word tips it."""
    found = moment.robustness
    if found is None:
        return ""
    leader = t.name(found.leader.seat.label)
    if found.tip is None:
        return t("Firm: with any one listening word a step off, the order of influence stays.")
    slots = _tipped(found.tip, t)
    if found.hold is Hold.LEADER:
        return t(
            "The leader is firm: {leader} counts most even with one listening word a step off. The order behind does "
            "change, most if {listener} to {heard} were “{after}” instead of “{before}”.",
            leader=leader,
            **slots,
        )
    return t(
        "Not firm: if {listener} to {heard} were “{after}” instead of “{before}”, {then} would count most instead of "
        "{leader}. Check this one first.",
        leader=leader,
        then=t.name(found.tip.leader.seat.label),
        **slots,
    )


def _tipped(tip: Tip, t: Words) -> dict[str, str]:
    return {
        "listener": t.name(tip.row.seat.label),
        "heard": t.name(tip.heard.seat.label),
        "before": _how(tip.before, t),
        "after": _how(tip.after, t),
    }


def _how(given: float, t: Words) -> str:
    """How closely one listens, as a word or in points."""
    if given == 0:
        return t("does not listen")
    for how, label in LISTENS_LABELS.items():
        if given == how:
            return t(label)
    return t.plural("{n} point", "{n} points", round(given))


def assumptions(moment: MomentView, t: Words) -> list[str]:
    """What the chance and the next step rest on, a sentence each; empty where the moment lies behind us."""
    if moment.settled is not None:
        return []
    found = []
    if moment.success is not None:
        found.append(base_rate(moment, t))
        if moment.success.misfit > MISFIT:
            found.append(t("The experiences do not quite fit each other, so a middle is taken."))
        if moment.unknown:
            found.append(t("Where it is not known, neutral counts; the range runs from all against us to all for us."))
    if said := uneven([r.points for r in moment.rows], t):
        found.append(said)
    guessed = [a.row for a in moment.advice if a.row.seat.effort is None]
    if guessed and len(moment.advice) > 1:
        names = some(guessed, t)
        found.append(t("How hard these are to win over nobody said, so it counts as so-so: {names}.", names=names))
    return found


def uneven(points: Sequence[float | None], t: Words) -> str:
    """That points for the decision do not add up to 100; empty where they do, or miss it by their rounding."""
    said = [x for x in points if x is not None]
    total = sum(said)
    if not total or abs(total - 100) <= max(1, len(said) / 2):
        return ""
    return t("Points for the decision add up to {points}, not 100; they count in proportion.", points=f"{total:g}")


def base_rate(moment: MomentView, t: Words) -> str:
    """The base rate that counts, and whether somebody gave it."""
    said = _BASE[moment.moment, moment.base_rate is not None]
    return t(said, n=f"{10 * (BASE_RATE if moment.base_rate is None else moment.base_rate):g}")


_BASE = {
    (Moment.PURCHASE, True): N_("Based on: of 10 deals {n} are usually won."),
    (Moment.PURCHASE, False): N_("Assumed because nobody said: of 10 deals {n} are usually won."),
    (Moment.RENEWAL, True): N_("Based on: of 10 customers {n} usually renew."),
    (Moment.RENEWAL, False): N_("Assumed because nobody said: of 10 customers {n} usually renew."),
}
