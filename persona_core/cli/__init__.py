"""The command line: a door without screens to the same commands and queries as the pages."""

from __future__ import annotations

import logging
import sys
import uuid
from typing import Annotated

import typer
from sqlalchemy.exc import OperationalError

from persona_core.cli import chain, exchange, search, show, spaces, uniting, work
from persona_core.cli.options import NOTHING_STORED, USAGE
from persona_core.door import Door
from persona_core.exchange.importing.mapping import BadMapping
from persona_core.kit.config import load as load_settings
from persona_core.kit.config import normalise_url
from persona_core.kit.errors import PersonaError
from persona_core.kit.words import LANGUAGES, Words

log = logging.getLogger("persona_core")

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Persona Workbench without screens.",
)
for part in (spaces, exchange, uniting, show, chain, search, work):
    app.add_typer(part.app)


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
