"""Every field that a file, a form or a chart may name, declared once: key, label, type, unit, synonyms."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

import yaml

from persona_core.kit.config import DATA
from persona_core.kit.words import N_
from persona_core.vocabulary.models import ListName

Type = Literal["text", "long_text", "count", "money", "percent", "date", "term", "enum", "names", "flag", "words"]


@dataclass(frozen=True)
class FieldSpec:
    """One field: `label` is a catalogue text, `synonyms` are headers it goes by in files (zh and en)."""

    key: str
    label: str
    type: Type = "text"
    list: str | None = None
    unit: str = ""
    synonyms: tuple[str, ...] = ()
    more: bool = False
    serves: str = ""
    limit: int = 500


@cache
def _synonyms() -> dict[str, list[str]]:
    return yaml.safe_load((DATA / "synonyms.yaml").read_text(encoding="utf-8"))


def _spec(key: str, label: str, **rest: object) -> FieldSpec:
    return FieldSpec(key, label, synonyms=tuple(_synonyms()[key]), **rest)


PEOPLE_UNIT = N_("people")
YEAR_MONEY_UNIT = N_("per year")

FIELDS: dict[str, FieldSpec] = {
    spec.key: spec
    for spec in (
        _spec(
            "external_id",
            N_("External id"),
        ),
        _spec(
            "name",
            N_("Name"),
            limit=10000,
        ),
        _spec(
            "status",
            N_("Customer status"),
            type="enum",
            list="status",
            serves=N_("who counts as signed, and who is still to win"),
        ),
        _spec(
            "industry",
            N_("Industry"),
            type="term",
            list=ListName.INDUSTRY,
            serves=N_("which lists to buy and which events to go to"),
        ),
        _spec("region", N_("Region"), more=True),
        _spec(
            "headcount",
            N_("Headcount"),
            type="count",
            unit=PEOPLE_UNIT,
            serves=N_("how long the decision chain is"),
        ),
        _spec(
            "annual_revenue",
            N_("Annual revenue"),
            type="money",
            unit=YEAR_MONEY_UNIT,
            serves=N_("whether they can pay"),
        ),
        _spec(
            "business_model",
            N_("Business model"),
            serves=N_("what they earn money with, so what to promise"),
        ),
        _spec(
            "operating_model",
            N_("Operating model"),
            serves=N_("which part of their work we change"),
        ),
        _spec(
            "prior_product",
            N_("Used before"),
            serves=N_("what we replace"),
        ),
        _spec(
            "prior_kind",
            N_("Kind of prior solution"),
            type="enum",
            list="prior_kind",
            serves=N_("how ready they are to change"),
        ),
        _spec(
            "lead_source",
            N_("Lead source"),
            type="term",
            list=ListName.LEAD_SOURCE,
            serves=N_("where to look for the next ones"),
        ),
        _spec(
            "referrer",
            N_("Referrer"),
        ),
        _spec(
            "owner",
            N_("Sales owner"),
        ),
        _spec(
            "annual_fee",
            N_("Annual fee"),
            type="money",
            unit=YEAR_MONEY_UNIT,
            serves=N_("what a customer is worth"),
        ),
        _spec(
            "signed_on",
            N_("Signed on"),
            type="date",
        ),
        _spec(
            "ends_on",
            N_("Contract ends"),
            type="date",
            serves=N_("whom to see before renewal"),
        ),
        _spec(
            "problem",
            N_("Problem to solve"),
            type="long_text",
            limit=2000,
            serves=N_("what to say first"),
        ),
        _spec("value_chain", N_("Place in the value chain"), more=True),
        _spec(
            "growth_stage",
            N_("Growth stage"),
            more=True,
        ),
        _spec("culture", N_("Culture"), more=True, limit=500),
        _spec(
            "org_structure",
            N_("Organisation"),
            more=True,
            limit=500,
        ),
        _spec(
            "growth_rate",
            N_("Growth per year"),
            type="percent",
            unit="%",
            more=True,
        ),
        _spec(
            "note",
            N_("Note"),
            type="long_text",
            limit=10000,
            more=True,
        ),
        _spec(
            "company_external_id",
            N_("Company's external id"),
        ),
        _spec(
            "company",
            N_("Company"),
        ),
        _spec(
            "title",
            N_("Job title"),
        ),
        _spec(
            "position",
            N_("Position"),
            type="term",
            list=ListName.POSITION,
            serves=N_("whose seat it is in the decision chain"),
        ),
        _spec(
            "function",
            N_("Function"),
        ),
        _spec(
            "phone",
            N_("Phone"),
        ),
        _spec(
            "email",
            N_("E-mail"),
        ),
        _spec(
            "person_name",
            N_("Person's name"),
        ),
        _spec(
            "product",
            N_("Product"),
        ),
        _spec(
            "value",
            N_("Deal value"),
            type="money",
        ),
        _spec(
            "pushed_by",
            N_("Pushed by"),
            type="term",
            list=ListName.POSITION,
            serves=N_("whose word carries a deal"),
        ),
        _spec(
            "outcome",
            N_("Outcome"),
            type="enum",
            list="outcome",
        ),
        _spec(
            "lost_reason",
            N_("Lost because"),
        ),
        _spec("opened_on", N_("Opened on"), type="date"),
        _spec(
            "deal_external_id",
            N_("Deal's external id"),
        ),
        _spec(
            "stage",
            N_("Stage"),
        ),
        _spec("date", N_("Date"), type="date"),
        _spec(
            "teller",
            N_("Told by"),
        ),
        _spec("source", N_("Source"), type="term", list=ListName.SOURCE),
        _spec(
            "told_on",
            N_("Told on"),
            type="date",
        ),
        _spec(
            "story_title",
            N_("Title"),
        ),
        _spec(
            "text",
            N_("Text"),
            type="long_text",
            limit=100000,
        ),
        _spec("tags", N_("Tags"), type="names"),
    )
}

COMPANY_KEYS = (
    "name",
    "status",
    "industry",
    "headcount",
    "business_model",
    "operating_model",
    "annual_revenue",
    "prior_product",
    "prior_kind",
    "problem",
    "region",
    "value_chain",
    "growth_stage",
    "culture",
    "org_structure",
    "growth_rate",
    "owner",
    "note",
)
"""Fields a company row holds itself."""

DEAL_KEYS = (
    "product",
    "value",
    "lead_source",
    "referrer",
    "pushed_by",
    "outcome",
    "lost_reason",
    "annual_fee",
    "signed_on",
    "ends_on",
    "opened_on",
)
"""Fields a deal row holds; a company shows those of its latest deal."""

LATEST_DEAL_KEYS = ("lead_source", "referrer", "annual_fee", "signed_on", "ends_on")
"""Fields of the latest deal that a company's sheet may carry."""

PERSON_KEYS = ("name", "title", "position", "function", "phone", "email")

IMPORT_KEYS: dict[str, dict[str, str]] = {
    "companies": {k: k for k in ("external_id", *COMPANY_KEYS[:-1], *LATEST_DEAL_KEYS, "note")},
    "people": {
        "external_id": "external_id",
        "company_external_id": "company_external_id",
        "company": "company",
        "name": "person_name",
        **{k: k for k in PERSON_KEYS[1:]},
    },
    "deals": {k: k for k in ("external_id", "company_external_id", "company", "owner", *DEAL_KEYS)},
    "stage-events": {k: k for k in ("deal_external_id", "company_external_id", "company", "stage", "date")},
    "stories": {
        "external_id": "external_id",
        "company": "company",
        "stage": "stage",
        "position": "position",
        "teller": "teller",
        "source": "source",
        "told_on": "told_on",
        "title": "story_title",
        "text": "text",
        "tags": "tags",
    },
}
"""Keys that each kind of import takes, and the field that describes the key."""


def spec(kind: str, key: str) -> FieldSpec:
    """The description of an import key, such as `people`/`name`."""
    return FIELDS[IMPORT_KEYS[kind][key]]
