"""The answer of the company page: who our customers are, in true sentences."""

from __future__ import annotations

from collections.abc import Callable

from persona_core.companies.analysis import Distribution
from persona_core.companies.naming import shorten
from persona_core.companies.queries import Population
from persona_core.kit.estimates import FEW, Estimate, share, share_text, trust
from persona_core.kit.words import Words

Say = Callable[[str], str]


def answer(
    t: Words, people: Population, industries: Distribution, sizes: Distribution, middle: Estimate, say: Say
) -> str:
    """Both populations, what those who signed have in common, their headcount; `say` names an industry.

    `middle` is the median of exact headcounts; where most are known as bands only, `sizes` speaks instead.
    """
    if not people.total:
        return t("A persona is made of real companies: paste those you know below. A name for each is enough to begin.")
    sentences = [_populations(t, people)]
    if industries.n > 1:
        sentences.append(_industry(t, industries, say))
    if sizes.by_middle > middle.n:
        sentences.append(_sizes(t, sizes))
    elif middle.value is not None:
        sentences.append(_middle(t, middle))
    return ("" if t.lang == "zh" else " ").join(sentences)


def _populations(t: Words, people: Population) -> str:
    if not people.talked:
        return t.plural(
            "{n} lead so far; nobody has been talked to.", "{n} leads so far; none has been talked to.", people.leads
        )
    total = t.plural("Talked to {n} company", "Talked to {n} companies", people.talked)
    if people.leads:
        total = t("{total} ({n} more are leads)", total=total, n=t.number(people.leads))
    if not people.signed:
        return t("{total}; none has signed yet.", total=total)
    return t(
        "{total}, {signed} signed = {share}.",
        total=total,
        signed=t.number(people.signed),
        share=share_text(t, share(people.signed, people.talked)),
    )


def _industry(t: Words, industries: Distribution, say: Say) -> str:
    leader = industries.leader
    if leader is None:
        return t("Customers come from {n} industries; none leads.", n=t.number(industries.kinds))
    slots = {"name": shorten(say(leader.key), 20), "k": t.number(leader.k), "n": t.number(industries.n)}
    if industries.n < FEW:
        return t("So far {k} of {n} customers are {name} ({trust}).", trust=t(trust(industries.n)), **slots)
    if 2 * leader.k > industries.n:
        return t("Customers are mostly {name} ({k} of {n}).", **slots)
    return t("The most common industry is {name} ({k} of {n}).", **slots)


def _sizes(t: Words, sizes: Distribution) -> str:
    leader = sizes.leader
    if leader is None:
        return t("Headcount is known of {n}, mostly as bands; none leads.", n=t.number(sizes.n))
    slots = {"band": leader.key.replace("-", "–"), "k": t.number(leader.k), "n": t.number(sizes.n)}
    return t("Headcount is most often {band} ({k} of {n}, mostly known as bands).", **slots)


def _middle(t: Words, middle: Estimate) -> str:
    slots = {"value": t.number(middle.value), "n": t.number(middle.n)}
    if middle.n < FEW:
        return t("Median headcount {value} ({n} companies, {trust}).", trust=t(trust(middle.n)), **slots)
    return t("Median headcount {value} ({n} companies).", **slots)
