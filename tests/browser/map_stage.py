"""A page with nothing but the decision map, for its tests: keeps what the map told and draws what follows from it.

The address says how many seats (`n`), in which language (`lang`), `dark`, `readonly`, and how many seconds a run takes
(`slow`); with `aside` the map is mounted anew elsewhere once something is picked.
"""

from __future__ import annotations

import json
import time

import streamlit as st

from persona_core.decision_chain.models import LISTENS_LABELS, SAY_LABELS, STANCE_LABELS, STANCE_UNKNOWN, Moment
from persona_core.decision_chain.placing import Spot, place
from persona_core.kit.figures import theme
from persona_core.kit.words import Words
from ui.components import decision_map

SEATS = {
    "zh": (
        ("市场总监", "林晓", 2, 2, 0.607, ["内线"]),
        ("CEO", None, None, 3, 0.25, ["一票否决"]),
        ("董事长", "王总", -1, 2, 0.143, []),
        ("市场部员工", "小周", 1, 0, 0.0, ["试用不过就不买"]),
        ("采购部高级商务经理", "陈莉", 0, 1, 0.0, ["偏向竞品", "管预算"]),
        ("信息安全负责人", None, -2, 1, 0.0, ["一票否决"]),
    ),
    "en": (
        ("Marketing director", "Lin Xiao", 2, 2, 0.607, ["Inside coach"]),
        ("CEO", None, None, 3, 0.25, ["Veto"]),
        ("Chairman", "Mr Wang", -1, 2, 0.143, []),
        ("Marketing staff", "Zhou", 1, 0, 0.0, ["No deal unless the trial works"]),
        ("Senior procurement manager", "Chen Li", 0, 1, 0.0, ["Favours a competitor", "Holds the budget"]),
        ("Head of information security", None, -2, 1, 0.0, ["Veto"]),
    ),
}
ARROWS = {("s0", "s1"): 50, ("s0", "s2"): 25, ("s1", "s2"): 25}


def seats(n: int, lang: str) -> list[dict]:
    t = Words(lang)
    cast = SEATS[lang]
    found = []
    for i in range(n):
        label, person, stance, say, total, flags = cast[i % len(cast)]
        found.append(
            {
                "id": f"s{i}",
                "label": label if i < len(cast) else f"{label} {i // len(cast) + 1}",
                "person": person,
                "stance": decision_map.STANCE_NAMES[stance],
                "stance_label": t(STANCE_UNKNOWN if stance is None else STANCE_LABELS[stance]),
                "percent": t.percent(total if i < len(cast) else 0),
                "total": total if i < len(cast) else 0.0,
                "say": t(SAY_LABELS[say]),
                "flags": flags,
            }
        )
    return found


def arrows(n: int) -> dict[tuple[str, str], int]:
    """Those of the example, and in larger chains each further seat is heard by one further down or listens upwards."""
    more = {(f"s{(i * 7) % max(i - 1, 1)}", f"s{i}"): (50, 25, 35)[i % 3] for i in range(4, n) if i % 4}
    more |= {(f"s{i}", f"s{i - 3}"): 25 for i in range(6, n, 6)}
    return {(a, b): p for (a, b), p in {**ARROWS, **more}.items() if int(a[1:]) < n and int(b[1:]) < n}


st.set_page_config(layout="wide")
asked = st.query_params
lang, n = asked.get("lang", "zh"), int(asked.get("n", "4"))
t, look = Words(lang), theme("dark" if asked.get("dark") else "light")
state = st.session_state
state.setdefault("told", [])
state.setdefault("arrows", arrows(n))
state.setdefault("places", {})
state.setdefault("picked", None)
state.setdefault("rev", 1)
state.setdefault("seats", n)


def tell(*what: object) -> None:
    state.told.append(list(what))


def picked(what: str) -> None:
    tell("picked", what)
    state.picked = what or None


def linked(one: str, other: str) -> None:
    tell("linked", one, other)
    state.arrows[one, other] = 25


def unlinked(one: str, other: str) -> None:
    tell("unlinked", one, other)
    state.arrows.pop((one, other), None)


def moved(places: dict[str, list[float]]) -> None:
    tell("moved", places)
    state.places = places


def added() -> None:
    tell("added")
    state.seats += 1
    state.rev += 1


def tidied() -> None:
    tell("tidied")
    state.places = {}


shown = seats(state.seats, lang)
spots = [Spot(s["id"], 0.0, s["total"]) for s in shown]
places = place(spots, state.arrows, state.places)
for seat in shown:
    seat["x"], seat["y"] = places[seat["id"]]
place_of_map = st.columns(2)[1] if "aside" in asked and state.picked else st.container()
levels = {int(k): t(v) for k, v in LISTENS_LABELS.items()}
time.sleep(float(asked.get("slow", "0")))
with place_of_map:
    decision_map.draw(
        {
            "rev": f"{state.rev}",
            "seats": shown,
            "arrows": [
                {"from": a, "to": b, "points": p, "word": levels.get(p, f"{p}")} for (a, b), p in state.arrows.items()
            ],
            "picked": state.picked,
            "readonly": bool(asked.get("readonly")),
            "words": decision_map.words(t),
            "colours": decision_map.colours(look, Moment(asked.get("moment", "purchase"))),
        },
        key="map",
        on_picked=picked,
        on_linked=linked,
        on_unlinked=unlinked,
        on_moved=moved,
        on_add=added,
        on_tidied=tidied,
        height=int(asked.get("height", "620")),
    )
with st.container(key="told"):
    st.text(json.dumps(state.told))
