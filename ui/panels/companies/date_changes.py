"""日期的改动: who added, corrected or removed which date of this company's deals, each step with its way back."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.companies.models import Company
from persona_core.deals.models import Deal
from persona_core.evidence.models import Change
from persona_core.evidence.queries import steps_on
from persona_core.journeys.models import Stage, StageEvent
from persona_core.journeys.queries import stage_label
from persona_core.kit import clock
from persona_core.kit.words import Words
from ui import saving, shell
from ui.look import plain

MOST = 12
_DATES = StageEvent.__tablename__


def draw(
    viewer: Viewer,
    t: Words,
    company: Company,
    found: Sequence[Deal],
    roads: Mapping[uuid.UUID | None, Sequence[Stage]],
) -> None:
    """The latest steps that wrote dates of these deals."""
    with st.expander(t("Changes to the dates"), key=f"date-changes-{company.id}", on_change="rerun") as opened:
        if not opened.open:
            return
        nums = {deal.num for deal in found}
        with shell.read() as session:
            steps = steps_on(session, viewer, *(f'"deal_num": {num},' for num in sorted(nums)), limit=MOST)
        labels = {stage.num: stage_label(stage, t) for road in roads.values() for stage in road}
        told = [(change, lines) for change in steps if (lines := sentences(t, change, nums, labels))]
        if not told:
            st.text(t("Nothing was changed here by hand yet; what a file brought stands under import."))
        for change, lines in told:
            _step(viewer, t, change, lines)


def _step(viewer: Viewer, t: Words, change: Change, lines: Sequence[str]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        who = t("{day}, {who}", day=t.date(change.at), who=change.by) if change.by else t.date(change.at)
        st.caption(plain(who), width=150)
        st.text("\n".join(lines), width="stretch")
        if change.undone_at is not None:
            st.caption(plain(t("undone")), width="content")
        elif not viewer.presenting:
            saving.undo_button(change.id, key=f"undo-{change.id}")


def sentences(t: Words, change: Change, nums: set[int], labels: Mapping[int, str]) -> list[str]:
    """What one step did to the dates of deals with these numbers."""
    rows = [row for row in change.rows if row["table"] == _DATES]
    mine = [row for row in rows if (row["after"] or row["before"])["deal_num"] in nums]
    return [_sentence(t, row["before"], row["after"], labels) for row in mine]


def _sentence(t: Words, before: Any, after: Any, labels: Mapping[int, str]) -> str:
    old, new = (None if row is None else _said(t, row, labels) for row in (before, after))
    if old is None:
        return t("{date} added", date=new)
    return t("{date} removed", date=old) if new is None else t("{before} became {after}", before=old, after=new)


def _said(t: Words, row: Mapping[str, Any], labels: Mapping[int, str]) -> str:
    day = t.date(clock.from_day_number(row["day"]))
    return t("“{stage}” {day}", stage=labels.get(row["stage_num"], t("a stage that is gone")), day=day)
