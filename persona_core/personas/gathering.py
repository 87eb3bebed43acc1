"""Gathering what a card counts: findings of the four steps about the companies it is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

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
from persona_core.journeys.counting import counted, road_of
from persona_core.journeys.cuts.analysis import Cut, Outcomes, cuts
from persona_core.journeys.cuts.queries import outcomes, renewals
from persona_core.journeys.ending import ending
from persona_core.kit import clock, plain
from persona_core.kit.estimates import share
from persona_core.kit.readings import kept, kept_for_all
from persona_core.kit.words import Words
from persona_core.personas.card import Quote
from persona_core.personas.conditions import EVERYBODY, read_conditions
from persona_core.personas.customers import Customers
from persona_core.personas.findings import Findings, Influence, Theme
from persona_core.personas.models import PersonaCard
from persona_core.personas.queries import first_card, written_advice
from persona_core.personas.scope import scope as scoped
from persona_core.stories import queries as stories
from persona_core.stories.differences import Differences, groups_apart
from persona_core.stories.grouping import RENEWED, WON, Said, band_of
from persona_core.stories.tellers import redactor
from persona_core.vocabulary.queries import Lists, lists
from persona_core.vocabulary.specs import OWN

_OF_COMPANY = (
    *("annual_revenue", "revenue_band", "region", "prior_product", "business_model", "operating_model"),
    *("value_chain", "growth_stage"),
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
) -> Findings:
    """Everything a card is composed from: `row`, or the first card, which is about everybody.

    `brief` leaves out what sets customers apart, which takes longest.
    """
    known = lists(session, viewer)
    row = row or first_card(session, viewer)
    scope = scoped(session, viewer, read_conditions(row.conditions) if row else EVERYBODY)
    told = scope.material(stories.material(session, viewer))
    covered = told.coverage()
    typical = scope.typical(session, viewer, known)
    road = road_of(session, scope.counted(counted(session, viewer)))
    all_deals = deals.frame(session, viewer)
    every_deal = scope.deals(all_deals)
    stages = stage_labels(session, viewer, t)
    signed = customers(session, viewer, scope.sheet, known)
    due = ending(session, viewer, clock.today())
    hide = redactor(session, viewer, t, known)
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
        **({} if brief else _differences(session, viewer, t, scope.sheet, told, known, hide)),
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
    hide: Callable[[str], str],
) -> dict[str, Any]:
    """What sets customers apart, by what they say and by what became of them."""
    became = outcomes(session, viewer, wanted, known=known)
    decided = _stayed(session, became) if wanted == SheetFilter() else frozenset(renewals(session, viewer).items())
    return {
        "apart": _apart(session, viewer, t, told, known, _groups(session, viewer, wanted, known), hide, decided),
        "cuts": _cuts(session, became),
    }


@kept
def _cuts(_session: Session, found: Outcomes) -> Mapping[str, Cut]:
    return cuts(found)


@kept
def _stayed(_session: Session, found: Outcomes) -> frozenset[tuple[str, bool]]:
    return frozenset(found.stayed().items())


@kept
def _groups(session: Session, viewer: Viewer, wanted: SheetFilter, known: Lists) -> Said:
    """What they say by `APART_BY`: a headcount as its band, in which few changes show."""
    signed = customers(session, viewer, wanted, known)
    values = {name: signed.columns[name] for name in APART_BY[2:]}
    values["headcount"] = [None if heads is None else band_of(heads) for heads in values["headcount"]]
    return Said(signed.columns["id"], signed.columns["status"], values)


@kept
def _apart(
    session: Session,
    viewer: Viewer,
    t: Words,
    told: stories.Material,
    known: Lists,
    said: Said,
    hide: Callable[[str], str],
    decided: frozenset[tuple[str, bool]],
) -> Differences:
    """Kept for as long as nobody is in another group, whatever else is written about customers."""
    return groups_apart(
        session, viewer, t, by=APART_BY, found=told, known=known, said=said, hide=hide, decided=dict(decided)
    )


def _influence(typical: TypicalChain) -> tuple[Influence, ...]:
    return tuple(
        Influence(p.label, p.k, typical.chains, p.purchase.value, p.renewal.value, p.veto) for p in typical.positions
    )


@kept
def customers(session: Session, viewer: Viewer, wanted: SheetFilter, known: Lists | None = None) -> Customers:
    """Those who signed, with what the profile tells of each and of its latest deal.

    Own fields that are for the card stand under their keys, as text or as a number.
    """
    every = deals.decided(session, viewer, wanted)
    signed = [place for place, status in enumerate(every["status"]) if status in SIGNED]
    standing = {name: [values[place] for place in signed] for name, values in every.items()}
    return Customers(standing | _described(session, viewer, wanted, known) | _dealt(session, viewer, wanted))


@kept
def _described(session: Session, viewer: Viewer, wanted: SheetFilter, known: Lists | None) -> dict[str, Sequence[Any]]:
    """What else is written of those who signed, by number."""
    columns = [getattr(Company, name) for name in _OF_COMPANY]
    own = own_for(viewer, known) if known else {}
    for key in known.on_card if known else ():
        if key in own:
            code = key.removeprefix(OWN)
            held = Company.custom[code].as_float() if own[key].type == "number" else held_in(code)
            columns.append(held.label(key))
    return plain.columns(session, matching(viewer, replace(wanted, status=SIGNED), *columns).order_by(Company.num))


@kept_for_all
def _dealt(session: Session, viewer: Viewer, wanted: SheetFilter) -> dict[str, Sequence[Any]]:
    """What is written of the latest deal of each of those who signed, by number."""
    columns = [getattr(Deal, name) for name in _OF_DEAL]
    statement = matching(viewer, replace(wanted, status=SIGNED), *columns, latest_deal=True)
    return plain.columns(session, statement.order_by(Company.num))


@kept
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
