"""Reading stories: the list, one story with its marks, and how many customers have told one."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
from sqlalchemy import Select, exists, func, or_
from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.access.queries import get, visible
from persona_core.companies.models import SIGNED, Company
from persona_core.companies.naming import Redactor, company_name
from persona_core.companies.queries import names_among
from persona_core.journeys.models import Stage
from persona_core.journeys.queries import stage_label
from persona_core.kit.readings import kept, kept_for_all
from persona_core.kit.words import Words
from persona_core.stories.analysis import clip
from persona_core.stories.material import material
from persona_core.stories.models import Mark, Story, StoryPosition, StoryStage
from persona_core.stories.showing import themes_as_json
from persona_core.stories.speaking import heard, unasked
from persona_core.stories.tellers import Tellers, redactor
from persona_core.stories.themes import tag_counts, themes
from persona_core.stories.twins import nearly_same, same_text
from persona_core.stories.views import EVERYTHING, Coverage, MarkView, Quote, StoryFilter, StoryView, Theme
from persona_core.vocabulary.models import ListName, Tag
from persona_core.vocabulary.queries import Lists, lists

__all__ = [
    "Coverage",
    "MarkView",
    "Quote",
    "StoryFilter",
    "StoryView",
    "Theme",
    "as_json",
    "coverage",
    "material",
    "nearly_same",
    "same_text",
    "story",
    "story_count",
    "story_list",
    "storytellers",
    "tag_counts",
    "themes",
    "themes_as_json",
]

FIRST_WORDS = 60
_NAMED = ("id", "name", "region", "industry", "headcount", "headcount_band")


def _filtered(viewer: Viewer, wanted: StoryFilter, columns: Sequence[Any]) -> Select:
    statement = (
        select(*columns)
        .select_from(Story)
        .join(Company, Company.id == Story.company_id, isouter=True)
        .where(Story.workspace_id == viewer.workspace_id)
    )
    if wanted.text.strip():
        needle = "%" + wanted.text.strip().replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") + "%"
        places = (Story.title, Story.text) if viewer.masked else (Story.title, Story.text, Company.name)
        statement = statement.where(or_(*(place.ilike(needle, escape="\\") for place in places)))
    if wanted.company_ids:
        statement = statement.where(Story.company_id.in_(list(wanted.company_ids)))
    for part, column, values in (
        (StoryStage, StoryStage.stage_id, wanted.stage_ids),
        (StoryPosition, StoryPosition.position, wanted.positions),
        (Mark, Mark.tag_id, wanted.tag_ids),
    ):
        if values:
            statement = statement.where(Story.id.in_(select(part.story_id).where(column.in_(list(values)))))
    if wanted.untagged:
        statement = statement.where(~select(Mark.id).where(Mark.story_id == Story.id).exists())
    if wanted.without_company:
        statement = statement.where(Story.company_id.is_(None))
    if wanted.unasked:
        statement = statement.where(unasked())
    if wanted.signed is not None:
        statement = statement.where(Company.status.in_(SIGNED) if wanted.signed else Company.status.not_in(SIGNED))
    return statement


def story_count(session: Session, viewer: Viewer, wanted: StoryFilter = EVERYTHING) -> int:
    """How many stories a filter leaves."""
    return session.execute(_filtered(viewer, wanted, [func.count()])).scalar_one()


def story_list(
    session: Session,
    viewer: Viewer,
    t: Words,
    wanted: StoryFilter = EVERYTHING,
    *,
    offset: int = 0,
    limit: int | None = None,
    known: Lists | None = None,
) -> pd.DataFrame:
    """Stories, latest told (else written) first: one row each, filtered and paged in the database.

    Columns: id, company_id, company (shown name), title, stages, positions, tags (lists of labels), told_on,
    length (characters), first (its first words).
    """
    known = known or lists(session, viewer)
    hide = redactor(session, viewer, t, known)
    rows = _page(session, viewer, wanted, offset, limit)
    parts = _parts(session, viewer, t, known, [row[0] for row in rows] if limit is not None else None)
    return pd.DataFrame(
        [
            {
                "id": row[0],
                "company_id": row[1],
                "company": _company(viewer, t, known, row[6:]) if row[1] else "",
                "title": hide(row[2]),
                **{name: found.get(row[0], []) for name, found in parts.items()},
                "told_on": row[3],
                "length": row[4],
                "first": clip(hide(row[5]), FIRST_WORDS),
            }
            for row in rows
        ],
        columns=["id", "company_id", "company", "title", *parts, "told_on", "length", "first"],
    ).assign(tags=lambda frame: [[hide(tag) for tag in tags] for tags in frame["tags"]])


def _page(
    session: Session, viewer: Viewer, wanted: StoryFilter, offset: int, limit: int | None
) -> Sequence[Sequence[Any]]:
    """id, company_id, title, told_on, length, opening and the company's naming fields of one page of stories."""
    columns = [Story.id, Story.company_id, Story.title, Story.told_on]
    columns += [func.length(Story.text), func.substr(Story.text, 1, 4 * FIRST_WORDS)]
    columns += [getattr(Company, name) for name in _NAMED[1:]]
    day = func.coalesce(Story.told_on, func.date(Story.created_at))
    order = (day.desc(), Story.created_at.desc(), Story.id)
    statement = _filtered(viewer, wanted, columns)
    if limit is not None:  # found and sorted before any text is read
        page = _filtered(viewer, wanted, [Story.id]).order_by(*order).offset(offset).limit(limit)
        ids = list(session.execute(page).scalars())
        statement = _filtered(viewer, EVERYTHING, columns).where(Story.id.in_(ids))
    return session.execute(statement.order_by(*order)).all()


