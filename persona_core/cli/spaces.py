"""Commands about the database as a whole: migrate it, fill it with examples, make and delete workspaces."""

from __future__ import annotations

from typing import Annotated

import typer

from persona_core import migrate as migration
from persona_core.access.commands import delete_workspace
from persona_core.access.queries import workspace, workspaces
from persona_core.cli.options import AsJson, Language
from persona_core.door import Door
from persona_core.exchange import examples
from persona_core.exchange.workspaces import open_workspace
from persona_core.kit.words import LANGUAGES
from persona_core.search.commands import refresh

app = typer.Typer()
demo = typer.Typer(no_args_is_help=True, help="The shipped examples.")
space = typer.Typer(no_args_is_help=True, help="Make and delete workspaces.")
app.add_typer(demo, name="demo")
app.add_typer(space, name="workspace")


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
        refresh(db)
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
