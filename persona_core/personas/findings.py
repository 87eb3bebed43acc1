"""What a card is composed from: counts and frames of the four steps, and how counts are put in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from persona_core.companies.queries import Population
from persona_core.decision_chain.leading import Leader
from persona_core.decision_chain.models import Moment
from persona_core.decision_chain.typical import TypicalChain
from persona_core.journeys.analysis import Funnel
from persona_core.journeys.cuts.analysis import Cut
from persona_core.journeys.ending import Contracts
from persona_core.kit.estimates import Estimate
from persona_core.kit.words import Words
from persona_core.personas.card import Quote
from persona_core.personas.customers import Customers
from persona_core.personas.scope import Scope
from persona_core.stories.differences import Differences
from persona_core.stories.material import Material
from persona_core.vocabulary.queries import Lists

LONGEST_LIST = 5


@dataclass(frozen=True)
class Theme:
    """What the card needs of a theme: counts among signed customers, quotes, and what lost deals said."""

    tag_id: str
    name: str
    kind: str
    k: int
    asked: int
    n: int
    quotes: tuple[Quote, ...] = ()
    lost_k: int = 0
    lost_asked: int = 0


@dataclass(frozen=True)
class Influence:
    """A position's mean influence over the chains it sits on."""

    position: str
    k: int
    n: int
    purchase: float | None
    renewal: float | None
    veto: int = 0


@dataclass(frozen=True, kw_only=True)
class Outline:
    """What the persona in one sentence and what is missing are said from, narrowed to what the viewer may see.

    `chained` tells whether there is any chain, `leaders` who weighs most on them at each moment.
    """

    population: Population
    signed: Customers
    known: Lists
    chained: bool
    leaders: Mapping[Moment, Leader]
    win_rate: Estimate
    lost_at: tuple[tuple[str, int], ...]
    themes: tuple[Theme, ...]
    stories: int
    with_stories: int
    road: Funnel
    contracts: Contracts
    confirmed_by: str = ""
    advice: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Findings(Outline):
    """Everything the card is composed from."""

    deals: pd.DataFrame
    chains: int
    influence: tuple[Influence, ...]
    currency: str
    today: date
    typical: TypicalChain
    stages: dict[int, str]
    every_fee: float
    told: Material
    scope: Scope
    apart: Differences | None = None
    cuts: Mapping[str, Cut] = field(default_factory=dict)
    hide: Callable[[str], str] = str


def leader(found: Sequence[Influence], moment: str) -> Influence | None:
    """Who weighs most at a moment; None without chains."""
    known = [x for x in found if getattr(x, moment) is not None]
    return max(known, key=lambda x: getattr(x, moment), default=None)


def counts_text(t: Words, k: int | None, asked: int, n: int) -> str:
    """The counts behind a line: 8 家提到 / 问过 11 家 / 共 12 家, or shorter where they agree."""
    if k is None:
        return (
            t("known of {asked} of {n} companies", asked=asked, n=n)
            if asked != n
            else t.plural("{n} company", "{n} companies", n)
        )
    if asked == n:
        return t("{k} of {n} companies", k=k, n=n)
    return t("{k} of {asked} known, {n} in all", k=k, asked=asked, n=n)


def said_text(t: Words, k: int, asked: int, n: int) -> str:
    """The counts behind a theme: who said it, of those asked, of all."""
    return t("{k} said so / {asked} asked / {n} in all", k=k, asked=asked, n=n)
