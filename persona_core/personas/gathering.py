"""Gathering what a card counts: findings of the four steps about the companies it is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd
from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.companies.models import SIGNED, Company
from persona_core.companies.naming import shorten
from persona_core.companies.own_fields import held_in, own_for
from persona_core.deals import queries as deals
from persona_core.deals.models import Deal
from persona_core.deals.queries import SheetFilter, matching
from persona_core.decision_chain.leading import leaders
from persona_core.decision_chain.typical import TypicalChain
from persona_core.journeys import queries as journeys
from persona_core.journeys.analysis import Funnel
from persona_core.journeys.counting import WHOLE, counted
from persona_core.journeys.cuts.analysis import Outcomes, cuts
from persona_core.journeys.cuts.queries import outcomes
from persona_core.journeys.ending import ending
from persona_core.kit import clock, plain
from persona_core.kit.estimates import share
from persona_core.kit.remembering import Remember, anew
from persona_core.kit.words import Words
from persona_core.personas.card import Quote
from persona_core.personas.conditions import EVERYBODY, read_conditions
from persona_core.personas.findings import Findings, Influence, Theme
from persona_core.personas.models import PersonaCard
from persona_core.personas.queries import first_card, written_advice
from persona_core.personas.scope import scope as scoped
from persona_core.stories import queries as stories
from persona_core.stories.differences import groups_apart
from persona_core.stories.grouping import RENEWED, WON, Said
from persona_core.stories.tellers import redactor
from persona_core.vocabulary.queries import Lists, lists
from persona_core.vocabulary.specs import OWN

_OF_COMPANY = (
    *("id", "status", "industry", "headcount", "headcount_band", "annual_revenue", "revenue_band", "prior_kind"),
    *("region", "prior_product", "business_model", "operating_model", "value_chain", "growth_stage"),
)
_OF_DEAL = ("annual_fee", "lead_source", "pushed_by")
APART_BY = (WON, RENEWED, "pushed_by", "prior_kind", "headcount", "annual_revenue", "industry")
"""Fields by which the card looks for differences of what customers say; all their comparisons are one family."""
QUOTES, LONGEST_NAME = 3, 40


def findings(
    session: Session,
    viewer: Viewer,
    t: Words,
    row: PersonaCard | None = None,
    *,
    brief: bool = False,
    remember: Remember = anew,
) -> Findings:
    """Everything a card is composed from: `row`, or the first card, which is about everybody.

    `brief` leaves out what sets customers apart, which takes longest. A screen may `remember` what was read.
    """
    known = lists(session, viewer)
    row = row or first_card(session, viewer)
    scope = scoped(session, viewer, read_conditions(row.conditions) if row else EVERYBODY)
    told = scope.material(remember("material", lambda: stories.material(session, viewer)))
    covered = told.coverage()
    typical = remember(
        ("card's chain", viewer.lang, scope.sheet), lambda: scope.typical(session, viewer, known, remember=remember)
    )
    road = scope.road(
        remember(("counted", (WHOLE, clock.today())), lambda: counted(session, viewer, remember=remember))
    )
    all_deals = remember("deals", lambda: deals.frame(session, viewer))
    every_deal = scope.deals(all_deals)
    stages = stage_labels(session, viewer, t)
    signed = remember(("signed", viewer.masked, scope.sheet), lambda: signed_frame(session, viewer, scope.sheet, known))
    due = remember(("ending", viewer, clock.today()), lambda: ending(session, viewer))
    hide = remember(("hide", viewer.lang, viewer.masked), lambda: redactor(session, viewer, t, known))
    return Findings(
        population=scope.population,
        signed=signed,
        deals=every_deal,
        known=known,
        chains=typical.chains,
        chained=typical.chains > 0,
        leaders=leaders(typical),
        influence=_influence(typical),
        win_rate=share(scope.population.signed, scope.population.talked),
        lost_at=lost_at(road, stages),
        themes=themes(session, viewer, t, told, known, hide),
        stories=covered.stories,
        with_stories=covered.signed,
        currency=viewer.currency,
        today=clock.today(),
        typical=typical,
        road=road,
        contracts=scope.contracts(due, every_deal),
        stages=stages,
        every_fee=float(all_deals.loc[all_deals["outcome"] == "won", "annual_fee"].sum()),
        told=told,
        scope=scope,
        **({} if brief else _differences(session, viewer, t, scope.sheet, told, known, signed, hide, remember)),
        hide=hide,
        confirmed_by=row.confirmed_by if row else "",
        advice={kind: a.text for kind, a in written_advice(session, viewer, row).items()},
    )


def stage_labels(session: Session, viewer: Viewer, t: Words) -> dict[int, str]:
    """What each stage of the main journey is called, by its number."""
    return {stage.num: journeys.stage_label(stage, t) for stage in journeys.stages(session, viewer)}


def lost_at(road: Funnel, stages: Mapping[int, str]) -> tuple[tuple[str, int], ...]:
    """Stages at which deals were lost, by name, where most were lost first."""
    return tuple((stages[num], n) for num, n in sorted(road.lost_at.items(), key=lambda x: -x[1]))


def _differences(
    session: Session,
    viewer: Viewer,
    t: Words,
    wanted: SheetFilter,
    told: stories.Material,
    known: Lists,
    signed: pd.DataFrame,
    hide: Callable[[str], str],
    remember: Remember,
) -> dict[str, Any]:
    """What sets customers apart, by what they say and by what became of them."""

    def became() -> Outcomes:
        return remember(
            ("outcomes", viewer, wanted), lambda: outcomes(session, viewer, wanted, known=known, remember=remember)
        )

    apart = remember(("cuts", wanted), lambda: cuts(became()))
    if wanted == SheetFilter():
        remember("renewals", lambda: became().stayed())  # what groups ask for next, read already
    by_field = {name: signed[name].astype(object).where(signed[name].notna(), None).tolist() for name in APART_BY[2:]}
    said = Said(signed["id"].tolist(), signed["status"].tolist(), by_field)
    return {
        "apart": groups_apart(
            session, viewer, t, by=APART_BY, found=told, known=known, said=said, hide=hide, remember=remember
        ),
        "cuts": apart,
    }


def _influence(typical: TypicalChain) -> tuple[Influence, ...]:
    return tuple(
        Influence(p.label, p.k, typical.chains, p.purchase.value, p.renewal.value, p.veto) for p in typical.positions
    )


def signed_frame(session: Session, viewer: Viewer, wanted: SheetFilter, known: Lists | None = None) -> pd.DataFrame:
    """Those who signed, one row a company, with what the profile tells of it and of its latest deal.

    Own fields that are for the card stand under their keys, as text or as a number.
    """
    columns = [getattr(Company, c) for c in _OF_COMPANY] + [getattr(Deal, c) for c in _OF_DEAL]
    columns[_OF_COMPANY.index("id")] = plain.key(Company.id).label("id")
    own = own_for(viewer, known) if known else {}
    for key in known.on_card if known else ():
        if key in own:
            code = key.removeprefix(OWN)
            held = Company.custom[code].as_float() if own[key].type == "number" else held_in(code)
            columns.append(held.label(key))
    statement = matching(viewer, replace(wanted, status=SIGNED), *columns, latest_deal=True).order_by(Company.num)
    return plain.frame(session, statement)


def themes(
    session: Session, viewer: Viewer, t: Words, told: stories.Material, known: Lists, hide: Callable[[str], str]
) -> tuple[Theme, ...]:
    """Themes of signed customers, most named first, each with what lost deals said."""
    of = partial(stories.themes, session, viewer, t, found=told, known=known, hide=hide)
    lost = {x.tag_id: x for x in of(population="lost", quotes=0)}
    lost_asked = max((x.asked for x in lost.values()), default=0)
    found: list[Theme] = []
    heard: Counter[str] = Counter()
    for x in of(population="signed"):
        said = [Quote(str(q.story_id), shorten(q.company, LONGEST_NAME), q.stage, q.text) for q in x.quotes[:QUOTES]]
        # Everybody gets a word in: whoever spoke least so far comes first, equals as telling as they are.
        quotes = tuple(sorted(said, key=lambda quote: heard[quote.who]))
        heard.update(quote.who for quote in quotes[:1])
        theme = Theme(str(x.tag_id), x.name, x.kind, x.k, x.asked, x.n, quotes, 0, lost_asked)
        found.append(replace(theme, lost_k=lost[x.tag_id].k) if x.tag_id in lost else theme)
    return tuple(found)
