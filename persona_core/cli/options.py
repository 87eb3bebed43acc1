"""Options that many commands share, and the exit codes."""

from __future__ import annotations

from typing import Annotated

import typer

from persona_core.decision_chain.models import Moment

USAGE, NOTHING_STORED = 2, 1

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
InWorkspace = Annotated[str, typer.Option("--workspace", help="Name or id of the workspace.")]
Language = Annotated[str | None, typer.Option("--lang", help="Language of the content: zh or en.")]
Masked = Annotated[bool, typer.Option("--masked", help="Without names of companies and people.")]
OfDeal = Annotated[str | None, typer.Option("--deal", help="The chain of one deal: its id, or its product.")]
AtMoment = Annotated[Moment, typer.Option("--moment", help="When it is decided: purchase or renewal.")]
