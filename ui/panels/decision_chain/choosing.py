"""Which chain is shown: a company's or the typical one, at purchase or at renewal; all of it in the address."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.decision_chain import queries
from persona_core.decision_chain.models import MOMENT_LABELS, Moment
from persona_core.decision_chain.views import Choice
from persona_core.kit.words import Words
from persona_core.vocabulary.fixed_lists import ENUM_LABELS
from persona_core.vocabulary.queries import Lists
from ui import filters, shell
from ui.panels.decision_chain import dealing, picking

ONE, TYPICAL, REVIEW = "one", "typical", "review"
MAP, TABLE = "map", "table"
LIMIT = 60


def view() -> str:
    """One company, the typical chain, or the deal review."""
    t = shell.words()
    views = {ONE: t("One company"), TYPICAL: t("Typical chain"), REVIEW: t("Deal review")}
    return filters.segment("view", t("Which chain"), views)


def moment() -> Moment:
    """Purchase or renewal."""
    t = shell.words()
    return Moment(filters.segment("moment", t("Moment"), {m.value: t(MOMENT_LABELS[m]) for m in Moment}))


def arrangement() -> str:
    """The chain as a map or as a table."""
    t = shell.words()
    return filters.segment("as", t("Arrangement"), {MAP: t("Map"), TABLE: t("Table")})


def company(viewer: Viewer, known: Lists, total: int) -> Choice | None:
    """The company chosen here or in the address, else the first worth looking at; None while there are none.

    `total` tells how many there are: among many, one is looked for by name.
    """
    t = shell.words()
    wanted = _uuid(st.query_params.get("company"))
    text = filters.text("find", t("Find a company"), placeholder=t("Part of its name")) if total > LIMIT else ""
    with shell.read() as session:
        found = queries.choices(session, viewer, known, text=text, keep=wanted, limit=LIMIT)
    if not found:
        st.text(t("No company of this name. Try a shorter part of it."))
        return None
    names = {str(c.id): _name(c, t) for c in found}
    if str(wanted) not in names:
        wanted = found[0].id
        st.query_params["company"] = str(wanted)
    # Other labels or another address make another widget, which begins at what the address says.
    key = f"chain-company-{wanted}-{hash(frozenset(names.items()))}"
    st.selectbox(
        t("Company"),
        list(names),
        index=list(names).index(str(wanted)),
        format_func=lambda x: names.get(x, ""),
        key=key,
        on_change=_to_address,
        args=(key,),
        label_visibility="collapsed",
    )
    return next(c for c in found if c.id == wanted)


def _to_address(key: str) -> None:
    st.query_params["company"] = st.session_state[key]
    st.query_params.pop(dealing.PARAM, None)
    picking.pick(None)


def _name(choice: Choice, t: Words) -> str:
    status = ENUM_LABELS["status"][choice.status]
    slots = {"company": choice.name, "status": t(status)}
    if choice.chained:
        return t("{company} · {status}", **slots)
    return t("{company} · {status} · no chain yet", **slots)


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
