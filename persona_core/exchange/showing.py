"""What `show` prints: each part of the workspace as plain values, keys English, vocabulary by its label."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.companies.naming import company_name
from persona_core.companies.queries import find_company
from persona_core.deals.finding import find_deal
from persona_core.deals.queries import sheet
from persona_core.decision_chain import queries as chains
from persona_core.decision_chain.models import Moment
from persona_core.evidence.queries import external_ids_of
from persona_core.journeys import queries as journeys
from persona_core.journeys import showing as journey_showing
from persona_core.journeys.counting import Question, counted
from persona_core.kit.words import Words
from persona_core.personas.publishing import version_card, versions
from persona_core.personas.queries import find_card
from persona_core.personas.reading import card
from persona_core.stories import queries as stories
from persona_core.vocabulary.fixed_lists import ENUM_LABELS
from persona_core.vocabulary.models import ListName
from persona_core.vocabulary.queries import Lists, lists
from persona_core.vocabulary.specs import OWN

TERMS = {"industry": ListName.INDUSTRY, "lead_source": ListName.LEAD_SOURCE, "pushed_by": ListName.POSITION}
_HIDDEN = ("name", "owner", "referrer", "note", "problem")


def companies(session: Session, viewer: Viewer, t: Words, **_options: Any) -> list[dict[str, Any]]:
    """Every company with its fields and those of its deals; a band has its text and its middle apart."""
    known, keys = lists(session, viewer), external_ids_of(session, viewer, "company")
    signing = signing_days(session, viewer)
    rows = []
    for found in sheet(session, viewer).to_dict("records"):
        row = {k: None if v != v or v is None else v for k, v in found.items()}
        fields = {k: v for k, v in row.items() if k not in {"id", "version", "num", "custom"}}
        for key, list_name in TERMS.items():
            fields[key] = known.label(list_name, row[key], t) or None
        for key in ("status", "prior_kind", "outcome"):
            fields[key] = t(ENUM_LABELS[key][row[key]]) if row[key] else None
        for key, band in (("headcount", "headcount_band"), ("annual_revenue", "revenue_band")):
            number = None if row[key] is None else float(row[key])
            number = int(number) if number is not None and number.is_integer() else number
            fields[key], fields[key + "_middle"] = (None, number) if row[band] else (number, None)
        fee = None if row["annual_fee"] is None else float(row["annual_fee"])
        fields["annual_fee"] = int(fee) if fee is not None and fee.is_integer() else fee
        first = signing.get(row["num"])
        fields["days_to_sign"], fields["first_pushed_by"] = (
            (first[0], known.label(ListName.POSITION, first[1], t) or None) if first else (None, None)
        )
        fields["own"] = {} if viewer.masked else own_shown(known, row["custom"] or {}, t)
        if viewer.masked:
            fields |= dict.fromkeys(_HIDDEN)
        shown = company_name(viewer, t, known, row)
        external = [] if viewer.masked else keys.get(row["id"], [])
        rows.append(
            {
                "id": str(row["id"]),
                "number": row["num"],
                "name": shown,
                "external_ids": external,
                "status": fields.pop("status"),
                "fields": {k: v for k, v in fields.items() if k != "name"},
            }
        )
    return rows


def own_shown(known: Lists, custom: Mapping[str, Any], t: Words) -> dict[str, Any]:
    """Name → value of the own fields in use, in their order; None where a company has none."""
    values = {OWN + code: value for code, value in custom.items()}
    return {
        str(spec.label): known.label(spec.list, values.get(key), t) or None if spec.list else values.get(key)
        for key, spec in known.own.items()
    }


def signing_days(session: Session, viewer: Viewer) -> dict[int, tuple[int, str | None]]:
    """Company number → days from first contact to first signing, and who pushed that deal; signed ones only."""
    found = counted(session, viewer)
    days, deal, pushed = found.signed_days, found.leading, found.units.pushed_by
    signed = np.flatnonzero(days >= 0)
    code = pushed.code[deal[signed]].tolist() if pushed else [-1] * len(signed)
    who = [pushed.names[at] if at >= 0 else None for at in code]
    return {int(found.units.num[u]): (int(days[u]), name) for u, name in zip(signed.tolist(), who, strict=True)}


def chain(
    session: Session,
    viewer: Viewer,
    t: Words,
    *,
    company: str | None = None,
    deal: str | None = None,
    moment: Moment = Moment.PURCHASE,
    **_options: Any,
) -> dict[str, Any]:
    """One company's chain, that of one of its deals, or the typical one, at one moment."""
    company_id, deal_id = chain_of(session, viewer, company, deal)
    return chains.as_json(session, viewer, t, company_id=company_id, deal_id=deal_id, deal=deal, moment=moment)


def chain_of(
    session: Session, viewer: Viewer, company: str | None, deal: str | None
) -> tuple[uuid.UUID | None, uuid.UUID | None]:
    """Whose chain is meant: company and deal by what they are called; a deal alone says its company."""
    company_id = find_company(session, viewer, company).id if company else None
    found = find_deal(session, viewer, deal, company_id=company_id) if deal else None
    return (found.company_id, found.id) if found else (company_id, None)


def journey(
    session: Session,
    viewer: Viewer,
    t: Words,
    *,
    journey: str | None = None,
    by: str | None = None,
    **asked: Any,
) -> dict[str, Any]:
    """The funnel; `journey` is a name or id, `asked` other fields of a `Question`, `by` a field to group by."""
    journey_id = journeys.find_journey(session, viewer, journey).id if journey else None
    return journey_showing.as_json(session, viewer, t, question=Question(journey_id=journey_id, **asked), by=by)


def story_list(session: Session, viewer: Viewer, t: Words, **_options: Any) -> list[dict[str, Any]]:
    """Every story with its stages, positions and tags."""
    return stories.as_json(session, viewer, t)


def themes(
    session: Session,
    viewer: Viewer,
    t: Words,
    *,
    stage: str | None = None,
    by: str | None = None,
    **_options: Any,
) -> dict[str, Any]:
    """What signed customers have in common, and what sets groups of them apart."""
    return stories.themes_as_json(session, viewer, t, stage=stage, by=by)


def persona(
    session: Session,
    viewer: Viewer,
    t: Words,
    *,
    card_name: str | None = None,
    version: int | None = None,
    **_options: Any,
) -> dict[str, Any]:
    """A card by name or id (the first unless told), with its versions; or one of those as it was published."""
    row = find_card(session, viewer, card_name)
    if version is not None:
        return version_card(session, viewer, row, version, t.lang).as_json()
    kept = [
        {"number": one.number, "on": one.at.date().isoformat(), "by": one.by, "changes": list(one.changes)}
        for one in versions(session, viewer, t, row)
    ]
    return card(session, viewer, t, row=row).as_json() | {"versions": kept}


SHOWS: dict[str, Callable[..., Any]] = {
    "companies": companies,
    "chain": chain,
    "journey": journey,
    "stories": story_list,
    "themes": themes,
    "persona": persona,
}
