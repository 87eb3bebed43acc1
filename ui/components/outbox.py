"""What people did in a component, once each: the browser sends again whatever it has not seen acknowledged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import streamlit as st


def acts(outbox: Any, told: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Kind and content of each act that is new; what comes from a browser may be anything.

    Under the key `told` the session remembers which mounted component spoke last and the number of its last act; the
    component is given it as "heard". (docs/decisions/0005.)
    """
    if not isinstance(outbox, dict) or not isinstance(outbox.get("acts"), list):
        return
    speaker = str(outbox.get("speaker"))
    heard = st.session_state.get(told) or {}
    last = heard.get("n", 0) if heard.get("speaker") == speaker else 0
    for act in outbox["acts"]:
        if isinstance(act, dict) and isinstance(act.get("n"), int) and act["n"] > last:
            last = act["n"]
            st.session_state[told] = {"speaker": speaker, "n": last}
            yield str(act.get("kind")), act
