"""Every field that a file, a form or a chart may name, declared once: key, label, type, unit, synonyms."""

from __future__ import annotations

from persona_core.kit.words import N_
from persona_core.vocabulary.models import ListName
from persona_core.vocabulary.seat_fields import CHAIN_KEYS, SEAT_FIELDS
from persona_core.vocabulary.specs import FieldSpec, declare

__all__ = ["COMPANY_KEYS", "DEAL_KEYS", "FIELDS", "IMPORT_KEYS", "LATEST_DEAL_KEYS", "PERSON_KEYS", "FieldSpec", "spec"]

PEOPLE_UNIT = N_("people")
YEAR_MONEY_UNIT = N_("per year")

FIELDS: dict[str, FieldSpec] = {
    spec.key: spec
    for spec in (
        declare("external_id", N_("External id")),
        declare("name", N_("Name"), limit=10000),
        declare(
            "status",
            N_("Customer status"),
            type="enum",
            list="status",
            serves=N_("who counts as signed, and who is still to win"),
        ),
        declare(
            "industry",
            N_("Industry"),
            type="term",
            list=ListName.INDUSTRY,
            serves=N_("which lists to buy and which events to go to"),
        ),
        declare("region", N_("Region"), more=True),
        declare(
            "headcount",
            N_("Headcount"),
            type="count",
            unit=PEOPLE_UNIT,
            serves=N_("how long the decision chain is"),
        ),
        declare(
            "annual_revenue",
            N_("Annual revenue"),
            type="money",
            unit=YEAR_MONEY_UNIT,
            serves=N_("whether they can pay"),
        ),
        declare("business_model", N_("Business model"), serves=N_("what they earn money with, so what to promise")),
        declare("operating_model", N_("Operating model"), serves=N_("which part of their work we change")),
        declare("prior_product", N_("Used before"), serves=N_("what we replace")),
        declare(
            "prior_kind",
            N_("Kind of prior solution"),
            type="enum",
            list="prior_kind",
            serves=N_("how ready they are to change"),
        ),
        declare(
            "lead_source",
            N_("Lead source"),
            type="term",
            list=ListName.LEAD_SOURCE,
            serves=N_("where to look for the next ones"),
        ),
        declare("referrer", N_("Referrer")),
        declare("owner", N_("Sales owner")),
        declare(
            "annual_fee",
            N_("Annual fee"),
            type="money",
            unit=YEAR_MONEY_UNIT,
            serves=N_("what a customer is worth"),
        ),
        declare("signed_on", N_("Signed on"), type="date"),
        declare("ends_on", N_("Contract ends"), type="date", serves=N_("whom to see before renewal")),
        declare("problem", N_("Problem to solve"), type="long_text", limit=2000, serves=N_("what to say first")),
        declare("value_chain", N_("Place in the value chain"), more=True),
        declare("growth_stage", N_("Growth stage"), more=True),
        declare("culture", N_("Culture"), more=True, limit=500),
        declare("org_structure", N_("Organisation"), more=True, limit=500),
        declare("growth_rate", N_("Growth per year"), type="percent", unit="%", more=True),
        declare("note", N_("Note"), type="long_text", limit=10000, more=True),
        declare("company_external_id", N_("Company's external id")),
        declare("company", N_("Company")),
        declare("title", N_("Job title")),
        declare(
            "position",
            N_("Position"),
            type="term",
            list=ListName.POSITION,
            serves=N_("whose seat it is in the decision chain"),
        ),
        declare("function", N_("Function")),
        declare("phone", N_("Phone")),
        declare("email", N_("E-mail")),
        declare("person_name", N_("Person's name")),
        declare("given_name", N_("First name")),
        declare("family_name", N_("Surname")),
        declare("person_external_id", N_("Person's external id")),
        declare("product", N_("Product")),
        declare("value", N_("Deal value"), type="money"),
        declare(
            "pushed_by",
            N_("Pushed by"),
            type="term",
            list=ListName.POSITION,
            serves=N_("whose word carries a deal"),
        ),
        declare("outcome", N_("Outcome"), type="enum", list="outcome"),
        declare("lost_reason", N_("Lost because")),
        declare("opened_on", N_("Opened on"), type="date"),
        declare("deal_external_id", N_("Deal's external id")),
        declare("stage", N_("Stage")),
        declare("date", N_("Date"), type="date"),
        declare("teller", N_("Told by")),
        declare("source", N_("Source"), type="term", list=ListName.SOURCE),
        declare("told_on", N_("Told on"), type="date"),
        declare("story_title", N_("Title")),
        declare("text", N_("Text"), type="long_text", limit=100000),
        declare("tags", N_("Tags"), type="names"),
        declare("ours", N_("Ours in the conversation"), type="names"),
        declare("mark_story", N_("Story's id or title")),
        declare("mark_tag", N_("Tag")),
        declare("mark_kind", N_("Kind of the tag"), type="enum", list="tag_kind"),
        declare("mark_start", N_("Words begin at"), type="offset"),
        declare("mark_end", N_("Words end before"), type="offset"),
        declare("mark_quote", N_("The words"), type="long_text", limit=100000),
        *SEAT_FIELDS,
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

NAME_PARTS = ("family_name", "given_name")
"""A person's name in two columns of a file; it is kept as one."""

STORY_PARTS = {"title": "story_title", "teller": "teller", "told_on": "told_on", "text": "text"}
"""What a row about several things may say of a story."""

IMPORT_KEYS: dict[str, dict[str, str]] = {
    "companies": {k: k for k in ("external_id", *COMPANY_KEYS[:-1], *LATEST_DEAL_KEYS, "note")},
    "people": {
        "external_id": "external_id",
        "company_external_id": "company_external_id",
        "company": "company",
        "name": "person_name",
        **{k: k for k in (*NAME_PARTS, *PERSON_KEYS[1:])},
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
        "ours": "ours",
    },
    "marks": {
        "story": "mark_story",
        "company": "company",
        "tag": "mark_tag",
        "kind": "mark_kind",
        "start": "mark_start",
        "end": "mark_end",
        "quote": "mark_quote",
    },
    "chain": CHAIN_KEYS,
    "several": {
        "external_id": "company_external_id",
        **{k: k for k in (*COMPANY_KEYS[:-1], *LATEST_DEAL_KEYS, "note")},
        "person:external_id": "person_external_id",
        "person:name": "person_name",
        **{f"person:{k}": k for k in (*NAME_PARTS, *PERSON_KEYS[1:])},
        "deal:external_id": "deal_external_id",
        **{f"deal:{k}": k for k in DEAL_KEYS if k not in LATEST_DEAL_KEYS},
        "stage": "stage",
        "date": "date",
        **{f"story:{k}": v for k, v in STORY_PARTS.items()},
    },
}
"""Keys that each kind of import takes, and the field that describes the key."""


def spec(kind: str, key: str) -> FieldSpec:
    """The description of an import key, such as `people`/`name`."""
    return FIELDS[IMPORT_KEYS[kind][key]]
