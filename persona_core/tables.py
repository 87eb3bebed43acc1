"""Every table of the product, imported in one place so that `metadata` is whole."""

from persona_core.access.models import AppState, Workspace
from persona_core.companies.models import Company, CompanyName, NamePair, Person
from persona_core.deals.models import Deal
from persona_core.decision_chain.models import Anchor, Chain, ChainMoment, Listening, Seat, SeatMoment
from persona_core.evidence.models import BatchTrace, Change, ExternalId, ImportBatch, Observation
from persona_core.exchange.jobs.models import Job
from persona_core.journeys.models import Concern, Journey, Stage, StageEvent, StageNote
from persona_core.kit.db import metadata
from persona_core.personas.models import Advice, PersonaCard, PersonaVersion
from persona_core.search.models import SearchDoc, SearchTodo
from persona_core.stories.models import Mark, Refusal, Story, StoryPosition, StoryStage, WholeStory
from persona_core.vocabulary.models import OwnField, Tag, Term

__all__ = [
    "Advice",
    "Anchor",
    "AppState",
    "BatchTrace",
    "Chain",
    "ChainMoment",
    "Change",
    "Company",
    "CompanyName",
    "Concern",
    "Deal",
    "ExternalId",
    "ImportBatch",
    "Job",
    "Journey",
    "Listening",
    "Mark",
    "NamePair",
    "Observation",
    "OwnField",
    "Person",
    "PersonaCard",
    "PersonaVersion",
    "Refusal",
    "SearchDoc",
    "SearchTodo",
    "Seat",
    "SeatMoment",
    "Stage",
    "StageEvent",
    "StageNote",
    "Story",
    "StoryPosition",
    "StoryStage",
    "Tag",
    "Term",
    "WholeStory",
    "Workspace",
    "metadata",
]
