"""What part of the companies is shown, and how: population, filters, order; all of it in the address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.companies.analysis import BANDS
from persona_core.companies.queries import Population
from persona_core.deals.queries import SheetFilter
from persona_core.kit.words import N_, Words
from persona_core.vocabulary.fields import FIELDS
from persona_core.vocabulary.queries import Lists
from ui import filters, shell, tables
from ui.panels.companies import own_filters, ranges

SORTS = {
    "num": N_("Number"),
    "name": FIELDS["name"].label,
    "headcount": FIELDS["headcount"].label,
    "annual_revenue": FIELDS["annual_revenue"].label,
    "annual_fee": FIELDS["annual_fee"].label,
    "signed_on": FIELDS["signed_on"].label,
    "ends_on": FIELDS["ends_on"].label,
}
FILTERS = {"status": "status", "industry": "industry", "prior": "prior_kind", "source": "lead_source"}


@dataclass(frozen=True)
class Looks:
    """How the list is drawn."""

    cards: bool
    more: bool
    sort: str
    descending: bool


def population(t: Words, people: Population) -> bool:
    """Whether the pictures show everyone; those who signed unless there are none."""
    options = {
        "signed": t.plural("{n} signed", "{n} signed", people.signed),
        "all": t.plural("all {n} on the list", "all {n} on the list", people.total),
    }
    return filters.segment("who", t("Population"), options, default="signed" if people.signed else "all") == "all"


def wanted(viewer: Viewer, t: Words, known: Lists, people: Sequence[str]) -> SheetFilter:
    """The filters in one row: what is asked of the database; `people` look after companies."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters", gap="small"):
        text = filters.text("q", t("Search"), placeholder=t("Name, problem, note …"), width=160)
        chosen = {
            param: filters.many(
                param,
                t(FIELDS[key].label),
                tables.choices(FIELDS[key], t, known),
                placeholder=t("All"),
                width=130,
            )
            for param, key in FILTERS.items()
        }
        headcount, annual_fee = _ranges(t, viewer.currency)
        named = {name: name for name in people}
        owner = filters.many("owner", t(FIELDS["owner"].label), named, placeholder=t("All"), width=130) if named else []
        own = own_filters.draw(viewer, t, known)
    return SheetFilter(
        text=text,
        status=chosen["status"],
        industry=chosen["industry"],
        prior_kind=chosen["prior"],
        lead_source=chosen["source"],
        owner=owner,
        headcount=headcount,
        annual_fee=annual_fee,
        own=own,
    )


def _ranges(t: Words, currency: str) -> tuple[tuple[int | None, int | None], ranges.Range]:
    """Headcount by its bands, or the range that a link asks for; the annual fee only where a link does."""
    wide = {found: found.replace("-", "–") for found in [ranges.asked("size")] if found}
    bands = {"": t("All"), **{key: key.replace("-", "–") for key in BANDS}, **wide}
    band = filters.one("size", t("Headcount"), bands, width=104)
    fee = ranges.asked("fee")
    if fee:
        fees = {"": t("All"), fee: ranges.money(t, fee, currency)}
        fee = filters.one("fee", t(FIELDS["annual_fee"].label), fees, width=150)
    return BANDS.get(band) or ranges.people(band), ranges.ends(fee)


def looks(t: Words, wanted: SheetFilter, found: int, total: int) -> Looks:
    """How many are found, their order, and the switches: table or list, more fields."""
    with st.container(horizontal=True, vertical_alignment="center", key="looks", gap="small"):
        if found == total:
            st.text(t.plural("{n} company", "{n} companies", total), width="content")
        else:
            st.text(t("{found} of {total} companies", found=t.number(found), total=t.number(total)), width="content")
        st.space("stretch")
        labels = {key: t("By {field}", field=t(label)) for key, label in SORTS.items()}
        sort = filters.one("sort", t("Sort by"), labels, width=150, label_visibility="collapsed")
        order = filters.segment("order", t("Order"), {"up": t("ascending"), "down": t("descending")})
        options = {"table": t("As a table"), "cards": t("As a list")}
        shape = filters.segment("view", t("View"), options, default="cards" if tables.on_phone() else "table")
        more = shape == "table" and filters.switch("more", t("More fields"))
    signature = (wanted, sort, order)
    if st.session_state.setdefault("companies-shown", signature) != signature:
        st.session_state["companies-shown"] = signature
        filters.first_page("page")
    return Looks(shape == "cards", more, sort, order == "down")


def beginning(t: Words) -> None:
    """Above the open paste box while nothing is here yet: a way to a file, and to the example."""
    with st.container(horizontal=True, vertical_alignment="center", key="beginning"):
        shell.link("import-export", t("Import a file"), icon=":material/upload_file:")
        if shell.example() not in {None, st.query_params.get("w")}:
            shell.link("companies", t("See it in the example"), icon=":material/lightbulb:", w=shell.example())
