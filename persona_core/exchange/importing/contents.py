"""What the values of a column say about it: whether they bear its name out, and what it is when no name explains it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from persona_core.decision_chain.reading import read_cell
from persona_core.exchange.importing.headers import NEARLY, STAGE
from persona_core.journeys.models import Stage
from persona_core.journeys.queries import find_stage
from persona_core.kit.errors import Invalid
from persona_core.kit.sheets import Sheet
from persona_core.vocabulary.fields import FIELDS, IMPORT_KEYS, FieldSpec
from persona_core.vocabulary.fixed_lists import enum
from persona_core.vocabulary.queries import Lists
from persona_core.vocabulary.values import past_day, read

_MAIL = re.compile(r"\S+@\S+\.\S+")
_PHONE = re.compile(r"1[3-9]\d{9}|(?=(?:\D*\d){7,15}\D*$)[+(\d][\d\s()./\-–转ext]*[-+\s()/][\d\s()./\-–转ext]*")
_DAY = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}")
_BY_CONTENT = 0.4
_CLOSED = {"enum", "words", "points", "flag"}


def believed(values: Sequence[str], kind: str, key: str, score: float) -> bool:
    """Whether the values bear the name out: a whole name is believed, unless a fixed list knows none of many values."""
    some = values[:50]
    fitting = sum(_fits(value, kind, key) for value in some)
    if score >= NEARLY:
        return fitting > 0 or len(some) < 5 or key.startswith(STAGE) or _spec(kind, key).type not in _CLOSED
    return fitting >= len(some) / 2


def fitness(values: Sequence[str], kind: str, key: str) -> float:
    """The share (0–1) of a column's values that can be read as a field."""
    some = values[:50]
    return sum(_fits(value, kind, key) for value in some) / len(some) if some else 0.0


def _spec(kind: str, key: str) -> FieldSpec:
    return FIELDS["date"] if key.startswith(STAGE) else FIELDS[IMPORT_KEYS[kind][key]]


def _fits(value: str, kind: str, key: str) -> bool:
    if key == "email":
        return bool(_MAIL.fullmatch(value))
    if key == "phone":
        return sum(c.isdigit() for c in value) >= 5
    try:
        read_cell(key, value) if kind == "chain" else read(_spec(kind, key), value)
    except Invalid:
        return False
    return True


def by_content(
    sheet: Sheet,
    kind: str,
    filled: Sequence[Sequence[str]],
    taken: dict[int, tuple[str, float]],
    stages: Sequence[Stage],
    known: Lists | None,
) -> None:
    """Columns that no name explains, by what stands in them; a table without any header gets its name column too."""
    used = {key for key, _ in taken.values()}
    for number, values in enumerate(filled):
        if number in taken or not values or sheet.header[number].startswith("@"):
            continue
        for key in _content_keys(kind, nameless=not sheet.header[number]):
            if key not in used and sum(_looks_like(v, key, stages, known) for v in values) >= 0.8 * len(values):
                taken[number] = (key, _BY_CONTENT)
                used.add(key)
                break
    main = {"companies": "name", "several": "name", "people": "name", "stories": "text", "marks": "story"}.get(
        kind, "company"
    )
    if main not in used and not any(sheet.header):
        free = [n for n, values in enumerate(filled) if n not in taken and values and not values[0].isdigit()]
        if free:
            best = free[0] if kind != "stories" else max(free, key=lambda n: sum(map(len, filled[n])))
            taken[best] = (main, _BY_CONTENT)


def _content_keys(kind: str, *, nameless: bool) -> list[str]:
    keys = {
        "several": ["industry", "lead_source", "prior_kind"],
        "companies": ["industry", "lead_source", "prior_kind"],
        "people": ["email", "phone", "position"],
        "deals": ["outcome", "lead_source"],
        "stage-events": ["stage", "date"],
        "stories": ["stage"],
        "marks": [],
        "chain": ["position", "contact"],
    }[kind]
    return [*keys, *(["status", "headcount", "annual_revenue"] if kind == "companies" and nameless else [])]


def _looks_like(value: str, key: str, stages: Sequence[Stage], known: Lists | None) -> bool:
    if key == "email":
        return bool(_MAIL.fullmatch(value))
    if key == "phone":
        return bool(_PHONE.fullmatch(value)) and not _DAY.match(value)
    if key == "stage":
        return find_stage(stages, value) is not None
    spec = FIELDS[key]
    try:
        if spec.type == "enum":
            return bool(enum(spec.list or "", value))
        if spec.type == "term":
            return bool(known and known.code(spec.list or "", value))
        if key == "annual_revenue":
            return any(sign in value for sign in "亿万¥$MK") and bool(read(spec, value))
        return bool(past_day(spec, value) if spec.type == "date" else read(spec, value))
    except (Invalid, ValueError):
        return False
