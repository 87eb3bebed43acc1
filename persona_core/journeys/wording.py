"""A counted journey in plain words: the answer, what a chart shows, who is left out."""

from __future__ import annotations

from collections.abc import Mapping

from persona_core.journeys.analysis import CHURNED_SOMEWHERE, LOST_SOMEWHERE, STILL_THERE, Funnel, notes
from persona_core.journeys.reading import DEAL
from persona_core.kit.estimates import Estimate, share, share_text
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
    return t.plural("{n} day", "{n} days", n)


def answer(t: Words, found: Funnel, labels: Mapping[int, str]) -> str:
    """Both populations, where it hurts most, and how long signing takes; `labels` name stages by number."""
    clauses = [_populations(t, found)]
    if found.worst:
        stage, lost = found.worst
        clauses.append(
            t("it hurts most at {stage}: {lost} lost", stage=labels[stage], lost=number(t, found.unit, lost))
        )
    if said := to_sign(t, found):
        clauses.append(said)
    return t("; ").join(clauses)


def to_sign(t: Words, found: Funnel) -> str:
    """How long signing takes, the open ones counted as open; empty when nobody signed on a known day."""
    if found.days_to_sign.value is None:
        return ""
    said, still = days(t, found.days_to_sign.value), found.still_talking
    if not still:
        return t("signing usually takes {days}", days=said)
    return t(
        "signing usually takes {days} ({open} still talking, counted in)",
        days=said,
        open=number(t, found.unit, still),
    )


def _populations(t: Words, found: Funnel) -> str:
    """Talked to and signed; where some are not counted, those in the funnel stand beside all there are."""
    said = {"share": share_text(t, share(found.signed, found.total))}
    if found.left_out:
        return t(
            "{counted} (of {all}) came into the funnel, {signed} signed = {share}",
            counted=number(t, found.unit, found.total),
            all=t.number(found.total + sum(found.left_out.values())),
            signed=number(t, found.unit, found.signed),
            **said,
        )
    said["signed"] = t.number(found.signed)
    if found.unit == DEAL:
        return t.plural(
            "{n} deal, {signed} signed = {share}", "{n} deals, {signed} signed = {share}", found.total, **said
        )
    return t.plural(
        "Talked to {n} company, {signed} signed = {share}",
        "Talked to {n} companies, {signed} signed = {share}",
        found.total,
        **said,
    )


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


def step(t: Words, found: Estimate) -> str:
    """The step onward of one stage: 14/28 = 50%（33–67%）; empty where there is none."""
    if found.value is None:
        return ""
    if found.n < 10:
        return share_text(t, found)
    return t("{k}/{n} = {share}", k=t.number(found.k), n=t.number(found.n), share=share_text(t, found))


def losses(t: Words, found: Funnel) -> str:
    """Loss before and after signing, apart."""
    before, after = number(t, found.unit, found.lost), number(t, found.unit, found.churned)
    if found.churned:
        return t("{lost} lost before signing, {churned} left after it", lost=before, churned=after)
    return t("{lost} lost before signing", lost=before)


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


def data_note(t: Words, found: Funnel) -> str:
    """What is odd about the dates, each with its number; empty when nothing is."""
    parts = [t("{n} {reason}", n=t.number(n), reason=t(NOTE_LABELS[code])) for code, n in found.notes.items()]
    return t("How the dates look: {list}.", list=t.listing(parts)) if parts else ""


def where_to(t: Words, num: int, labels: Mapping[int, str]) -> str:
    """Where a move leads, in words: a stage, still there, or gone where the journey has no such end."""
    if num == STILL_THERE:
        return t("still there")
    if num == LOST_SOMEWHERE:
        return t("Lost")
    return t("Churned") if num == CHURNED_SOMEWHERE else labels[num]
