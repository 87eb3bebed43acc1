"""What words of a file mean: another spelling of an entry of a list, learned once and read from then on."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import SequenceMatcher

from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.kit.errors import Invalid
from persona_core.kit.words import N_, Words
from persona_core.vocabulary.fixed_lists import ENUM_LABELS, ENUMS
from persona_core.vocabulary.models import Term, fold
from persona_core.vocabulary.queries import Lists, lists

FIXED = ("status", "prior_kind", "outcome")
"""Fixed lists whose entries a workspace may know by other words too; they are kept as terms without being edited."""
_TAKEN = N_("“{name}” already means “{other}” in this list.")


def know_value_as(session: Session, viewer: Viewer, list_name: str, code: str, text: str) -> Term:
    """Read `text` as the entry `code` of a list from now on; Invalid when it means another one already."""
    known, spelling = lists(session, viewer), text.strip()[:200]
    there = known.code(list_name, spelling)
    term = known.terms.get(list_name, {}).get(code)
    if term is None and list_name in FIXED and code in ENUMS[list_name]:
        label = ENUM_LABELS[list_name][code]
        named = {lang: Words(lang)(label) for lang in ("zh", "en")}
        term = Term(workspace_id=viewer.workspace_id, list_name=list_name, code=code, **named)
    if term is None:
        raise Invalid(N_("There is no entry “{name}” in this list."), name=code)
    if there not in {None, code}:
        raise Invalid(_TAKEN, field="aliases", name=spelling, other=there)
    if fold(spelling) not in {fold(x) for x in (term.code, term.zh, term.en, *term.aliases) if x}:
        term.aliases = [*term.aliases, spelling]
    session.add(term)
    session.flush()
    return term


def entries(known: Lists, list_name: str, t: Words) -> dict[str, str]:
    """The entries of a list that words of a file may mean: code → label."""
    if list_name in FIXED:
        return {code: t(label) for code, label in ENUM_LABELS[list_name].items()}
    return known.options(list_name, t)


def nearest(text: str, labels: Mapping[str, str]) -> list[str]:
    """The codes of a list, those first whose label looks most like the text."""
    wanted = fold(text)

    def likeness(code: str) -> float:
        label = fold(labels[code])
        within = bool(label) and (label in wanted or wanted in label)
        return within + SequenceMatcher(None, wanted, label, autojunk=False).ratio()

    return sorted(labels, key=likeness, reverse=True)
