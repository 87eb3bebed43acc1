"""Reading lists and tags."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.access.queries import visible
from persona_core.kit.readings import kept_for_all
from persona_core.kit.words import Words, Written
from persona_core.vocabulary.fields import FIELDS
from persona_core.vocabulary.models import OwnField, OwnKind, Tag, Term, fold
from persona_core.vocabulary.specs import OWN, FieldSpec


@dataclass
class Lists:
    """Every list of a workspace in memory (code → term, any spelling → code), and its own fields in use (key → what).

    `retired` are fields of its own that are kept with their values but shown nowhere.
    """

    terms: dict[str, dict[str, Term]] = field(default_factory=dict)
    spellings: dict[str, dict[str, str]] = field(default_factory=dict)
    own: dict[str, FieldSpec] = field(default_factory=dict)
    retired: dict[str, FieldSpec] = field(default_factory=dict)
    on_card: tuple[str, ...] = ()

    def spec(self, key: str) -> FieldSpec | None:
        """What a field is, the house's or the workspace's own, retired ones too; None when there is none."""
        return FIELDS.get(key) or self.own.get(key) or self.retired.get(key)

    def find_own(self, name: str) -> FieldSpec | None:
        """The own field in use behind a key or name, with or without `own:`."""
        if name in self.own:
            return self.own[name]
        wanted = fold(name.removeprefix(OWN))
        return next((spec for key, spec in self.own.items() if wanted in {fold(spec.label), key[len(OWN) :]}), None)

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


@kept_for_all
def lists(session: Session, viewer: Viewer) -> Lists:
    """All lists of the viewer's workspace, in their order."""
    result = Lists()
    for term in session.exec(visible(Term, viewer).order_by(Term.list_name, Term.sort, Term.code)):
        result.add(term)
    fields = own_fields(session, viewer)
    result.own = {OWN + one.code: own_spec(one) for one in fields if not one.retired}
    result.retired = {OWN + one.code: own_spec(one) for one in fields if one.retired}
    result.on_card = tuple(OWN + one.code for one in fields if one.on_card and not one.retired)
    return result


def own_fields(session: Session, viewer: Viewer) -> list[OwnField]:
    """The fields that the workspace made itself, in their order, retired ones too."""
    return list(session.exec(visible(OwnField, viewer).order_by(OwnField.sort, OwnField.created_at)))


def own_spec(one: OwnField) -> FieldSpec:
    """A field of the workspace's own as forms, tables and imports take fields."""
    key, kind = OWN + one.code, OwnKind(one.kind)
    type = {OwnKind.CHOICE: "term"}.get(kind, kind.value)
    return FieldSpec(key, Written(one.label), type=type, list=key if kind == OwnKind.CHOICE else None, limit=2000)


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
