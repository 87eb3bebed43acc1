"""Reading 不同点: what groups say more often, what turns, what goes together, and whether anything is new."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.kit.words import Words
from persona_core.stories.analysis import (
    Difference,
    NewGround,
    Pair,
    Split,
    Turn,
    differences,
    in_order,
    new_ground,
    pairs,
    splits,
    turns,
)
from persona_core.stories.grouping import RENEWED, WON, Grouping, Said, find_field, grouping, said_of
from persona_core.stories.material import Material, Population, material
from persona_core.stories.tellers import redactor
from persona_core.vocabulary.models import TagKind
from persona_core.vocabulary.queries import Lists, lists

IN_THE_WAY = (TagKind.OBSTACLE, TagKind.CONCERN)
"""Kinds that may turn: what stood in the way before signing and nobody leaves for, or the other way round."""


@dataclass(frozen=True)
class Differences:
    """Groups by field with everything that was compared, as one family; `tags` are names as the viewer may see them.

    `found` are all comparisons, the least likely by chance first; `turns` stand beside and are not tested.
    """

    groupings: dict[str, Grouping]
    splits: dict[str, Split]
    found: tuple[Difference, ...]
    turns: tuple[Turn, ...]
    tags: dict[str, str]
    family: int


def groups_apart(
    session: Session,
    viewer: Viewer,
    t: Words,
    *,
    by: Sequence[str] = (),
    stage_id: uuid.UUID | str | None = None,
    kinds: Sequence[str] | None = None,
    found: Material | None = None,
    known: Lists | None = None,
    said: Said | None = None,
    hide: Callable[[str], str] | None = None,
    decided: Mapping[str, bool] | None = None,
) -> Differences:
    """What customers of one kind mention more often than the others, by the fields `by` (see `grouping.group_fields`).

    Without fields by what became of them: signed against lost, renewed against left.
    `said` is what companies say in these fields, `decided` who of them renewed, and `hide` what takes names out, where
    those were read already.
    """
    found, known = found or material(session, viewer), known or lists(session, viewer)
    stage = found.stage_key(stage_id)
    fields = [find_field(viewer, t, name, known) for name in by] or [WON, RENEWED]
    said = said or said_of(session, viewer, fields)
    made = {
        field: grouping(session, viewer, t, found, known, field, stage, said=said, decided=decided) for field in fields
    }
    tags = [key for key, tag in found.tags.items() if not kinds or tag.kind in kinds]
    split = splits({field: one.cut for field, one in made.items()}, tags)
    hide = hide or redactor(session, viewer, t, known)
    return Differences(
        groupings=made,
        splits=split,
        found=tuple(differences(split)),
        turns=tuple(_turns(found, tags)) if stage is None else (),
        tags={key: hide(tag.name) for key, tag in found.tags.items()},
        family=next((one.family for one in split.values()), 0),
    )


def _turns(found: Material, tags: Sequence[str]) -> list[Turn]:
    in_the_way = [key for key in tags if found.tags[key].kind in IN_THE_WAY]
    return turns(found.of("signed"), in_the_way, found.before_signing(), found.leaving())


def often_together(
    session: Session,
    viewer: Viewer,
    *,
    stage_id: uuid.UUID | str | None = None,
    population: Population = "signed",
    found: Material | None = None,
) -> list[Pair]:
    """Pairs of tags (keys of `found.tags`) that the same customers mention."""
    found = found or material(session, viewer)
    return pairs(found.of(population).at(found.stage_key(stage_id)), list(found.tags))


def newness(
    session: Session,
    viewer: Viewer,
    *,
    stage_id: uuid.UUID | str | None = None,
    population: Population = "signed",
    found: Material | None = None,
) -> NewGround | None:
    """What each further customer's stories added, in the order of the conversations; None with fewer than four."""
    found = found or material(session, viewer)
    told = found.of(population).at(found.stage_key(stage_id))
    return new_ground(list(in_order(told, found.told_on).values()))
