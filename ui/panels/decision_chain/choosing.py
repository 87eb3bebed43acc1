"""Which chain is shown: a company's or the typical one, at purchase or at renewal; all of it in the address."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.decision_chain import queries
from persona_core.decision_chain.models import MOMENT_LABELS, Moment
from persona_core.decision_chain.views import Choice
from persona_core.kit.words import Words
from persona_core.vocabulary.queries import Lists
from persona_core.vocabulary.values import ENUM_LABELS
from ui import shell
from ui.look import plain

ONE, TYPICAL = "one", "typical"
LIMIT = 60


def _follow(name: str, key: str) -> None:
    """Bring the address in step with a choice."""
    value = st.session_state.get(key)
    if value is None:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = str(value)


def _from_address(name: str, allowed: list[str], default: str) -> str:
    value = st.query_params.get(name, default)
    return value if value in allowed else default


def view() -> str:
    """One company or the typical chain."""
    t = shell.words()
    labels = {ONE: t("One company"), TYPICAL: t("Typical chain")}
    return st.segmented_control(
        t("Which chain"),
        list(labels),
        default=_from_address("view", list(labels), ONE),
        format_func=lambda x: plain(labels[x]),
        key="chain-view",
        on_change=_follow,
        args=("view", "chain-view"),
        required=True,
        label_visibility="collapsed",
    )


def moment() -> Moment:
    """Purchase or renewal."""
    t = shell.words()
    chosen = st.segmented_control(
        t("Moment"),
        [m.value for m in Moment],
        default=_from_address("moment", [m.value for m in Moment], Moment.PURCHASE.value),
        format_func=lambda x: plain(t(MOMENT_LABELS[Moment(x)])),
        key="chain-moment",
        on_change=_follow,
        args=("moment", "chain-moment"),
        required=True,
        label_visibility="collapsed",
    )
    return Moment(chosen)


def company(viewer: Viewer, known: Lists) -> Choice | None:
    """The company chosen here or in the address, else the first worth looking at; None while there are none."""
    t = shell.words()
    wanted = _uuid(st.query_params.get("company"))
    with shell.read() as session:
        found, total = queries.choices(
            session, viewer, known, text=st.session_state.get("chain-find", ""), keep=wanted, limit=LIMIT
        )
    if total > LIMIT:
        st.text_input(
            t("Find a company"),
            key="chain-find",
            placeholder=t("Part of its name"),
            label_visibility="collapsed",
        )
    if not found:
        if total:
            st.text(t("No company of this name. Try a shorter part of it."))
        return None
    names = {str(c.id): _name(c, t) for c in found}
    index = list(names).index(str(wanted)) if str(wanted) in names else 0
    key = f"chain-company-{hash(frozenset(names.items()))}"  # other labels, another widget: it begins at the address
    chosen = st.selectbox(
        t("Company"),
        list(names),
        index=index,
        format_func=lambda x: names.get(x, ""),
        key=key,
        on_change=_follow,
        args=("company", key),
        label_visibility="collapsed",
    )
    return next(c for c in found if str(c.id) == chosen)


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
