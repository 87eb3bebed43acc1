"""Making, renaming and deleting workspaces."""

from __future__ import annotations

from sqlmodel import Session, select

from persona_core.access.models import AppState, Viewer, Workspace
from persona_core.access.queries import current_workspace
from persona_core.kit.errors import Invalid
from persona_core.kit.words import LANGUAGES, N_


def create_workspace(
    session: Session,
    *,
    name: str,
    title: str = "",
    lang: str = "zh",
    currency: str = "CNY",
    example: str | None = None,
) -> Workspace:
    """A new empty workspace; the caller furnishes it (lists, journey)."""
    name = name.strip()
    if not name:
        raise Invalid(N_("A workspace needs a name. Type one and try again."), field="name")
    if len(name) > 80:
        raise Invalid(N_("The name is longer than 80 characters. Shorten it."), field="name")
    if lang not in LANGUAGES:
        raise Invalid(N_("The language must be zh or en."), field="lang")
    if session.exec(select(Workspace).where(Workspace.name == name)).first():
        raise Invalid(N_("There is already a workspace “{name}”. Choose another name."), field="name", name=name)
    row = Workspace(name=name, title=title.strip() or name, lang=lang, currency=currency, example=example)
    session.add(row)
    session.flush()
    return row


def edit_workspace(session: Session, viewer: Viewer, *, title: str, currency: str) -> Workspace:
    """Change title and currency of the viewer's workspace."""
    row = current_workspace(session, viewer)
    if not title.strip():
        raise Invalid(N_("The title is empty. Type what you sell and at what price."), field="title")
    if len(currency.strip()) != 3 or not currency.strip().isascii() or not currency.strip().isalpha():
        raise Invalid(N_("A currency is three letters, such as CNY or USD."), field="currency")
    row.title, row.currency = title.strip()[:200], currency.strip().upper()
    session.add(row)
    session.flush()
    return row


def delete_workspace(session: Session, workspace: Workspace) -> None:
    """Delete a workspace and everything in it; the database cascades."""
    session.delete(session.merge(workspace))
    session.flush()


def remember(session: Session, key: str, value: dict) -> None:
    """Keep something about the installation."""
    session.merge(AppState(key=key, value=value))
    session.flush()
