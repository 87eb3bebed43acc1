"""Commands that take something in, or write it to a file."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated

import typer

from persona_core.cli.options import NOTHING_STORED, AsJson, InWorkspace, Language, Masked
from persona_core.cli.reading import answers, header_lines
from persona_core.companies.queries import find_company
from persona_core.door import Door
from persona_core.exchange.commands import import_path
from persona_core.exchange.exporting import CHAIN, COMPANIES, OF_CARD, TABLES, export_to
from persona_core.exchange.fields_doc import fields_page
from persona_core.exchange.importing.books import check_book, import_book
from persona_core.exchange.importing.wishes import Wishes
from persona_core.exchange.queries import past_imports, told
from persona_core.exchange.template import template
from persona_core.exchange.undoing.commands import undo_batch
from persona_core.exchange.whole.loading import load_workspace, read_file
from persona_core.kit.errors import PersonaError
from persona_core.kit.sheets import Opening
from persona_core.kit.sheets.shapes import read_bytes
from persona_core.kit.words import LANGUAGES, Words

WORKSPACE, BOOK = "workspace", "workbook"
_KINDS = (
    "companies, people, deals, stage-events, stories, marks, chain, or several at once; "
    "workbook for the filled template, workspace for a whole new one."
)

app = typer.Typer()
docs = typer.Typer(no_args_is_help=True, help="Pages of the documentation that are made from the code.")
app.add_typer(docs, name="docs")


@app.command("import")
def import_command(
    context: typer.Context,
    path: Path,
    workspace_name: InWorkspace,
    kind: Annotated[str, typer.Option("--as", help=_KINDS)],
    map_file: Annotated[
        Path | None,
        typer.Option("--map", help='JSON: {"file column": "field", "stage:POC": "stage:试用"}; null leaves out.'),
    ] = None,
    journey: Annotated[
        str | None, typer.Option(help="Journey whose stages the file names; recognised by them unless told.")
    ] = None,
    source: Annotated[
        str | None, typer.Option(help="Whose word it is: contract, customer, service, public, sales, inferred.")
    ] = None,
    sheet: Annotated[
        str | None, typer.Option(help="Sheet of a workbook, or which of several tables in an archive.")
    ] = None,
    header_row: Annotated[
        str | None, typer.Option(help="Line of the header: 3, or 2-3 for one of two lines, or 0 for none.")
    ] = None,
    encoding: Annotated[str | None, typer.Option(help="Text encoding of the file, such as gb18030 or big5.")] = None,
    date_order: Annotated[
        str | None, typer.Option(help="What 03/04/2026 is: dmy (3 April) or mdy (4 March), if the file leaves it open.")
    ] = None,
    decimal: Annotated[str | None, typer.Option(help="What 1.234 is: “.” (a fraction) or “,” (thousands).")] = None,
    rate: Annotated[list[str] | None, typer.Option(help="What a foreign currency is worth: USD=7.1.")] = None,
    unit: Annotated[list[str] | None, typer.Option(help="What bare numbers of a column count: 年营收=万.")] = None,
    reject_file: Annotated[Path | None, typer.Option(help="Write refused rows with their reason to this CSV.")] = None,
    all_or_nothing: Annotated[
        bool, typer.Option("--all-or-nothing", help="Store nothing if one row is refused.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check only; store nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Take in a table or stories, the good rows or nothing; or a whole workspace as a new one."""
    door: Door = context.obj
    opening = Opening(sheet, header_lines(header_row), encoding)
    said = answers(date_order, decimal, rate, unit)
    if kind == WORKSPACE:
        if map_file or journey or source or reject_file or dry_run or opening != Opening() or said:
            raise typer.BadParameter("a whole workspace takes no other options", param_hint="--as")
        _load(door, path, workspace_name, as_json)
        return
    if kind == BOOK:
        if map_file or journey or sheet or header_row or encoding or reject_file:
            raise typer.BadParameter("a workbook takes its sheets as they are", param_hint="--as")
        wishes: Wishes = {"source": source, "answers": said}
        _take_book(door, path, workspace_name, wishes, whole=all_or_nothing, dry_run=dry_run, as_json=as_json)
        return
    mapping = _read_map(map_file)
    db = door.database()
    with db.read() as session:
        _, viewer = door.viewer(session, workspace_name)
    result = import_path(
        db,
        viewer,
        path,
        kind,
        mapping=mapping,
        source=source,
        journey=journey,
        opening=opening,
        answers=said,
        all_or_nothing=all_or_nothing,
        dry_run=dry_run,
    )
    if reject_file:
        reject_file.write_bytes(result.rejects_csv(door.t))
    door.answer(as_json, result.as_json(door.t), lambda: result.text(door.t))
    if result.stored_nothing:
        raise typer.Exit(NOTHING_STORED)


@app.command("undo")
def undo_command(context: typer.Context, batch: str, workspace_name: InWorkspace, as_json: AsJson = False) -> None:
    """Take an import back: what it brought goes, what was edited since stays. `imports` lists them."""
    door: Door = context.obj
    with door.writing(workspace_name) as (session, viewer):
        undone = undo_batch(session, viewer, batch)
    door.answer(as_json, undone.as_json(), lambda: undone.text(door.t))


