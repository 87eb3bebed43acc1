"""What `show themes` prints: themes, differences, favourite words, and whether anything is new, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.journeys.models import Stage
from persona_core.journeys.queries import find_stage, stage_label
from persona_core.kit.comparing import VERDICTS, verdict_text
from persona_core.kit.errors import Invalid
from persona_core.kit.estimates import Estimate, share, trust
from persona_core.kit.estimates import verdict_text as theme_verdict
from persona_core.kit.words import N_, Words
from persona_core.stories import wording
from persona_core.stories.analysis import Difference, NewGround, Pair, Turn, asked, new_ground
from persona_core.stories.differences import Differences, groups_apart, newness, often_together
from persona_core.stories.grouping import RENEWED, WON
from persona_core.stories.material import Material, material
from persona_core.stories.texts import favourite_words, texts
from persona_core.stories.themes import themes
from persona_core.stories.views import PositionSplit, StageSplit, Theme
from persona_core.vocabulary.models import TAG_KIND_LABELS
from persona_core.vocabulary.queries import Lists, lists

MOST_WORDS = 50
"""So many favourite words are printed, the most telling."""


def themes_as_json(
    session: Session, viewer: Viewer, t: Words, *, stage: str | None = None, by: str | None = None
) -> dict[str, Any]:
    """What signed customers have in common and what sets groups apart, for `show themes --json`.

    `stage` narrows to one stage by its name; `by` is the field whose groups are compared, without it what became of
    the customers.
    """
    found, known = material(session, viewer), lists(session, viewer)
    key = _stage_key(t, found, stage)
    row = found.stages[key] if key else None
    asking = {"stage_id": row.id if row else None, "found": found}
    told = found.of("signed").at(key)
    apart = groups_apart(session, viewer, t, by=[by] if by else [], known=known, **asking)
    every = themes(session, viewer, t, known=known, **asking)
    return {
        "stage": stage_label(row, t) if row else None,
        "by": next(iter(apart.groupings.values())).label if by else None,
        "customers": found.size("signed"),
        "asked": asked(told)[0],
        "stories": len(told.company),
        "tags": [_theme(t, theme, apart if by else None, keys) for theme, keys in _keyed(every, found)],
        "groups": _groups(apart) if by else [],
        "candidates": _candidates(session, viewer, t, known, apart),
        "together": [_pair(t, apart.tags, one) for one in often_together(session, viewer, **asking)],
        "saturation": _newness(t, newness(session, viewer, **asking), found, key),
        "differences": _differences(t, apart),
        "finding": wording.finding(t, apart),
    }


def _stage_key(t: Words, found: Material, name: str | None) -> str | None:
    if name is None:
        return None
    row: Stage | None = find_stage(list(found.stages.values()), name)
    if row is None:
        raise Invalid(
            N_("There is no stage “{name}”. These exist: {names}."),
            field="stage",
            name=name,
            names=t.listing([stage_label(s, t) for s in found.stages.values()]),
        )
    return next(key for key, one in found.stages.items() if one is row)


def _keyed(every: list[Theme], found: Material) -> list[tuple[Theme, str]]:
    keys = {tag.id: key for key, tag in found.tags.items()}
    return [(theme, keys[theme.tag_id]) for theme in every]


def _range(found: Estimate) -> dict[str, Any]:
    return {"lo": found.lo, "hi": found.hi}


def _part(kind: str, name: str, split: StageSplit | PositionSplit) -> dict[str, Any]:
    return {kind: name, "k": split.k, "asked": split.asked, **_range(share(split.k, split.asked))}


def _theme(t: Words, theme: Theme, apart: Differences | None, key: str) -> dict[str, Any]:
    shown = {
        "tag": theme.name,
        "kind": t(TAG_KIND_LABELS[theme.kind]),
        "k": theme.k,
        "asked": theme.asked,
        "n": theme.n,
        "value": theme.estimate.value,
        **_range(theme.estimate),
        "verdict": theme_verdict(t, theme.k, theme.asked),
        "stages": [_part("stage", split.stage, split) for split in theme.stages],
        "positions": [_part("position", split.position, split) for split in theme.positions],
        "quotes": [
            {"story": str(q.story_id), "company": q.company, "stage": q.stage, "text": q.text} for q in theme.quotes
        ],
    }
    if apart:
        shown["groups"] = [
            {"group": name, "k": group.said.get(key, 0), "asked": group.asked, "n": group.n}
            | _range(group.estimate(key))
            for name, group in _named_groups(apart)
        ]
    return shown


def _named_groups(apart: Differences) -> list[tuple[str, Any]]:
    return [
        (apart.groupings[field].name(group.value), group)
        for field, split in apart.splits.items()
        for group in split.groups
    ]


def _groups(apart: Differences) -> list[dict[str, Any]]:
    return [{"group": name, "asked": group.asked, "n": group.n} for name, group in _named_groups(apart)]


def _differences(t: Words, apart: Differences) -> list[dict[str, Any]]:
    return [_turn(t, apart, one) for one in apart.turns] + [_difference(t, apart, one) for one in apart.found]


def _turn(t: Words, apart: Differences, one: Turn) -> dict[str, Any]:
    return {
        "tag": apart.tags[one.tag],
        "by": t("Time of asking"),
        "group": t("before signing"),
        "others": t("on leaving"),
        "k": one.before.k,
        "asked": one.before.n,
        "other_k": one.after.k,
        "other_asked": one.after.n,
        "p": None,
        "q": None,
        "family": None,
        "verdict": t(trust(min(one.before.n, one.after.n))),
        "text": wording.turn(t, apart.tags[one.tag], one),
    }


def _difference(t: Words, apart: Differences, one: Difference) -> dict[str, Any]:
    groups = apart.groupings[one.field]
    return {
        "tag": apart.tags[one.tag],
        "by": groups.label,
        "group": groups.name(one.value),
        "others": wording.others(t, apart, one),
        "k": one.found.first.k,
        "asked": one.found.first.n,
        "other_k": one.found.second.k,
        "other_asked": one.found.second.n,
        "p": one.found.p,
        "q": one.found.q,
        "family": one.found.family,
        "verdict": verdict_text(t, one.found),
        "text": wording.difference(t, apart, one),
    }


def _candidates(session: Session, viewer: Viewer, t: Words, known: Lists, apart: Differences) -> list[dict[str, Any]]:
    """Words of the groups asked for; without a field of those signed or lost, else of those renewed or left."""
    fields = [field for field in (WON, RENEWED) if field in apart.groupings] or list(apart.groupings)
    read = texts(session, viewer, known=known)
    for field in fields:
        groups = apart.groupings[field]
        made = favourite_words(session, viewer, t, groups, read=read, known=known)
        if made:
            return [
                {
                    "word": one.word,
                    "group": groups.name(one.group),
                    "k": one.k,
                    "n": one.n,
                    "other_k": one.found.second.k,
                    "other_n": one.found.second.n,
                    "zeta": one.zeta,
                    "p": one.found.p,
                    "q": one.found.q,
                    "family": one.found.family,
                    "verdict": verdict_text(t, one.found),
                }
                for one in made[:MOST_WORDS]
            ]
    return []


def _pair(t: Words, names: Mapping[str, str], one: Pair) -> dict[str, Any]:
    return {
        "tags": [names[one.one], names[one.other]],
        "k": one.both,
        "n": one.n,
        "lift": one.lift,
        "p": one.p,
        "q": one.q,
        "family": one.family,
        "verdict": t(VERDICTS[one.verdict]),
    }


def _newness(t: Words, made: NewGround | None, found: Material, stage: str | None) -> dict[str, Any]:
    """Over customers, and beside it over single stories in their order."""
    stories = _by_story(found, stage)
    return {
        "reached": made.label if made else None,
        "after": made.reached if made else None,
        "base": made.base if made else None,
        "run": made.run if made else None,
        "limit": made.limit if made else None,
        "ratio": made.ratio if made else None,
        "nothing_new_after": made.silent if made else None,
        "typical_after": made.typical if made else None,
        "curve": list(made.curve) if made else [],
        "curve_by_story": list(stories.curve) if stories else [],
        "text": wording.newness(t, made),
    }


def _by_story(found: Material, stage: str | None) -> NewGround | None:
    told = found.of("signed").at(stage)
    tags: dict[str, set[str]] = {}
    for story, tag in told.marks:
        tags.setdefault(story, set()).add(tag)
    days = found.told_on
    order = sorted(tags, key=lambda s: (days[s] is None, days[s].toordinal() if days[s] else 0, s))
    return new_ground([tags[story] for story in order], shuffles=0)
