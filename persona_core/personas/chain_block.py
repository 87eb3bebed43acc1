"""The block of the card about who decides."""

from __future__ import annotations

from persona_core.kit.estimates import trust
from persona_core.kit.words import Words
from persona_core.personas.card import Block, Line, Way
from persona_core.personas.findings import LONGEST_LIST, Findings, counts_text, leader
from persona_core.vocabulary.models import ListName

WORTH_SAYING = 0.005
"""A mean influence below this rounds to nothing and is left out."""


def decides(t: Words, f: Findings) -> Block:
    """谁说了算: influence at purchase and at renewal, reversal or none, vetoes, who pushed."""
    lines = []
    trusted = t(trust(f.chains))
    chains = t.plural("{n} chain", "{n} chains", f.chains)
    for moment in ("purchase", "renewal"):
        known = [x for x in f.influence if getattr(x, moment) is not None]
        if not known:
            continue
        known.sort(key=lambda x: -getattr(x, moment))
        named = [
            t("{name} {share}", name=x.position, share=t.percent(getattr(x, moment)))
            for x in known
            if getattr(x, moment) >= WORTH_SAYING
        ]
        lines.append(
            Line(
                f"decides.{moment}",
                _say_moment(t, moment, t.listing(named[:LONGEST_LIST])),
                Way("decision-chain", {"view": "typical", "moment": moment}),
                None,
                f.chains,
                f.chains,
                chains,
                trusted,
            )
        )
    first, second = leader(f.influence, "purchase"), leader(f.influence, "renewal")
    if first and second:
        text = (
            t("No reversal: {position} weighs most both times.", position=first.position)
            if first.position == second.position
            else t(
                "It turns round: {first} leads at purchase, {second} at renewal.",
                first=first.position,
                second=second.position,
            )
        )
        lines.append(
            Line(
                "decides.turn",
                text,
                Way("decision-chain", {"view": "typical", "moment": "renewal"}),
                None,
                f.chains,
                f.chains,
                chains,
                trusted,
            )
        )
    if vetoes := [
        t("{name} ({k} of {n} chains)", name=x.position, k=x.veto, n=f.chains) for x in f.influence if x.veto
    ]:
        lines.append(
            Line(
                "decides.veto",
                t("Can block alone: {list}", list=t.listing(vetoes)),
                Way("decision-chain", {"view": "typical"}),
                None,
                f.chains,
                f.chains,
                chains,
                trusted,
            )
        )
    lines += _pushed(t, f)
    return Block(
        "decides",
        2,
        t("Who decides"),
        tuple(lines),
        t("No decision chain yet. Start with one customer: who decides, who is asked."),
    )


def _say_moment(t: Words, moment: str, listing: str) -> str:
    return t("At purchase: {list}", list=listing) if moment == "purchase" else t("At renewal: {list}", list=listing)


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