@app.command("imports")
def imports_command(context: typer.Context, workspace_name: InWorkspace, as_json: AsJson = False) -> None:
    """List what went in, newest first: file, hash, who, when, counts, and when it was taken back."""
    door: Door = context.obj
    with door.reading(workspace_name) as (session, viewer):
        past = past_imports(session, viewer)
    door.answer(as_json, [asdict(one) for one in past], lambda: "\n".join(told(one, door.t) for one in past))


def _take_book(
    door: Door, path: Path, workspace: str, wishes: Wishes, *, whole: bool, dry_run: bool, as_json: bool
) -> None:
    db, data = door.database(), read_bytes(path)
    with db.read() as session:
        _, viewer = door.viewer(session, workspace)
    done = (
        check_book(db, viewer, data, path.name, **wishes)
        if dry_run
        else import_book(db, viewer, data, path.name, all_or_nothing=whole, **wishes)
    )
    said = [
        {"sheet": part.sheet, "as": part.kind}
        | ({"error": told.text(door.t)} if isinstance(told, PersonaError) else told.as_json(door.t))
        for part, told in done
    ]
    door.answer(as_json, {"tables": said}, lambda: "\n\n".join(f"{p.sheet}\n{told.text(door.t)}" for p, told in done))
    if all(isinstance(told, PersonaError) or told.stored_nothing for _, told in done):
        raise typer.Exit(NOTHING_STORED)


@app.command("template")
def template_command(
    context: typer.Context,
    workspace_name: InWorkspace,
    to: Annotated[Path, typer.Option(help="A file ending in .xlsx.")],
    as_json: AsJson = False,
) -> None:
    """Write a workbook to fill in: three tables with drop-downs and hints; `import --as workbook` takes it."""
    door: Door = context.obj
    if to.suffix.lower() != ".xlsx":
        raise typer.BadParameter("a file ending in .xlsx", param_hint="--to")
    with door.reading(workspace_name) as (session, viewer):
        to.write_bytes(template(session, viewer, door.t))
    door.answer(as_json, {"file": str(to), "bytes": to.stat().st_size}, lambda: str(to))


def _load(door: Door, path: Path, name: str, as_json: bool) -> None:
    data = read_file(path)
    with door.database().write() as session:
        made = load_workspace(session, data, name=name)
        result = {"workspace": made.name, "id": str(made.id)}
    door.answer(as_json, result, lambda: result["workspace"])


def _read_map(path: Path | None) -> dict[str, str | None] | None:
    if path is None:
        return None
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise typer.BadParameter(f"{path}: no such file", param_hint="--map") from None
    except (ValueError, UnicodeDecodeError) as error:
        raise typer.BadParameter(f"{path}: {error}", param_hint="--map") from None
    if not isinstance(content, dict) or not all(v is None or isinstance(v, str) for v in content.values()):
        raise typer.BadParameter('a JSON object {"file column": "field" or null} is wanted', param_hint="--map")
    return content


@app.command("export")
def export_command(
    context: typer.Context,
    workspace_name: InWorkspace,
    to: Annotated[Path, typer.Option(help="A file ending in .pdf, .png, .pptx, .html, .md, .xlsx, .csv or .json.")],
    kind: Annotated[str | None, typer.Option("--as", help="What a .csv holds: companies (default) or chain.")] = None,
    company: Annotated[str | None, typer.Option(help="The chains of one company only.")] = None,
    card: Annotated[str | None, typer.Option(help="Name or id of a card, where there are several.")] = None,
    lang: Language = None,
    masked: Masked = False,
    as_json: AsJson = False,
) -> None:
    """Write the card (PDF, PNG, PPTX, HTML, MD), its tables (XLSX, CSV), or the whole workspace (JSON)."""
    door: Door = context.obj
    if lang is not None and lang not in LANGUAGES:
        raise typer.BadParameter("zh or en", param_hint="--lang")
    if lang:
        door = replace(door, t=Words(lang))
    if kind is not None and (kind not in TABLES or to.suffix.lower() != ".csv"):
        raise typer.BadParameter(f"{', '.join(TABLES)}, for a file ending in .csv", param_hint="--as")
    if company and kind != CHAIN:
        raise typer.BadParameter("goes with --as chain", param_hint="--company")
    if card and to.suffix.lower() not in OF_CARD:
        raise typer.BadParameter(f"goes with {', '.join(OF_CARD)}", param_hint="--card")
    with door.database().read() as session:
        found, viewer = door.viewer(session, workspace_name, masked=masked)
        only = find_company(session, viewer, company).id if company else None
        asked = {"kind": kind or COMPANIES, "company_id": only, "card_name": card}
        size = export_to(session, viewer, door.t, to, **asked)
    door.answer(as_json, {"workspace": found.name, "file": str(to), "bytes": size}, lambda: str(to))


@docs.command("fields")
def docs_fields() -> None:
    """Print docs/fields.md."""
    typer.echo(fields_page(), nl=False)
