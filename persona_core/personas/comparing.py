"""What changed between two versions of a card, in plain sentences: 一线嫌麻烦 6/10 → 8/12; 续费 CEO 10% → 3%."""

from __future__ import annotations

from collections.abc import Iterator

from persona_core.kit.words import N_, Words
from persona_core.personas.card import Block, Card, Point, Row

_COUNTED = ("leave.churn", "journey.funnel", "journey.lost")
_SAID = ("decides.turn", "worth.fee", "worth.due", "worth.value", "journey.days")


def changes(t: Words, old: Card, new: Card) -> tuple[str, ...]:
    """What reads differently now, the most general first; nothing where both say the same."""
    parts = (_head, _themes, _influence, _profile, _lines, _advice)
    return tuple(sentence for part in parts for sentence in part(t, old, new))


def _moved(t: Words, what: str, before: str, after: str) -> str:
    return t("{what}: {before} → {after}", what=what, before=before, after=after)


def _head(t: Words, old: Card, new: Card) -> Iterator[str]:
    """Customers, stories, companies meant, owner and confirmation."""
    for before, after in zip(old.parts[:2], new.parts[:2], strict=False):
        if before != after:
            yield t("{before} → {after}", before=before, after=after)
    nobody, everybody = t("nobody"), t("all companies")
    for what, before, after in (
        (t("Companies meant"), old.filter or everybody, new.filter or everybody),
        (t("Owner"), old.owner or nobody, new.owner or nobody),
        (t("Confirmed by"), old.confirmed_by or nobody, new.confirmed_by or nobody),
    ):
        if before != after:
            yield _moved(t, what, before, after)


def _block(card: Card, key: str) -> Block | None:
    return next((block for block in card.blocks if block.key == key), None)


def _rows(card: Card, key: str) -> dict[str, Row]:
    block = _block(card, key)
    return {row.key: row for table in block.tables for row in table.rows} if block else {}


def _themes(t: Words, old: Card, new: Card) -> Iterator[str]:
    """Themes whose count changed, those that are new, and those that nobody names any more."""
    before, after = _rows(old, "themes"), _rows(new, "themes")
    for key, row in after.items():
        count = f"{row.k}/{row.asked}"
        if key not in before:
            yield t("New: “{theme}” {count}", theme=row.cells[0], count=count)
        elif (before[key].k, before[key].asked) != (row.k, row.asked):
            yield _moved(t, t("“{theme}”", theme=row.cells[0]), f"{before[key].k}/{before[key].asked}", count)
        elif before[key].cells[0] != row.cells[0]:
            yield t("“{before}” is called “{after}” now", before=before[key].cells[0], after=row.cells[0])
    for key, row in before.items():
        if key not in after:
            yield t("No longer among the themes: “{theme}” ({count})", theme=row.cells[0], count=f"{row.k}/{row.asked}")


def _points(card: Card, key: str) -> dict[str, Point]:
    block = _block(card, "chain")
    charts = block.charts if block else ()
    return {point.label: point for chart in charts if chart.key == key for point in chart.points}


def _influence(t: Words, old: Card, new: Card) -> Iterator[str]:
    """Positions whose influence reads differently, by moment."""
    for moment, said in (("purchase", N_("At purchase {position}")), ("renewal", N_("At renewal {position}"))):
        before, after = (_points(card, f"weighing-{moment}") for card in (old, new))
        for label in [*after, *(label for label in before if label not in after)]:
            texts = [points[label].text if label in points else t.percent(0) for points in (before, after)]
            if texts[0] != texts[1]:
                yield _moved(t, t(said, position=t.name(label)), *texts)


def _profile(t: Words, old: Card, new: Card) -> Iterator[str]:
    before, after = _rows(old, "profile"), _rows(new, "profile")
    for key, row in after.items():
        if key not in before:
            yield t("{what}: {after} (not known before)", what=row.cells[0], after=row.cells[1])
        elif before[key].cells[1] != row.cells[1]:
            yield _moved(t, row.cells[0], before[key].cells[1], row.cells[1])


def _lines(t: Words, old: Card, new: Card) -> Iterator[str]:
    """Lines of which only the count or only the sentence matters."""
    before, after = ({line.key: line for block in card.blocks for line in block.lines} for card in (old, new))
    for key in _COUNTED:
        one, other = before.get(key), after.get(key)
        if one and other and (one.k, one.asked) != (other.k, other.asked):
            yield _moved(t, other.label or other.text, f"{one.k}/{one.asked}", f"{other.k}/{other.asked}")
    for key in _SAID:
        one, other = (found[key].text if key in found else "" for found in (before, after))
        if one and other and one != other:
            yield t("{before} → {after}", before=one, after=other)
        elif one != other:
            yield t("Now: {text}", text=other) if other else t("No longer said: {text}", text=one)


def _advice(t: Words, old: Card, new: Card) -> Iterator[str]:
    before = {part.kind: part.rows for part in old.advice}
    for part in new.advice:
        mine = before.get(part.kind, ())
        for row in part.rows:
            if row not in mine:
                yield t("{part}, added: {text}", part=part.title, text=row)
        for row in mine:
            if row not in part.rows:
                yield t("{part}, taken out: {text}", part=part.title, text=row)
