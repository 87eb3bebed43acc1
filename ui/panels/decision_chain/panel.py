"""The seat that is asked about beside the map, and how an answer about it is saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from persona_core.decision_chain.views import MomentRow
from persona_core.kit.words import Words
from ui.panels.decision_chain import changing
from ui.panels.decision_chain.desk import Desk


@dataclass(frozen=True)
class Panel:
    """A seat of the chain at the moment, as somebody edits it beside the map."""

    desk: Desk
    row: MomentRow

    @property
    def t(self) -> Words:
        """The words of the reader's language."""
        return self.desk.t

    @property
    def by_points(self) -> bool:
        """Whether the moment is said in points."""
        return self.desk.said.by_points

    def key(self, part: str) -> str:
        """The key of a question about this seat at this moment."""
        return f"side-{self.row.seat.id}-{self.desk.moment}-{part}-{self.t.lang}"

    def at_moment(self, field: str, value: Any) -> None:
        """Save one thing the seat says at this moment."""
        self.all_at_moment({field: value})

    def of_seat(self, field: str, value: Any) -> None:
        """Save one thing that is known of the seat."""
        self.all_of_seat({field: value})

    def all_at_moment(self, changes: Mapping[str, Any]) -> None:
        """Save several things the seat says at this moment as one step."""
        changing.at_moment(self.desk, self.row, changes)

    def all_of_seat(self, changes: Mapping[str, Any]) -> None:
        """Save several things that are known of the seat as one step."""
        changing.of_seat(self.desk, self.row.seat, changes)
