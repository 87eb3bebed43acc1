"""`chain`: what is set on a decision chain without a screen."""

from __future__ import annotations

from typing import Annotated

import typer

from persona_core.cli.options import AsJson, AtMoment, InWorkspace, OfDeal
from persona_core.decision_chain.models import Moment
from persona_core.decision_chain.showing import chain_json
from persona_core.decision_chain.wording import answer
from persona_core.door import Door
from persona_core.exchange.setting import set_chances
from persona_core.vocabulary.queries import lists

app = typer.Typer()
chain = typer.Typer(no_args_is_help=True, help="Set what a decision chain's chance rests on.")
app.add_typer(chain, name="chain")


@chain.callback()
def group() -> None:
    """Keep `set` a command of its own, though it is the only one so far."""


@chain.command("set")
def set_command(
    context: typer.Context,
    workspace_name: InWorkspace,
    company: Annotated[str, typer.Option(help="The company by name.")],
    deal: OfDeal = None,
    moment: AtMoment = Moment.PURCHASE,
    base_rate: Annotated[
        float | None, typer.Option("--base-rate", help="Part of such deals that is usually won, 0-1: 2 of 10 is 0.2.")
    ] = None,
    anchor: Annotated[
        list[str] | None,
        typer.Option(
            "--anchor", help='"POSITION=CHANCE": the chance 0-1 when it champions us; "POSITION=" takes it away.'
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Set the base rate and experiences of a chain at one moment; what is not named stays."""
    door: Door = context.obj
    anchors = dict(map(_anchor, anchor or []))
    if base_rate is None and not anchors:
        raise typer.BadParameter("say what to set: --base-rate, --anchor or both")
    with door.writing(workspace_name) as (session, viewer):
        view = set_chances(
            session, viewer, company=company, deal=deal, moment=moment, base_rate=base_rate, anchors=anchors
        )
        known = lists(session, viewer)
    found = view.moments[moment]
    door.answer(
        as_json,
        chain_json(view, found, door.t, known, deal=deal) if as_json else None,
        lambda: answer(view, found, door.t),
    )


def _anchor(text: str) -> tuple[str, float | None]:
    position, sign, chance = text.replace("＝", "=").rpartition("=")
    try:
        if not (sign and position.strip()):
            raise ValueError(text)
        return position.strip(), float(chance) if chance.strip() else None
    except ValueError:
        raise typer.BadParameter(
            f'{text}: "POSITION=CHANCE" is wanted, such as "CEO=0.7"', param_hint="--anchor"
        ) from None
