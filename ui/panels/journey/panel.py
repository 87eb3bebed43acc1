"""What was counted, and what is needed to say and draw it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.journeys.analysis import Counted, Funnel
from persona_core.journeys.cases import Cases, cases
from persona_core.journeys.counting import Question, counted
from persona_core.journeys.grouping import group_labels
from persona_core.journeys.models import Stage
from persona_core.journeys.queries import stage_label
from persona_core.kit import clock
from persona_core.kit.figures import Theme
from persona_core.kit.words import Words
from persona_core.vocabulary.models import ListName
from persona_core.vocabulary.queries import Lists
from ui import remembering, shell


@dataclass(frozen=True)
class Panel:
    """A counted journey with its words; `labels` and `codes` name stages by number, in their order.

    `by` is the field that groups it, "" for none, and `by_label` what that is called.
    """

    viewer: Viewer
    question: Question
    by: str
    counted: Counted
    found: Funnel
    cases: Cases
    labels: Mapping[int, str]
    codes: Mapping[int, str]
    positions: Mapping[str, str]
    t: Words
    look: Theme
    by_label: str = ""


def panel(
    session: Session, viewer: Viewer, question: Question, by: str, stages: Sequence[Stage], known: Lists
) -> Panel:
    """Count what is asked; what was read and counted before is taken up while nothing was written."""
    t, remember = shell.words(), remembering.of(session, viewer)
    asked = (question, clock.today())
    whole = remember(("counted", asked), lambda: counted(session, viewer, question))
    return Panel(
        viewer=viewer,
        question=question,
        by=by,
        counted=whole,
        found=remember(("funnel", asked), whole.funnel),
        cases=cases(session, viewer, t, whole, known=known),
        labels={stage.num: stage_label(stage, t) for stage in stages},
        codes={stage.num: stage.code for stage in stages},
        positions=known.options(ListName.POSITION, t),
        t=t,
        look=shell.theme(),
        by_label=group_labels(viewer, known, t).get(by, ""),
    )
