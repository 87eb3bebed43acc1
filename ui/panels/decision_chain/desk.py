"""What every part of the page about one company needs to know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from persona_core.access.models import Viewer
from persona_core.decision_chain.models import Moment
from persona_core.decision_chain.views import ChainView, Choice, MomentView
from persona_core.kit.words import Words
from persona_core.vocabulary.queries import Lists


@dataclass(frozen=True)
class Desk:
    """One company's chain at a moment as this viewer sees it; `view` is None while there is none.

    `people` are those who may sit on it.
    """

    viewer: Viewer
    company: Choice
    view: ChainView | None
    moment: Moment
    known: Lists
    people: Mapping[UUID, str]
    t: Words

    @property
    def said(self) -> MomentView | None:
        """What is said about the moment."""
        return self.view.moments[self.moment] if self.view else None

    @property
    def empty(self) -> bool:
        """Whether no seat is on the chain yet."""
        return self.view is None or not self.view.seats

    @property
    def labels(self) -> dict[str, str]:
        """What the positions on the chain are called, by code."""
        return {s.position: s.label for s in self.view.seats} if self.view else {}
