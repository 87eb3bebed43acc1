"""Commands about companies that are here twice."""

from __future__ import annotations

from typing import Annotated

import typer

from persona_core.cli.options import AsJson, InWorkspace
from persona_core.companies.queries import find_company
from persona_core.companies.said_names import say_pair, say_same
from persona_core.door import Door
from persona_core.evidence.changes import recording
from persona_core.exchange.uniting import KEPT, OTHER, possible_duplicates, unite
from persona_core.kit.errors import NotFound

app = typer.Typer()


@app.command("duplicates")
def duplicates(context: typer.Context, workspace_name: InWorkspace, as_json: AsJson = False) -> None:
    """List pairs of companies whose names are alike, the most alike first."""
    door: Door = context.obj
    with door.reading(workspace_name) as (session, viewer):
        pairs = possible_duplicates(session, viewer)
    found = [
        {
            "kept": {"id": str(pair.kept), "name": pair.kept_name},
            "other": {"id": str(pair.other), "name": pair.other_name},
            "likeness": round(pair.likeness / 100, 2),
        }
        for pair in pairs
    ]
    door.answer(as_json, found, lambda: "\n".join(f"{pair.kept_name}  ≈  {pair.other_name}" for pair in pairs))


@app.command("unite")
def unite_command(
    context: typer.Context,
    kept: Annotated[str, typer.Argument(help="The company that stays, by name or id.")],
    other: Annotated[str, typer.Argument(help="The company that goes over to it.")],
    workspace_name: InWorkspace,
    take: Annotated[
        list[str] | None, typer.Option(help="Fields whose value the other has right; else the better source decides.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make one company of two, with all that hangs on both."""
    door: Door = context.obj
    with door.writing(workspace_name) as (session, viewer):
        one, two = find_company(session, viewer, kept), find_company(session, viewer, other)
        names = {"kept": one.name, "other": two.name}
        with recording(session, viewer, door.t("“{one}” and “{other}” made one", one=one.name, other=two.name)):
            made = unite(session, viewer, one.id, two.id, choices=dict.fromkeys(take or (), OTHER))
        result = {"company": made.name, "id": str(made.id), KEPT: names["kept"], OTHER: names["other"]}
    door.answer(as_json, result, lambda: result["company"])


@app.command("same")
def same(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="A name that files use.")],
    company: Annotated[str, typer.Argument(help="The company it means, by name or id; or another name of a file.")],
    workspace_name: InWorkspace,
    no: Annotated[bool, typer.Option("--no", help="It does not mean that company, however alike.")] = False,
) -> None:
    """Remember which company a name means, or that it does not; imports and `duplicates` ask no more.

    Two names of a file may be said to be one before either is a company here.
    """
    door: Door = context.obj
    with door.writing(workspace_name) as (session, viewer):
        try:
            found = find_company(session, viewer, company)
        except NotFound:
            say_pair(session, viewer, name, company, not no)
            typer.echo(door.t("“{name}” is no company here yet: remembered for files that name both.", name=company))
        else:
            say_same(session, viewer, name, found.id, not no)
