"""What stories have in common, counted and quoted: numbers and text in, numbers and text out."""

from persona_core.stories.analysis.alike import Signs, alike, signs
from persona_core.stories.analysis.anchoring import anchor_again, find_again, words_near
from persona_core.stories.analysis.counting import Count, Told, asked, counts, matrix
from persona_core.stories.analysis.differing import (
    LEAST,
    MOST_GROUPS,
    Cut,
    Difference,
    Group,
    Split,
    Turn,
    comparable,
    differences,
    splits,
    turns,
)
from persona_core.stories.analysis.keyness import Favourite, favourites, log_odds, shares
from persona_core.stories.analysis.naming import look_alikes
from persona_core.stories.analysis.newness import (
    NewGround,
    chance_of_hearing,
    conversations_needed,
    in_order,
    new_ground,
)
from persona_core.stories.analysis.pasting import split_pasted
from persona_core.stories.analysis.quoting import clip, grams, quoted, sentences, telling
from persona_core.stories.analysis.segmenting import Ignored, Segmented, own_words, segment
from persona_core.stories.analysis.together import Pair, pairs
from persona_core.stories.analysis.transcripts import (
    OURS,
    THEIRS,
    Transcript,
    aside,
    customers_part,
    customers_words,
    is_label,
    transcript,
)

__all__ = [
    "LEAST",
    "MOST_GROUPS",
    "OURS",
    "THEIRS",
    "Count",
    "Cut",
    "Difference",
    "Favourite",
    "Group",
    "Ignored",
    "NewGround",
    "Pair",
    "Segmented",
    "Signs",
    "Split",
    "Told",
    "Transcript",
    "Turn",
    "alike",
    "anchor_again",
    "aside",
    "asked",
    "chance_of_hearing",
    "clip",
    "comparable",
    "conversations_needed",
    "counts",
    "customers_part",
    "customers_words",
    "differences",
    "favourites",
    "find_again",
    "grams",
    "in_order",
    "is_label",
    "log_odds",
    "look_alikes",
    "matrix",
    "new_ground",
    "own_words",
    "pairs",
    "quoted",
    "segment",
    "sentences",
    "shares",
    "signs",
    "split_pasted",
    "splits",
    "telling",
    "transcript",
    "turns",
    "words_near",
]
