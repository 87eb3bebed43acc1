"""导入导出: a table or texts come in by four steps on one page; the persona goes out."""

import streamlit as st

from ui import shell
from ui.panels.exchange import (
    export,
    import_check,
    import_columns,
    import_done,
    import_draft,
    import_past,
    import_source,
    whole,
    working,
)

viewer = shell.enter()
t = shell.words()
shell.head(None, t("Import & export"), t("Bring in what you have, take the persona with you"))
inward, outward = st.tabs([t("Import"), t("Export")], key="exchange-tab")
with inward:
    working.report(viewer, t)
    draft = import_draft.current(viewer)
    import_source.draw(viewer, t, draft)
    if draft is not None and draft.opened is not None:
        if draft.job is not None:
            import_done.draw_result(viewer, t, draft)
        elif import_columns.draw(viewer, t, draft):
            import_check.draw(viewer, t, draft)
            import_done.draw(viewer, t, draft)
    if draft is not None:
        import_draft.keep(draft)
    working.others(viewer, t, draft)
    import_past.draw(viewer, t)
    whole.draw(viewer, t)
with outward, st.container(width=420):
    export.draw(viewer, key="exchange")
