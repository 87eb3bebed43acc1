"""Finding marked words again after the text around them changed."""

from __future__ import annotations


def find_again(old: str, new: str, start: int, quote: str) -> int | None:
    """Where the words `quote`, at `start` in the old text, stand in the new one; None when they are gone.

    Of several places the one nearest to where an edit before or after would have moved them.
    """
    shortest = min(len(old), len(new))
    before = next((i for i in range(shortest) if old[i] != new[i]), shortest)
    expected = start if start + len(quote) <= before else start + len(new) - len(old)
    places, at = [], new.find(quote)
    while at >= 0:
        places.append(at)
        at = new.find(quote, at + 1)
    return min(places, key=lambda place: abs(place - expected), default=None)
