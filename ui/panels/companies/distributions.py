"""Pictures of who the companies are: industry, headcount, what they used before, and a field of one's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import streamlit as st
from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.companies import analysis, charts, queries
from persona_core.companies.models import SIGNED, Company
from persona_core.companies.own_fields import own_for, own_groups, own_tally, say_group
from persona_core.kit import figures
from persona_core.kit.words import Words
from persona_core.vocabulary.fixed_lists import ENUM_LABELS
from persona_core.vocabulary.models import ListName
from persona_core.vocabulary.queries import Lists
from persona_core.vocabulary.specs import OWN
from ui import filters, shell


@dataclass(frozen=True)
class Picture:
    """One distribution with how to name its parts."""

    kind: str
    result: analysis.Distribution
    say: Callable[[str], str]


def read(session: Session, viewer: Viewer, t: Words, known: Lists, *, signed: bool | None) -> list[Picture]:
    """The three distributions of one population (everyone when `signed` is None)."""
    prior = ENUM_LABELS["prior_kind"]
    return [
        Picture(
            "industry",
            analysis.distribution(queries.tally(session, viewer, "industry", signed=signed)),
            lambda code: known.label(ListName.INDUSTRY, code, t),
        ),
        Picture("headcount", analysis.headcounts(queries.headcounts(session, viewer, signed=signed)), _band),
        Picture(
            "prior",
            analysis.distribution(queries.tally(session, viewer, "prior_kind", signed=signed)),
            lambda code: t(prior[code]) if code in prior else code,
        ),
    ]


def read_own(session: Session, viewer: Viewer, t: Words, known: Lists, key: str, *, signed: bool | None) -> Picture:
    """The distribution of one own field: answers, years, or ranges of numbers."""
    spec = known.own[key]
    clause = None if signed is None else Company.status.in_(SIGNED)
    counts = own_tally(session, viewer, key.removeprefix(OWN), clause=clause)
    ordered = spec.type in {"date", "number"}
    values = [value for value in counts if value is not None]
    values.sort(key=float if spec.type == "number" else str)
    groups = own_groups(spec, values)
    found: dict[str | None, int] = {None: counts.get(None, 0)}
    for value, group in groups.items():
        found[group] = found.get(group, 0) + counts[value]
    result = analysis.in_order(found) if ordered else analysis.distribution(found)
    return Picture("own", result, say_group(spec, known, t))


def draw_own(viewer: Viewer, t: Words, known: Lists, *, signed: bool | None) -> None:
    """One of the own fields as a picture, as far as there are any."""
    fields = {key: t(spec.label) for key, spec in own_for(viewer, known).items()}
    if not fields:
        return
    chosen = filters.one("picture", t("A field of your own"), {"": t("No picture"), **fields}, width=220)
    if not chosen:
        return
    with shell.read() as session:
        picture = read_own(session, viewer, t, known, chosen, signed=signed)
    with st.container(border=True, width=620):
        _picture(t, picture, fields[chosen])


def _band(key: str) -> str:
    return key.replace("-", "–")


def draw(t: Words, pictures: list[Picture]) -> None:
    """The pictures side by side, each with its table and what is not known."""
    names = {"industry": t("Industry"), "headcount": t("Headcount"), "prior": t("Kind of prior solution")}
    for column, picture in zip(st.columns(len(pictures)), pictures, strict=True):
        with column, st.container(border=True, height="stretch"):
            _picture(t, picture, names[picture.kind])


def _picture(t: Words, picture: Picture, name: str) -> None:
    if not picture.result.n:
        st.text(t("{field}: not filled in for anybody yet.", field=name))
        return
    figure = charts.distribution(picture.result, t, shell.theme(), say=picture.say, kind=picture.kind, field=name)
    file_name = f"{picture.kind}-distribution"
    st.plotly_chart(figure, key=f"chart-{picture.kind}", config=figures.config(file_name, t), theme=None)
    _foot(t, picture, name)


def _foot(t: Words, picture: Picture, name: str) -> None:
    result = picture.result
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        said = [t.plural("{n} company counted", "{n} companies counted", result.n)]
        if result.unknown:
            said.append(t.plural("{n} not filled in", "{n} not filled in", result.unknown))
        if result.by_middle:
            said.append(t.plural("{n} by the middle of its band", "{n} by the middle of their band", result.by_middle))
        with st.container(key=f"soft-{picture.kind}"):
            st.text(t.listing(said), width="stretch")
        details = st.popover(t("Details"), key=f"details-{picture.kind}", on_change="rerun", type="tertiary")
        if details.open:
            heads = [name, t("How many"), t("Share"), t("Likely between")]
            table = pd.DataFrame(charts.rows(result, t, picture.say), columns=heads)
            details.dataframe(table, hide_index=True, width=460, alt=name)
