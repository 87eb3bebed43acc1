"""The weekly deal review 打单会: one card a chain, for a screen that a room looks at, and for paper."""

from __future__ import annotations

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.companies.queries import population
from persona_core.decision_chain import review_wording, reviewing, wording
from persona_core.decision_chain.analysis import Light
from persona_core.decision_chain.models import Moment, Stance
from persona_core.decision_chain.reviewing import MOST, Agenda, Case, Review, Sort
from persona_core.decision_chain.rows import MomentRow
from persona_core.kit import clock
from persona_core.kit.words import N_, Words
from persona_core.vocabulary.fields import FIELDS
from persona_core.vocabulary.queries import Lists
from ui import filters, look, remembering, shell
from ui.components import print_button
from ui.look import plain

_MANY = 60
_CHOSEN = "c"
_SORTS = {Sort.RANGE: N_("Least certain first"), Sort.GAIN: N_("Most to win first"), Sort.VALUE: N_("Largest first")}
_FACES = {
    Stance.CHAMPIONS: ("blue", "sentiment_very_satisfied"),
    Stance.SUPPORTS: ("blue", "sentiment_satisfied"),
    Stance.NEUTRAL: ("gray", "sentiment_neutral"),
    Stance.DOUBTS: ("red", "sentiment_dissatisfied"),
    Stance.OPPOSES: ("red", "sentiment_very_dissatisfied"),
    None: ("gray", "help"),
}
_LIGHTS = {Light.RED: "red", Light.AMBER: "orange", Light.GREEN: "green"}


def draw(viewer: Viewer, known: Lists) -> None:
    """What is on the agenda, then a card for each chain; companies without one below."""
    t = shell.words()
    agenda = _agenda(viewer, known, t)
    with shell.read() as session:
        found = remembering.of(session, viewer)(
            ("review", viewer, agenda, clock.today()), lambda: reviewing.review(session, viewer, agenda, known)
        )
    if found.cases:
        shell.answer(review_wording.answer(found, t))
        with st.container(key="review-grid"):
            for number, case in enumerate(found.cases):
                _card(case, number, viewer, t)
        _foot(found, agenda, t)
    else:
        _nothing(found, agenda, t)
    _bare(found, t)


def _agenda(viewer: Viewer, known: Lists, t: Words) -> Agenda:
    """What is asked for, all of it in the address."""
    with shell.read() as session:
        names = reviewing.owners(session, viewer)
        total = population(session, viewer).total
    with st.container(horizontal=True, vertical_alignment="bottom", key="review-controls"):
        owner = filters.one(
            "owner", t(FIELDS["owner"].label), {"": t("Everybody's"), **{n: n for n in names}}, width=150
        )
        text = ""
        if total > _MANY:
            text = st.text_input(t("Find a company"), key="review-find", placeholder=t("Part of its name"), width=170)
        chosen = st.query_params.get_all(_CHOSEN) + st.session_state.get(filters.key_of(_CHOSEN), [])
        nums = {int(n) for part in chosen for n in part.split(",") if n.isascii() and n.isdigit()}
        with shell.read() as session:
            offered = remembering.of(session, viewer)(
                ("candidates", viewer, text, *sorted(nums)),
                lambda: reviewing.candidates(session, viewer, known, text=text, nums=nums, limit=_MANY),
            )
        picked = filters.many(
            _CHOSEN,
            t("Companies"),
            {str(c.num): c.name for c in offered},
            placeholder=t("Those in talks, at most {n}", n=MOST),
            width=360,
            most=MOST,
            search=True,
        )
        sort = filters.one("sort", t("Order"), {s.value: t(label) for s, label in _SORTS.items()}, width=150)
        print_button.draw(t("Print"), key="review-print")
    return Agenda(tuple(int(n) for n in picked), owner, Sort(sort))


