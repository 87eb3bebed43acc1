"""The tables of a workspace as files that import takes back."""

from __future__ import annotations

from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.exchange.showing import companies
from persona_core.kit.sheets import write_csv
from persona_core.kit.words import Words
from persona_core.vocabulary.fields import COMPANY_KEYS, FIELDS, LATEST_DEAL_KEYS
from persona_core.vocabulary.queries import lists

_PRIVATE = ("owner", "referrer", "note", "problem")


def company_csv(session: Session, viewer: Viewer, t: Words) -> bytes:
    """Every company with its fields under headers that import reads back; names are masked for a masked viewer."""
    keys = [k for k in (*COMPANY_KEYS[:-1], *LATEST_DEAL_KEYS, "note") if not (viewer.masked and k in _PRIVATE)]
    own = [] if viewer.masked else [str(spec.label) for spec in lists(session, viewer).own.values()]
    header = [t(FIELDS["external_id"].label), *(t(FIELDS[k].label) for k in keys), *own]
    rows = []
    for company in companies(session, viewer, t):
        fields = company["fields"] | {"name": company["name"], "status": company["status"]}
        for key, band in (("headcount", "headcount_band"), ("annual_revenue", "revenue_band")):
            fields[key] = fields[band] or fields[key]
        said = [*(fields.get(k) for k in keys), *(fields["own"].get(name) for name in own)]
        rows.append([(company["external_ids"] or [""])[0], *said])
    return write_csv(header, rows)
