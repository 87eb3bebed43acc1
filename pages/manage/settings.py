"""设置: this workspace, its lists and tags, and further workspaces."""

import streamlit as st

from persona_core.access.queries import current_workspace, workspaces
from persona_core.vocabulary.queries import lists
from ui import shell
from ui.panels.settings import spaces, terms
from ui.panels.stories import tags

viewer = shell.enter()
t = shell.words()
with shell.read() as session:
    workspace = current_workspace(session, viewer)
    every = workspaces(session)
    known = lists(session, viewer)

shell.head(None, t("Settings"), t("Words and lists of this workspace"))
first, second, third = st.tabs([t("Workspace"), t("Lists"), t("Tags")], key="settings-tab")
with first:
    spaces.this_one(viewer, workspace)
    spaces.another(viewer)
    spaces.remove(workspace, every)
with second:
    terms.draw_lists(viewer, known)
with third:
    tags.draw(viewer)