def _company(viewer: Viewer, t: Words, known: Lists, values: Sequence[Any]) -> str:
    return company_name(viewer, t, known, dict(zip(_NAMED[1:], values, strict=True)))


def _parts(
    session: Session, viewer: Viewer, t: Words, known: Lists, ids: Sequence[uuid.UUID] | None
) -> dict[str, dict[uuid.UUID, list[str]]]:
    """Labels of stages, positions and tags of the stories named, or of all."""

    def gather(statement: Select, column: Any, label: Callable[[Any], str]) -> dict[uuid.UUID, list[str]]:
        found: dict[uuid.UUID, list[str]] = {}
        if ids is not None:
            statement = statement.where(column.in_(ids))
        for story_id, *rest in session.execute(statement):
            text = label(*rest)
            if text not in found.setdefault(story_id, []):
                found[story_id].append(text)
        return found

    here = viewer.workspace_id
    stages = select(StoryStage.story_id, Stage.zh, Stage.en).join(Stage, Stage.id == StoryStage.stage_id)
    positions = select(StoryPosition.story_id, StoryPosition.position).order_by(StoryPosition.created_at)
    tags = select(Mark.story_id, Tag.name).join(Tag, Tag.id == Mark.tag_id)
    return {
        "stages": gather(
            stages.where(StoryStage.workspace_id == here).order_by(Stage.ord), StoryStage.story_id, t.pick
        ),
        "positions": gather(
            positions.where(StoryPosition.workspace_id == here),
            StoryPosition.story_id,
            lambda code: known.label(ListName.POSITION, code, t),
        ),
        "tags": gather(tags.where(Mark.workspace_id == here).order_by(Mark.created_at), Mark.story_id, str),
    }


