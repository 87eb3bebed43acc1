"""What the command line sets on a chain: how many of ten are usually won, and experiences."""

from __future__ import annotations

from collections.abc import Mapping

from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.decision_chain import queries as chains
from persona_core.decision_chain.editing import ANCHOR, BASE_RATE_FIELD, edit_chances
from persona_core.decision_chain.models import Moment
from persona_core.decision_chain.views import ChainView
from persona_core.exchange.showing import chain_of
from persona_core.kit.errors import Invalid, NotFound
from persona_core.kit.words import N_
from persona_core.vocabulary.models import ListName
from persona_core.vocabulary.queries import lists

_NO_CHAIN = N_("“{company}” has no decision chain yet. Import one, or build it on its page first.")
_NOT_ON_IT = N_("“{position}” is not on this chain. It has: {positions}.")
_NO_CHANCE = N_("{value} is not a chance. Write it between 0 and 1, such as 0.7 for 7 of 10.")


def set_chances(
    session: Session,
    viewer: Viewer,
    *,
    company: str,
    deal: str | None = None,
    moment: Moment = Moment.PURCHASE,
    base_rate: float | None = None,
    anchors: Mapping[str, float | None],
) -> ChainView:
    """Set the base rate (None: leave it) and experiences (position → chance 0–1, None: take it away) of a chain."""
    for value in (base_rate, *anchors.values()):
        if value is not None and not 0 <= value <= 1:
            raise Invalid(_NO_CHANCE, field="base_rate", value=f"{value:g}")
    company_id, deal_id = chain_of(session, viewer, company, deal)
    known = lists(session, viewer)
    view = chains.chain(session, viewer, company_id, deal_id=deal_id, known=known)
    if view is None:
        raise NotFound(_NO_CHAIN, company=company[:80])
    stored = view.moments[moment]
    changes: dict[str, float | None] = {} if base_rate is None else {BASE_RATE_FIELD: base_rate}
    labels = {seat.position: seat.label for seat in view.seats}
    for position, chance in anchors.items():
        code = known.code(ListName.POSITION, position)
        if code not in labels:
            raise Invalid(_NOT_ON_IT, field="anchors", position=position[:80], positions=tuple(labels.values()))
        changes[ANCHOR + code] = chance
    base = {BASE_RATE_FIELD: stored.base_rate, **{ANCHOR + p: chance for p, chance in stored.anchors.items()}}
    edit_chances(session, viewer, view.id, moment, base=base, changes=changes, known=known)
    return chains.chain(session, viewer, company_id, deal_id=deal_id, known=known)
