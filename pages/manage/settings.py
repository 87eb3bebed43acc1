"""设置: this workspace, its fields, lists and tags, and further workspaces."""

import streamlit as st

from persona_core.access.queries import current_workspace, workspaces
from persona_core.vocabulary.queries import lists
from ui import shell
from ui.panels.settings import own_fields, spaces, terms
from ui.panels.stories import tags

viewer = shell.enter()
t = shell.words()
with shell.read() as session:
    workspace = current_workspace(session, viewer)
    every = workspaces(session)
    known = lists(session, viewer)

shell.head(None, t("Settings"), t("Words and lists of this workspace"))
heads = [t("Workspace"), t("Fields"), t("Lists"), t("Tags")]
first, fields, second, third = st.tabs(heads, key="settings-tab")
with first:
    spaces.this_one(viewer, workspace)
    spaces.another(viewer)
    spaces.remove(workspace, every)
with fields:
    own_fields.draw(viewer, known)
with second:
    terms.draw_lists(viewer, known)
with third:
    tags.draw(viewer)
