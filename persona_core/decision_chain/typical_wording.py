"""What the typical chain says, in sentences: who leads, whom they hear, where they stand, who is missing."""

from __future__ import annotations

from collections.abc import Sequence

from persona_core.companies.models import Status
from persona_core.decision_chain.models import STANCE_LABELS, Moment, Stance
from persona_core.decision_chain.typical import TypicalChain, TypicalPosition
from persona_core.decision_chain.wording import leads
from persona_core.kit.estimates import Estimate, trust
from persona_core.kit.words import Words
from persona_core.vocabulary.models import ListName
from persona_core.vocabulary.queries import Lists

USUALLY = 0.5
"""Whom at least this part of a position's chains listen to is called usual, and drawn."""

MOST_SAID = 4
"""So many ways of listening are said in a sentence; the table holds all."""


def answer(found: TypicalChain, t: Words, status: Sequence[str] = ()) -> str:
    """The page's answer: whose chains, how far they carry, who leads at both moments."""
    said = []
    for moment in Moment:
        frame = found.frame(moment)
        if len(frame):
            said.append(
                t("{leader} ({share})", leader=leads(frame, moment, t), share=t.percent(frame["total"].iloc[0]))
            )
    slots = {"chains": _whose(found, t, status), "trust": t(trust(found.chains))}
    if len(said) == len(Moment):
        return t("{chains} ({trust}). {purchase}. {renewal}.", purchase=said[0], renewal=said[1], **slots)
    return t("{chains} ({trust}). {finding}.", finding=said[0] if said else t("nothing to count yet"), **slots)


def _whose(found: TypicalChain, t: Words, status: Sequence[str]) -> str:
    if found.signed:
        return t.plural("{n} customer's chain", "{n} customers' chains", found.chains)
    if status and set(status) <= {Status.LEAD, Status.TALKING}:
        return t.plural("{n} chain of a company in talks", "{n} chains of companies in talks", found.chains)
    if set(status) == {Status.LOST}:
        return t.plural("{n} chain of a lost deal", "{n} chains of lost deals", found.chains)
    return t.plural("{n} chain", "{n} chains", found.chains)


def usual(found: TypicalChain, moment: Moment) -> list[tuple[TypicalPosition, TypicalPosition, int, int]]:
    """Who usually listens to whom: listener, the one listened to, on how many of its chains; the commonest first."""
    at = {p.position: p for p in found.positions}
    pairs = [
        (p, at[heard], k, p.total(moment).n)
        for p in found.positions
        for heard, k in p.listens[moment]
        if heard in at and k >= USUALLY * p.total(moment).n
    ]
    return sorted(pairs, key=lambda pair: -pair[2])


def remarks(found: TypicalChain, moment: Moment, t: Words, known: Lists) -> list[str]:
    """What else there is to know of these chains, a sentence each, counts with every one."""
    said = []
    if heard := usual(found, moment):
        ways = [
            t("{listener} to {heard} ({k} of {n})", listener=t.name(p.label), heard=t.name(other.label), k=k, n=n)
            for p, other, k, n in heard[:MOST_SAID]
        ]
        said.append(t("Usually listens: {list}.", list=t.listing(ways)))
    else:
        said.append(t("Nobody usually listens to somebody else here; everybody keeps to their own judgement."))
    if stances := [_stands(p, moment, t) for p in found.positions if p.stance(moment)[0] is not None]:
        said.append(t("Usually stands, of those known: {list}.", list=t.listing(stances[:MOST_SAID])))
    if vetoes := [t("{position} ({k} of {n})", position=p.label, k=p.veto, n=p.k) for p in found.positions if p.veto]:
        said.append(t("Can block alone: {list}.", list=t.listing(vetoes[:MOST_SAID])))
    if missing := [
        t("{position} ({k} of {n})", position=known.label(ListName.BUYING_ROLE, role, t), k=k, n=found.chains)
        for role, k in found.missing.items()
        if k
    ]:
        said.append(t("Nobody is marked as: {list}.", list=t.listing(missing)))
    return said


def _stands(position: TypicalPosition, moment: Moment, t: Words) -> str:
    stance, k, n = position.stance(moment)
    return t(
        "{position} {stance} ({k} of {n})", position=position.label, stance=t(STANCE_LABELS[Stance(stance)]), k=k, n=n
    )


def stance(position: TypicalPosition, moment: Moment, t: Words) -> str:
    """Where a position usually stands, with its counts; empty while nobody knows."""
    usually, k, n = position.stance(moment)
    if not n:
        return ""
    if usually is None:
        return t("differs ({n} known)", n=n)
    return t("{stance} ({k} of {n})", stance=t(STANCE_LABELS[Stance(usually)]), k=k, n=n)


def spread(found: Estimate, t: Words) -> str:
    """A mean share with the smallest and largest in brackets: 25%（14–38）; empty where nothing is known."""
    if found.value is None:
        return ""
    if found.lo is None or found.hi is None or found.hi - found.lo < 0.005:
        return t.percent(found.value)
    ends = {"lo": t.number(100 * found.lo), "hi": t.number(100 * found.hi)}
    return t("{share} ({lo}–{hi})", share=t.percent(found.value), **ends)


def shift(position: TypicalPosition, moment: Moment, t: Words) -> str:
    """From what it decides directly to its influence, both with their spread: 43%（33–60）→ 25%（14–38）."""
    nominal, total = spread(position.shares[moment], t), spread(position.total(moment), t)
    return f"{nominal} → {total}" if total else ""


def listens(position: TypicalPosition, moment: Moment, found: TypicalChain, t: Words) -> str:
    """Whom a position listens to, each with on how many of its chains."""
    labels = {p.position: p.label for p in found.positions}
    n = position.total(moment).n
    heard = [
        t("{position} ({k} of {n})", position=labels.get(other, other), k=k, n=n)
        for other, k in position.listens[moment][:MOST_SAID]
    ]
    return t.listing(heard)
