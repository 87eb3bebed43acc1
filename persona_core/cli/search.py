"""`search`: rows that hold the words, without a screen."""

from __future__ import annotations

from typing import Annotated

import typer

from persona_core.cli.options import AsJson, Masked
from persona_core.door import Door
from persona_core.search.commands import rebuild, refresh
from persona_core.search.models import KIND_LABELS
from persona_core.search.queries import find
from persona_core.search.views import Found

app = typer.Typer()


@app.command("search")
def search_command(
    context: typer.Context,
    text: Annotated[str | None, typer.Argument(help="The words looked for; all of them must be there.")] = None,
    workspace_name: Annotated[str | None, typer.Option("--workspace", help="Name or id of the workspace.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="The best so many; else every hit.")] = None,
    rebuild_index: Annotated[
        bool, typer.Option("--rebuild", help="Make the index of the whole database anew first.")
    ] = False,
    masked: Masked = False,
    as_json: AsJson = False,
) -> None:
    """Find companies, people, stories, tags and notes that hold every word."""
    door: Door = context.obj
    if text is None and not rebuild_index:
        raise typer.BadParameter("say what to look for, or --rebuild", param_hint="TEXT")
    if text is not None and workspace_name is None:
        raise typer.BadParameter("say in which workspace", param_hint="--workspace")
    db = door.database()
    if rebuild_index:
        with db.write() as session:
            made = rebuild(session)
        if text is None:
            door.answer(as_json, {"indexed": made}, lambda: door.t("The index was made anew: {n} rows.", n=made))
            return
    refresh(db)
    with db.read() as session:
        _, viewer = door.viewer(session, workspace_name, masked=masked)
        found = find(session, viewer, door.t, text, limit=limit)
    door.answer(as_json, [hit.as_json() for hit in found.hits], lambda: _lines(door, found))


def _lines(door: Door, found: Found) -> str:
    lines = [f"{door.t(KIND_LABELS[hit.kind])}\t{hit.title.text}\t{hit.snippet.text}" for hit in found.hits]
    return "\n".join(lines) or door.t("Nothing holds these words. Try fewer, or a shorter part of one.")
