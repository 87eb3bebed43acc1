"""Reading lists and tags."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.access.queries import visible
from persona_core.kit.words import Words
from persona_core.vocabulary.models import Tag, Term, fold


@dataclass
class Lists:
    """Every list of a workspace in memory: code → term, and any spelling → code."""

    terms: dict[str, dict[str, Term]] = field(default_factory=dict)
    spellings: dict[str, dict[str, str]] = field(default_factory=dict)

    def add(self, term: Term) -> None:
        """Take in one term with all its spellings; earlier spellings win."""
        self.terms.setdefault(term.list_name, {})[term.code] = term
        known = self.spellings.setdefault(term.list_name, {})
        for text in (term.code, term.zh, term.en, *term.aliases):
            if text:
                known.setdefault(fold(text), term.code)

    def code(self, list_name: str, text: str | None) -> str | None:
        """The code behind a label, alias or code in any spelling; None when unknown."""
        return self.spellings.get(list_name, {}).get(fold(text)) if text else None

    def label(self, list_name: str, code: str | None, t: Words) -> str:
        """The label of a code in the reader's language; the code itself when the term is gone."""
        if not code:
            return ""
        term = self.terms.get(list_name, {}).get(code)
        return t.pick(term.zh, term.en) if term else code

    def options(self, list_name: str, t: Words) -> dict[str, str]:
        """code → label in list order."""
        return {code: t.pick(x.zh, x.en) for code, x in self.terms.get(list_name, {}).items()}

    def rank(self, list_name: str, code: str | None) -> int:
        """The rank of a code, 0 when it has none."""
        term = self.terms.get(list_name, {}).get(code or "")
        return (term.rank or 0) if term else 0


def lists(session: Session, viewer: Viewer) -> Lists:
    """All lists of the viewer's workspace, in their order."""
    result = Lists()
    for term in session.exec(visible(Term, viewer).order_by(Term.list_name, Term.sort, Term.code)):
        result.add(term)
    return result


def tags(session: Session, viewer: Viewer) -> list[Tag]:
    """All tags by kind and name."""
    return list(session.exec(visible(Tag, viewer).order_by(Tag.kind, Tag.name)))


def find_tag(session: Session, viewer: Viewer, name: str) -> Tag | None:
    """The tag of this name in any spelling, also by a name it had before."""
    key = fold(name)
    found = session.exec(visible(Tag, viewer).where(Tag.name_key == key)).first()
    if found is not None or not key:
        return found
    others = session.exec(select(Tag.id, Tag.aliases).where(Tag.workspace_id == viewer.workspace_id))
    known_as = next((tag_id for tag_id, aliases in others if key in map(fold, aliases)), None)
    return session.get(Tag, known_as) if known_as else None
