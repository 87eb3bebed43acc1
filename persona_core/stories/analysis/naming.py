"""Names that may mean the same."""

from __future__ import annotations

from collections.abc import Iterable

from persona_core.stories.analysis.quoting import grams
from persona_core.vocabulary.models import fold


def look_alikes(name: str, names: Iterable[str], *, least: float = 0.3) -> list[str]:
    """Names that may mean the same as `name`, nearest first: one holds the other, or they share many characters.

    Likeness = shared pairs of characters over all pairs (Jaccard); single characters for names of two and less.
    """
    wanted = fold(name)
    if not wanted:
        return []
    found = []
    for other in names:
        folded = fold(other)
        a, b = (grams(name), grams(other)) if min(len(wanted), len(folded)) > 2 else (set(wanted), set(folded))
        likeness = len(a & b) / len(a | b) if a | b else 0.0
        if wanted == folded:
            likeness = 2.0
        elif wanted in folded or folded in wanted:
            likeness = max(likeness, 1.0)
        if likeness >= least:
            found.append((-likeness, len(other), other))
    return [other for _, _, other in sorted(found)]
