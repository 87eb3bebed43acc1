"""A counted journey in plain words: the answer, what a chart shows, who is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from persona_core.companies.naming import shorten
from persona_core.journeys.analysis import CHURNED_SOMEWHERE, LOST_SOMEWHERE, STILL_THERE, Funnel, Row, notes
from persona_core.journeys.analysis.signing import SIGNED
from persona_core.journeys.cases import Cases
from persona_core.journeys.counting import Question
from persona_core.journeys.reading import DEAL
from persona_core.kit.estimates import FEW, SOME, Estimate, share, share_text
from persona_core.kit.words import N_, Words

LEFT_OUT_LABELS = {
    notes.NO_DEAL: N_("no deal yet"),
    notes.NO_DATE: N_("no stage with a date"),
    notes.ONLY_END: N_("only the end has a date"),
    notes.BEFORE: N_("not yet at the first counted stage"),
    notes.NOT_YET: N_("first date after that day"),
    notes.OUTSIDE: N_("came in outside these dates"),
}

NOTE_LABELS = {
    notes.LATER: N_("dates after that day"),
    notes.AFTER_END: N_("dates after leaving"),
    notes.END_UNDONE: N_("an end with a date, though the deal goes on"),
    notes.REPEATED: N_("a stage dated again"),
    notes.SAME_DAY: N_("two stages on one day"),
    notes.SKIPPED: N_("moved past a stage without a date"),
    notes.BACK: N_("back to an earlier stage"),
    notes.NO_SIGN_DATE: N_("signed, nobody knows when"),
    notes.EARLY_SIGN: N_("signed before first contact"),
    notes.NO_END_DATE: N_("left, nobody knows when"),
}
"""What is odd about dates; each stands after its number."""


def number(t: Words, unit: str, n: int) -> str:
    """So many companies or deals: 42 家, 3 单."""
    if unit == DEAL:
        return t.plural("{n} deal", "{n} deals", n)
    return t.plural("{n} company", "{n} companies", n)


def days(t: Words, n: float) -> str:
    """So many days, whole."""
    if 0 < n < 1:
        return t("less than a day")
    return t.plural("{n} day", "{n} days", n)


def answer(
    t: Words, found: Funnel, labels: Mapping[int, str], cases: Cases | None = None, asked: Question | None = None
) -> str:
    """Both populations, where it hurts most, and how long signing takes; `labels` name stages by number.

    So few that a percentage would mislead are named instead, if `cases` knows them; what was `asked` goes before.
    """
    clauses = [said] if asked and (said := scope(t, asked)) else []
    clauses += [_named(t, found, cases) if found.total < FEW else _populations(t, found)]
    if found.worst:
        stage, lost = found.worst
        clauses.append(
            t("it hurts most at {stage}: {lost} lost", stage=labels[stage], lost=number(t, found.unit, lost))
        )
    if said := to_sign(t, found):
        clauses.append(said)
    return t("; ").join(clauses)


def scope(t: Words, asked: Question) -> str:
    """What of all there is was asked for: came in when, as of which day; empty for everything as it stands."""
    since, until = t.date(asked.since), t.date(asked.until)
    said = []
    if since and until:
        said.append(t("Came in {since} to {until}", since=since, until=until))
    elif since:
        said.append(t("Came in since {since}", since=since))
    elif until:
        said.append(t("Came in until {until}", until=until))
    if asked.as_of:
        said.append(t("As of {day}", day=t.date(asked.as_of)))
    return t("; ").join(said)


def to_sign(t: Words, found: Funnel) -> str:
    """How long signing takes, the open ones counted as open; empty when nobody signed on a known day."""
    spent, still = found.days_to_sign, found.still_talking
    if spent.value is None:
        return ""
    if spent.k < FEW:
        mine = found.to_sign.outcome == SIGNED
        took = np.repeat(found.to_sign.times[found.to_sign.tick[mine]], found.to_sign.n[mine])
        said = t("signing took {days} so far", days=_listed_days(t, took))
        return said if not still else t("{said} ({open} still talking)", said=said, open=number(t, found.unit, still))
    said = days(t, spent.value)
    if not still:
        return t("signing usually takes {days}", days=said)
    return t(
        "signing usually takes {days} ({open} still talking, counted in)",
        days=said,
        open=number(t, found.unit, still),
    )


def _listed_days(t: Words, took: np.ndarray) -> str:
    """A few lengths one by one: 35、84 天."""
    *others, last = [t.number(day) for day in took.tolist()]
    return t.listing([*others, days(t, float(took[-1])) if last else last])


def _everybody(t: Words, found: Funnel) -> str:
    """How many were talked to; where some are not counted, those in the funnel stand beside all there are."""
    if found.left_out:
        counted = number(t, found.unit, found.total)
        everyone = t.number(found.total + sum(found.left_out.values()))
        return t("{counted} (of {all}) came into the funnel", counted=counted, all=everyone)
    if found.unit == DEAL:
        return t.plural("Talked about {n} deal", "Talked about {n} deals", found.total)
    return t.plural("Talked to {n} company", "Talked to {n} companies", found.total)


def _signed(t: Words, found: Funnel) -> str:
    if found.unit == DEAL:
        return t("{n} of these signed", n=t.number(found.signed))
    return t("{n} of them signed", n=t.number(found.signed))


def _populations(t: Words, found: Funnel) -> str:
    """Talked to and signed."""
    said = share_text(t, share(found.signed, found.total))
    return t("{everybody}, {signed} = {share}", everybody=_everybody(t, found), signed=_signed(t, found), share=said)


def _named(t: Words, found: Funnel, cases: Cases | None) -> str:
    """Talked to and signed, by name."""
    who = cases or Cases()
    everybody, signed = _everybody(t, found), _signed(t, found)
    if not who.everyone:
        return t("; ").join((everybody, signed))
    everybody = t("{what}: {names}", what=everybody, names=t.name(t.listing(who.everyone)))
    if found.signed:
        signed = t("{what}: {names}", what=signed, names=t.name(t.listing(who.signed)))
    return t("; ").join((everybody, signed if found.signed else t("nobody signed yet")))


def finding(t: Words, found: Funnel, labels: Mapping[int, str]) -> str:
    """What the funnel shows: what became of those at the stage where most are lost."""
    if found.worst is None:
        return t("Nobody is lost yet: {open} still on the way", open=number(t, found.unit, found.open))
    row = next((row for row in found.rows if row.num == found.worst[0]), None)
    if row is None:
        return t("Most are lost at {stage}", stage=labels[found.worst[0]])
    return t(
        "{reached} came to {stage}: {moved} moved on, {left} left, {open} still there",
        reached=number(t, found.unit, row.reached),
        stage=labels[row.num],
        moved=t.number(row.step.k),
        left=t.number(row.left),
        open=t.number(row.open),
    )


def told(t: Words, found: Estimate) -> str:
    """A share with what carries it: 14/28 = 50%（33–67%）, of few 3/8（14–69%）, of very few 1/3; empty for none."""
    if found.value is None:
        return ""
    if found.n < FEW:
        return counted(t, found)
    if found.n < SOME:
        return share_text(t, found)
    return t("{k}/{n} = {share}", k=t.number(found.k), n=t.number(found.n), share=share_text(t, found))


def brief(t: Words, found: Estimate) -> str:
    """The same for a chart: 50% · 14/28, of few 3/8."""
    if found.value is None:
        return ""
    if found.n < SOME:
        return counted(t, found)
    return t("{share} · {k}/{n}", share=t.percent(found.value), k=t.number(found.k), n=t.number(found.n))


def counted(t: Words, found: Estimate) -> str:
    """k of n without a percentage: 3/8."""
    return t("{k} of {n}", k=t.number(found.k), n=t.number(found.n))


def shortened(t: Words, names: Sequence[str], most: int = 8) -> str:
    """Names in a row, each cut after so many characters, so that they fit beside a bar."""
    return t.listing([shorten(name, most if name[:1] > "\u2e80" else 2 * most) for name in names])


def who(t: Words, row: Row, cases: Cases) -> str:
    """Who reached a stage, or else who left there, where those are few."""
    if names := cases.reached.get(row.num):
        return t.listing(names)
    names = cases.left.get(row.num)
    return t("left: {names}", names=t.name(t.listing(names))) if names else ""


def losses(t: Words, found: Funnel) -> str:
    """Loss before and after signing, apart."""
    before, after = number(t, found.unit, found.lost), number(t, found.unit, found.churned)
    if not found.lost and not found.churned:
        return ""
    if found.churned:
        return t("{lost} lost before signing, {churned} left after it", lost=before, churned=after)
    return t("{lost} lost before signing", lost=before)


def came_in(t: Words, found: Funnel, labels: Mapping[int, str]) -> str:
    """Who came into the funnel past its first stage; empty when nobody did."""
    later = [row for row in found.rows[1:] if row.came_in]
    if not later:
        return ""
    return t(
        "Not from the start: {list}",
        list=t.listing(
            [
                t("{count} came in at {stage}", count=number(t, found.unit, row.came_in), stage=labels[row.num])
                for row in sorted(later, key=lambda row: -row.came_in)[:3]
            ]
        ),
    )


def pushed_by(t: Words, found: Funnel, positions: Mapping[str, str]) -> str:
    """How long signing took by who pushed it; empty when nobody is named."""
    parts = [
        t(
            "{position} {days} ({n})",
            position=positions.get(code, code),
            days=days(t, spent.value),
            n=number(t, found.unit, spent.n),
        )
        for code, spent in found.days_by_pushed_by.items()
        if spent.value is not None
    ]
    return t("Days to signing by who pushed it: {list}", list=t.listing(parts)) if parts else ""


def left_out(t: Words, found: Funnel) -> str:
    """Who is not counted and why; empty when everybody is."""
    if not found.left_out:
        return ""
    reasons = [
        t("{n} {reason}", n=number(t, found.unit, n), reason=t(LEFT_OUT_LABELS[code]))
        for code, n in found.left_out.items()
    ]
    return t("Not counted here: {list}.", list=t.listing(reasons))


def spent(t: Words, found: Estimate) -> str:
    """A median of days with its n: 23 (14); empty where there is none."""
    if found.value is None:
        return ""
    return t("{days} (n {n})", days=t.number(found.value), n=t.number(found.n))


def where_to(t: Words, num: int, labels: Mapping[int, str]) -> str:
    """Where a move leads, in words: a stage, still there, or gone where the journey has no such end."""
    if num == STILL_THERE:
        return t("still there")
    if num == LOST_SOMEWHERE:
        return t("Lost")
    return t("Churned") if num == CHURNED_SOMEWHERE else labels[num]
