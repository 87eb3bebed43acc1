"""The persona as a story: sentences composed only from evidence, each with its mark and the way to its rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from persona_core.decision_chain.analysis import reversal
from persona_core.decision_chain.models import Moment
from persona_core.journeys.ending import DUE_DAYS, fees
from persona_core.journeys.wording import to_sign
from persona_core.kit.estimates import median
from persona_core.kit.words import Words
from persona_core.personas.card import Paragraph, Sentence, Way
from persona_core.personas.findings import Findings, Theme, leader
from persona_core.stories.wording import turn
from persona_core.vocabulary.fixed_lists import ENUM_LABELS
from persona_core.vocabulary.models import ListName, TagKind

LEAST = 3
"""What fewer than three customers say is not told as a story."""

SIGNED = {"status": "active,churned"}
DRIVES = (TagKind.CHALLENGE, TagKind.TRIGGER, TagKind.NEED, TagKind.MOTIVE)
HINDERS = (TagKind.OBSTACLE, TagKind.CONCERN)
GAINS = (TagKind.VALUE, TagKind.PRAISE)


class Said(NamedTuple):
    """A sentence before it has its mark."""

    text: str
    way: Way
    counts: str = ""


def story(t: Words, f: Findings) -> tuple[Paragraph, ...]:
    """Who they are, why they come, who decides, what holds them up, and what becomes of them."""
    paragraphs, mark = [], 0
    for part in (_who, _why, _deciding, _using):
        sentences = []
        for said in part(t, f):
            mark += 1
            sentences.append(Sentence(said.text, mark, said.way, said.counts))
        if sentences:
            paragraphs.append(Paragraph(tuple(sentences)))
    return tuple(paragraphs)


def _who(t: Words, f: Findings) -> Iterator[Said]:
    p = f.population
    if not p.signed:
        return
    said = t("We talked to {talked} companies, and {signed} of them signed.", talked=p.talked, signed=p.signed)
    yield Said(said, Way("journey"), t("{k} of {n} companies", k=p.signed, n=p.talked))
    heads = f.signed.middle("headcount")
    if heads.value is not None and not f.signed.mostly_bands("headcount"):
        counts = t("known of {asked} of {n} companies", asked=heads.n, n=p.signed)
        said = t("A usual customer has about {n} people.", n=t.number(heads.value))
        yield Said(said, Way("companies", SIGNED), counts)
    if (prior := f.signed.most_common("prior_kind")) and prior[1] > 1:
        n = len(f.signed.known("prior_kind"))
        said = t("Before us, most often: {prior}.", prior=t(ENUM_LABELS["prior_kind"][prior[0]]))
        yield Said(said, Way("companies", SIGNED | {"prior": prior[0]}), t("{k} of {n} companies", k=prior[1], n=n))


def _why(t: Words, f: Findings) -> Iterator[Said]:
    driving = _first(f, DRIVES)
    if driving is None:
        return
    yield _theme(t, driving, t("What gets them moving is mostly “{theme}”.", theme=driving.name))
    if driving.quotes:
        quote = driving.quotes[0]
        said = t("One of them puts it like this: “{quote}”", quote=quote.text)
        yield Said(said, Way("stories", {"story": quote.story_id}), quote.said_by)


def _deciding(t: Words, f: Findings) -> Iterator[Said]:
    yield from _pushing(t, f)
    first, n = leader(f.influence, Moment.PURCHASE), f.typical.moments[Moment.PURCHASE]
    if first and first.purchase:
        said = t("When they buy, {position} weighs most: {share}.", **_share(t, first.position, first.purchase))
        yield Said(said, _chain(Moment.PURCHASE), t.plural("{n} chain", "{n} chains", n))
    if hinders := _first(f, HINDERS):
        yield _theme(t, hinders, t("What holds them up most is “{theme}”.", theme=hinders.name))
    if f.lost_at:
        (stage, k), total = f.lost_at[0], sum(n for _, n in f.lost_at)
        said = t("Those we lose, we mostly lose at “{stage}”.", stage=stage)
        yield Said(said, Way("journey"), t("{k} of {n} lost companies", k=k, n=total))
    if days := to_sign(t, f.road):
        yield Said(t("{text}.", text=days[0].upper() + days[1:]), Way("journey", {"show": "time"}))


def _pushing(t: Words, f: Findings) -> Iterator[Said]:
    first = f.deals[f.deals["outcome"].isin(("won", "churned"))].drop_duplicates("company_id")
    known = first["pushed_by"].dropna()
    if len(known) < LEAST:
        return
    code, k = known.value_counts().index[0], int(known.value_counts().iloc[0])
    position = t.name(f.known.label(ListName.POSITION, code, t))
    said = t("Inside, it is mostly {position} who pushes.", position=position)
    yield Said(said, Way("decision-chain", {"view": "typical", "by": "pushed_by"}), t("{k} of {n}", k=k, n=len(known)))


def _using(t: Words, f: Findings) -> Iterator[Said]:
    p = f.population
    if min(f.typical.moments.values()):
        frame = f.typical.slope()
        turned = reversal(frame)
        if turned:
            share = next(x.renewal for x in f.influence if x.position == turned[1])
            said = t("When it comes to renewing it turns: {position} has {share}.", **_share(t, turned[1], share))
        else:
            position = t.name(frame.loc[(frame["purchase"] + frame["renewal"]).idxmax(), "position"])
            said = t("When it comes to renewing nothing turns: {position} still weighs most.", position=position)
        n = f.typical.moments[Moment.RENEWAL]
        yield Said(said, _chain(Moment.RENEWAL), t.plural("{n} chain", "{n} chains", n))
    if gained := _first(f, GAINS):
        yield _theme(t, gained, t("What they are glad of is mostly “{theme}”.", theme=gained.name))
    if gone := p.by_status.get("churned", 0):
        said = t.plural("{n} customer left again.", "{n} customers left again.", gone)
        yield Said(said, Way("companies", {"status": "churned"}), t("{k} of {n} companies", k=gone, n=p.signed))
    for one in f.apart.turns[:1] if f.apart else ():
        said = t("{text}.", text=turn(t, f.apart.tags[one.tag], one))
        yield Said(said, Way("stories", {"view": "differ"}))
    yield from _worth(t, f)


def _worth(t: Words, f: Findings) -> Iterator[Said]:
    known = f.deals[(f.deals["outcome"] == "won") & f.deals["annual_fee"].notna()]["annual_fee"]
    if known.empty:
        return
    middle = median([float(fee) for fee in known])
    said = t("A customer usually pays {fee} a year.", fee=t.money(middle.value, f.currency))
    counts = t.plural("{n} running deal", "{n} running deals", len(known))
    yield Said(said, Way("companies", {"status": "active"}), counts)
    total, n = fees(f.contracts.soon)
    if n:
        said = t("{sum} of it ends within {days} days.", sum=t.money(total, f.currency), days=DUE_DAYS)
        yield Said(said, Way("journey", {"open": "due"}), t.plural("{n} contract", "{n} contracts", n))


def _first(f: Findings, kinds: tuple[TagKind, ...]) -> Theme | None:
    return next((x for x in f.themes if x.kind in kinds and x.k >= LEAST), None)


def _theme(t: Words, theme: Theme, text: str) -> Said:
    counts = t("{k} of {n} asked", k=theme.k, n=theme.asked)
    return Said(text, Way("stories", {"tag": theme.tag_id}), counts)


def _share(t: Words, position: str, share: float) -> dict[str, str]:
    return {"position": t.name(position), "share": t.percent(share)}


def _chain(moment: Moment) -> Way:
    return Way("decision-chain", {"view": "typical", "moment": moment.value})
