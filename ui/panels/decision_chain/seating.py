"""Who sits on a seat: somebody known, somebody new, or 还不知道是谁."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from persona_core.companies.commands import create_person
from persona_core.companies.naming import UNKNOWN_PERSON
from persona_core.decision_chain.commands import edit_seat
from persona_core.decision_chain.views import SeatView
from ui.panels.decision_chain import asking, changing
from ui.panels.decision_chain import draft as drafts
from ui.panels.decision_chain.asking import NOTHING
from ui.panels.decision_chain.desk import Desk
from ui.saving import saving


def ask(desk: Desk, seat: SeatView) -> None:
    """A list of those known at this company; a name typed into it is somebody new, put on the seat at once."""
    t = desk.t
    names: dict[Any, str] = {NOTHING: t(UNKNOWN_PERSON), **{str(i): name for i, name in desk.people.items()}}

    def save(said: str | None) -> None:
        if said is None or said in names:
            changing.of_seat(desk, seat, {"person_id": UUID(said) if said else None})
        elif said.strip():
            _seat_somebody_new(desk, seat, said)

    asking.listed(
        t("Who"),
        names,
        str(seat.person_id) if seat.person_id else NOTHING,
        save,
        key=f"side-{seat.id}-who-{t.lang}",
        hint=t("Choose, or type a new name"),
        new=True,
    )


def _seat_somebody_new(desk: Desk, seat: SeatView, name: str) -> None:
    changing.settle()
    viewer, view = desk.viewer, desk.view
    label = desk.t("{position} · {what}", position=seat.label, what=name)
    base = {"person_id": seat.person_id}
    with (step := saving(viewer, label, tell=False)) as session:
        person = create_person(session, viewer, {"name": name, "position": seat.position}, company_id=view.company_id)
        found = {"person_id": person.id}
        edit_seat(session, viewer, seat.id, seen=seat.version, base=base, changes=found)
    if step.ok:
        drafts.took(view.id, None, seat.id, found)
    elif step.problem is not None:
        changing.refuse(step.problem)
