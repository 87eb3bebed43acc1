"""`show`: a part of the workspace as JSON; each part with its own options."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from persona_core.cli.options import AsJson, AtMoment, InWorkspace, Masked, OfDeal
from persona_core.decision_chain.models import Moment
from persona_core.door import Door
from persona_core.exchange.showing import SHOWS

app = typer.Typer()
show = typer.Typer(no_args_is_help=True, help="Print companies, chain, journey, stories, themes or persona as JSON.")
app.add_typer(show, name="show")


def _print(context: typer.Context, what: str, workspace_name: str, *, masked: bool, **options: Any) -> None:
    door: Door = context.obj
    with door.database().read() as session:
        _, viewer = door.viewer(session, workspace_name, masked=masked)
        value = SHOWS[what](session, viewer, door.t, **options)
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


@show.command("companies")
def companies(
    context: typer.Context, workspace_name: InWorkspace, masked: Masked = False, as_json: AsJson = False
) -> None:
    """Every company with its fields and those of its deals."""
    _print(context, "companies", workspace_name, masked=masked)


@show.command("chain")
def chain(
    context: typer.Context,
    workspace_name: InWorkspace,
    company: Annotated[str | None, typer.Option(help="One company by name; else the typical chain.")] = None,
    deal: OfDeal = None,
    moment: AtMoment = Moment.PURCHASE,
    masked: Masked = False,
    as_json: AsJson = False,
) -> None:
    """Who decides at one company, or what the chains have in common."""
    _print(context, "chain", workspace_name, masked=masked, company=company, deal=deal, moment=moment)


@show.command("journey")
def journey(
    context: typer.Context,
    workspace_name: InWorkspace,
    unit: Annotated[str, typer.Option(help="company or deal.")] = "company",
    masked: Masked = False,
    as_json: AsJson = False,
) -> None:
    """The funnel from first contact to leaving."""
    _print(context, "journey", workspace_name, masked=masked, unit=unit)


@show.command("stories")
def stories(
    context: typer.Context, workspace_name: InWorkspace, masked: Masked = False, as_json: AsJson = False
) -> None:
    """Every story with its stages, positions and tags."""
    _print(context, "stories", workspace_name, masked=masked)


@show.command("themes")
def themes(
    context: typer.Context,
    workspace_name: InWorkspace,
    stage: Annotated[str | None, typer.Option(help="One stage by label or code.")] = None,
    masked: Masked = False,
    as_json: AsJson = False,
) -> None:
    """What signed customers have in common."""
    _print(context, "themes", workspace_name, masked=masked, stage=stage)


@show.command("persona")
def persona(
    context: typer.Context, workspace_name: InWorkspace, masked: Masked = False, as_json: AsJson = False
) -> None:
    """The composed card."""
    _print(context, "persona", workspace_name, masked=masked)
