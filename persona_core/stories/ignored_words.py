"""Which words say nothing by themselves: the shipped list, for both languages at once, since stories mix them."""

from __future__ import annotations

from functools import cache

import yaml

from persona_core.kit.config import DATA
from persona_core.stories.analysis import Ignored


@cache
def ignored_words() -> Ignored:
    """The words and negations of `data/ignored_words.yaml`."""
    lists = yaml.safe_load((DATA / "ignored_words.yaml").read_text(encoding="utf-8")).values()
    return Ignored(
        frozenset(word for part in lists for word in part["words"].split()),
        frozenset(word for part in lists for word in part["negations"].split()),
    )
