"""The dry run: a sheet with its mapping weighed row by row against the workspace, without writing anything."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, Protocol, Unpack

from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.exchange.importing.chain_rows import ChainRows
from persona_core.exchange.importing.columns import own_of, said_key, settled
from persona_core.exchange.importing.company_rows import Companies, CompanyRows
from persona_core.exchange.importing.correcting import as_before, correct
from persona_core.exchange.importing.deal_rows import DealRows, EventRows
from persona_core.exchange.importing.deal_stages import DealDesk
from persona_core.exchange.importing.mapping import (
    AS_TEXTS,
    KIND_LABELS,
    BadMapping,
    Column,
    guess,
    known_kind,
    missing,
)
from persona_core.exchange.importing.mark_rows import MarkRows
from persona_core.exchange.importing.memory import Memory
from persona_core.exchange.importing.parsing import ParsedRow, Parser
from persona_core.exchange.importing.people_rows import PeopleRows
from persona_core.exchange.importing.plain_companies import PlainCompanies
from persona_core.exchange.importing.plan import Action, Plan, PlannedRow, Refusal
from persona_core.exchange.importing.progress import CHECK, Tell, counted, part, silent
from persona_core.exchange.importing.reading import Given
from persona_core.exchange.importing.remembered import earlier
from persona_core.exchange.importing.result import ImportResult
from persona_core.exchange.importing.roads import Road, of_columns, road_for
from persona_core.exchange.importing.settling import settle
from persona_core.exchange.importing.several import SEVERAL, SeveralParser, SeveralRows
from persona_core.exchange.importing.story_rows import StoryRows
from persona_core.exchange.importing.summary import notes_of
from persona_core.exchange.importing.unknown_values import told_words
from persona_core.exchange.importing.ways import Ways
from persona_core.exchange.importing.weighing import Scales
from persona_core.exchange.importing.wishes import Wishes
from persona_core.kit.collecting import resting_collector
from persona_core.kit.errors import Invalid, Msg
from persona_core.kit.sheets import Sheet
from persona_core.kit.words import N_
from persona_core.vocabulary.fields import FIELDS, IMPORT_KEYS
from persona_core.vocabulary.models import ListName
from persona_core.vocabulary.queries import lists

DEFAULT_SOURCE = "sales"
"""Whose word a file is unless somebody says otherwise: what stands in a CRM was told by sales."""


class Rows(Protocol):
    """What each kind of import brings: reasons to refuse a row, and what becomes of it."""

    companies: Companies

    def check(self, row: ParsedRow) -> None:
        """Add refusals; nothing may be remembered of a row that has any."""

    def plan(self, row: ParsedRow, planned: PlannedRow) -> None:
        """Weigh the row and remember its outcome for the rows below."""


def columns_for(
    session: Session,
    viewer: Viewer,
    sheet: Sheet,
    kind: str,
    wanted: Mapping[str, str | None] | None = None,
    *,
    road: Road | None = None,
) -> list[Column]:
    """The sheet's columns: as before, else guessed, then corrected by hand; BadMapping when that cannot be meant.

    Stages are those of `road`, of the journey that the file speaks of unless told.
    """
    known_kind(kind)
    road = road or road_for(session, viewer, sheet, kind, wanted=wanted)
    known = lists(session, viewer)
    guessed = guess(sheet, kind, stages=road.stages, known=known)
    before = earlier(session, viewer, sheet, kind)
    if before is not None:
        guessed = as_before(sheet, guessed, kind, before, road.stages, known)
    return correct(sheet, guessed, kind, of_columns(sheet, wanted), road.stages, known)


def source_code(session: Session, viewer: Viewer, text: str | None) -> str | None:
    """The code of a source function by code or label; BadMapping names those there are."""
    if not text:
        return None
    known = lists(session, viewer)
    code = known.code(ListName.SOURCE, text)
    if code is None:
        there = ", ".join(known.terms.get(ListName.SOURCE, {}))
        raise BadMapping(N_("There is no source “{name}”. There are: {sources}."), name=text, sources=there)
    return code


def plan(
    session: Session,
    viewer: Viewer,
    sheet: Sheet,
    kind: str,
    columns: Sequence[Column],
    *,
    source: str | None = None,
    unread: Sequence[Refusal] = (),
    road: Road | None = None,
    same_tags: Mapping[str, str] | None = None,
    answers: Mapping[str, str] | None = None,
    words: Mapping[str, Mapping[str, str]] | None = None,
    tell: Tell = silent,
) -> Plan:
    """What importing the sheet would do, for this moment of the database.

    `source` is the code of a source function (see DEFAULT_SOURCE), `unread` lists files that could not be opened,
    `road` is the journey it is read along, as for `columns_for`; `same_tags` says of new tags which one they mean,
    `answers` settle what the file leaves open (see `ways`), `words` say what words of lists mean (see `told_words`).
    Raises Invalid when no column holds what this kind of import cannot do without.
    """
    _refuse_without(sheet, columns, kind)
    road = road or road_for(session, viewer, sheet, kind)
    memory = Memory(session, viewer)
    taken, fields = settled(columns, memory.known)
    memory.own = own_of(taken)
    ways = Ways(sheet, kind, taken, answers, currency=viewer.currency, known=memory.known, words=words)
    several = kind == SEVERAL
    parser = (
        SeveralParser(sheet, taken, road.stages, ways) if several else Parser(sheet, kind, taken, road.stages, ways)
    )
    plain = PlainCompanies(memory, parser, source or DEFAULT_SOURCE) if kind == "companies" else None
    reading = part(tell, 0.0, 0.45)
    parsed = parser.rows(reading) if several else parser.rows(reading, leave=plain.fates if plain else ())
    scales = Scales(memory, source or DEFAULT_SOURCE)
    desk = DealDesk(memory, scales, road)

    def rows_of(kind: str, parsed: Sequence[ParsedRow], headers: Mapping[str, str]) -> Rows:
        return _rows(kind, memory, scales, desk, parsed, headers, road, source, same_tags)

    rows = (
        SeveralRows(parsed, lambda kind, parts: rows_of(kind, parts, parser.parsers[kind].headers))
        if several
        else rows_of(kind, [row for row in parsed if row], parser.headers)
    )
    if plain is not None:
        rows.companies.file_ids |= plain.keys
    made = Plan(
        kind,
        sheet,
        columns,
        scales.source,
        digest(sheet, kind, columns, road, ways.answers),
        stages=road.stages,
        journey=road.journey if road.several else None,
        day=memory.today,
        questions=ways.questions,
        own={**memory.known.own, **memory.own},
        work=memory.work,
    )
    made.work.fields = fields
    _weigh(rows, parsed, made, part(tell, 0.45, 1.0), plain)
    made.rows += [PlannedRow(r.row, r.file or "", r.file, Action.REFUSED) for r in unread]
    made.refusals += unread
    if unread and sheet.kind == AS_TEXTS:
        made.refusals.sort(key=lambda refusal: refusal.row)
        made.rows.sort(key=lambda row: row.line)
    settle(made, memory)
    made.lookalikes = memory.alike.found()
    made.notes = [*sheet.notes, *parser.notes(), *notes_of(made, memory, rows, desk)]
    made.alike = dict(getattr(rows, "alike", {}))
    return made


@resting_collector()
def plan_given(
    session: Session,
    viewer: Viewer,
    given: Given,
    kind: str,
    *,
    tell: Tell = silent,
    **wishes: Unpack[Wishes],
) -> ImportResult:
    """What importing it would do; a read session is enough."""
    mapping = wishes.get("mapping")
    road = road_for(session, viewer, given.sheet, known_kind(kind), journey=wishes.get("journey"), wanted=mapping)
    made = plan(
        session,
        viewer,
        given.sheet,
        kind,
        columns_for(session, viewer, given.sheet, kind, mapping, road=road),
        source=source_code(session, viewer, wishes.get("source")),
        unread=given.refusals,
        road=road,
        same_tags=wishes.get("same_tags"),
        answers=wishes.get("answers"),
        words=told_words(mapping, lists(session, viewer)),
        tell=tell,
    )
    return ImportResult(made, dry_run=True)


def _weigh(
    rows: Rows, parsed: Sequence[ParsedRow | None], made: Plan, tell: Tell, plain: PlainCompanies | None
) -> None:
    """Row by row, each against what the rows above left behind; a refused row leaves nothing."""
    for number, row in enumerate(counted(tell, CHECK, parsed, of=parsed)):
        if row is None:
            made.rows.append(plain.planned(number))
            continue
        planned = PlannedRow(row.line, row.own.get("name") or row.at.get("company") or row.file or "", row.file)
        rows.check(row)
        if row.refusals:
            planned.action = Action.REFUSED
            made.refusals += row.refusals
        else:
            rows.plan(row, planned)
        made.rows.append(planned)


def _refuse_without(sheet: Sheet, columns: Sequence[Column], kind: str) -> None:
    for group in missing(columns, kind):
        labels = tuple(Msg(FIELDS[IMPORT_KEYS[kind][key]].label) for key in group)
        there = tuple(column.header or f"#{column.number + 1}" for column in columns if column.header[:1] != "@")
        file = Msg(N_("pasted text")) if sheet.kind == "paste" else sheet.name
        slots = {"kind": Msg(KIND_LABELS[kind]), "file": file, "fields": labels}
        if len(there) == 1:
            message = N_(
                "{kind}: “{file}” has one column only, “{column}”, and it is none of {fields}. "
                "Part the columns by commas or tabs, or say which field it is."
            )
            raise Invalid(message, field=group[0], column=there[0][:80], **slots)
        message = N_("{kind}: no column of “{file}” holds any of {fields}. It has: {columns}. Say which column it is.")
        raise Invalid(message, field=group[0], columns=there[:12], **slots)


def _rows(
    kind: str,
    memory: Memory,
    scales: Scales,
    desk: DealDesk,
    parsed: Sequence[ParsedRow],
    headers: Mapping[str, str],
    road: Road,
    source: str | None,
    same_tags: Mapping[str, str] | None,
) -> Rows:
    match kind:
        case "companies":
            return CompanyRows(memory, scales, desk, parsed, headers)
        case "people":
            return PeopleRows(memory, scales, parsed, headers)
        case "deals":
            return DealRows(memory, scales, desk, parsed, headers)
        case "stage-events":
            return EventRows(memory, scales, desk, parsed, headers, road=road)
        case "marks":
            return MarkRows(memory, scales, parsed, headers, same_tags=same_tags)
        case "chain":
            return ChainRows(memory, scales, desk, parsed, headers)
        case _:
            return StoryRows(memory, scales, parsed, headers, road=road, told_by=source, same_tags=same_tags)


def digest(
    sheet: Sheet, kind: str, columns: Sequence[Column], road: Road, answers: Mapping[str, str] | None = None
) -> str:
    """The key of an import: the same bytes, taken for the same things and in the same way, along the same journey."""
    said: list[Any] = [
        sheet.sha256,
        kind,
        [[column.header, column.number, said_key(column)] for column in columns if column.key],
    ]
    if road.several and road.journey:
        said.append(str(road.journey.id))
    if answers:
        said.append(sorted(answers.items()))
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()
