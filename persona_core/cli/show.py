"""`show`: a part of the workspace as JSON; each part with its own options."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

import typer

from persona_core.cli.options import AsJson, AtMoment, InWorkspace, Masked, OfDeal
from persona_core.decision_chain.models import Moment
from persona_core.door import Door
from persona_core.exchange.showing import SHOWS
from persona_core.journeys.grouping import GROUP_LABELS
from persona_core.kit.errors import Invalid
from persona_core.kit.words import Words
from persona_core.vocabulary.fields import FIELDS
from persona_core.vocabulary.values import past_day, read

_OPTIONS = {"unit": "--unit", "by": "--by", "until": "--to"}

app = typer.Typer()
show = typer.Typer(no_args_is_help=True, help="Print companies, chain, journey, stories, themes or persona as JSON.")
app.add_typer(show, name="show")


def _print(context: typer.Context, what: str, workspace_name: str, *, masked: bool, **options: Any) -> None:
    door: Door = context.obj
    with door.reading(workspace_name, masked=masked) as (session, viewer):
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
    journey: Annotated[str | None, typer.Option(help="Name or id of the journey; else the main one.")] = None,
    unit: Annotated[str, typer.Option(help="company or deal.")] = "company",
    as_of: Annotated[str | None, typer.Option(help="As it stood on that day.")] = None,
    since: Annotated[str | None, typer.Option("--from", help="Only those that came in from that day on.")] = None,
    until: Annotated[str | None, typer.Option("--to", help="Only those that came in up to that day.")] = None,
    by: Annotated[str | None, typer.Option(help=f"In groups: {', '.join(GROUP_LABELS)}, own:NAME.")] = None,
    masked: Masked = False,
    as_json: AsJson = False,
) -> None:
    """The funnel from first contact to leaving."""
    t = context.obj.t
    asked = {
        "journey": journey,
        "unit": unit,
        "as_of": _day(t, as_of, "--as-of", past_day),
        "since": _day(t, since, "--from"),
        "until": _day(t, until, "--to"),
        "by": by,
    }
    try:
        _print(context, "journey", workspace_name, masked=masked, **asked)
    except Invalid as error:
        raise typer.BadParameter(error.text(t), param_hint=_OPTIONS.get(error.field or "")) from error


def _day(t: Words, text: str | None, option: str, reader: Callable[..., date | None] = read) -> date | None:
    """A day that was typed; one that cannot be read is a wrong call."""
    try:
        return reader(FIELDS["date"], text)
    except Invalid as error:
        raise typer.BadParameter(error.text(t), param_hint=option) from error


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
    by: Annotated[str | None, typer.Option(help="Compare groups by a field, by its name or key.")] = None,
    stage: Annotated[str | None, typer.Option(help="One stage by label or code.")] = None,
    masked: Masked = False,
    as_json: AsJson = False,
) -> None:
    """What signed customers have in common, and what sets groups of them apart."""
    _print(context, "themes", workspace_name, masked=masked, by=by, stage=stage)


@show.command("persona")
def persona(
    context: typer.Context,
    workspace_name: InWorkspace,
    card: Annotated[str | None, typer.Option(help="A card by name or id; else the one about everybody.")] = None,
    version: Annotated[int | None, typer.Option(min=1, help="As it was published under this number.")] = None,
    masked: Masked = False,
    as_json: AsJson = False,
) -> None:
    """The composed card: as it reads now, or as it was published."""
    _print(context, "persona", workspace_name, masked=masked, card_name=card, version=version)
