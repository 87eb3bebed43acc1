"""The card on a wall: one block at a time with ← →, in type that is read from ten metres."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import streamlit as st

from persona_core.companies.naming import shorten
from persona_core.personas.card import Block, Card, Line, RoleCard
from ui import shell
from ui.components import wall_keys
from ui.look import badge, plain
from ui.panels.card import asking, lines, telling

MOST_LINES, MOST_QUOTED, MOST_ROWS, MOST_THOUGHTS, LONGEST_QUOTE = 6, 4, 7, 4, 40


class Slide(NamedTuple):
    """One block on the wall."""

    key: str
    step: int
    title: str
    show: Callable[[], None]


def draw(card: Card) -> None:
    """The slide that the address asks for, and the way to the ones beside it."""
    t = shell.words()
    found = slides(card)
    at = min(asking.number(asking.SLIDE), len(found) - 1)
    slide = found[at]
    wall_keys.free(slide.key)
    with st.container(key="card-wall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="wall-head"):
            if slide.step:
                badge(slide.step, key="wall")
            st.header(plain(slide.title), anchor=False, width="stretch")
        slide.show()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="wall-foot"):
        _step(t("Back"), at - 1, "Left", ":material/arrow_back:", at == 0)
        st.text(t("{k} of {n}", k=at + 1, n=len(found)), width="content")
        _step(t("Next"), at + 1, "Right", ":material/arrow_forward:", at == len(found) - 1)
        st.space("stretch")
        st.caption(plain(" · ".join(x for x in (card.title, card.name, card.parts[0]) if x)), width="content")


def _step(label: str, to: int, shortcut: str, icon: str, off: bool) -> None:
    st.button(
        label, key=f"wall-{shortcut.lower()}", icon=icon, shortcut=shortcut, disabled=off, on_click=_go, args=(to,)
    )


def _go(to: int) -> None:
    if to:
        st.query_params[asking.SLIDE] = str(to)
    else:
        st.query_params.pop(asking.SLIDE, None)


def slides(card: Card) -> list[Slide]:
    """In the order in which it is told: the whole in one sentence, the blocks that say something, roles, what to do."""
    t = shell.words()
    found = [Slide("title", 0, " · ".join(x for x in (card.title, card.name) if x), lambda: _title(card))]
    found += [_of_block(part) for part in card.blocks if not part.bare]
    found += [Slide(f"role-{role.key}", 2, role.title, lambda role=role: _role(role)) for role in card.roles]
    if card.story:
        found.append(Slide("story", 0, t("Told as a story"), lambda: st.markdown(telling.text(card, marks=False))))
    if any(part.rows for part in card.advice) or card.target:
        found.append(Slide("advice", 0, t("How to use it"), lambda: _advice(card)))
    return found


def _title(card: Card) -> None:
    with st.container(key="wall-summary"):
        st.text(card.summary)
    st.text(card.top)
    if card.filter:
        st.text(card.filter)


def _of_block(part: Block) -> Slide:
    return Slide(part.key, part.step, part.title, lambda: _block(part))


def _block(part: Block) -> None:
    """Lines large, with their counts in lighter type; beside or below the chart; a table only without both."""
    if part.lines and part.charts:
        left, right = st.columns([1, 1], gap="large")
        with left:
            _lines(part)
        with right:
            lines.chart(part.charts[0], key=f"wall-{part.charts[0].key}", large=True)
        return
    _lines(part)
    for column, one in zip(st.columns(len(part.charts)) if part.charts else (), part.charts, strict=True):
        with column:
            lines.chart(one, key=f"wall-{one.key}", large=True)
    if not part.charts:
        for one in part.tables:
            lines.table(one, key=f"wall-{one.key}", most=MOST_ROWS)


def _lines(part: Block) -> None:
    """Lines large; those with a quote in two columns, so that one screen holds them."""
    quoted = [line for line in part.lines if line.quotes][:MOST_QUOTED]
    if quoted:
        half = (len(quoted) + 1) // 2
        for column, some in zip(st.columns(2, gap="large"), (quoted[:half], quoted[half:]), strict=True):
            with column:
                st.markdown("\n\n".join(text for line in some for text in _said(line)))
    elif part.lines:
        st.markdown("\n\n".join(text for line in part.lines[:MOST_LINES] for text in _said(line)))


def _said(line: Line) -> list[str]:
    small = " · ".join(x for x in (line.counts, line.lost or line.trust) if x)
    said = [f"**{plain(line.text)}**" + (f"  \n:gray[{plain(small)}]" if small else "")]
    if line.quotes:
        said.append(f"> {plain(shorten(line.quotes[0].text, LONGEST_QUOTE))}")
    return said


def _role(role: RoleCard) -> None:
    t = shell.words()
    st.text(role.top)
    by_key = {part.key: part for part in role.blocks}
    left, right = st.columns(2, gap="large")
    for column, key in ((left, "facets"), (right, "say")):
        part = by_key[key]
        with column:
            st.markdown(f"**{plain(part.title)}**")
            if part.bare:
                st.text(part.empty)
            else:
                st.markdown("\n".join(f"- {plain(line.text)}" for line in part.lines[:MOST_LINES]))
    quote = next((line.quotes[0] for line in by_key["quotes"].lines if line.quotes), None)
    if quote:
        st.markdown(f"> {plain(t('“{text}”', text=quote.text))}")


def _advice(card: Card) -> None:
    left, right = st.columns(2, gap="large")
    for number, part in enumerate(part for part in card.advice if part.rows):
        with left if number % 2 == 0 else right:
            said = [f"**{plain(part.title)}**", "", *(f"- {plain(text)}" for text in part.rows[:MOST_THOUGHTS])]
            st.markdown("\n".join(said))
    if card.target:
        st.text(f"{card.target.text} · {card.target.counts}")
