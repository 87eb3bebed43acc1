"""How a chain stands and is known: health, roles nobody holds, and whom we have met."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum


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


class Light(StrEnum):
    """How a chain stands towards us."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"


@dataclass(frozen=True)
class Health:
    """`light`, the seats of weight that support us, and those of weight that would have to (all by index)."""

    light: Light
    supporters: tuple[int, ...]
    wanted: tuple[int, ...]


WEIGHTY = 0.2
"""Direct share or influence from which a seat counts as one of weight."""


def of_weight(share: Sequence[float], total: Sequence[float]) -> list[int]:
    """Seats that decide or weigh a fifth or more; where none does, those that weigh most."""
    found = [i for i in range(len(total)) if max(share[i], total[i]) >= WEIGHTY - 1e-9]
    most = max(total, default=0)
    return found or [i for i in range(len(total)) if total[i] >= most - 1e-9 and most > 0]


def health(
    share: Sequence[float], total: Sequence[float], stances: Sequence[float | None], deciders: Collection[int]
) -> Health | None:
    """Red: nobody of weight supports us. Amber: somebody. Green: a decider among them. None where nobody decides.

    `stances` above 0 support us; `deciders` are seats marked as such, the highest direct share counts as one too.
    """
    weighty = of_weight(share, total)
    if not weighty:
        return None
    most = max(share)
    top = [i for i in weighty if i in set(deciders) or share[i] >= most - 1e-9]
    support = tuple(i for i in weighty if (stances[i] or 0) > 0)
    if not support:
        return Health(Light.RED, (), tuple(weighty))
    if any(i in support for i in top):
        return Health(Light.GREEN, support, ())
    return Health(Light.AMBER, support, tuple(top))
