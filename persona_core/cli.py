"""The command line: a door without screens to the same commands and queries as the pages."""

from __future__ import annotations

import json
import logging
import sys
import uuid
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.exc import OperationalError

from persona_core import migrate as migration
from persona_core.access.commands import delete_workspace
from persona_core.access.queries import workspace, workspaces
from persona_core.door import Door
from persona_core.exchange import examples
from persona_core.exchange.commands import import_path
from persona_core.exchange.exporting import export_to
from persona_core.exchange.fields_doc import fields_page
from persona_core.exchange.importing.mapping import BadMapping
from persona_core.exchange.showing import SHOWS
from persona_core.exchange.workspaces import open_workspace
from persona_core.kit.config import load as load_settings
from persona_core.kit.config import normalise_url
from persona_core.kit.errors import PersonaError
from persona_core.kit.words import LANGUAGES, Words

USAGE, NOTHING_STORED = 2, 1
log = logging.getLogger("persona_core")


app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Persona Workbench without screens.",
)
demo = typer.Typer(no_args_is_help=True, help="The shipped examples.")
space = typer.Typer(no_args_is_help=True, help="Make and delete workspaces.")
docs = typer.Typer(no_args_is_help=True, help="Pages of the documentation that are made from the code.")
app.add_typer(demo, name="demo")
app.add_typer(space, name="workspace")
app.add_typer(docs, name="docs")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
InWorkspace = Annotated[str, typer.Option("--workspace", help="Name or id of the workspace.")]
Language = Annotated[str | None, typer.Option("--lang", help="Language of the content: zh or en.")]


@app.callback()
def door(
    context: typer.Context,
    database: Annotated[
        str | None, typer.Option(help="Address of the database; else PERSONA_DATABASE_URL, else data/workbench.db.")
    ] = None,
    lang: Annotated[str, typer.Option(help="Language of labels and messages: zh or en.")] = "zh",
) -> None:
    """Open the door for the command that follows."""
    if lang not in LANGUAGES:
        raise typer.BadParameter("zh or en", param_hint="--lang")
    context.obj = Door(normalise_url(database) if database else load_settings().database_url, Words(lang))


@app.command("migrate")
def migrate_command(context: typer.Context, as_json: AsJson = False) -> None:
    """Bring the database to the current schema; an SQLite file is copied beside itself first."""
    door: Door = context.obj
    result = migration.upgrade(door.url)
    door.answer(as_json, result, lambda: door.t("The database is up to date ({revision}).", revision=result["to"]))


@app.command("prepare")
def prepare_command(context: typer.Context) -> None:
    """Make ready for the app: migrate, and load the examples on the first start."""
    door: Door = context.obj
    migration.upgrade(door.url)
    db = door.database()
    try:
        with db.write() as session:
            made = [w.name for w in examples.ensure(session)]
    finally:
        db.close()
    typer.echo(door.t("Ready. Examples loaded: {names}.", names=door.t.listing(made)) if made else door.t("Ready."))


@demo.command("load")
def demo_load(context: typer.Context, name: str, lang: Language = None, as_json: AsJson = False) -> None:
    """Load an example into a workspace of its own, such as scrm-zh."""
    door: Door = context.obj
    if lang is not None and lang not in LANGUAGES:
        raise typer.BadParameter("zh or en", param_hint="--lang")
    db = door.database()
    with db.write() as session:
        made = examples.load(session, name, lang or door.t.lang)
        result = {"workspace": made.name, "id": str(made.id)}
    door.answer(as_json, result, lambda: result["workspace"])


@app.command("workspaces")
def workspaces_command(context: typer.Context, as_json: AsJson = False) -> None:
    """List the workspaces."""
    door: Door = context.obj
    with door.database().read() as session:
        rows = [
            {
                "id": str(w.id),
                "name": w.name,
                "title": w.title,
                "lang": w.lang,
                "currency": w.currency,
                "example": w.example,
            }
            for w in workspaces(session)
        ]
    door.answer(
        as_json,
        rows,
        lambda: "\n".join(f"{r['name']}\t{r['title']}" for r in rows) or door.t("There is no workspace yet."),
    )


@space.command("create")
def workspace_create(
    context: typer.Context,
    name: str,
    title: Annotated[str, typer.Option(help="What is sold and at what price.")] = "",
    lang: Language = None,
    currency: Annotated[str, typer.Option(help="Three letters, such as CNY.")] = "CNY",
    journey: Annotated[str, typer.Option(help="Journey it starts with: short, long or tender.")] = "short",
    as_json: AsJson = False,
) -> None:
    """Make an empty workspace with the shipped lists and a journey."""
    door: Door = context.obj
    with door.database().write() as session:
        made = open_workspace(
            session, name=name, title=title, lang=lang or door.t.lang, currency=currency, template=journey
        )
        result = {"workspace": made.name, "id": str(made.id)}
    door.answer(as_json, result, lambda: result["workspace"])


