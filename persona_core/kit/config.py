"""Settings from the environment; bad values stop the start with a sentence."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from persona_core.kit.errors import PersonaError
from persona_core.kit.words import N_

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
DEFAULT_DATABASE = f"sqlite:///{DATA / 'workbench.db'}"


@dataclass(frozen=True)
class Settings:
    """What the surroundings decide: the database, and hosts beyond this machine that may ask."""

    database_url: str = DEFAULT_DATABASE
    allowed_hosts: tuple[str, ...] = ()


def normalise_url(url: str) -> str:
    """A database address in the driver form used here; refuses what the product does not run on."""
    url = url.strip()
    if url.startswith(("postgres://", "postgresql://")):
        url = "postgresql+psycopg://" + url.split("://", 1)[1]
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise PersonaError(
            N_(
                "The database address must start with sqlite:/// or postgresql://. "
                "Check PERSONA_DATABASE_URL or --database."
            ),
        )
    return url


def load() -> Settings:
    """Settings of this process."""
    hosts = tuple(h.strip() for h in os.environ.get("PERSONA_ALLOWED_HOSTS", "").split(",") if h.strip())
    return Settings(normalise_url(os.environ.get("PERSONA_DATABASE_URL") or DEFAULT_DATABASE), hosts)
