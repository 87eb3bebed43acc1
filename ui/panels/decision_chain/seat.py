"""The seat that is picked: what is known of it, changed in words and saved at once."""

from __future__ import annotations

from functools import partial

import streamlit as st

from persona_core.decision_chain import wording
from persona_core.decision_chain.analysis import MATTERS
from persona_core.decision_chain.choosing_words import CONTACTS
from persona_core.decision_chain.commands import remove_seat
from persona_core.decision_chain.models import (
    EFFORT_LABELS,
    SAY_LABELS,
    STANCE_LABELS,
    STANCE_UNKNOWN,
    Moment,
    Stance,
)
from persona_core.decision_chain.rows import MomentRow
from persona_core.kit import clock
from persona_core.kit.words import Words
from persona_core.vocabulary.models import ListName
from ui.look import plain
from ui.panels.decision_chain import asking, changing, helping, listening, picking, seating, traits
from ui.panels.decision_chain import draft as drafts
from ui.panels.decision_chain.asking import NOTHING
from ui.panels.decision_chain.panel import Panel
from ui.panels.decision_chain.saying import ago, stances
from ui.saving import saving


def draw(panel: Panel) -> None:
    """Who it is, what it says at this moment, how close we are; then what is rarely asked."""
    t, row = panel.t, panel.row
    _influence(panel)
    if panel.desk.viewer.presenting:
        _told(panel)
        return
    seating.ask(panel.desk, row.seat)
    _say(panel)
    _stance(panel)
    listening.ask(panel)
    _gates(panel)
    _closeness(panel)
    with st.expander(t("More"), key=f"more-{row.seat.id}", on_change="rerun") as more:
        if more.open:
            traits.form(panel.desk.viewer, row.seat)
    st.button(
        t("Take this seat off the chain"),
        key=f"seat-off-{row.seat.id}",
        type="tertiary",
        icon=":material/delete:",
        on_click=_remove,
        args=(panel,),
    )


def _influence(panel: Panel) -> None:
    """名义 → 实际, and what the difference is made of."""
    t, row = panel.t, panel.row
    if panel.desk.said.version is None or not any(r.total for r in panel.desk.said.rows):
        return
    rows = panel.desk.said.rows
    place = rows.index(row)
    nominal = wording.percents([r.share for r in rows], t)[place]
    total = wording.percents([r.total for r in rows], t)[place]
    with st.container(key="side-influence", gap=None):
        st.text(t("Nominal {share} → influence {total}", share=nominal, total=total))
        if row.received >= MATTERS or row.share - row.kept >= MATTERS:
            st.caption(plain(_made_of(row, t)))


def _made_of(row: MomentRow, t: Words) -> str:
    kept, given = t.percent(row.kept), t.percent(row.share - row.kept)
    if row.received >= MATTERS:
        return t("{kept} of its own, {received} because others listen", kept=kept, received=t.percent(row.received))
    return t("{kept} of its own, {given} given to those it listens to", kept=kept, given=given)


def _say(panel: Panel) -> None:
    t, row = panel.t, panel.row
    if panel.by_points:
        save = partial(panel.at_moment, "points")
        asking.points(t("Points for the decision, of 100"), row.points, save, key=panel.key("points"))
        if said := wording.uneven([r.points for r in panel.desk.said.rows], t):
            st.caption(plain(said))
        return
    says = {int(k): plain(t(v)) for k, v in SAY_LABELS.items()}
    save = partial(panel.at_moment, "say")
    helped = partial(helping.beside, panel, "say", panel.all_at_moment)
    asking.one(t("When deciding"), says, int(row.say), save, key=panel.key("say"), required=True, beside=helped)


def _stance(panel: Panel) -> None:
    t, row = panel.t, panel.row
    shown = NOTHING if row.stance is None else row.stance
    save = partial(panel.at_moment, "stance")
    helped = partial(helping.beside, panel, "stance", panel.all_at_moment)
    asking.one(t("Stance"), stances(t), shown, save, key=panel.key("stance"), required=True, beside=helped)
    if row.stance is not None:
        _since(panel)