def _card(case: Case, number: int, viewer: Viewer, t: Words) -> None:
    view, moment = case.view, case.moment
    with st.container(border=True, gap="small", key=f"review-card-{number}"):
        with st.container(gap=None, key=f"review-name-{number}"):
            shell.link(
                "decision-chain",
                view.company,
                company=view.company_id,
                deal=view.deal_id,
                moment=None if moment.moment is Moment.PURCHASE else moment.moment.value,
            )
            st.caption(plain(review_wording.standing(case, t, viewer.currency)))
        _chance(case, number, t)
        if case.leaders:
            st.markdown(_leaders(case, t))
        if step := wording.next_step(moment, t):
            with st.container(key=f"review-step-{number}"):
                st.markdown(f":material/arrow_forward: **{plain(step)}**")
        if health := wording.health(moment, t):
            colour = _LIGHTS[moment.health.light]
            st.markdown(f":{colour}[●] {plain(health)}")
        _rest(case, t)


def _chance(case: Case, number: int, t: Words) -> None:
    """The chance as a number that is read from afar, its range as a bar."""
    large, beside = review_wording.chance(case, t)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"review-chance-{number}"):
        st.markdown(f"**{plain(large)}**", width="content")
        st.text(beside, width="stretch")
    chance = case.moment.success
    if chance is not None and case.moment.settled is None:
        look.range_bar(chance.lo, chance.value, chance.hi)


def _leaders(case: Case, t: Words) -> str:
    """Who decides, a line each: influence, position, person, and where they stand with a face."""
    shares = review_wording.shares(case, t)
    return "\n".join(f"- {_leader(row, shares[row.seat.position], t)}" for row in case.leaders)


def _leader(row: MomentRow, share: str, t: Words) -> str:
    colour, face = _FACES[None if row.stance is None else Stance(row.stance)]
    name = row.seat.label if row.seat.person in {None, row.seat.label} else f"{row.seat.label} · {row.seat.person}"
    said = f":{colour}[:material/{face}: {plain(review_wording.stance(row, t))}]"
    gates = [t("Veto")] * row.veto + [t("Trial gate")] * row.trial_gate
    return " ".join([f"**{plain(share)}**", plain(name), said, *(plain(f"· {gate}") for gate in gates)])


def _rest(case: Case, t: Words) -> None:
    """In smaller type: the chance without vetoes, who was never met, what was noted this week, what is not known."""
    told = [
        wording.without_gates(case.moment, t),
        review_wording.unmet(case, t),
        review_wording.single_thread(case, t),
        review_wording.recent(case, t),
    ]
    lines = [f"- {plain(sentence)}" for sentence in told if sentence]
    if lines:
        st.markdown("\n".join(lines))
    if asked := wording.open_questions(case.moment, t):
        numbered = [f"{n}. {plain(question)}" for n, question in enumerate(asked, start=1)]
        st.caption("\n".join([plain(t("Still to find out:")), "", *numbered]))


def _foot(found: Review, agenda: Agenda, t: Words) -> None:
    """What holds for all cards: how far the chances go, and what found no place."""
    if found.left_out and agenda.nums:
        st.caption(plain(t.plural("{n} chain more had no place.", "{n} chains more had no place.", found.left_out)))
    elif found.left_out:
        st.caption(
            plain(
                t.plural(
                    "{n} chain more is in talks; choose companies above to see it.",
                    "{n} chains more are in talks; choose companies above to see them.",
                    found.left_out,
                )
            )
        )
    if any(c.moment.success for c in found.cases) and found.cases[0].view.closed_deals < wording.CHECKED:
        st.caption(plain(t("Chances are judged by experience, not checked; unknown stances make the range.")))


def _nothing(found: Review, agenda: Agenda, t: Words) -> None:
    """Nothing to look at: why, and the one thing to do."""
    if found.without:
        st.text(t("None of these companies has a decision chain yet. Begin with the one that matters most."))
    elif agenda.nums or agenda.owner:
        st.text(t("Nothing here fits. Choose other companies, or everybody's."))
    else:
        shell.empty(
            t("The review looks at companies in talks, and there are none yet. Add one, or set it to in talks."),
            t("Companies"),
            "companies",
        )


def _bare(found: Review, t: Words) -> None:
    """Companies of which no chain is known, each with the way to begin it."""
    if not found.without:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="review-bare"):
        st.text(review_wording.without_chain(found, t))
        for company in found.bare:
            shell.link("decision-chain", company.name, company=company.id)
        if found.without > len(found.bare):
            st.text(t("and {n} more", n=t.number(found.without - len(found.bare))))
