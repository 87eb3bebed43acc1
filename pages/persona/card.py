"""画像卡: the whole persona on one page, each line with its counts and the way to its rows."""

import streamlit as st

from persona_core.kit import clock
from persona_core.personas.drawing import card_figures
from persona_core.personas.queries import card, findings
from ui import remembering, shell
from ui.panels.card import advice, lines
from ui.panels.exchange import export

viewer = shell.enter()
t = shell.words()
with shell.read() as session:
    remember, today = remembering.of(session, viewer), clock.today()
    found = remember(("findings", viewer, today), lambda: findings(session, viewer, t, remember=remember))
    composed = remember(("card", viewer, today), lambda: card(session, viewer, t, found))
drawn = card_figures(found, t, shell.theme())

with shell.head(None, t("Persona card"), t("Who buys from us, why, and what follows from it")):
    with st.popover(t("Export"), icon=":material/download:"):
        export.draw(viewer, key="card-export")

shell.answer(composed.summary or t("The card fills up by itself as companies, chains, deals and stories come in."))
st.caption(lines.plain(composed.top))
if not any(block.lines for block in composed.blocks):
    shell.empty(
        t("There is nothing to say about your customers yet. Add companies first; ten rows are enough to begin."),
        t("Paste or import companies"),
        "import-export",
    )
    st.stop()

left, right = st.columns(2, gap="large")
for number, block in enumerate(composed.blocks):
    with left if number % 2 == 0 else right:
        lines.block(block, [figure for key, figure in drawn if key.startswith(f"chart-{block.key}")])
advice.draw(viewer, composed)
lines.missing(composed)