def _since(panel: Panel) -> None:
    """Since when the stance is known and from whom; both can be set right."""
    t, row = panel.t, panel.row
    sources = panel.desk.known.options(ListName.SOURCE, t)
    known = [ago(row.stance_on, t)] if row.stance_on else []
    known.append(sources.get(row.stance_source, t("who told is not known")))
    with st.popover(plain(" · ".join(known)), type="tertiary", key=panel.key("since"), on_change="rerun") as more:
        if not more.open:
            return
        key = panel.key("since-day")
        st.session_state[key] = row.stance_on
        st.date_input(
            t("Stance known since"),
            min_value=clock.from_day_number(0),
            max_value=clock.today(),
            format="YYYY-MM-DD",
            key=key,
            on_change=lambda: panel.at_moment("stance_on", st.session_state[key]),
        )
        asking.listed(
            t("Stance known from"),
            {NOTHING: t("not known"), **sources},
            row.stance_source or NOTHING,
            partial(panel.at_moment, "stance_source"),
            key=panel.key("since-source"),
        )


def _gates(panel: Panel) -> None:
    t, row = panel.t, panel.row
    veto, trial = t("If this seat says no, nothing is bought."), t("If the trial fails here, nothing is bought.")
    with st.container(horizontal=True, gap="medium"):
        asking.tick(t("Veto"), row.veto, partial(panel.at_moment, "veto"), key=panel.key("veto"), help=veto)
        if panel.desk.moment is Moment.PURCHASE:
            save = partial(panel.at_moment, "trial_gate")
            asking.tick(t("Trial gate"), row.trial_gate, save, key=panel.key("trial"), help=trial)


def _closeness(panel: Panel) -> None:
    t, seat = panel.t, panel.row.seat
    contacts = {k: plain(v) for k, v in panel.desk.known.options(ListName.CONTACT, t).items()}
    save = partial(panel.of_seat, "contact")
    offered = all(code in contacts for code in CONTACTS)  # a list of one's own may hold other words
    helped = partial(helping.beside, panel, "contact", panel.all_of_seat) if offered else None
    asking.one(t("How close we are"), contacts, seat.contact, save, key=panel.key("contact"), beside=helped)
    efforts = {k.value: plain(t(v)) for k, v in EFFORT_LABELS.items()}
    asking.one(t("Effort to win over"), efforts, seat.effort, partial(panel.of_seat, "effort"), key=panel.key("effort"))
    roles = {NOTHING: t("not marked"), **panel.desk.known.options(ListName.BUYING_ROLE, t)}
    asking.listed(
        t("Buying role"),
        roles,
        seat.buying_role or NOTHING,
        partial(panel.of_seat, "buying_role"),
        key=panel.key("role"),
    )


def _told(panel: Panel) -> None:
    """The same to read, for a wall."""
    t, row = panel.t, panel.row
    names = panel.desk.labels
    stance = t(STANCE_UNKNOWN if row.stance is None else STANCE_LABELS[Stance(row.stance)])
    facts = [
        (t("When deciding"), wording.say_text(row, t)),
        (t("Stance"), stance),
        (t("Listens to"), t.listing([wording.listens_text(names[p], n, t) for p, n in row.listens])),
        (t("How close we are"), row.seat.contact_label),
        (t("Buying role"), row.seat.role),
    ]
    for what, said in facts:
        if said:
            asking.heading(what)
            st.text(said)
    gates = [t("Veto")] * row.veto + [t("Trial gate")] * row.trial_gate
    if gates:
        st.text(t.listing(gates))


def _remove(panel: Panel) -> None:
    """Taken off at once; a callback, so that the bar with its undo is drawn in the same run."""
    t, seat = panel.t, panel.row.seat
    with (
        step := saving(panel.desk.viewer, t("{position} taken off the chain", position=seat.label), tell=False)
    ) as session:
        remove_seat(session, panel.desk.viewer, seat.id)
    if step.ok:
        drafts.follow()
        picking.pick(None)
    else:
        changing.refuse(step.problem)
