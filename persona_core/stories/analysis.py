"""What stories have in common: who mentioned what among those asked, and which of their words show it."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from persona_core.kit.estimates import Estimate, share, verdict
from persona_core.vocabulary.models import fold

QUOTE_LENGTH, LATIN_LENGTH, SHORTEST = 80, 180, 10
_HAN = re.compile(r"[\u4e00-\u9fff]")
_SENTENCE = re.compile(r"[^。！？!?…\n]*?(?:[。！？!?…]+[”’\"'」』）)]*|(?<=[A-Za-z0-9)])\.(?=\s)|\n|$)")
_CLAUSE = re.compile(r"[^，、；：,;:]*[，、；：,;:]?")
_RULE = re.compile(r"^[ \t]*[-—－]{3,}[ \t]*$", re.MULTILINE)

Key = Hashable


@dataclass(frozen=True)
class Told:
    """Stories of a population as plain keys: who told them, at which stages, about which positions, with which tags.

    `company` maps a story to its customer; `marks` are (story, tag) pairs. Stories without a customer are not in here.
    """

    company: Mapping[Key, Key]
    stages: Mapping[Key, Sequence[Key]] = field(default_factory=dict)
    positions: Mapping[Key, Sequence[str]] = field(default_factory=dict)
    marks: Sequence[tuple[Key, Key]] = ()

    def at(self, stage: Key | None) -> Told:
        """Only the stories of one stage."""
        if stage is None:
            return self
        here = {story: who for story, who in self.company.items() if stage in self.stages.get(story, ())}
        return Told(here, self.stages, self.positions, [pair for pair in self.marks if pair[0] in here])


@dataclass(frozen=True)
class Count:
    """One tag: `companies` mentioned it, of `asked`; the same at each stage and for each position."""

    companies: frozenset[Key]
    asked: int
    stages: Mapping[Key, tuple[int, int]]
    positions: Mapping[str, int]

    @property
    def k(self) -> int:
        """How many companies mentioned it."""
        return len(self.companies)

    @property
    def estimate(self) -> Estimate:
        """k of asked with its interval."""
        return share(self.k, self.asked)

    @property
    def verdict(self) -> str:
        """Whether it holds, after `kit.estimates.verdict`."""
        return verdict(self.k, self.asked)


def asked(told: Told) -> tuple[int, dict[Key, int]]:
    """Companies with a story, and companies with a story at each stage: silence elsewhere is not a no."""
    by_stage: dict[Key, set[Key]] = {}
    for story, who in told.company.items():
        for stage in told.stages.get(story, ()):
            by_stage.setdefault(stage, set()).add(who)
    return len(set(told.company.values())), {stage: len(companies) for stage, companies in by_stage.items()}


def counts(told: Told, tags: Iterable[Key]) -> dict[Key, Count]:
    """Every tag's count among the stories told; tags that nobody mentioned count 0 of those asked."""
    everyone, at_stage = asked(told)
    companies: dict[Key, set[Key]] = {}
    stages: dict[Key, dict[Key, set[Key]]] = {}
    positions: dict[Key, dict[str, set[Key]]] = {}
    for story, tag in told.marks:
        who = told.company.get(story)
        if who is None:
            continue
        companies.setdefault(tag, set()).add(who)
        for stage in told.stages.get(story, ()):
            stages.setdefault(tag, {}).setdefault(stage, set()).add(who)
        for position in told.positions.get(story, ()):
            positions.setdefault(tag, {}).setdefault(position, set()).add(who)
    return {
        tag: Count(
            frozenset(companies.get(tag, ())),
            everyone,
            {stage: (len(stages.get(tag, {}).get(stage, ())), n) for stage, n in at_stage.items()},
            {position: len(found) for position, found in positions.get(tag, {}).items()},
        )
        for tag in tags
    }


def matrix(found: Mapping[Key, Count], companies: Sequence[Key]) -> pd.DataFrame:
    """The 0/1 matrix: one row a company, one column a tag, 1 where the company mentioned it."""
    return pd.DataFrame(
        {tag: [int(company in count.companies) for company in companies] for tag, count in found.items()},
        index=list(companies),
    )


def split_pasted(text: str) -> list[str]:
    """Several stories pasted one after the other, separated by a line of ---; empty ones are left out."""
    parts = _RULE.split(text.replace("\r\n", "\n").replace("\r", "\n"))
    return [part.strip("\n") for part in parts if part.strip()]


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


def sentences(text: str) -> list[str]:
    """The sentences of a text, without empty ones."""
    return [s for s in (found.strip() for found in _SENTENCE.findall(text)) if s]


def grams(text: str) -> set[str]:
    """The pairs of neighbouring characters of a text, width and case folded."""
    folded = fold(text)
    return {folded[i : i + 2] for i in range(len(folded) - 1)}


def telling(text: str, name: str, definition: str = "") -> tuple[float, str]:
    """The sentence of `text` that shows a tag best, at most about 80 characters, and how much it shares with the tag.

    Shared pairs of characters count 2 with the tag's name and 1 with its definition, single Chinese characters of the
    name .3; between equals the first sentence that is not just a few characters.
    """
    signs = dict.fromkeys((sign for sign in fold(name) if "\u4e00" <= sign <= "\u9fff"), 0.3)
    weights = signs | dict.fromkeys(grams(definition), 1.0) | dict.fromkeys(grams(name), 2.0)

    def score(sentence: str) -> float:
        folded = fold(sentence)
        return sum(weight for gram, weight in weights.items() if gram in folded)

    found = [(score(sentence), len(sentence) >= SHORTEST, sentence) for sentence in sentences(text)]
    best, _, sentence = max(found, key=lambda one: one[:2], default=(0.0, False, ""))
    return best, _window(sentence, score)


def _room(text: str) -> int:
    """How long a quote may be: Chinese says more in a character than an alphabet does."""
    return QUOTE_LENGTH if _HAN.search(text) else LATIN_LENGTH


def _window(sentence: str, score: Callable[[str], float]) -> str:
    """A long sentence cut to the clauses around its most telling one."""
    room = _room(sentence)
    if len(sentence) <= room:
        return sentence
    clauses = [c for c in _CLAUSE.findall(sentence) if c]
    first = last = max(range(len(clauses)), key=lambda i: (score(clauses[i]), -i))
    length = len(clauses[first])
    while True:
        after = len(clauses[last + 1]) if last + 1 < len(clauses) else room
        before = len(clauses[first - 1]) if first else room
        if length + min(after, before) > room:
            break
        if length + after <= room:
            last, length = last + 1, length + after
        else:
            first, length = first - 1, length + before
    kept = "".join(clauses[first : last + 1])
    return f"{'…' if first else ''}{clip(kept, room)}{'…' if last + 1 < len(clauses) and len(kept) <= room else ''}"


def clip(text: str, length: int = QUOTE_LENGTH) -> str:
    """The beginning of a text on one line, with … where more follows."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1] + "…"


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
