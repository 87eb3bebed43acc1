"""Fields that a workspace makes itself: adding, renaming, putting in order, retiring them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.access.queries import get
from persona_core.kit.errors import Conflict, Invalid
from persona_core.kit.words import N_, Words
from persona_core.vocabulary.commands import add_term
from persona_core.vocabulary.fields import COMPANY_KEYS, FIELDS, LATEST_DEAL_KEYS
from persona_core.vocabulary.models import OwnField, OwnKind, fold
from persona_core.vocabulary.queries import lists, own_fields
from persona_core.vocabulary.specs import OWN

LONGEST, MOST = 60, 60
_THERE = N_("There is already a field “{name}”. Use that one, or choose another name.")
_RETIRED = N_("“{name}” is a retired field. Bring it back in the settings, or choose another name.")


def own_label(text: str) -> str:
    """The name of a field as it is kept; Invalid when it is empty or too long."""
    label = " ".join(text.split())
    if not label:
        raise Invalid(N_("The field has no name. Type one."), field="label")
    if len(label) > LONGEST:
        raise Invalid(N_("The name of the field is longer than 60 characters. Shorten it."), field="label")
    if any(not sign.isprintable() for sign in label):
        raise Invalid(N_("The name of the field holds a character that cannot be shown. Type it again."), field="label")
    return label


def check_free(label: str, there: Iterable[OwnField], *, but: uuid.UUID | None = None) -> None:
    """Refuse a name that a field of the house or another of the workspace's own goes by."""
    key = fold(label)
    for field in (*COMPANY_KEYS, *LATEST_DEAL_KEYS, "external_id"):
        if key in {fold(field), *(fold(Words(lang)(FIELDS[field].label)) for lang in ("zh", "en"))}:
            raise Invalid(_THERE, field="label", name=label)
    for one in there:
        if one.label_key == key and one.id != but:
            raise Invalid(_RETIRED if one.retired else _THERE, field="label", name=one.label)


def add_own_field(
    session: Session, viewer: Viewer, label: str, kind: str, *, choices: Sequence[str] = (), code: str | None = None
) -> OwnField:
    """A new field at the end of the list; `choices` are the first answers of a choice."""
    if kind not in set(OwnKind):
        raise Invalid(N_("There is no kind of field “{name}”."), field="kind", name=kind)
    label, there = own_label(label), own_fields(session, viewer)
    check_free(label, there)
    if len(there) >= MOST:
        raise Invalid(N_("A workspace can have {n} fields of its own. Retire or delete some first."), n=MOST)
    field = OwnField(
        workspace_id=viewer.workspace_id,
        code=code or uuid.uuid4().hex[:8],
        label=label,
        label_key=fold(label),
        kind=kind,
        sort=max((one.sort for one in there), default=-1) + 1,
    )
    session.add(field)
    session.flush()
    known = lists(session, viewer)
    for choice in choices if kind == OwnKind.CHOICE else ():
        if choice.strip() and known.code(OWN + field.code, choice) is None:
            add_term(session, viewer, OWN + field.code, **{viewer.lang: choice.strip()}, known=known)
    return field


def edit_own_field(
    session: Session, viewer: Viewer, field_id: Any, *, seen: int, label: str, on_card: bool | None = None
) -> OwnField:
    """Rename a field, and say whether the persona card tells of it; its values stay."""
    field = get(session, viewer, OwnField, field_id)
    if field.version != seen:
        raise Conflict(row_id=field.id, version=field.version, current={"label": field.label}, mine={"label": label})
    label = own_label(label)
    check_free(label, own_fields(session, viewer), but=field.id)
    field.label, field.label_key = label, fold(label)
    field.on_card = field.on_card if on_card is None else on_card
    session.add(field)
    session.flush()
    return field


def move_own_field(session: Session, viewer: Viewer, field_id: Any, by: int) -> None:
    """Let a field change places with the one before (-1) or after (1) it among those in use."""
    chosen = get(session, viewer, OwnField, field_id)
    shown = [one for one in own_fields(session, viewer) if not one.retired]
    place = shown.index(chosen)
    to = min(max(place + by, 0), len(shown) - 1)
    shown.insert(to, shown.pop(place))
    for number, one in enumerate(shown):
        if one.sort != number:
            one.sort = number
            session.add(one)
    session.flush()


def retire_own_field(session: Session, viewer: Viewer, field_id: Any, *, retired: bool = True) -> OwnField:
    """Show a field nowhere any more, or again; its values stay."""
    field = get(session, viewer, OwnField, field_id)
    field.retired = retired
    session.add(field)
    session.flush()
    return field