def story(
    session: Session, viewer: Viewer, story_id: uuid.UUID | str, t: Words | None = None, *, known: Lists | None = None
) -> StoryView:
    """One story in full with its marks; NotFound when it is not the viewer's."""
    t, known = t or Words(viewer.lang), known or lists(session, viewer)
    row = get(session, viewer, Story, story_id)
    hide = redactor(session, viewer, t, known)
    company = session.get(Company, row.company_id) if row.company_id else None
    stages = session.exec(
        select(Stage).join(StoryStage, StoryStage.stage_id == Stage.id).where(StoryStage.story_id == row.id)
    )
    positions = session.exec(visible(StoryPosition, viewer).where(StoryPosition.story_id == row.id))
    scenes = select(Story.id).where(Story.whole_id == row.whole_id, Story.whole_id.is_not(None)).order_by(Story.scene)
    speakers, breaks_off = heard(row, hide)
    return StoryView(
        id=row.id,
        version=row.version,
        title=hide(row.title),
        text=hide(row.text),
        company_id=row.company_id,
        company=company_name(viewer, t, known, {n: getattr(company, n) for n in _NAMED}) if company else "",
        told_on=row.told_on,
        teller=Tellers(session, viewer, t)(row.teller),
        source=row.source,
        source_label=hide(known.label(ListName.SOURCE, row.source, t)),
        stages={s.id: stage_label(s, t) for s in sorted(stages, key=lambda s: s.ord)},
        positions={p.position: known.label(ListName.POSITION, p.position, t) for p in positions},
        marks=_marks(session, viewer, row.id, hide),
        speakers=speakers,
        breaks_off=breaks_off,
        scenes=tuple(session.exec(scenes)) if row.whole_id else (),
    )


def _marks(session: Session, viewer: Viewer, story_id: uuid.UUID, hide: Redactor) -> tuple[MarkView, ...]:
    rows = session.execute(
        select(Mark, Tag)
        .join(Tag, Tag.id == Mark.tag_id)
        .where(Mark.workspace_id == viewer.workspace_id, Mark.story_id == story_id)
        .order_by(Mark.start.is_not(None), Mark.start, Mark.created_at)  # databases sort nothing differently
    )
    return tuple(
        MarkView(
            m.id,
            m.tag_id,
            hide(tag.name),
            tag.kind,
            None if viewer.masked else m.start,
            None if viewer.masked else m.end,
            hide(m.quote),
            m.source,
            lost=m.start is None and bool(m.quote),
            ours=m.said == "",
        )
        for m, tag in rows
    )


@kept
def storytellers(session: Session, viewer: Viewer, t: Words, known: Lists) -> dict[str, str]:
    """Companies that have told a story: id as text → name as this viewer may see it."""
    return names_among(session, viewer, t, known, exists().where(Story.company_id == Company.id))


@kept_for_all
def coverage(session: Session, viewer: Viewer) -> Coverage:
    """How many stories there are, whose, and how many signed customers were asked at each stage."""
    here = Story.workspace_id == viewer.workspace_id
    stories, named, companies = session.execute(
        select(func.count(), func.count(Story.company_id), func.count(Story.company_id.distinct())).where(here)
    ).one()
    mine = (Company.workspace_id == viewer.workspace_id, Company.status.in_(SIGNED))  # the companies lead: few of all
    signed = select(func.count(Story.company_id.distinct())).join(Company, Company.id == Story.company_id).where(*mine)
    asked = (
        select(StoryStage.stage_id, func.count(Story.company_id.distinct()))
        .join(Story, Story.id == StoryStage.story_id)
        .join(Company, Company.id == Story.company_id)
        .where(*mine)
        .group_by(StoryStage.stage_id)
    )
    by_stage = dict(session.execute(asked).all())
    open_ = session.execute(select(func.count()).select_from(Story).where(here, unasked())).scalar_one()
    return Coverage(stories, companies, session.execute(signed).scalar_one(), by_stage, stories - named, open_)


def as_json(session: Session, viewer: Viewer, t: Words) -> list[dict[str, Any]]:
    """Every story for `show stories --json`."""
    known = lists(session, viewer)
    frame = story_list(session, viewer, t, known=known)
    hide, tellers = redactor(session, viewer, t, known), Tellers(session, viewer, t)
    rest = {row.id: row for row in session.exec(visible(Story, viewer))}
    return [
        {
            "id": str(row.id),
            "title": row.title,
            "company": row.company or None,
            "stages": row.stages,
            "positions": row.positions,
            "tags": row.tags,
            "told_on": row.told_on.isoformat() if row.told_on else None,
            "teller": tellers(rest[row.id].teller) or None,
            "source": hide(known.label(ListName.SOURCE, rest[row.id].source, t)) or None,
            "speakers": {hide(name): side or None for name, side in (rest[row.id].sides or {}).items()},
            "text": hide(rest[row.id].text),
        }
        for row in frame.itertuples()
    ]
