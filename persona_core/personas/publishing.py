"""Publishing a card: it is kept as it reads on that day, in both languages, open and masked, and never changed."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import product

from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.access.queries import get, visible
from persona_core.kit import readings
from persona_core.kit.errors import Invalid, NotFound
from persona_core.kit.words import LANGUAGES, N_, Words
from persona_core.personas.card import Card
from persona_core.personas.commands import ensure_card
from persona_core.personas.comparing import changes
from persona_core.personas.gathering import findings
from persona_core.personas.kept import read_card
from persona_core.personas.models import CardStatus, PersonaCard, PersonaVersion
from persona_core.personas.queries import first_card, published_number
from persona_core.personas.reading import card


@dataclass(frozen=True)
class Version:
    """A published version: its number, when and by whom, and what it changed against the one before."""

    number: int
    at: datetime
    by: str
    changes: tuple[str, ...] = ()


def editions(session: Session, viewer: Viewer, card_id: uuid.UUID | str | None = None) -> dict[str, Card]:
    """A card as it reads now for each of its readers.

    A screen reads them first and hands them to `publish`, so that nobody who saves waits for them.
    """
    row = get(session, viewer, PersonaCard, card_id) if card_id else first_card(session, viewer)
    made = {}
    with readings.at_hand(session):
        for lang, masked in product(LANGUAGES, (False, True)):
            seen, t = replace(viewer, lang=lang, masked=masked, presenting=False), Words(lang)
            made[_key(lang, masked)] = card(session, seen, t, findings(session, seen, t, row), row)
    return made


def publish(
    session: Session,
    viewer: Viewer,
    card_id: uuid.UUID | str | None = None,
    *,
    by: str = "",
    made: Mapping[str, Card] | None = None,
) -> PersonaVersion:
    """Keep a card as it reads now, or as its readers were told to get it (`editions`), under the next number.

    Refused while it says nothing.
    """
    made = made or editions(session, viewer, card_id)
    if any(one.bare for one in made.values()):
        raise Invalid(N_("There is nothing on this card to publish yet. Add customers first."), field="card")
    row = ensure_card(session, viewer, card_id)
    number = published_number(session, viewer, row) + 1
    row.status = CardStatus.PUBLISHED
    session.add(row)
    kept = {"id": str(row.id), "status": CardStatus.PUBLISHED.value, "version": number}
    version = PersonaVersion(
        workspace_id=viewer.workspace_id,
        card_id=row.id,
        number=number,
        by=" ".join(by.split())[:200] or viewer.name[:200],
        composed={
            key: json.loads(json.dumps(replace(one, **kept).as_json(), default=str)) for key, one in made.items()
        },
    )
    session.add(version)
    session.flush()
    return version


def withdraw(session: Session, viewer: Viewer, card_id: uuid.UUID | str | None = None) -> PersonaCard:
    """Make a card a draft again; its versions stay."""
    row = ensure_card(session, viewer, card_id)
    row.status = CardStatus.DRAFT
    session.add(row)
    session.flush()
    return row


def _key(lang: str, masked: bool) -> str:
    return f"{lang}-masked" if masked else lang


@dataclass(frozen=True)
class Approved:
    """The card as it was last published, when, and what has changed since."""

    card: Card
    on: datetime
    changes: tuple[str, ...]


def approved(session: Session, viewer: Viewer, t: Words, row: PersonaCard | None, now: Card) -> Approved | None:
    """What readers of a published card get, whatever it says `now`; None for a draft."""
    if row is None or row.status != CardStatus.PUBLISHED:
        return None
    mine = visible(PersonaVersion, viewer).where(PersonaVersion.card_id == row.id)
    found = session.exec(mine.order_by(PersonaVersion.number.desc())).first()
    if found is None:
        return None
    kept = _read(found, viewer, t.lang)
    return Approved(kept, found.created_at, changes(t, kept, now))


def version_card(session: Session, viewer: Viewer, row: PersonaCard | None, number: int, lang: str = "") -> Card:
    """A card as it was published under a number, in the language of the viewer."""
    mine = PersonaVersion.card_id == (row.id if row else None)
    found = session.exec(visible(PersonaVersion, viewer).where(mine, PersonaVersion.number == number)).first()
    if found is None:
        raise NotFound(N_("There is no version {n} of this card."), n=number)
    return _read(found, viewer, lang or viewer.lang)


class NotMasked(NotFound):
    """A version that was published without a form for readers who see no names."""

    def __init__(self) -> None:
        super().__init__(N_("This version was not kept for readers without names. Publish the card once more."))


def _read(version: PersonaVersion, viewer: Viewer, lang: str) -> Card:
    """In another language where it was not kept in this one; a masked viewer never gets an open one."""
    wanted = [_key(one, viewer.masked) for one in (lang, *LANGUAGES)]
    stored = next((version.composed[key] for key in wanted if key in version.composed), None)
    if stored is None:
        raise NotMasked
    return read_card(stored)


def _if_kept(version: PersonaVersion, viewer: Viewer, t: Words) -> Card | None:
    with suppress(NotMasked):
        return _read(version, viewer, t.lang)
    return None


def versions(session: Session, viewer: Viewer, t: Words, row: PersonaCard | None) -> list[Version]:
    """What was published of a card, the latest first, each with what it changed."""
    if row is None:
        return []
    statement = visible(PersonaVersion, viewer).where(PersonaVersion.card_id == row.id)
    found = session.exec(statement.order_by(PersonaVersion.number)).all()
    before, told = None, []
    for version in found:
        now = _if_kept(version, viewer, t)
        by = "" if viewer.masked else version.by
        changed = changes(t, before, now) if before and now else ()
        told.append(Version(version.number, version.created_at, by, changed))
        before = now
    return told[::-1]


def since_published(session: Session, viewer: Viewer, t: Words, row: PersonaCard | None, now: Card) -> tuple[str, ...]:
    """What changed since the latest version; nothing before the first."""
    number = published_number(session, viewer, row)
    with suppress(NotMasked):
        return changes(t, version_card(session, viewer, row, number, t.lang), now) if row and number else ()
    return ()


def between(
    session: Session, viewer: Viewer, t: Words, row: PersonaCard, old: int, new: int, now: Card | None = None
) -> tuple[str, ...]:
    """What changed from one version to another; number 0 is the card as it reads `now`."""
    one, other = (
        now if now is not None and not number else version_card(session, viewer, row, number, t.lang)
        for number in (old, new)
    )
    return changes(t, one, other)
