"""The parts of the card that look at everything: one sentence, the road to signing, what is missing."""

from __future__ import annotations

from persona_core.companies.naming import shorten
from persona_core.decision_chain.models import Moment
from persona_core.journeys.wording import number, to_sign, told
from persona_core.kit.estimates import share_text, trust
from persona_core.kit.words import Words
from persona_core.personas.card import Block, Line, Row, Table, Way
from persona_core.personas.findings import (
    Findings,
    Outline,
    counts_text,
)
from persona_core.personas.picturing import road
from persona_core.personas.story_blocks import LEAVE
from persona_core.vocabulary.models import ListName

LONGEST_NAME = 40


def summary(t: Words, f: Outline) -> str:
    """One sentence that says the persona; parts that nothing carries are left out."""
    parts = []
    if (industry := f.signed.most_common("industry")) and industry[1] >= 2:
        name = shorten(f.known.label(ListName.INDUSTRY, industry[0], t), LONGEST_NAME)
        parts.append(_leading(t, name, industry[1], len(f.signed.known("industry"))))
    heads = f.signed.middle("headcount")
    if heads.value is not None and f.signed.mostly_bands("headcount"):
        band, k = f.signed.most_common("headcount_band")
        name = t("{band} people", band=band)
        parts.append(_leading(t, name, k, len(f.signed.known("headcount"))))
    elif heads.value is not None:
        parts.append(t("about {n} people", n=t.number(heads.value)))
    if first := f.leaders.get(Moment.PURCHASE):
        share = t.percent(first.influence)
        position = shorten(first.position, LONGEST_NAME)
        parts.append(t("at purchase {position} weighs most ({share})", position=position, share=share))
    if second := f.leaders.get(Moment.RENEWAL):
        position = shorten(second.position, LONGEST_NAME)
        parts.append(t("at renewal {position} ({share})", position=position, share=t.percent(second.influence)))
    heard = [t("“{theme}” ({k} of {asked})", theme=theme.name, k=theme.k, asked=theme.asked)
             for theme in [x for x in f.themes if x.kind in LEAVE and x.k >= 3][:2]]  # fmt: skip
    if heard:
        parts.append(t("often heard: {list}", list=t.listing(heard)))
    said = t("; ").join(parts)
    return said[:1].upper() + said[1:] + t(".") if parts else ""


def _leading(t: Words, name: str, k: int, n: int) -> str:
    """What leads, said as strongly as it does."""
    if 2 * k > n:
        return t("mostly {name} ({k} of {n})", name=name, k=k, n=n)
    return t("most often {name} ({k} of {n})", name=name, k=k, n=n)


def journey(t: Words, f: Findings) -> Block:
    """用户路径: both populations, where deals end, how long it takes."""
    lines = []
    p = f.population
    if p.talked:
        text = t(
            "Talked to {total} companies, {signed} signed = {share}.",
            total=p.talked,
            signed=p.signed,
            share=share_text(t, f.win_rate),
        )
        lines.append(
            Line(
                "journey.funnel",
                text,
                Way("journey"),
                p.signed,
                p.talked,
                p.talked,
                t("{n} still open", n=p.open),
                t(trust(p.talked)),
                label=t("Signed, of those talked to"),
            )
        )
    if f.lost_at:
        stage, k = f.lost_at[0]
        total = sum(x for _, x in f.lost_at)
        lines.append(
            Line(
                "journey.lost",
                t("Most are lost at “{stage}”.", stage=stage),
                Way("journey"),
                k,
                total,
                total,
                t("{k} of {n} lost companies", k=k, n=total),
                t(trust(total)),
            )
        )
    d = f.road.days_to_sign
    if said := to_sign(t, f.road):
        text = t("{answer}.", answer=said[0].upper() + said[1:])
        lines.append(
            Line(
                "journey.days",
                text,
                Way("journey"),
                None,
                d.n,
                p.talked,
                counts_text(t, None, d.n, p.talked),
                t(trust(d.n)),
            )
        )
    return Block(
        "journey",
        3,
        t("The road to signing"),
        tuple(lines),
        t("No deals yet. Import deals with the dates of their stages."),
        road(t, f),
        _stages(t, f),
    )


def _stages(t: Words, f: Findings) -> tuple[Table, ...]:
    """Stage by stage: who reached it, moved on, left, is still there, and how long they stay."""
    if not f.road.total:
        return ()
    head = (t("Stage"), t("Reached"), t("Left there"), t("Still there"), t("Moved on"), t("Days there"))
    rows = tuple(
        Row(
            str(row.num),
            (
                f.stages[row.num],
                number(t, f.road.unit, row.reached),
                t.number(row.left),
                t.number(row.open),
                told(t, row.step) if row is not f.road.rows[-1] else "",
                t.number(row.days.value) if row.days.value is not None else "",
            ),
            Way("journey"),
        )
        for row in f.road.rows
    )
    return Table.of("stages", head, rows)


def missing(t: Words, f: Outline) -> tuple[Line, ...]:
    """What the card still lacks, each with the way to mend it."""
    p, lines = f.population, []

    def lack(key: str, text: str, page: str, **params: str) -> None:
        lines.append(Line(f"missing.{key}", text, Way(page, params)))

    if p.signed and f.with_stories < p.signed:
        lack(
            "stories",
            t.plural(
                "{n} customer has told no story yet.",
                "{n} customers have told no story yet.",
                p.signed - f.with_stories,
            ),
            "stories",
        )
    if p.signed and not f.chained:
        lack("chains", t("No decision chain is drawn yet."), "decision-chain")
    for column, label in (("headcount", t("Headcount")), ("prior_kind", t("Used before")), ("industry", t("Industry"))):
        empty = len(f.signed) - len(f.signed.known(column))
        if empty:
            lack(
                column,
                t.plural(
                    "{label} is not known of {n} customer.",
                    "{label} is not known of {n} customers.",
                    empty,
                    label=label,
                ),
                "companies",
                status="active,churned",
            )
    if p.signed and not any(f.advice.values()):
        lack("advice", t("Nothing is written yet under “How to use it”."), "card")
    if p.signed and not f.confirmed_by:
        lack("confirmed", t("Nobody in sales has confirmed this card."), "card")
    return tuple(lines)
