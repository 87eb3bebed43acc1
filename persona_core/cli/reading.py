"""What the command line says of how a file is to be read: its header, and answers to what it leaves open."""

from __future__ import annotations

import re
from collections.abc import Sequence

import typer

from persona_core.exchange.importing.ways import DATE_ORDER, DECIMAL, RATE, UNIT


def header_lines(said: str | None) -> tuple[int, int] | None:
    """First and last line of the header from "3" or "2-3"; "0" is none."""
    if said is None:
        return None
    match = re.fullmatch(r"(\d{1,6})(?:-(\d{1,6}))?", said.strip())
    lines = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
    if lines[1] < lines[0] or lines[1] - lines[0] > 1:
        raise typer.BadParameter(f"{said}: a line such as 3, two such as 2-3, or 0", param_hint="--header-row")
    return lines


def answers(
    date_order: str | None, decimal: str | None, rates: Sequence[str] | None, units: Sequence[str] | None
) -> dict[str, str]:
    """The answers as an import takes them."""
    found = {DATE_ORDER: date_order, DECIMAL: decimal}
    for prefix, hint, pairs in ((RATE, "--rate", rates), (UNIT, "--unit", units)):
        for pair in pairs or ():
            name, sign, value = pair.rpartition("=")
            if not sign or not name:
                raise typer.BadParameter(f"{pair}: NAME=VALUE is wanted", param_hint=hint)
            found[f"{prefix}{name.upper() if prefix == RATE else name}"] = value
    return {key: value for key, value in found.items() if value is not None}
