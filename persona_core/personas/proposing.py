"""What the evidence proposes for 怎么用: thoughts that the team may take over, each with what carries it."""

from __future__ import annotations

import numpy as np

from persona_core.decision_chain.analysis import reversal
from persona_core.decision_chain.models import Moment
from persona_core.kit.words import Words
from persona_core.personas.card import Line, Way
from persona_core.personas.findings import LONGEST_LIST, Findings, Theme, leader, said_text
from persona_core.personas.models import AdviceKind
from persona_core.vocabulary.models import ListName, TagKind

MOST = 3
LEAST = 3
"""What fewer customers say is a guess, and nothing is proposed from a guess."""


def proposals(t: Words, f: Findings) -> dict[str, tuple[Line, ...]]:
    """By part of 怎么用; parts for which nothing is known yet have none."""
    found = {
        AdviceKind.SAY: _say(t, f),
        AdviceKind.AVOID: _avoid(t, f),
        AdviceKind.WHERE: _where(t, f),
        AdviceKind.LIST: _list(t, f),
    }
    return {kind.value: tuple(lines[:MOST]) for kind, lines in found.items() if lines}


def _themes(f: Findings, *kinds: TagKind) -> list[Theme]:
    return [x for x in f.themes if x.kind in kinds and x.k >= LEAST]


def _told(t: Words, key: str, text: str, theme: Theme) -> Line:
    counts = said_text(t, theme.k, theme.asked, theme.n)
    way = Way("stories", {"tag": theme.tag_id})
    return Line(f"propose.{key}.{theme.tag_id}", text, way, theme.k, theme.asked, theme.n, counts)


def _say(t: Words, f: Findings) -> list[Line]:
    """What drives them first, then what they gained, both in the words of many."""
    driving = _themes(f, TagKind.CHALLENGE, TagKind.TRIGGER, TagKind.NEED, TagKind.MOTIVE)
    gained = _themes(f, TagKind.VALUE, TagKind.PRAISE)
    lines = [
        _told(t, "say", t("Begin with “{theme}”: ask when it last happened", theme=x.name), x) for x in driving[:2]
    ]
    lines += [_told(t, "say", t("Show “{theme}” with a customer's own numbers", theme=x.name), x) for x in gained[:1]]
    first = leader(f.influence, Moment.PURCHASE)
    if first and first.purchase:
        text = t(
            "Win {position} first: at purchase {share} of the influence", **_leads(t, first.position, first.purchase)
        )
        lines.append(_chain(t, f, "say.leader", text, Moment.PURCHASE))
    return lines


def _avoid(t: Words, f: Findings) -> list[Line]:
    """What stands in the way without a good answer, and whom not to pass over."""
    lines = [
        _told(t, "avoid", t("Do not pass over “{theme}”: have an answer before you promise anything", theme=x.name), x)
        for x in _themes(f, TagKind.OBSTACLE, TagKind.CONCERN)[:2]
    ]
    if min(f.typical.moments.values()) and (turned := reversal(f.typical.slope())):
        share = next(x.renewal for x in f.influence if x.position == turned[1])
        text = t(
            "Do not see only {first}: at renewal {position} has {share}", first=turned[0], **_leads(t, turned[1], share)
        )
        lines.append(_chain(t, f, "avoid.turn", text, Moment.RENEWAL))
    return lines


def _where(t: Words, f: Findings) -> list[Line]:
    """Where those who signed came from."""
    known = f.signed.known("lead_source")
    lines = []
    for value, k in f.signed.counts("lead_source")[:LONGEST_LIST]:
        if k < 2:
            continue
        name = f.known.label(ListName.LEAD_SOURCE, value, t)
        counts = t("{k} of {n} companies", k=k, n=len(known))
        way = Way("companies", {"status": "active,churned", "source": str(value)})
        lines.append(
            Line(f"propose.where.{value}", t("More from “{source}”", source=name), way, k, len(known), None, counts)
        )
    return lines


def _list(t: Words, f: Findings) -> list[Line]:
    """In a sentence what those who stayed have in common; the saved filter says the same as conditions."""
    stayed = f.signed.staying
    heads = stayed.known("headcount")
    if len(heads) < LEAST:
        return []
    low, high = (round(edge) for edge in np.quantile(heads, (0.25, 0.75)).tolist())
    text = t("{lo}–{hi} people: the middle half of those who stayed", lo=t.number(low), hi=t.number(high))
    way = Way("companies", {"status": "active"})
    counts = t("known of {asked} of {n} companies", asked=len(heads), n=len(stayed))
    return [Line("propose.list.headcount", text, way, None, len(heads), len(stayed), counts)]


def _leads(t: Words, position: str, share: float) -> dict[str, str]:
    return {"position": t.name(position), "share": t.percent(share)}


def _chain(t: Words, f: Findings, key: str, text: str, moment: Moment) -> Line:
    n = f.typical.moments[moment]
    way = Way("decision-chain", {"view": "typical", "moment": moment.value})
    return Line(f"propose.{key}", text, way, None, n, n, t.plural("{n} chain", "{n} chains", n))
