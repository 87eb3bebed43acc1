"""Publishing a card, its versions, and any two of them compared: what changed, in plain sentences."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.kit.errors import NotFound
from persona_core.personas.card import Card
from persona_core.personas.models import CardStatus, PersonaCard
from persona_core.personas.publishing import Version, between, editions, publish, withdraw
from ui import filters, shell
from ui.look import plain
from ui.panels.card import asking
from ui.saving import saving

MOST = 12
"""So many changes are listed at once."""


def form(viewer: Viewer, row: PersonaCard | None, number: int, changed: Sequence[str]) -> None:
    """What would be published, and the button that does it."""
    t = shell.words()
    if number == 0:
        st.text(t("Published, the card is kept as it reads today; later versions are compared with it."))
    elif not changed:
        st.text(t("Nothing has changed since version {n}.", n=number))
    else:
        st.text(t("Since version {n}:", n=number))
        listed(changed)
    with st.form("publish-form", border=False, enter_to_submit=False):
        by = st.text_input(t("Published by"), viewer.name, max_chars=200, key="publish-by")
        sent = st.form_submit_button(t("Publish version {n}", n=number + 1), type="primary")
    if sent:
        chosen = row.id if row else None
        with shell.read() as session:
            made = editions(session, viewer, chosen)
        with (save := saving(viewer, t("Version {n} of the card", n=number + 1))) as session:
            publish(session, viewer, chosen, by=by, made=made)
        if save.ok:
            st.rerun()
    if row is not None and row.status == CardStatus.PUBLISHED and st.button(t("Make it a draft again"), key="withdraw"):
        with (save := saving(viewer, t("Back to draft"))) as session:
            withdraw(session, viewer, row.id)
        if save.ok:
            st.rerun()


def listed(changes: Sequence[str]) -> None:
    """Changes one by one; what is past the most is counted."""
    t = shell.words()
    rows = [f"- {plain(change)}" for change in changes[:MOST]]
    if len(changes) > MOST:
        rows.append(f"- {plain(t('and {n} more', n=t.number(len(changes) - MOST)))}")
    st.markdown("\n".join(rows))


def choose(told: Sequence[Version]) -> None:
    """Which two are compared: a version, and another or the card of today."""
    t = shell.words()
    named = {str(v.number): t("Version {n} · {day}", n=v.number, day=t.date(v.at.date())) for v in told}
    with st.container(horizontal=True, gap="small", key="versions-compared"):
        filters.one(asking.OLD, t("Compare"), {"": t("No version"), **named}, width=190)
        filters.one(asking.NEW, t("with"), {"0": t("today"), **named}, width=190)


def compared(viewer: Viewer, row: PersonaCard | None, today: Card) -> None:
    """What changed between the two that are chosen."""
    t, old, new = shell.words(), asking.number(asking.OLD), asking.number(asking.NEW)
    if row is None or not old or old == new:
        return
    with shell.read() as session:
        try:
            changed = between(session, viewer, t, row, old, new, today)
        except NotFound as gone:
            st.info(gone.text(t))
            return
    with st.container(border=True, key="card-compared", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            later = t("version {n}", n=new) if new else t("today")
            st.markdown(f"**{plain(t('From version {n} to {later}', n=old, later=later))}**", width="stretch")
            st.button(
                t("Close"), type="tertiary", icon=":material/close:", key="compared-close",
                on_click=filters.clear, args=(asking.OLD, asking.NEW),
            )  # fmt: skip
        if changed:
            listed(changed)
        else:
            st.text(t("Both read alike."))


def history(told: Sequence[Version], keep: dict[str, str]) -> None:
    """Every version, the latest first, each with the way to read it."""
    t = shell.words()
    for version in told:
        with st.container(key=f"version-{version.number}", gap="xxsmall"):
            said = [t("Version {n}", n=version.number), t.date(version.at.date()), version.by]
            label = " · ".join(x for x in said if x)
            shell.link("card", label, icon=":material/history:", version=version.number, **keep)
            if version.changes:
                listed(version.changes)
            elif version.number == 1:
                st.caption(plain(t("The first one.")))
            else:
                st.caption(plain(t("Reads like the one before.")))
