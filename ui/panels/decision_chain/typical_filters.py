"""Whose chains make the typical one: population and filters in a row, in the address, as in the company list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.companies.analysis import BANDS
from persona_core.companies.models import SIGNED, Status
from persona_core.companies.queries import owners
from persona_core.deals.queries import SheetFilter
from persona_core.decision_chain.typical import chains_by_status
from persona_core.kit.words import Words
from persona_core.vocabulary.fields import FIELDS
from persona_core.vocabulary.queries import Lists
from persona_core.vocabulary.specs import OWN
from ui import filters, shell, tables
from ui.panels.companies import own_filters

WHO: Mapping[str, Sequence[str]] = {
    "signed": SIGNED,
    "talking": (Status.LEAD, Status.TALKING),
    "lost": (Status.LOST,),
    "all": (),
}
_LISTED = {"industry": "industry", "prior": "prior_kind"}


@dataclass(frozen=True)
class Chosen:
    """What is asked for; `chains` counts those of everybody by status, `said` is the address of the same companies."""

    wanted: SheetFilter
    chains: Mapping[str, int]
    said: Mapping[str, str]

    @property
    def narrowed(self) -> bool:
        """Whether more than the population is chosen."""
        return replace(self.wanted, status=()) != SheetFilter()


def choose(viewer: Viewer, t: Words, known: Lists) -> Chosen | None:
    """The row of filters; None while there is no chain at all."""
    with shell.read() as session:
        chains = chains_by_status(session, viewer)
        people = owners(session, viewer)
    if not chains:
        return None
    with st.container(horizontal=True, vertical_alignment="bottom", key="typical-filters", gap="small"):
        who = _population(t, chains)
        chosen = {
            p: _many(p, FIELDS[key].label, tables.choices(FIELDS[key], t, known), t) for p, key in _LISTED.items()
        }
        bands = {"": t("All"), **{key: key.replace("-", "–") for key in BANDS}}
        band = filters.one("size", t("Headcount"), bands, width=110)
        owner = _many("owner", FIELDS["owner"].label, {name: name for name in people}, t) if people else []
        own = own_filters.draw(viewer, t, known)
    wanted = SheetFilter(
        status=tuple(WHO[who]),
        industry=tuple(chosen["industry"]),
        prior_kind=tuple(chosen["prior"]),
        owner=tuple(owner),
        headcount=BANDS.get(band, (None, None)),
        own=own,
    )
    said = {"status": WHO[who], **chosen, "size": [band] if band else [], "owner": owner}
    address = {k: ",".join(v) for k, v in said.items() if v}
    for code, wish in own:
        address |= wish.params(code)
    return Chosen(wanted, chains, address)


def _population(t: Words, chains: Mapping[str, int]) -> str:
    labels = {
        "signed": lambda n: t("Signed {n}", n=n),
        "talking": lambda n: t("In talks {n}", n=n),
        "lost": lambda n: t("Lost {n}", n=n),
        "all": lambda n: t("All {n}", n=n),
    }
    counts = {who: sum(chains.get(s, 0) for s in WHO[who] or chains) for who in WHO}
    options = {who: labels[who](t.number(n)) for who, n in counts.items() if n}
    return filters.segment("who", t("Whose chains"), options, default="signed" if counts["signed"] else "all")


def _many(param: str, label: str, options: Mapping[str, str], t: Words) -> list[str]:
    return filters.many(param, t(label), options, placeholder=t("All"), width=138)


def nobody(viewer: Viewer, t: Words, chosen: Chosen, known: Lists) -> None:
    """No chain is left: say so, and how many there are without each of the filters."""
    with st.container(key="typical-nobody", border=True):
        st.text(t("No chain is left with these filters. Take one of them away:"))
        with shell.read() as session:
            for label, wider in _wider(chosen.wanted, known):
                n = sum(chains_by_status(session, viewer, wider).values())
                st.text(t.plural("Without “{field}”: {n} chain", "Without “{field}”: {n} chains", n, field=t(label)))
        st.button(
            t("Take all filters away"),
            icon=":material/filter_alt_off:",
            key="typical-widen",
            on_click=_clear,
            args=(viewer, known),
        )


def _clear(viewer: Viewer, known: Lists) -> None:
    filters.clear("industry", "prior", "size", "owner")
    own_filters.clear(viewer, known)


def _wider(wanted: SheetFilter, known: Lists) -> list[tuple[str, SheetFilter]]:
    """The filter without each of its conditions in turn, and what that condition is called."""
    empty = SheetFilter()
    names = {"industry": "industry", "headcount": "headcount", "prior_kind": "prior_kind", "owner": "owner"}
    found = [
        (FIELDS[key].label, replace(wanted, **{name: getattr(empty, name)}))
        for name, key in names.items()
        if getattr(wanted, name) != getattr(empty, name)
    ]
    for asked in wanted.own:
        if spec := known.spec(OWN + asked[0]):
            found.append((spec.label, replace(wanted, own=tuple(one for one in wanted.own if one != asked))))
    return found
