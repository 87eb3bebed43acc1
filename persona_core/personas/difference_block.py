"""The block of the card about differences: what sets customers apart, and how far that carries."""

from __future__ import annotations

from persona_core.journeys.cuts import wording as cut_wording
from persona_core.kit.comparing import ONLY_CLUE, P_LIMIT, SAID, VERDICTS, family_text
from persona_core.kit.estimates import trust
from persona_core.kit.words import Words
from persona_core.personas.card import Block, Line, Way
from persona_core.personas.findings import Findings
from persona_core.stories import wording
from persona_core.stories.analysis import Difference, Turn

MOST = 3
"""So many lines of each sort."""


def differing(t: Words, f: Findings) -> Block:
    """不同点: what is said before signing and not on leaving, who says what more often, who signs faster and renews."""
    lines = [*_turns(t, f), *_said(t, f), *_cuts(t, f)]
    return Block(
        "differences",
        4,
        t("What sets customers apart"),
        tuple(lines),
        t("Too few to compare: each side needs at least three customers who told a story."),
    )


def _turns(t: Words, f: Findings) -> list[Line]:
    return [_turn(t, f, one) for one in f.apart.turns[:MOST]] if f.apart else []


def _turn(t: Words, f: Findings, one: Turn) -> Line:
    text = t("{sentence}.", sentence=wording.turn(t, f.apart.tags[one.tag], one))
    way = Way("stories", {"view": "differ"})
    n = min(one.before.n, one.after.n)
    counts = t("{k} of {n} before, {k2} of {n2} after", k=one.before.k, n=one.before.n, k2=one.after.k, n2=one.after.n)
    return Line(f"differences.turn.{one.tag}", text, way, one.before.k, one.before.n, None, counts, t(trust(n)))


def _said(t: Words, f: Findings) -> list[Line]:
    """Themes that one kind of customer names more often: those that are at least a clue, one a theme."""
    if not f.apart:
        return []
    lines, seen = [], set()
    for one in f.apart.found:
        if one.found.verdict not in (SAID, ONLY_CLUE) or one.gap == 0 or one.tag in seen or len(lines) == MOST:
            continue
        seen.add(one.tag)
        lines.append(_line(t, f, one))
    return lines


def _line(t: Words, f: Findings, one: Difference) -> Line:
    text = t("{sentence}.", sentence=wording.difference(t, f.apart, one))
    way = Way("stories", {"view": "differ", "by": str(one.field)})
    return Line(
        f"differences.{one.field}.{one.tag}",
        text,
        way,
        one.found.first.k,
        one.found.first.n,
        None,
        family_text(t, f.apart.family),
        t(VERDICTS[one.found.verdict]),
    )


def _cuts(t: Words, f: Findings) -> list[Line]:
    """Who signs faster or renews more: what is at least a clue first, else the nearest, said to be unclear."""
    found = []
    for name, cut in f.cuts.items():
        telling = cut_wording.telling(cut)
        if telling is None or len(cut.groups) < 2:
            continue
        group, measures = telling
        p = min(group.against[m].p for m in measures)
        say = cut_wording.namer(name, t, f.known)
        way = Way("decision-chain", {"view": "typical", "by": name})
        weakest = next((v for m in measures if (v := group.against[m].verdict) != SAID), SAID)
        text = cut_wording.sentence(cut, t, say)
        found.append((p, Line(f"differences.cut.{name}", text, way, trust=t(VERDICTS[weakest]))))
    found.sort(key=lambda pair: pair[0])
    clear = [line for p, line in found if p <= P_LIMIT]
    return clear[:MOST] or [line for _, line in found[:1]]
