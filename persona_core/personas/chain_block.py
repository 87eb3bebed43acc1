"""The block of the card about who decides."""

from __future__ import annotations

from persona_core.decision_chain.analysis import reversal
from persona_core.decision_chain.models import Moment
from persona_core.decision_chain.typical import TypicalPosition
from persona_core.decision_chain.typical_wording import listens, spread, stance
from persona_core.kit.estimates import trust
from persona_core.kit.words import N_, Words
from persona_core.personas.card import Block, Line, Row, Table, Way
from persona_core.personas.findings import LONGEST_LIST, Findings, counts_text
from persona_core.personas.picturing import turning, weighing
from persona_core.vocabulary.models import ListName

NO_CHAIN = N_("No decision chain yet. Start with one customer: who decides, who is asked.")
LONGEST_TABLE = 12
WORTH_SAYING = 0.005
"""A mean influence below this rounds to nothing and is left out."""


def decides(t: Words, f: Findings) -> Block:
    """谁说了算: influence at purchase and at renewal, reversal or none, vetoes, who pushed."""
    lines = [*_moments(t, f), *_turn(t, f), *_vetoes(t, f), *_pushed(t, f)]
    return Block(
        "decides",
        2,
        t("Who decides"),
        tuple(lines),
        t(NO_CHAIN),
        turning(t, f),
    )


def typical_chain(t: Words, f: Findings) -> Block:
    """典型决策链: every position with its influence at both moments, their spread, vetoes and where it stands."""
    here = [p for p in f.typical.positions if max(p.purchase.value or 0, p.renewal.value or 0) >= WORTH_SAYING]
    here.sort(key=lambda p: -max(p.purchase.value or 0, p.renewal.value or 0))
    head = (t("Position"), t("On chains"), t("Purchase"), t("Renewal"), t("Listens to"), t("Stance"), t("Veto"))
    rows = tuple(_row(t, f, p) for p in here[:LONGEST_TABLE])
    return Block(
        "chain",
        2,
        t("The typical chain"),
        empty=t(NO_CHAIN),
        charts=weighing(t, f),
        tables=Table.of("chain", head, rows),
    )


def _row(t: Words, f: Findings, p: TypicalPosition) -> Row:
    moment = Moment.PURCHASE if p.purchase.value is not None else Moment.RENEWAL
    return Row(
        p.position,
        (
            p.label,
            t("{k} of {n}", k=p.k, n=f.typical.chains),
            spread(p.purchase, t),
            spread(p.renewal, t),
            listens(p, moment, f.typical, t),
            stance(p, moment, t),
            t("{k} of {n}", k=p.veto, n=p.k) if p.veto else "",
        ),
        Way("decision-chain", {"view": "typical", "moment": moment.value}),
    )


def _moments(t: Words, f: Findings) -> list[Line]:
    """Who weighs how much, a line for each moment that anybody has filled in."""
    lines = []
    for moment in Moment:
        known = [x for x in f.influence if getattr(x, moment) is not None]
        if not known:
            continue
        known.sort(key=lambda x: -getattr(x, moment))
        named = [
            t("{name} {share}", name=x.position, share=t.percent(getattr(x, moment)))
            for x in known
            if getattr(x, moment) >= WORTH_SAYING
        ]
        text = _say_moment(t, moment, t.listing(named[:LONGEST_LIST]))
        lines.append(_of_chains(t, f"decides.{moment}", text, f.typical.moments[moment], moment=moment))
    return lines


def _turn(t: Words, f: Findings) -> list[Line]:
    """Whether somebody else leads at renewal, by the rule of the chain's own page; nothing while a moment is empty."""
    n = min(f.typical.moments.values())
    if not n:
        return []
    slope = f.typical.slope()
    if turned := reversal(slope):
        text = t("It turns round: {first} leads at purchase, {second} at renewal.", first=turned[0], second=turned[1])
    else:
        first = slope.loc[(slope["purchase"] + slope["renewal"]).idxmax(), "position"]
        text = t("No reversal: {position} weighs most both times.", position=first)
    return [_of_chains(t, "decides.turn", text, n, moment=Moment.RENEWAL)]


def _vetoes(t: Words, f: Findings) -> list[Line]:
    n = max(f.typical.moments.values())
    vetoes = [t("{name} ({k} of {n} chains)", name=x.position, k=x.veto, n=n) for x in f.influence if x.veto]
    if not vetoes:
        return []
    return [_of_chains(t, "decides.veto", t("Can block alone: {list}", list=t.listing(vetoes)), n)]


def _of_chains(t: Words, key: str, text: str, n: int, **params: str) -> Line:
    """A line that `n` chains carry; its way leads to the typical chain."""
    way = Way("decision-chain", {"view": "typical", **params})
    return Line(key, text, way, None, n, n, t.plural("{n} chain", "{n} chains", n), t(trust(n)))


def _say_moment(t: Words, moment: Moment, listing: str) -> str:
    return (
        t("At purchase: {list}", list=listing) if moment is Moment.PURCHASE else t("At renewal: {list}", list=listing)
    )


def _pushed(t: Words, f: Findings) -> list[Line]:
    first = f.deals[f.deals["outcome"].isin(("won", "churned"))].drop_duplicates("company_id")
    known = first["pushed_by"].dropna()
    if known.empty:
        return []
    counts = known.value_counts()
    named = [
        t("{name} {k}", name=f.known.label(ListName.POSITION, v, t), k=int(c))
        for v, c in counts.head(LONGEST_LIST).items()
    ]
    k, asked, n = int(counts.iloc[0]), len(known), f.population.signed
    return [
        Line(
            "decides.pushed",
            t("Pushed from inside by: {list}", list=t.listing(named)),
            Way("companies", {"status": "active,churned"}),
            k,
            asked,
            n,
            counts_text(t, k, asked, n),
            t(trust(asked)),
        )
    ]
