"""画像卡: the whole persona on one page, each line with its counts and the way to its rows; cards, versions, roles."""

from dataclasses import replace

import streamlit as st

from persona_core.kit import clock
from persona_core.kit.errors import NotFound
from persona_core.personas.gathering import findings
from persona_core.personas.publishing import since_published, version_card, versions
from persona_core.personas.reading import card
from persona_core.personas.roles import roles as whole
from ui import filters, remembering, shell
from ui.panels.card import advice, asking, heading, lines, publishing, roles, telling, wall

viewer = shell.enter()
t = shell.words()
row, every = asking.chosen(viewer)
number, now = asking.number(asking.VERSION), (row.id if row else None, viewer, clock.today())
with shell.read() as session:
    remember = remembering.of(session, viewer)
    known = remembering.known(session, viewer)

    def found(**how):
        return findings(session, viewer, t, row, **how)

    composed = today = remember(("card", *now), lambda: card(session, viewer, t, found(), row, brief=True))
    told = remember(("versions", *now), lambda: versions(session, viewer, t, row))
    changed = remember(("changed", *now), lambda: since_published(session, viewer, t, row, composed))
    if number and row:
        try:
            composed = version_card(session, viewer, row, number, t.lang)
        except NotFound as gone:
            st.info(gone.text(t))
            number = 0
    if not number and (viewer.presenting or roles.opened()):
        opened = remember(("roles", *now), lambda: whole(session, viewer, t, found(brief=True)))
        composed = replace(composed, roles=opened)

keep = asking.params(row, every)
editable = not (viewer.presenting or viewer.masked or number)
heading.draw(viewer, row, every, known, composed, told, changed, keep)
publishing.compared(viewer, row, today)
if composed.bare:
    shell.empty(
        t("There is nothing to say about your customers yet. Add companies first; ten rows are enough to begin."),
        t("Paste or import companies"),
        "import-export",
    )
    st.stop()
if viewer.presenting:
    wall.draw(composed)
    st.stop()
role = roles.asked(composed)
if role:
    roles.draw(composed, role, keep)
    st.stop()
if number:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="version-bar"):
        day = next((t.date(one.at.date()) for one in told if one.number == number), "")
        st.text(t("Version {n} as it was published on {day}.", n=number, day=day), width="content")
        st.button(t("Today's card"), icon=":material/update:", on_click=filters.clear, args=(asking.VERSION,))
shell.answer(composed.summary or t("The card fills up by itself as companies, chains, deals and stories come in."))
st.caption(lines.plain(" · ".join(x for x in (composed.top, composed.filter) if x)))

for pair in heading.PAIRS:
    for column, key in zip(st.columns(2), pair, strict=True):
        with column:
            lines.block(composed.block(key), beside=True)
telling.draw(composed)
advice.draw(viewer, composed, row, known, editable=editable)
roles.ways(composed, keep)
for part in composed.blocks:
    if all(part.key not in pair for pair in heading.PAIRS):
        lines.block(part, wide=True)
lines.still_to_do(composed)
