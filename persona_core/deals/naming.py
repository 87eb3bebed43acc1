"""How a deal is called."""

from __future__ import annotations

from persona_core.companies.naming import shorten
from persona_core.kit.words import Words


def deal_name(product: str | None, number: int, t: Words) -> str:
    """A deal by its product, else by its place among the deals of its company, counted from 1."""
    return shorten(product, 40) if product else t("Deal {n}", n=number)
