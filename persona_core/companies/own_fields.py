"""Values of the workspace's own fields: how many companies have which, and deleting a field with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.access.queries import get
from persona_core.companies.models import Company
from persona_core.evidence.bulk import expire_rows, update_noted
from persona_core.kit.amount_groups import amount_groups
from persona_core.kit.errors import Invalid
from persona_core.kit.words import N_, Words
from persona_core.vocabulary.models import OwnField, Term
from persona_core.vocabulary.queries import Lists
from persona_core.vocabulary.specs import OWN, FieldSpec

_FILLED = N_("“{name}” is filled in for {n} companies. Confirm that these values may go, or retire the field.")


def held_in(code: str) -> Any:
    """The value of an own field as text, for a statement about companies."""
    return Company.custom[code].as_string()


def filled(session: Session, viewer: Viewer, code: str) -> int:
    """How many companies have a value in an own field."""
    mine = select(func.count()).where(Company.workspace_id == viewer.workspace_id, held_in(code).is_not(None))
    return session.execute(mine).scalar_one()


def filled_each(session: Session, viewer: Viewer, codes: Sequence[str]) -> dict[str, int]:
    """How many companies have a value in each of these own fields, counted in one pass."""
    if not codes:
        return {}
    mine = select(*(func.count(held_in(code)) for code in codes)).where(Company.workspace_id == viewer.workspace_id)
    return dict(zip(codes, session.execute(mine).one(), strict=True))


def own_tally(session: Session, viewer: Viewer, code: str, *, clause: Any = None) -> dict[str | None, int]:
    """How many companies have each value of an own field (as text, None where it is empty)."""
    value = held_in(code)
    statement = select(value, func.count()).where(Company.workspace_id == viewer.workspace_id).group_by(value)
    return dict(session.execute(statement if clause is None else statement.where(clause)).all())


def own_groups(spec: FieldSpec, values: Iterable[str]) -> dict[str, str]:
    """Value as the database says it → the group it stands in: answers as they are, days by year, numbers in ranges."""
    values = list(values)
    if spec.type == "date":
        return {value: value[:4] for value in values}
    if spec.type != "number":
        return {value: value for value in values}
    group, edges = amount_groups({value: float(value) for value in values})
    return {value: _range(*edges[group[value]]) for value in values}


def _range(low: float, high: float) -> str:
    return f"{low:.10g}" if low == high else f"{low:.10g}–{high:.10g}"


def say_group(spec: FieldSpec, known: Lists, t: Words) -> Callable[[str], str]:
    """How a group of an own field is called."""
    return (lambda group: known.label(spec.list or "", group, t)) if spec.list else str


def own_for(viewer: Viewer, known: Lists) -> Mapping[str, FieldSpec]:
    """The own fields that a viewer may see: none for a masked one, since nobody knows what is written in them."""
    return {} if viewer.masked else known.own


def delete_own_field(session: Session, viewer: Viewer, field_id: Any, *, with_values: bool = False) -> int:
    """Delete a field; with values only if that is confirmed. Returns how many companies lost one.

    The ledger keeps what was said under the field's code, which no other field will have.
    """
    field = get(session, viewer, OwnField, field_id)
    n = filled(session, viewer, field.code)
    if n and not with_values:
        raise Invalid(_FILLED, field="with_values", name=field.label, n=n)
    rows = session.execute(
        select(Company.id, Company.version, Company.custom, Company.provenance).where(
            Company.workspace_id == viewer.workspace_id, held_in(field.code).is_not(None)
        )
    ).all()
    update_noted(session, Company, [_without(row, field.code) for row in rows])
    expire_rows(session, Company, [row.id for row in rows])
    mine = select(Term).where(Term.workspace_id == viewer.workspace_id, Term.list_name == OWN + field.code)
    for term in session.execute(mine).scalars():
        session.delete(term)
    session.delete(field)
    session.flush()
    return n


def _without(row: Any, code: str) -> dict[str, Any]:
    custom = {key: value for key, value in row.custom.items() if key != code}
    provenance = {key: told for key, told in (row.provenance or {}).items() if key != OWN + code}
    return {"id": row.id, "version": row.version, "custom": custom, "provenance": provenance}
