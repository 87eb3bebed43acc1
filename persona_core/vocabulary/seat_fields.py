"""Fields of a seat on a decision chain, as files and forms name them."""

from __future__ import annotations

from persona_core.kit.words import N_
from persona_core.vocabulary.models import ListName
from persona_core.vocabulary.specs import FieldSpec, declare

SEAT_FIELDS: tuple[FieldSpec, ...] = (
    declare(
        "seat_position",
        N_("Position"),
        type="term",
        list=ListName.POSITION,
        serves=N_("whose seat it is in the decision chain"),
    ),
    declare("seat_person", N_("Who")),
    declare("moment", N_("Moment"), type="words"),
    declare("say", N_("When deciding"), type="words"),
    declare("decision_points", N_("Points"), type="points"),
    declare("listens_to", N_("Listens to"), type="words", limit=2000),
    declare("stance", N_("Stance"), type="words"),
    declare("stance_on", N_("Stance known since"), type="date"),
    declare("stance_source", N_("Stance known from"), type="term", list=ListName.SOURCE),
    declare("veto", N_("Veto"), type="flag"),
    declare("trial_gate", N_("Trial gate"), type="flag"),
    declare("contact", N_("Contact"), type="term", list=ListName.CONTACT),
    declare("buying_role", N_("Buying role"), type="term", list=ListName.BUYING_ROLE),
    declare("effort", N_("Effort to win over"), type="words"),
    declare("coach", N_("Inside coach"), type="flag"),
    declare("holds_budget", N_("Holds the budget"), type="flag"),
    declare("favours_competitor", N_("Favours a competitor"), type="flag"),
    declare("age_band", N_("Age"), limit=40),
    declare("education", N_("Education"), limit=80),
    declare("openness", N_("Open to new things"), type="words"),
    declare("years", N_("Years in the job"), limit=40),
    declare("information", N_("Where they get information"), type="long_text", limit=2000),
)

PERSONAL_KEYS = (
    "effort",
    "coach",
    "holds_budget",
    "favours_competitor",
    "function",
    "age_band",
    "education",
    "openness",
    "years",
    "information",
    "note",
)
"""What is known of whoever sits there."""

TRAIT_KEYS = ("contact", "buying_role", *PERSONAL_KEYS)
"""Fields of the seat itself, the same at both moments."""

SAID_KEYS = (
    "say",
    "decision_points",
    "listens_to",
    "stance",
    "stance_on",
    "stance_source",
    "veto",
    "trial_gate",
)
"""What is said of a seat at one moment."""

CHAIN_KEYS: dict[str, str] = {
    **{k: k for k in ("company_external_id", "company", "deal_external_id")},
    "position": "seat_position",
    "person": "seat_person",
    "moment": "moment",
    **{k: k for k in (*SAID_KEYS, *TRAIT_KEYS)},
}
"""Keys of `import --as chain`, and the field that describes each."""
