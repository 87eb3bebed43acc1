"""What every question beside the map needs to know: the seat, the moment, and how an answer is saved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from persona_core.access.models import Viewer
from persona_core.decision_chain.views import ChainView, MomentRow, MomentView
from persona_core.kit.words import Words
from persona_core.vocabulary.queries import Lists
from ui.panels.decision_chain import changing


@dataclass(frozen=True)
class Panel:
    """A seat of a chain at a moment, as this viewer edits it."""

    viewer: Viewer
    view: ChainView
    moment: MomentView
    row: MomentRow
    known: Lists
    t: Words

    def key(self, part: str) -> str:
        """The key of a question about this seat at this moment."""
        return f"side-{self.row.seat.id}-{self.moment.moment}-{part}-{self.t.lang}"

    def at_moment(self, field: str, value: Any) -> None:
        """Save what the seat says at this moment."""
        changing.at_moment(self.viewer, self.view, self.row, self.moment.moment, {field: value})

    def of_seat(self, field: str, value: Any) -> None:
        """Save what is known of the seat."""
        changing.of_seat(self.viewer, self.view, self.row.seat, {field: value})
