"""Reading a card: its findings composed for a viewer, beside what the team wrote on it."""

from __future__ import annotations

from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.access.queries import current_workspace
from persona_core.kit import clock
from persona_core.kit.words import Words
from persona_core.personas import (
    ageing,
    chain_block,
    company_blocks,
    composing,
    difference_block,
    proposing,
    roles,
    story,
    story_blocks,
    targeting,
)
from persona_core.personas.card import AdviceText, Card
from persona_core.personas.conditions import EVERYBODY, read_conditions
from persona_core.personas.findings import Findings
from persona_core.personas.gathering import findings
from persona_core.personas.models import ADVICE_LABELS, CardStatus, PersonaCard
from persona_core.personas.queries import first_card, published_number, written_advice
from persona_core.stories.tellers import redactor
from persona_core.vocabulary.queries import lists

BLOCKS = (
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
)
"""The five questions first, then what tells more."""


def card(
    session: Session,
    viewer: Viewer,
    t: Words,
    found: Findings | None = None,
    row: PersonaCard | None = None,
    *,
    brief: bool = False,
) -> Card:
    """A card (the first unless told), composed for this viewer in this language; `found` where findings are there.

    A brief one names its roles without what their own cards tell (see `roles.roles`).
    """
    row = row or first_card(session, viewer)
    f = found or findings(session, viewer, t, row)
    conditions = read_conditions(row.conditions) if row else EVERYBODY
    return Card(
        title=current_workspace(session, viewer).title,
        parts=_top_line(t, f, row),
        summary=composing.summary(t, f),
        made_on=clock.today(),
        blocks=tuple(compose(t, f) for compose in BLOCKS),
        advice=advice(session, viewer, t, row, f),
        missing=composing.missing(t, f),
        stale=ageing.stale(session, viewer, t, f, row),
        story=story.story(t, f),
        roles=roles.heads(t, f) if brief else roles.roles(session, viewer, t, f),
        target=targeting.target(session, viewer, t, f, row),
        target_offer=targeting.offer(session, viewer, t, f),
        id=str(row.id) if row else "",
        name=f.hide(row.name) if row else "",
        filter=conditions.sentence(t, f.known, f.currency, masked=viewer.masked),
        status=row.status if row else CardStatus.DRAFT.value,
        version=published_number(session, viewer, row),
        owner=row.owner if row and not viewer.masked else "",
        review_on=row.review_on if row else None,
        confirmed_by="" if viewer.masked else f.confirmed_by,
        confirmed_on=row.confirmed_on if row else None,
        lang=t.lang,
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


def advice(
    session: Session, viewer: Viewer, t: Words, row: PersonaCard | None = None, found: Findings | None = None
) -> tuple[AdviceText, ...]:
    """The four parts of 怎么用 of a card (the first unless told); with `found` also what the evidence proposes."""
    written = written_advice(session, viewer, row or first_card(session, viewer))
    hide = found.hide if found else redactor(session, viewer, t, lists(session, viewer))
    offers = proposing.proposals(t, found) if found else {}
    return tuple(
        AdviceText(
            kind.value,
            t(label),
            hide(written[kind].text) if kind in written else "",
            written[kind].version if kind in written else None,
            offers.get(kind, ()),
        )
        for kind, label in ADVICE_LABELS.items()
    )
