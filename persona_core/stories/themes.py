"""Reading what stories have in common: themes with k of asked, and the sentences that prove them."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
from sqlalchemy import func
from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.companies.models import SIGNED, Company
from persona_core.companies.naming import company_name
from persona_core.journeys.queries import stage_label
from persona_core.kit.estimates import verdict_text
from persona_core.kit.plain import key as raw
from persona_core.kit.readings import kept_for_all
from persona_core.kit.words import Words
from persona_core.stories.analysis import Count, Told, counts, customers_words, quoted, telling
from persona_core.stories.material import Material, Population, identity, material
from persona_core.stories.models import Mark, Story
from persona_core.stories.models import counts as mark_counts
from persona_core.stories.tellers import redactor
from persona_core.stories.views import PositionSplit, Quote, StageSplit, Theme
from persona_core.vocabulary.models import TAG_KIND_LABELS, ListName
from persona_core.vocabulary.queries import Lists, lists

QUOTES, CANDIDATES, LOOK_AT = 3, 6, 4000
"""Quotes for a theme, stories looked at to find them, and characters read of each."""


def themes(
    session: Session,
    viewer: Viewer,
    t: Words,
    *,
    kinds: Sequence[str] | None = None,
    stage_id: uuid.UUID | str | None = None,
    population: Population = "signed",
    quotes: int = QUOTES,
    quoted: int | None = None,
    found: Material | None = None,
    known: Lists | None = None,
    hide: Callable[[str], str] | None = None,
) -> list[Theme]:
    """Every tag that is on some story, the most mentioned first; one that nobody mentioned here has k = 0 of asked.

    Asked are the companies of the population with a story at the stage (with any story when none is given). Each of the
    `quoted` most mentioned themes (all unless told) has up to `quotes` quotes. `found`, `known` and `hide`
    save reading again what several calls count from and what they take names out with.
    """
    found, known = found or material(session, viewer), known or lists(session, viewer)
    stage = found.stage_key(stage_id)
    here = found.of(population).at(stage)
    wanted = [key for key, tag in found.tags.items() if not kinds or tag.kind in kinds]
    whole = found.counts(population)
    narrow = counts(here, wanted) if stage is not None else {key: whole[key] for key in wanted}
    ordered = sorted(narrow, key=lambda key: (-narrow[key].k, found.tags[key].name))
    hide = hide or redactor(session, viewer, t, known)
    said = _quotes(session, viewer, t, known, found, here, set(ordered[:quoted]), quotes, hide) if quotes else {}
    n = found.size(population)
    return [
        _theme(t, known, found, key, narrow[key], whole[key], n, hide(found.tags[key].name), said.get(key, ()))
        for key in ordered
    ]


def _theme(
    t: Words,
    known: Lists,
    found: Material,
    key: str,
    count: Count,
    whole: Count,
    n: int,
    name: str,
    quotes: tuple[Quote, ...],
) -> Theme:
    return Theme(
        tag_id=found.tags[key].id,
        name=name,
        kind=found.tags[key].kind,
        k=count.k,
        asked=count.asked,
        n=n,
        estimate=count.estimate,
        verdict=count.verdict,
        stages=_by_stage(t, found, whole),
        positions=_by_position(t, known, count),
        quotes=quotes,
    )


def _by_stage(t: Words, found: Material, count: Count) -> tuple[StageSplit, ...]:
    return tuple(
        StageSplit(stage_label(stage, t), *count.stages[key], stage.id)
        for key, stage in found.stages.items()
        if key in count.stages
    )


def _by_position(t: Words, known: Lists, count: Count) -> tuple[PositionSplit, ...]:
    ordered = sorted(count.positions.items(), key=lambda pair: (-pair[1][0], pair[0]))
    return tuple(PositionSplit(known.label(ListName.POSITION, code, t), *counted) for code, counted in ordered)


def _quotes(
    session: Session,
    viewer: Viewer,
    t: Words,
    known: Lists,
    found: Material,
    told: Told,
    wanted: set[Any],
    number: int,
    hide: Callable[[str], str],
) -> dict[Any, tuple[Quote, ...]]:
    """For each tag the most telling sentences, each from another company; marked words before chosen sentences."""
    latest: dict[Any, dict[Any, str]] = {}
    for story, tag in told.marks:
        if tag not in wanted:
            continue
        by_company = latest.setdefault(tag, {})
        who = told.company[story]
        if who not in by_company or _rank(found, story, tag) > _rank(found, by_company[who], tag):
            by_company[who] = story
    chosen: dict[Any, list[str]] = {}
    for tag, by_company in latest.items():
        ranked = sorted(by_company.values(), key=lambda story, tag=tag: _rank(found, story, tag), reverse=True)
        chosen[tag] = ranked[: max(CANDIDATES, number)]
    texts = _openings(session, viewer, {story for stories in chosen.values() for story in stories})
    names = _names(session, viewer, t, known, {told.company[s] for stories in chosen.values() for s in stories})
    result: dict[Any, tuple[Quote, ...]] = {}
    for tag, stories in chosen.items():
        row, scored = found.tags[tag], []
        for story in stories:
            span = found.spans.get((story, tag))
            score, text = (100.0, quoted(span)) if span else telling(texts.get(story, ""), row.name, row.definition)
            about = told.stages.get(story, ())
            stages = t.listing([stage_label(s, t) for key, s in found.stages.items() if key in about])
            scored.append((score, Quote(identity(story), names[told.company[story]], stages, hide(text))))
        scored.sort(key=lambda pair: -pair[0])
        result[tag] = tuple(quote for _, quote in scored[:number] if quote.text)
    return result


def _names(session: Session, viewer: Viewer, t: Words, known: Lists, wanted: set[str]) -> dict[str, str]:
    """Shown names of the companies named."""
    naming = ("region", "industry", "headcount", "headcount_band") if viewer.masked else ()
    columns = [getattr(Company, name) for name in ("name", *naming)]
    rows = session.execute(
        select(raw(Company.id).label("who"), *columns).where(Company.id.in_([identity(who) for who in wanted]))
    )
    return {row["who"]: company_name(viewer, t, known, row) for row in rows.mappings()}


def _rank(found: Material, story: str, tag: str) -> tuple[bool, bool, Any, str]:
    day = found.told_on[story]
    return ((story, tag) in found.spans, day is not None, day or 0, str(story))


def _openings(session: Session, viewer: Viewer, stories: set[str]) -> dict[str, str]:
    """The first characters of the stories named, as far as they are the customer's."""
    rows = session.execute(
        select(raw(Story.id), func.substr(Story.text, 1, LOOK_AT), Story.aside).where(
            Story.workspace_id == viewer.workspace_id, Story.id.in_([identity(story) for story in stories])
        )
    )
    return {story: customers_words(text, aside) for story, text, aside in rows}