@space.command("delete")
def workspace_delete(context: typer.Context, name: str, as_json: AsJson = False) -> None:
    """Delete a workspace and everything in it."""
    door: Door = context.obj
    with door.database().write() as session:
        found = workspace(session, name)
        delete_workspace(session, found)
    door.answer(as_json, {"deleted": found.name}, lambda: door.t("Deleted: {name}", name=found.name))


@app.command("import")
def import_command(
    context: typer.Context,
    path: Path,
    workspace_name: InWorkspace,
    kind: Annotated[str, typer.Option("--as", help="companies, people, deals, stage-events or stories.")],
    map_file: Annotated[
        Path | None, typer.Option("--map", help='JSON: {"file column": "field"}; null leaves a column out.')
    ] = None,
    source: Annotated[
        str | None, typer.Option(help="Whose word it is: contract, customer, service, public, sales, inferred.")
    ] = None,
    reject_file: Annotated[Path | None, typer.Option(help="Write refused rows with their reason to this CSV.")] = None,
    all_or_nothing: Annotated[
        bool, typer.Option("--all-or-nothing", help="Store nothing if one row is refused.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check only; store nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Take in a table or stories; the good rows, or nothing."""
    door: Door = context.obj
    mapping = _read_map(map_file)
    db = door.database()
    with db.read() as session:
        _, viewer = door.viewer(session, workspace_name)
    result = import_path(
        db, viewer, path, kind, mapping=mapping, source=source, all_or_nothing=all_or_nothing, dry_run=dry_run
    )
    if reject_file:
        reject_file.write_bytes(result.rejects_csv(door.t))
    door.answer(as_json, result.as_json(door.t), lambda: result.text(door.t))
    if result.stored_nothing:
        raise typer.Exit(NOTHING_STORED)


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


@app.command("show")
def show_command(
    context: typer.Context,
    what: Annotated[str, typer.Argument(help=", ".join(SHOWS))],
    workspace_name: InWorkspace,
    company: Annotated[str | None, typer.Option(help="One company by name (chain).")] = None,
    unit: Annotated[str, typer.Option(help="company or deal (journey).")] = "company",
    stage: Annotated[str | None, typer.Option(help="One stage (themes).")] = None,
    masked: Annotated[bool, typer.Option("--masked", help="Without names of companies and people.")] = False,
    as_json: AsJson = False,
) -> None:
    """Print companies, chain, journey, stories, themes or persona."""
    door: Door = context.obj
    if what not in SHOWS:
        raise typer.BadParameter(", ".join(SHOWS), param_hint="WHAT")
    with door.database().read() as session:
        _, viewer = door.viewer(session, workspace_name, masked=masked)
        value = SHOWS[what](session, viewer, door.t, company=company, unit=unit, stage=stage)
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


@app.command("export")
def export_command(
    context: typer.Context,
    workspace_name: InWorkspace,
    to: Annotated[Path, typer.Option(help="A file ending in .md, .html or .csv.")],
    masked: Annotated[bool, typer.Option("--masked", help="Without names of companies and people.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write the persona as Markdown or HTML, or the company list as CSV."""
    door: Door = context.obj
    with door.database().read() as session:
        found, viewer = door.viewer(session, workspace_name, masked=masked)
        size = export_to(session, viewer, door.t, to)
    door.answer(as_json, {"workspace": found.name, "file": str(to), "bytes": size}, lambda: str(to))


@docs.command("fields")
def docs_fields() -> None:
    """Print docs/fields.md."""
    typer.echo(fields_page(), nl=False)


def main() -> None:
    """Run the command line; errors are sentences, never tracebacks."""
    lang = "en" if _wanted_lang() == "en" else "zh"
    t = Words(lang)
    try:
        app()
    except PersonaError as error:
        typer.echo(error.text(t), err=True)
        sys.exit(USAGE if isinstance(error, BadMapping) else NOTHING_STORED)
    except OperationalError as error:
        log.debug("database", exc_info=error)
        typer.echo(
            t(
                "The database cannot be reached or is busy. "
                "Check that it is running and that no other program holds it, then try again."
            ),
            err=True,
        )
        sys.exit(NOTHING_STORED)
    except Exception as error:  # noqa: BLE001 - the last door: whatever is left is ours to explain, not to print
        reference = uuid.uuid4().hex[:8]
        log.error("%s %s: %s", reference, type(error).__name__, error)
        typer.echo(
            t("Something went wrong on our side ({reference}); nothing was stored.", reference=reference), err=True
        )
        sys.exit(NOTHING_STORED)


def _wanted_lang() -> str:
    arguments = sys.argv[1:]
    for position, argument in enumerate(arguments):
        if argument == "--lang" and position + 1 < len(arguments):
            return arguments[position + 1]
        if argument.startswith("--lang="):
            return argument.split("=", 1)[1]
    return "zh"
