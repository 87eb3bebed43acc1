"""Changing lists and tags."""

from __future__ import annotations

from functools import cache
from typing import Any

import yaml
from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.access.queries import get, visible
from persona_core.kit.config import DATA
from persona_core.kit.errors import Conflict, Invalid
from persona_core.kit.words import N_
from persona_core.vocabulary.models import ListName, Tag, TagKind, Term, fold
from persona_core.vocabulary.queries import Lists, find_tag, lists


@cache
def shipped() -> dict[str, list[dict[str, Any]]]:
    """The lists that every workspace starts with."""
    return yaml.safe_load((DATA / "vocabulary.yaml").read_text(encoding="utf-8"))


def furnish(session: Session, viewer: Viewer) -> None:
    """Give a new workspace the shipped lists."""
    for name, entries in shipped().items():
        for number, entry in enumerate(entries):
            session.add(Term(workspace_id=viewer.workspace_id, list_name=name, sort=number, **entry))
    session.flush()


def ensure_term(session: Session, viewer: Viewer, known: Lists, list_name: str, text: str) -> tuple[str, bool]:
    """The code behind `text`, made as a new term if nobody knows it; also says whether it was made."""
    code = known.code(list_name, text)
    if code:
        return code, False
    return add_term(
        session,
        viewer,
        list_name,
        zh=text if viewer.lang == "zh" else None,
        en=text if viewer.lang != "zh" else None,
        known=known,
    ).code, True


def add_term(
    session: Session,
    viewer: Viewer,
    list_name: str,
    *,
    zh: str | None = None,
    en: str | None = None,
    aliases: list[str] | None = None,
    known: Lists | None = None,
) -> Term:
    """A new entry of a list; its code is its first label."""
    if list_name not in set(ListName):
        raise Invalid(N_("There is no list “{name}”."), name=list_name)
    label = ((zh or en) or "").strip()
    if not label:
        raise Invalid(N_("The label is empty. Type at least one of the two languages."), field="zh")
    if len(label) > 200:
        raise Invalid(N_("The label is longer than 200 characters. Shorten it."), field="zh")
    known = known or lists(session, viewer)
    if known.code(list_name, label):
        raise Invalid(N_("“{name}” is already in the list."), field="zh", name=label)
    term = Term(
        workspace_id=viewer.workspace_id,
        list_name=list_name,
        code=label,
        zh=(zh or "").strip() or None,
        en=(en or "").strip() or None,
        aliases=aliases or [],
        sort=len(known.terms.get(list_name, {})),
    )
    session.add(term)
    session.flush()
    known.add(term)
    return term


def edit_term(
    session: Session, viewer: Viewer, term_id: Any, *, seen: int, zh: str, en: str, aliases: list[str]
) -> Term:
    """Change labels and aliases of a term; its code, and so every row, stays."""
    term = get(session, viewer, Term, term_id)
    if term.version != seen:
        raise Conflict(
            row_id=term.id, version=term.version, current={"zh": term.zh, "en": term.en}, mine={"zh": zh, "en": en}
        )
    if not (zh.strip() or en.strip()):
        raise Invalid(N_("The label is empty. Type at least one of the two languages."), field="zh")
    for text in (zh, en, *aliases):
        others = session.exec(visible(Term, viewer).where(Term.list_name == term.list_name, Term.id != term.id)).all()
        if text.strip() and any(fold(text) in {fold(x) for x in (o.code, o.zh, o.en, *o.aliases) if x} for o in others):
            raise Invalid(N_("“{name}” is already in the list."), field="zh", name=text)
    term.zh, term.en = zh.strip() or None, en.strip() or None
    term.aliases = [a.strip() for a in aliases if a.strip()]
    session.add(term)
    session.flush()
    return term


def ensure_tag(
    session: Session, viewer: Viewer, name: str, *, kind: str = TagKind.CONCERN, definition: str = ""
) -> Tag:
    """The tag of this name, made if it is new; an existing tag keeps its kind."""
    name = " ".join(name.split())
    if not name:
        raise Invalid(N_("The tag has no name. Type one."), field="tag")
    if len(name) > 60:
        raise Invalid(N_("A tag is a few words; this one is longer than 60 characters. Shorten it."), field="tag")
    if kind not in set(TagKind):
        raise Invalid(N_("There is no tag kind “{name}”."), field="kind", name=kind)
    tag = find_tag(session, viewer, name)
    if tag is None:
        tag = Tag(workspace_id=viewer.workspace_id, kind=kind, name=name, name_key=fold(name), definition=definition)
        session.add(tag)
        session.flush()
    return tag


def edit_tag(session: Session, viewer: Viewer, tag_id: Any, *, seen: int, name: str, kind: str, definition: str) -> Tag:
    """Rename or describe a tag; its marks stay."""
    tag = get(session, viewer, Tag, tag_id)
    if tag.version != seen:
        raise Conflict(
            row_id=tag.id,
            version=tag.version,
            current={"name": tag.name, "kind": tag.kind, "definition": tag.definition},
            mine={"name": name, "kind": kind, "definition": definition},
        )
    name = " ".join(name.split())
    if not name or len(name) > 60:
        raise Invalid(N_("A tag needs a name of at most 60 characters."), field="tag")
    if kind not in set(TagKind):
        raise Invalid(N_("There is no tag kind “{name}”."), field="kind", name=kind)
    twin = session.exec(
        select(Tag).where(Tag.workspace_id == viewer.workspace_id, Tag.name_key == fold(name), Tag.id != tag.id)
    ).first()
    if twin:
        raise Invalid(N_("There is already a tag “{name}”."), field="tag", name=name)
    tag.name, tag.name_key, tag.kind, tag.definition = name, fold(name), kind, definition.strip()[:1000]
    session.add(tag)
    session.flush()
    return tag
