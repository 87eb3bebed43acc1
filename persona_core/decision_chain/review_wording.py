"""What the deal review says of each chain, in short sentences that are read from the back row."""

from __future__ import annotations

from collections.abc import Sequence

from persona_core.deals.models import Outcome
from persona_core.decision_chain import wording
from persona_core.decision_chain.models import STANCE_LABELS, STANCE_UNKNOWN, Moment, Stance
from persona_core.decision_chain.reviewing import Case, Review
from persona_core.decision_chain.rows import MomentRow
from persona_core.kit import clock
from persona_core.kit.words import N_, Words
from persona_core.vocabulary.fixed_lists import ENUM_LABELS


def answer(found: Review, t: Words) -> str:
    """How many chains the meeting looks at, what is missing most, and where to begin."""
    ahead = [c for c in found.cases if c.moment.settled is None]
    unmet, thin = sum(bool(c.unmet) for c in ahead), sum(c.view.contact.thin for c in ahead)
    untold = sum(c.moment.success is None for c in ahead)
    missing = []
    if unmet:
        missing.append(
            t.plural("in {n} somebody who counts was never met", "in {n} somebody who counts was never met", unmet)
        )
    if thin:
        missing.append(t.plural("{n} hangs on one thread", "{n} hang on one thread", thin))
    if untold:
        missing.append(t.plural("in {n} no chance can be told", "in {n} no chance can be told", untold))
    slots = {
        "day": t.date(clock.today()),
        "chains": t.plural("{n} chain", "{n} chains", len(found.cases)),
        "company": t.name(found.cases[0].view.company),
    }
    if not missing:
        return t("Deal review {day}, {chains}. Begin with {company}.", **slots)
    return t("Deal review {day}, {chains}: {missing}. Begin with {company}.", missing=t.listing(missing), **slots)


def standing(case: Case, t: Words, currency: str) -> str:
    """Where the company stands, whose it is, what it is worth, when the contract ends."""
    parts = [t(ENUM_LABELS["status"][case.view.status]), case.deal, case.owner]
    if case.value:
        parts.append(t.money(case.value, currency))
    if case.moment.moment is Moment.RENEWAL and case.ends_on:
        parts.append(t("until {day}", day=t.date(case.ends_on)))
    return " · ".join(p for p in parts if p)


def chance(case: Case, t: Words) -> tuple[str, str]:
    """The chance in large and its range beside it; where there is none, a dash and why."""
    moment = case.moment
    if moment.settled is not None:
        return "–", t(_SETTLED[moment.settled])
    if moment.influence is None:
        return "–", t(_NOBODY_SAID[moment.moment])
    if moment.success is None:
        return "–", t(_NO_EXPERIENCE[moment.moment])
    found = moment.success
    what = t(wording.CHANCE[moment.moment])
    if not moment.unknown:
        return t.chance(found.value), t("{what}, all stances known", what=what)
    return t.chance(found.value), t("{what}, {lo}–{hi}", what=what, **t.chance_ends(found.lo, found.hi))


_SETTLED = {Outcome.WON: N_("signed"), Outcome.LOST: N_("lost already"), Outcome.CHURNED: N_("left already")}
_NOBODY_SAID = {
    Moment.PURCHASE: N_("nobody has said who decides the purchase"),
    Moment.RENEWAL: N_("nobody has said who decides the renewal"),
}
_NO_EXPERIENCE = {
    Moment.PURCHASE: N_("no chance yet: how many of 10 are won when somebody champions us?"),
    Moment.RENEWAL: N_("no chance yet: how many of 10 renew when somebody champions us?"),
}


def stance(row: MomentRow, t: Words) -> str:
    """Where a seat stands, as a word."""
    return t(STANCE_UNKNOWN if row.stance is None else STANCE_LABELS[Stance(row.stance)])


def shares(case: Case, t: Words) -> dict[str, str]:
    """Position → influence in whole percents that sum to 100 over the chain."""
    rows = case.ranked
    told = wording.percents([r.total for r in rows], t) if case.moment.influence is not None else [""] * len(rows)
    return {r.seat.position: share for r, share in zip(rows, told, strict=True)}


def unmet(case: Case, t: Words) -> str:
    """Who of those that count was never met; empty when all were, or when nobody at all was."""
    return t("Never met: {names}.", names=t.name(_named(case.unmet, t))) if case.unmet and case.view.contact.met else ""


def single_thread(case: Case, t: Words) -> str:
    """Whether it hangs on one contact; empty where it does not, or where it is over."""
    return wording.single_thread(case.view, t) if case.moment.settled is None else ""


def recent(case: Case, t: Words) -> str:
    """Stances that were noted in the last week; empty when none, or when that is all there is."""
    told = [t("{position} {stance}", position=r.seat.label, stance=stance(r, t)) for r in case.recent]
    return t("Noted this week: {told}.", told=t.listing(told)) if told else ""


def without_chain(found: Review, t: Words) -> str:
    """How many companies on the agenda have no chain."""
    return t.plural(
        "{n} company in talks has no chain yet:", "{n} companies in talks have no chain yet:", found.without
    )


def _named(rows: Sequence[MomentRow], t: Words) -> str:
    return t.listing([r.seat.label for r in rows])
