"""What is counted, asked in one row that the address keeps: unit, journey, groups, from when to when, as of when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.journeys import wording
from persona_core.journeys.counting import Question
from persona_core.journeys.grouping import group_labels
from persona_core.journeys.models import Journey
from persona_core.journeys.reading import COMPANY, DEAL
from persona_core.kit import clock
from persona_core.kit.words import Words
from persona_core.vocabulary.queries import Lists
from ui import filters, shell
from ui.look import plain
from ui.panels.journey import choosing

_SINCE, _UNTIL, _AS_OF, _BY = "from", "to", "asof", "by"


@dataclass(frozen=True)
class Asked:
    """The question, the journey it is asked of, and the field by which the answer is grouped ("" for not at all)."""

    question: Question
    journey: Journey | None
    by: str


def row(journeys: Sequence[Journey], viewer: Viewer, known: Lists) -> Asked:
    """Draw the row and say what it asks."""
    t = shell.words()
    with st.container(horizontal=True, vertical_alignment="center", key="journey-asked", gap="small"):
        unit = filters.segment("unit", t("Count"), {COMPANY: t("By company"), DEAL: t("By deal")})
        journey = choosing.journey(journeys)
        fields = {
            "": t("Not in groups"),
            **{by: t("Groups: {field}", field=name) for by, name in group_labels(viewer, known, t).items()},
        }
        by = filters.one(_BY, t("Groups"), fields, label_visibility="collapsed")
        since, until, as_of = _times(t)
        if since or until or as_of or by:
            st.button(
                t("Show all"),
                icon=":material/close:",
                type="tertiary",
                on_click=filters.clear,
                args=(_SINCE, _UNTIL, _AS_OF, _BY),
                key="journey-asked-clear",
            )
    if since and until and until < since:
        st.caption(plain(t("The range ends before it begins: its end is not looked at.")))
        until = None
    return Asked(Question(unit, journey.id if journey else None, as_of, since, until), journey, by)


def _times(t: Words) -> tuple[date | None, date | None, date | None]:
    """Since when, until when, as of when: behind one button that says what is set."""
    since, until, as_of = (filters.said_day(param) for param in (_SINCE, _UNTIL, _AS_OF))
    said = wording.scope(t, Question(since=since, until=until, as_of=as_of)) or t("All times")
    with st.popover(plain(said), icon=":material/calendar_month:", key="journey-times"):
        st.markdown(f"**{plain(t('Came into the funnel'))}**")
        with st.container(horizontal=True, gap="small", key="journey-came"):
            for name, (first, last) in _ranges(t).items():
                st.button(name, key=f"range-{first}", on_click=filters.set_days, args=({_SINCE: first, _UNTIL: last},))
        left, right = st.columns(2)
        with left:
            since = filters.day(_SINCE, t("From"))
        with right:
            until = filters.day(_UNTIL, t("Until"))
        st.markdown(f"**{plain(t('As it stood on a day'))}**")
        with st.container(horizontal=True, gap="small", key="journey-asof"):
            for name, day in _days(t).items():
                st.button(name, key=f"asof-{day}", on_click=filters.set_days, args=({_AS_OF: day},))
        as_of = filters.day(_AS_OF, t("As of"))
        st.caption(plain(t("Whatever happened later is not looked at; deals that closed later count as open.")))
    return since, until, as_of


def _ranges(t: Words) -> dict[str, tuple[date, date | None]]:
    today = clock.today()
    return {
        t("12 months"): (today - timedelta(days=365), None),
        t("This year"): (date(today.year, 1, 1), None),
        t("Last year"): (date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
    }


def _days(t: Words) -> dict[str, date]:
    """Ends of the last month, quarter and year; those on one day are one."""
    today = clock.today()
    quarter = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    ends = {
        t("End of last year"): date(today.year - 1, 12, 31),
        t("End of last quarter"): quarter - timedelta(days=1),
        t("End of last month"): today.replace(day=1) - timedelta(days=1),
    }
    return {name: day for name, day in ends.items() if list(ends.values()).count(day) == 1 or name == _last(ends, day)}


def _last(ends: dict[str, date], day: date) -> str:
    return [name for name, end in ends.items() if end == day][-1]
