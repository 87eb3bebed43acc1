"""What one row of a table may tell of at once: a company, and with it a person, a deal, a day of a stage, a story."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from persona_core.exchange.importing.columns import Column
from persona_core.exchange.importing.headers import NEARLY, STAGE
from persona_core.kit.words import N_
from persona_core.vocabulary.fields import (
    COMPANY_KEYS,
    DEAL_KEYS,
    IMPORT_KEYS,
    LATEST_DEAL_KEYS,
    NAME_PARTS,
    PERSON_KEYS,
    STORY_PARTS,
)
from persona_core.vocabulary.specs import OWN

PERSON, DEAL, STORY = "person:", "deal:", "story:"
THING_LABELS = {"person": N_("Person"), "deal": N_("Deal"), "story": N_("Story")}
_OF_COMPANY = {"external_id": "company_external_id", "name": "company"}
_OF_DEAL = (*LATEST_DEAL_KEYS, "owner")
"""What a company's sheet says of its latest deal, or of whoever looks after it: the deal's where a row has one."""
PARTS: dict[str, dict[str, str]] = {
    "companies": {k: k for k in IMPORT_KEYS["companies"]},
    "deals": {
        **_OF_COMPANY,
        "deal:external_id": "external_id",
        **{DEAL + k: k for k in DEAL_KEYS if k not in LATEST_DEAL_KEYS},
        **{k: k for k in _OF_DEAL},
    },
    "stage-events": {**_OF_COMPANY, "deal:external_id": "deal_external_id", "stage": "stage", "date": "date"},
    "people": {
        **_OF_COMPANY,
        "person:external_id": "external_id",
        **{PERSON + k: k for k in (*NAME_PARTS, *PERSON_KEYS)},
    },
    "stories": {"name": "company", **{STORY + k: k for k in STORY_PARTS}},
}
"""Kind of import → the keys of a row about several things that it takes, and what they are called there.

In this order rows are weighed: what is said later may rest on what was said before.
"""
_SOMEBODY = frozenset(PERSON + key for key in ("name", "family_name", "given_name", "title", "position"))


def things_in(keys: Collection[str]) -> set[str]:
    """The kinds of things of which columns with these keys tell."""
    found = {"deals"} if any(key.startswith((DEAL, STAGE)) for key in keys) else set()
    aside = {"name", "external_id", "owner", *(_OF_DEAL if found else ())}
    if any((key in (*COMPANY_KEYS, *LATEST_DEAL_KEYS) and key not in aside) or key.startswith(OWN) for key in keys):
        found.add("companies")
    found |= {"people"} if _SOMEBODY & set(keys) else set()
    found |= {"stage-events"} if {"stage", "date"} <= set(keys) else set()
    return found | ({"stories"} if "story:text" in keys else set())


def only_whole(offers: Iterable[tuple[float, int, str, float]]) -> list[tuple[float, int, str, float]]:
    """Offers (place, column, key, score) without those of things that the file names only in part."""
    offers = list(offers)
    keys = {key for *_, key, score in offers if score >= NEARLY}
    dated = {"stage", "date"} <= keys
    told = {PERSON: bool(_SOMEBODY & keys), STORY: "story:text" in keys, "stage": dated, "date": dated}
    halves = {sign for sign, whole in told.items() if not whole}
    return [offer for offer in offers if not halves & {offer[2], offer[2].partition(":")[0] + ":"}]


def parts_of(columns: Sequence[Column]) -> dict[str, list[Column]]:
    """Kind of import → the columns that it takes of a row about several things, under its own keys."""
    told = things_in({column.key for column in columns if column.key}) | {"companies"}
    found = {}
    for kind, keys in PARTS.items():
        if kind not in told:
            continue
        names = dict(keys)
        if kind == "companies" and "deals" in told:
            names = {key: name for key, name in keys.items() if key not in _OF_DEAL}
        found[kind] = [
            replace(column, key=names.get(column.key, column.key))
            for column in columns
            if column.key
            and (
                column.key in names
                or (kind == "companies" and column.own is not None)
                or (kind == "deals" and column.key.startswith(STAGE))
            )
        ]
    return found
