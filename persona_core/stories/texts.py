"""The words of all stories of a workspace, cut when they are asked for, and those that one group says most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlmodel import Session, select

from persona_core.access.models import Viewer
from persona_core.deals.models import Deal
from persona_core.journeys.models import Stage
from persona_core.kit.plain import key as raw
from persona_core.kit.words import Words
from persona_core.stories.analysis import Favourite, Segmented, customers_words, favourites, own_words, segment
from persona_core.stories.analysis.differing import MOST_GROUPS
from persona_core.stories.grouping import Grouping
from persona_core.stories.ignored_words import ignored_words
from persona_core.stories.models import Story
from persona_core.stories.tellers import redactor
from persona_core.vocabulary.models import ListName, Tag
from persona_core.vocabulary.queries import Lists, lists

TAG_WORD = 4
"""Tags of more characters are what the tagger says, not what customers say."""


@dataclass(frozen=True)
class Texts:
    """Every story of a workspace taken apart: `stories` are their keys, `texts` their words, both in order of `found`.

    Texts that were cut with them follow in `found` after the last story.
    """

    stories: tuple[str, ...]
    texts: tuple[str, ...]
    found: Segmented


def words_of(session: Session, viewer: Viewer, known: Lists | None = None) -> frozenset[str]:
    """The workspace's own words: positions, stages, products, and tags that are a word rather than a sentence."""
    known = known or lists(session, viewer)
    terms = known.terms.get(ListName.POSITION, {}).values()
    stages = session.execute(select(Stage.zh, Stage.en).where(Stage.workspace_id == viewer.workspace_id)).all()
    products = select(Deal.product).where(Deal.workspace_id == viewer.workspace_id, Deal.product.is_not(None))
    tags = select(Tag.name).where(Tag.workspace_id == viewer.workspace_id)
    names = [name for term in terms for name in (term.zh, term.en, *term.aliases)]
    names += [name for stage in stages for name in stage]
    names += [*session.scalars(products.distinct()), *(name for name in session.scalars(tags) if len(name) <= TAG_WORD)]
    return own_words(name for name in names if name)


def texts(session: Session, viewer: Viewer, *, also: Sequence[str] = (), known: Lists | None = None) -> Texts:
    """Read every story and cut what the customer says in it; texts in `also` follow them."""
    rows = session.execute(
        select(raw(Story.id), Story.text, Story.aside)
        .where(Story.workspace_id == viewer.workspace_id)
        .order_by(Story.id)
    ).all()
    said = [customers_words(text, aside) for _, text, aside in rows]
    found = segment([*said, *also], ignored_words(), words_of(session, viewer, known))
    return Texts(tuple(story for story, _, _ in rows), tuple(text for _, text, _ in rows), found)


def favourite_words(
    session: Session,
    viewer: Viewer,
    t: Words,
    groups: Grouping,
    *,
    group: str | None = None,
    read: Texts | None = None,
    known: Lists | None = None,
) -> list[Favourite]:
    """这类客户特别爱说: words that stand out in each group of `groups` (or in `group`) against all others.

    `groups` says which stories count, and whose they are. What would name somebody is left out for a masked viewer.
    """
    known = known or lists(session, viewer)
    read = read or texts(session, viewer, known=known)
    told, values = groups.cut.told, groups.cut.values
    who = [told.company.get(story) for story in read.stories]
    number: dict[str | None, int] = {None: 0}
    of = [values.get(one) if one is not None else None for one in who]
    customers = [number.setdefault(one, len(number)) for one in who]
    padding = int(read.found.text.max(initial=-1)) + 1 - len(of)
    largest = [group] if group is not None else _largest(of, who)
    made = favourites(read.found, of + [None] * padding, customers + [0] * padding, shown=largest)
    hide = redactor(session, viewer, t, known)
    return [one for one in made if hide(one.word) == one.word]


def _largest(of: Sequence[str | None], who: Sequence[str | None]) -> list[str]:
    """The groups with the most customers who told a story."""
    pairs = {(group, one) for group, one in zip(of, who, strict=True) if group is not None}
    names, sizes = np.unique([group for group, _ in sorted(pairs)] or [""], return_counts=True)
    return names[np.lexsort((names, -sizes))][:MOST_GROUPS].tolist()
