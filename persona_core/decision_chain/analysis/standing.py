"""How a chain is known: roles nobody holds, and whom we have met."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass


def missing_roles(held: Collection[str | None], wanted: Sequence[str]) -> list[str]:
    """Buying roles that no seat of the chain is marked with, in the order wanted."""
    return [role for role in wanted if role not in held]


@dataclass(frozen=True)
class Contact:
    """How a chain is known: `met` seats (by index), and whether any of them decides or heads the users."""

    met: tuple[int, ...]
    reaches_head: bool

    @property
    def thin(self) -> bool:
        """单线联系: at most one seat met, or none of those met decides or heads the users."""
        return len(self.met) <= 1 or not self.reaches_head


def contact(ranks: Sequence[int], roles: Sequence[str | None], heads: Collection[str]) -> Contact:
    """`ranks`: 0 not met, 1 met and more per seat; `roles`: its buying role; `heads`: roles that count as the top."""
    met = tuple(i for i, rank in enumerate(ranks) if rank >= 1)
    return Contact(met, any(roles[i] in heads for i in met))
