"""What stories have in common, counted and quoted: numbers and text in, numbers and text out."""

from persona_core.stories.analysis.anchoring import find_again
from persona_core.stories.analysis.counting import Count, Told, asked, counts, matrix
from persona_core.stories.analysis.naming import look_alikes
from persona_core.stories.analysis.pasting import split_pasted
from persona_core.stories.analysis.quoting import clip, grams, sentences, telling

__all__ = [
    "Count",
    "Told",
    "asked",
    "clip",
    "counts",
    "find_again",
    "grams",
    "look_alikes",
    "matrix",
    "sentences",
    "split_pasted",
    "telling",
]
