"""The one door to rows: everything is selected for a viewer."""

from __future__ import annotations

import uuid
from typing import TypeVar

from sqlmodel import Session, SQLModel, select
from sqlmodel.sql.expression import SelectOfScalar

from persona_core.access.models import AppState, Viewer, Workspace
from persona_core.kit.errors import NotFound
from persona_core.kit.words import N_

Model = TypeVar("Model", bound=SQLModel)


def visible(model: type[Model], viewer: Viewer) -> SelectOfScalar[Model]:
    """Rows of `model` that the viewer may see."""
    return select(model).where(model.workspace_id == viewer.workspace_id)


def get(
    session: Session, viewer: Viewer, model: type[Model], row_id: uuid.UUID | str | int | None, *, lock: bool = False
) -> Model:
    """One row by id; NotFound when it is missing or not the viewer's.

    `lock` reads it anew and keeps it from other writers until the transaction ends: for a change that compares
    versions first. (SQLite has one writer at a time anyway.)
    """
    key = row_id
    if isinstance(row_id, str):
        try:
            key = uuid.UUID(row_id)
        except ValueError:
            raise NotFound() from None
    row = session.get(model, key, with_for_update=lock or None) if key is not None else None
    if row is None or row.workspace_id != viewer.workspace_id:
        raise NotFound()
    return row


def workspaces(session: Session) -> list[Workspace]:
    """All workspaces by title."""
    return list(session.exec(select(Workspace).order_by(Workspace.created_at, Workspace.name)))


def workspace(session: Session, name_or_id: str) -> Workspace:
    """A workspace by name or id; NotFound names those that exist."""
    found = session.exec(select(Workspace).where(Workspace.name == name_or_id)).first()
    if found is None:
        try:
            found = session.get(Workspace, uuid.UUID(name_or_id))
        except ValueError:
            found = None
    if found is None:
        names = ", ".join(w.name for w in workspaces(session)) or "–"
        raise NotFound(N_("There is no workspace “{name}”. These exist: {names}."), name=name_or_id, names=names)
    return found


def viewer_for(
    workspace: Workspace, lang: str, name: str = "", *, presenting: bool = False, masked: bool = False
) -> Viewer:
    """The viewer of a workspace."""
    return Viewer(
        workspace_id=workspace.id,
        lang=lang,
        name=name,
        currency=workspace.currency,
        presenting=presenting,
        masked=masked,
    )


def current_workspace(session: Session, viewer: Viewer) -> Workspace:
    """The viewer's own workspace."""
    found = session.get(Workspace, viewer.workspace_id)
    if found is None:
        raise NotFound()
    return found


def state(session: Session, key: str) -> dict:
    """What the installation remembers under `key`; empty when nothing."""
    row = session.get(AppState, key)
    return dict(row.value) if row else {}
