"""Reading the card: gathers findings from the four steps and composes them."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.access.queries import current_workspace, visible
from persona_core.companies import queries as companies
from persona_core.companies.models import SIGNED, Company
from persona_core.deals import queries as deals
from persona_core.deals.models import Deal
from persona_core.deals.queries import SheetFilter, matching
from persona_core.decision_chain import queries as chains
from persona_core.decision_chain.typical import TypicalChain
from persona_core.journeys import queries as journeys
from persona_core.journeys.counting import funnel
from persona_core.journeys.cuts.analysis import cuts
from persona_core.journeys.cuts.queries import outcomes
from persona_core.journeys.ending import ending
from persona_core.kit import clock, plain
from persona_core.kit.estimates import share
from persona_core.kit.words import Words
from persona_core.personas import chain_block, company_blocks, composing, difference_block, story_blocks
from persona_core.personas.card import AdviceText, Card, Quote
from persona_core.personas.findings import Findings, Influence, Theme
from persona_core.personas.models import ADVICE_LABELS, Advice, PersonaCard
from persona_core.stories import queries as stories
from persona_core.stories.differences import groups_apart
from persona_core.stories.grouping import RENEWED, WON
from persona_core.vocabulary.queries import lists

_OF_COMPANY = (
    *("id", "status", "industry", "headcount", "headcount_band", "annual_revenue", "revenue_band", "prior_kind"),
    *("region", "prior_product", "business_model", "operating_model", "value_chain", "growth_stage"),
)
_OF_DEAL = ("annual_fee", "lead_source")
APART_BY = (WON, RENEWED, "pushed_by", "prior_kind", "headcount", "annual_revenue", "industry")
"""Fields by which the card looks for differences of what customers say; all their comparisons are one family."""
QUOTES = 3


def findings(session: Session, viewer: Viewer, t: Words) -> Findings:
    """Everything the card is composed from."""
    known = lists(session, viewer)
    population = companies.population(session, viewer)
    confirmed = session.exec(visible(PersonaCard, viewer)).first()
    told = stories.material(session, viewer)
    covered = told.coverage()
    typical = chains.typical(session, viewer)
    road = funnel(session, viewer)
    stages = {s.num: journeys.stage_label(s, t) for s in journeys.stages(session, viewer)}
    return Findings(
        population=population,
        signed=signed_frame(session, viewer),
        deals=deals.frame(session, viewer),
        known=known,
        chains=typical.chains,
        influence=_influence(typical),
        win_rate=share(population.signed, population.talked),
        lost_at=tuple((stages[num], n) for num, n in sorted(road.lost_at.items(), key=lambda x: -x[1])),
        themes=themes(session, viewer, t, told),
        stories=covered.stories,
        with_stories=covered.signed,
        currency=viewer.currency,
        today=clock.today(),
        typical=typical,
        road=road,
        contracts=ending(session, viewer),
        stages=stages,
        apart=groups_apart(session, viewer, t, by=APART_BY, found=told, known=known),
        cuts=cuts(outcomes(session, viewer, known=known)),
        hide=companies.redactor(session, viewer, t, known),
        confirmed_by=confirmed.confirmed_by if confirmed else "",
        advice={a.kind: a.text for a in session.exec(visible(Advice, viewer))},
    )


def _influence(typical: TypicalChain) -> tuple[Influence, ...]:
    return tuple(
        Influence(p.label, p.k, typical.chains, p.purchase.value, p.renewal.value, p.veto) for p in typical.positions
    )


def signed_frame(session: Session, viewer: Viewer) -> pd.DataFrame:
    """Those who signed, one row a company, with what the profile tells of it and of its latest deal."""
    columns = [getattr(Company, c) for c in _OF_COMPANY] + [getattr(Deal, c) for c in _OF_DEAL]
    statement = matching(viewer, SheetFilter(status=SIGNED), *columns, latest_deal=True).order_by(Company.num)
    return plain.frame(session, statement)


def themes(session: Session, viewer: Viewer, t: Words, told: stories.Material) -> tuple[Theme, ...]:
    """Themes of signed customers, most named first, each with what lost deals said."""
    lost = {x.tag_id: x for x in stories.themes(session, viewer, t, population="lost", quotes=0, found=told)}
    lost_asked = max((x.asked for x in lost.values()), default=0)
    found = []
    for x in stories.themes(session, viewer, t, population="signed", found=told):
        quotes = tuple(Quote(str(q.story_id), q.company, q.stage, q.text) for q in x.quotes[:QUOTES])
        theme = Theme(str(x.tag_id), x.name, x.kind, x.k, x.asked, x.n, quotes, 0, lost_asked)
        found.append(replace(theme, lost_k=lost[x.tag_id].k) if x.tag_id in lost else theme)
    return tuple(found)


def advice(session: Session, viewer: Viewer, t: Words) -> tuple[AdviceText, ...]:
    """The four lines of 怎么用."""
    rows = {a.kind: a for a in session.exec(visible(Advice, viewer))}
    hide = companies.redactor(session, viewer, t, lists(session, viewer))
    return tuple(
        AdviceText(
            kind.value,
            t(label),
            hide(rows[kind].text) if kind in rows else "",
            rows[kind].version if kind in rows else None,
        )
        for kind, label in ADVICE_LABELS.items()
    )


def card(session: Session, viewer: Viewer, t: Words, found: Findings | None = None) -> Card:
    """The whole persona, composed for this viewer in this language; `found` where the findings are there already."""
    f = found or findings(session, viewer, t)
    row = session.exec(visible(PersonaCard, viewer)).first()
    blocks = [
        company_blocks.who,
        chain_block.decides,
        story_blocks.come,
        story_blocks.leave,
        company_blocks.worth,
        company_blocks.profile,
        chain_block.typical_chain,
        composing.journey,
        story_blocks.themes,
        difference_block.differing,
        story_blocks.facets,
    ]
    confirmed_by = "" if viewer.masked else f.confirmed_by
    return Card(
        title=current_workspace(session, viewer).title,
        parts=_top_line(t, f, row),
        summary=composing.summary(t, f),
        made_on=clock.today(),
        blocks=tuple(compose(t, f) for compose in blocks),
        advice=advice(session, viewer, t),
        missing=composing.missing(t, f),
        confirmed_by=confirmed_by,
        confirmed_on=row.confirmed_on if row else None,
        masked=viewer.masked,
    )


def _top_line(t: Words, f: Findings, row: PersonaCard | None) -> tuple[str, ...]:
    confirmed = (
        t("confirmed by sales on {day}", day=t.date(row.confirmed_on))
        if row and row.confirmed_by
        else t("not yet confirmed by sales")
    )
    return (
        t.plural("{n} customer", "{n} customers", f.population.signed),
        t.plural("{n} story", "{n} stories", f.stories),
        t("as of {day}", day=t.date(f.today)),
        confirmed,
    )


def summary(session: Session, viewer: Viewer, t: Words) -> str:
    """The persona in one sentence."""
    return composing.summary(t, findings(session, viewer, t))
