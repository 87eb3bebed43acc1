"""What stories have in common, counted and quoted: numbers and text in, numbers and text out."""

from persona_core.stories.analysis.anchoring import find_again
from persona_core.stories.analysis.counting import Count, Told, asked, counts, matrix
from persona_core.stories.analysis.differing import (
    LEAST,
    MOST_GROUPS,
    Cut,
    Difference,
    Group,
    Split,
    Turn,
    differences,
    splits,
    turns,
)
from persona_core.stories.analysis.naming import look_alikes
from persona_core.stories.analysis.newness import (
    NewGround,
    chance_of_hearing,
    conversations_needed,
    in_order,
    new_ground,
)
from persona_core.stories.analysis.pasting import split_pasted
from persona_core.stories.analysis.quoting import clip, grams, sentences, telling
from persona_core.stories.analysis.together import Pair, pairs

__all__ = [
    "LEAST",
    "MOST_GROUPS",
    "Count",
    "Cut",
    "Difference",
    "Group",
    "NewGround",
    "Pair",
    "Split",
    "Told",
    "Turn",
    "asked",
    "chance_of_hearing",
    "clip",
    "conversations_needed",
    "counts",
    "differences",
    "find_again",
    "grams",
    "in_order",
    "look_alikes",
    "matrix",
    "new_ground",
    "pairs",
    "sentences",
    "split_pasted",
    "splits",
    "telling",
    "turns",
]
