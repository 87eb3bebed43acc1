"""Which format is asked for, and the file it goes into."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path

from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.exchange.chain_csv import chain_csv
from persona_core.exchange.exporting import markdown, page, printed, slides
from persona_core.exchange.exporting.tables import company_csv, xlsx
from persona_core.exchange.importing.progress import Tell, silent
from persona_core.exchange.whole.writing import workspace_file
from persona_core.kit.errors import PersonaError
from persona_core.kit.words import N_, Words
from persona_core.personas.card import Card
from persona_core.personas.queries import find_card
from persona_core.personas.reading import card

OF_CARD: dict[str, Callable[[Card, Words], bytes]] = {
    ".pdf": printed.pdf,
    ".png": printed.png,
    ".pptx": slides.pptx,
    ".html": lambda composed, t: page.html(composed, t).encode(),
    ".md": lambda composed, t: markdown.markdown(composed, t).encode(),
}
"""Formats of the composed card."""

ENDINGS = (*OF_CARD, ".xlsx", ".csv", ".json")
COMPANIES, CHAIN = "companies", "chain"
TABLES = (COMPANIES, CHAIN)
"""What a .csv may hold; the names are those of `import --as`."""


def export_to(
    session: Session,
    viewer: Viewer,
    t: Words,
    path: Path,
    *,
    kind: str = COMPANIES,
    company_id: uuid.UUID | None = None,
    card_name: str | None = None,
) -> int:
    """Write the export that the file's ending asks for; returns its size in bytes.

    `kind` says which table a .csv holds; `company_id` narrows chains to one company; `card_name` is the name or id of
    a card where a workspace has several.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise PersonaError(
            N_("The file must end in {endings}; “{name}” does not."), endings=t.listing(ENDINGS), name=path.name
        )
    content = render(session, viewer, t, ending, kind=kind, company_id=company_id, card_name=card_name)
    try:
        path.write_bytes(content)
    except OSError as error:
        raise PersonaError(
            N_("The file {path} cannot be written: {reason}."), path=str(path), reason=error.strerror or ""
        ) from error
    return len(content)


def render(
    session: Session,
    viewer: Viewer,
    t: Words,
    ending: str,
    *,
    kind: str = COMPANIES,
    company_id: uuid.UUID | None = None,
    card_name: str | None = None,
    tell: Tell = silent,
) -> bytes:
    """The bytes of one export: the card in a format of `OF_CARD`, one table, all three, or the whole workspace.

    `tell` hears how far it is with what takes long: the workbook, the chains and the whole workspace.
    """
    if ending == ".json":
        return workspace_file(session, viewer, tell)
    if ending == ".xlsx":
        return xlsx(session, viewer, t, tell)
    if ending == ".csv":
        return chain_csv(session, viewer, t, company_id, tell) if kind == CHAIN else company_csv(session, viewer, t)
    row = find_card(session, viewer, card_name)
    return OF_CARD[ending](card(session, viewer, t, row=row), t)
