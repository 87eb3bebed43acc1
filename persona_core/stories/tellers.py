"""How the one who told a story is shown to a viewer."""

from __future__ import annotations

from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.companies import queries as companies
from persona_core.companies.naming import Redactor, person_name, surname_of
from persona_core.kit import plain
from persona_core.kit.readings import kept
from persona_core.kit.words import Words
from persona_core.stories.models import Story
from persona_core.vocabulary.models import fold
from persona_core.vocabulary.queries import Lists

_TITLED = ("总", "总监", "经理", "主管", "主任", "老板", "老板娘", "老师", "店长", "校长", "董", "工", "姐", "哥")
"""Endings that make a name one by which a person may be shown on the wall: 林总监, 周总."""


@kept
def redactor(session: Session, viewer: Viewer, t: Words, known: Lists) -> Redactor:
    """What takes names out of running text for this viewer, also those of everybody who told a story."""
    here = select(Story.teller).where(Story.workspace_id == viewer.workspace_id, Story.teller.is_not(None)).distinct()
    spoken_of = plain.rows(session, here) if viewer.masked else ()
    return companies.redactor(session, viewer, t, known, (teller for (teller,) in spoken_of))


class Tellers:
    """How the one who told a story is shown: in full, as 林总监 on the wall, by title or not at all when masked."""

    def __init__(self, session: Session, viewer: Viewer, t: Words) -> None:
        self.viewer, self.t = viewer, t
        self.titles: dict[str, str | None] = {}
        if viewer.masked or viewer.presenting:
            self.titles = {fold(p.name): p.title for p in companies.people(session, viewer) if p.name}

    def __call__(self, teller: str | None) -> str:
        if not teller:
            return ""
        if fold(teller) in self.titles:
            return person_name(self.viewer, self.t, teller, self.titles[fold(teller)])
        if self.viewer.masked:
            return ""
        titled = teller.endswith(_TITLED) or teller.startswith(("小", "老", "阿"))
        return surname_of(teller) if self.viewer.presenting and not titled else teller