def table(found: Sequence[Theme], t: Words) -> pd.DataFrame:
    """Themes as a table, the twin of their chart: tag, kind, k, asked, n, share, lo, hi (fractions), verdict."""
    rows = [
        {
            "tag": theme.name,
            "kind": t(TAG_KIND_LABELS[theme.kind]),
            "k": theme.k,
            "asked": theme.asked,
            "n": theme.n,
            "share": theme.estimate.value,
            "lo": theme.estimate.lo,
            "hi": theme.estimate.hi,
            "verdict": verdict_text(t, theme.k, theme.asked),
        }
        for theme in found
    ]
    return pd.DataFrame(rows, columns=["tag", "kind", "k", "asked", "n", "share", "lo", "hi", "verdict"])


@kept_for_all
def tag_counts(session: Session, viewer: Viewer) -> dict[uuid.UUID, int]:
    """tag → how many signed companies mentioned it in any story."""
    rows = session.execute(
        select(Mark.tag_id, func.count(Story.company_id.distinct()))
        .join(Story, Story.id == Mark.story_id)
        .join(Company, Company.id == Story.company_id)
        .where(Company.workspace_id == viewer.workspace_id, Company.status.in_(SIGNED), mark_counts())
        .group_by(Mark.tag_id)
    )
    return dict(rows.all())
