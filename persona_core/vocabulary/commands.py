"""Changing lists; tags in the module beside."""

from __future__ import annotations

from functools import cache
from typing import Any

import yaml
from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.access.queries import get, visible
from persona_core.kit.config import DATA
from persona_core.kit.errors import Conflict, Invalid
from persona_core.kit.words import N_
from persona_core.vocabulary.models import ListName, Term, fold
from persona_core.vocabulary.queries import Lists, lists
from persona_core.vocabulary.tags import edit_tag, ensure_tag

__all__ = ["add_term", "edit_tag", "edit_term", "ensure_tag", "ensure_term", "furnish", "shipped"]


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
    """A new entry of a list, or a new choice of an own field; its code is its first label."""
    known = known or lists(session, viewer)
    if list_name not in set(ListName) and list_name not in known.own:
        raise Invalid(N_("There is no list “{name}”."), name=list_name)
    label = ((zh or en) or "").strip()
    if not label:
        raise Invalid(N_("The label is empty. Type at least one of the two languages."), field="zh")
    if len(label) > 200:
        raise Invalid(N_("The label is longer than 200 characters. Shorten it."), field="zh")
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
