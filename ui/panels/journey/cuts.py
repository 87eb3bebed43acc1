"""Customers cut by a field: who signs fast, who renews, what of it holds; the chain page begins with who pushed."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from persona_core.access.models import Viewer
from persona_core.deals.queries import SheetFilter
from persona_core.journeys.cuts import charts, wording
from persona_core.journeys.cuts.analysis import (
    CUTS,
    DAYS,
    MEASURES,
    PUSHED_BY,
    Cut,
    Group,
    Outcomes,
    cuts,
)
from persona_core.journeys.cuts.queries import outcomes, with_own
from persona_core.journeys.cuts.wording import MEASURE_LABELS, Namer
from persona_core.kit import figures
from persona_core.kit.words import Words
from persona_core.vocabulary.queries import Lists
from persona_core.vocabulary.specs import OWN
from ui import filters, remembering, shell, tables
from ui.look import plain

MOST_ROWS = 200
"""So many customers are listed one by one."""


def block(viewer: Viewer, wanted: SheetFilter, known: Lists, *, title: str, open_at_once: bool = True) -> None:
    """The cut under its title; counted only while it stands open."""
    asked = open_at_once or "by" in st.query_params
    with st.expander(plain(title), expanded=asked, key="cuts-block", on_change="rerun") as opened:
        if opened.open:
            draw(viewer, wanted, known)


def draw(viewer: Viewer, wanted: SheetFilter, known: Lists, *, first: str = PUSHED_BY) -> None:
    """The sentence, the picture and the table of one field, `first` unless the address says another (`by`)."""
    t = shell.words()
    names = {
        name: t("Compare: {field}", field=label) for name, label in wording.fields(viewer, t, known, first).items()
    }
    by = filters.one("by", t("Compare by"), names, width=190, label_visibility="collapsed")
    with shell.read() as session:
        remember = remembering.of(session, viewer)
        found = outcomes(session, viewer, wanted, known=known)
        if by.startswith(OWN):
            own, of_all = known.own[by], found
            found = remember(("own", by, viewer, wanted), lambda: with_own(session, viewer, of_all, own, wanted))
    cut = cuts(found, (*CUTS, *([by] if by not in CUTS else [])))[by]
    say = wording.namer(by, t, known)
    if not any(g.members for g in cut.groups):
        _nothing(found, say, t)
        return
    st.text(wording.sentence(cut, t, say))
    left, right = st.columns([4, 7], gap="medium", vertical_alignment="center")
    with right:
        with st.container(key="cuts-table"):
            if tables.on_phone():
                _listed(cut, t, say)
            else:
                st.dataframe(table(cut, t, say), hide_index=True, height="content")
        st.caption(plain(_caption(cut, t)))
    if charts.drawn(cut):
        with left:
            st.plotly_chart(
                charts.spread(cut, found, t, shell.theme(), say),
                key="cuts-spread",
                theme=None,
                config=figures.config("cuts", t),
            )
    _details(cut, found, t, say)


def _nothing(found: Outcomes, say: Namer, t: Words) -> None:
    if not len(found.ids):
        st.text(t("Nobody among these has signed yet, so there is nothing to compare."))
        return
    with st.container(key="cuts-empty", border=True):
        st.text(
            t(
                "“{name}” is not filled in for any of the {n} customers who signed. Fill it in to see who signs fast "
                "and who renews.",
                name=say.label,
                n=t.number(len(found.ids)),
            )
        )
        shell.link("companies", t("Fill it in on a company's deals"), icon=":material/edit:", status="active,churned")


def table(cut: Cut, t: Words, say: Namer) -> pd.DataFrame:
    """A row a group: each measure with its n, and how it stands against the others."""
    rows = [
        {
            say.label: say(g.value),
            **{t(MEASURE_LABELS[m]): wording.measured(t, g, m) for m in MEASURES},
        }
        for g in cut.groups
    ]
    return pd.DataFrame(rows)


def _listed(cut: Cut, t: Words, say: Namer) -> None:
    """The same on a phone: a card a group."""
    for group in cut.groups:
        with st.container(border=True):
            st.markdown(f"**{plain(say(group.value))}**")
            for measure in MEASURES:
                if told := wording.measured(t, group, measure):
                    st.text(f"{t(MEASURE_LABELS[measure])} {told}")


def _caption(cut: Cut, t: Words) -> str:
    said = [
        t(
            "Days: median, smallest to largest in brackets. Renewed: of those who had to decide. Won: of those who "
            "signed or were lost."
        )
    ]
    if cut.unknown:
        said.append(t.plural("{n} customer has no entry here.", "{n} customers have no entry here.", cut.unknown))
    if cut.more:
        said.append(t.plural("{n} more small group is left out.", "{n} more small groups are left out.", cut.more))
    return " ".join(said)


def _details(cut: Cut, found: Outcomes, t: Words, say: Namer) -> None:
    """Every comparison with how often chance does as much, and the customers behind it."""
    with st.expander(t("The comparisons, and who is behind them"), key="cuts-details", on_change="rerun") as details:
        if not details.open:
            return
        asked = cut.groups[:1] if len(cut.groups) == 2 else cut.groups  # of two, the other is the mirror
        if made := [(g, m) for g in asked for m in MEASURES if m in g.against]:
            st.dataframe(pd.DataFrame([_compared(g, m, t, say) for g, m in made]), hide_index=True, height="content")
            st.caption(
                plain(
                    t(
                        "By chance: how often two groups that do not differ lie as far apart as this. Of many "
                        "comparisons some always do, so one counts only if it stands out of all {n}.",
                        n=t.number(cut.family),
                    )
                )
            )
        _customers(cut, found, t, say)


def _compared(group: Group, measure: str, t: Words, say: Namer) -> dict[str, str]:
    found = group.against[measure]
    tell = wording.days if measure == DAYS else wording.counted
    return {
        t("Group"): say(group.value),
        t("What"): t(MEASURE_LABELS[measure]),
        t("This group"): tell(t, found.first),
        t("The others"): tell(t, found.second),
        t("By chance"): t.chance(found.p),
        t("So"): wording.against(t, group, measure),
    }


def _customers(cut: Cut, found: Outcomes, t: Words, say: Namer) -> None:
    places = [(g, place) for g in cut.groups for place in g.members]
    link = t("Open")
    rows = [
        {
            link: shell.url("company", id=found.ids[place]),
            t("Customer"): found.names[place],
            say.label: say(group.value),
            t(MEASURE_LABELS[DAYS]): None if found.days[place] != found.days[place] else int(found.days[place]),
            t("Since then"): t(charts.FATES[charts.fate(found, place)]),
        }
        for group, place in places[:MOST_ROWS]
    ]
    column = st.column_config.LinkColumn("", display_text=":material/open_in_new:", width=40)
    st.dataframe(pd.DataFrame(rows), hide_index=True, height="content", column_config={link: column})
    if len(places) > MOST_ROWS:
        st.caption(plain(t("The first {n} of {all}.", n=t.number(MOST_ROWS), all=t.number(len(places)))))
