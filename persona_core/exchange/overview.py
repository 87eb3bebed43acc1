"""Where a workspace stands: the four steps, the persona in one sentence, and what is worth doing now."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.companies.queries import Population
from persona_core.decision_chain import queries as chains
from persona_core.journeys.wording import to_sign
from persona_core.kit.estimates import SOME, share_text
from persona_core.kit.words import Words
from persona_core.personas import composing, due_wording
from persona_core.personas.card import Line, Way
from persona_core.personas.due import due
from persona_core.personas.findings import Outline
from persona_core.personas.outlining import outline
from persona_core.vocabulary.queries import lists

AT_MOST = 5


@dataclass(frozen=True)
class Step:
    """One of the four steps: where it stands in a phrase, and a note when something is thin."""

    number: int
    page: str
    title: str
    stands: str
    note: str = ""


@dataclass(frozen=True)
class Overview:
    """What the home page shows."""

    population: Population
    steps: tuple[Step, ...]
    summary: str
    todo: tuple[Line, ...]


def overview(session: Session, viewer: Viewer, t: Words) -> Overview:
    """Said from the same counts as the card."""
    known = lists(session, viewer)
    covered = chains.coverage(session, viewer, known=known)
    f = outline(session, viewer, t, known, covered)
    todo = [*_undecided(session, viewer, t, f), *_due(session, viewer, t, f), *_thin(t, f), *composing.missing(t, f)]
    return Overview(f.population, _steps(t, f, covered), composing.summary(t, f), tuple(todo[:AT_MOST]))


def _steps(t: Words, f: Outline, covered: chains.Coverage) -> tuple[Step, ...]:
    p = f.population
    holding = [x for x in f.themes if x.k >= 3 and x.asked >= SOME]
    return (
        Step(
            1,
            "companies",
            t("Companies"),
            t("Talked to {total} · signed {signed}", total=p.talked, signed=p.signed),
            t("{n} still open, {leads} leads", n=p.open, leads=p.leads)
            if p.leads
            else t("{n} still open", n=p.open)
            if p.open
            else "",
        ),
        Step(
            2,
            "decision-chain",
            t("Decision chain"),
            t.plural("{n} chain", "{n} chains", covered.chains),
            t.plural("{n} seat never met or not known", "{n} seats never met or not known", covered.never_met)
            if covered.never_met
            else "",
        ),
        Step(
            3,
            "journey",
            t("Journey"),
            t("Signed: {share}", share=share_text(t, f.win_rate)) if p.talked else t("No deals yet"),
            t("; ").join(
                part
                for part in (
                    t("most lost at {stage}", stage=f.lost_at[0][0]) if f.lost_at else "",
                    to_sign(t, f.road),
                )
                if part
            ),
        ),
        Step(
            4,
            "stories",
            t("Stories"),
            t.plural("{n} story", "{n} stories", f.stories),
            t.plural("{n} theme holds", "{n} themes hold", len(holding)) if holding else "",
        ),
    )


def _undecided(session: Session, viewer: Viewer, t: Words, f: Outline) -> list[Line]:
    lines = []
    for case in chains.undecided(session, viewer, t, limit=5, known=f.known)[:2]:
        text = t(
            "{company}: where {positions} stand is not known (chance {lo}–{hi}).",
            company=case.company,
            positions=t.name(t.listing(case.positions)),
            **t.chance_ends(case.lo, case.hi),
        )
        way = {"company": str(case.company_id), "seat": case.seat}
        if case.deal_id:
            way["deal"] = str(case.deal_id)
        lines.append(Line(f"todo.chain.{case.deal_id or case.company_id}", text, Way("decision-chain", way)))
    return lines


def _due(session: Session, viewer: Viewer, t: Words, f: Outline) -> list[Line]:
    """How many contracts end soon or have ended, and about the next one whom to see."""
    found = f.contracts
    if not found.soon and not found.past:
        return []
    (first,) = due(session, viewer, t, (found.soon or found.past)[:1], f.known)
    text = t(
        "Due soon: {title}. {company}, {left}: {weighs}",
        title=due_wording.title(t, found, viewer.currency),
        company=t.name(first.company),
        left=due_wording.left(t, first),
        weighs=due_wording.weighs(t, first),
    )
    return [Line("todo.due", text, Way("journey", {"open": "due"}))]


def _thin(t: Words, f: Outline) -> list[Line]:
    if 0 < f.population.signed < SOME:
        left = SOME - f.population.signed
        return [
            Line(
                "todo.more",
                t.plural(
                    "{n} more customer and the counts begin to carry.",
                    "{n} more customers and the counts begin to carry.",
                    left,
                ),
                Way("companies"),
            )
        ]
    return []
