"""The composed card: blocks of lines, tables and charts, from which page, picture, paper and slides are drawn alike.

Nothing here knows how it is drawn, and whoever draws it counts nothing: what is printed stands here as text.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Way:
    """Where the rows behind a line are: a page and what to ask it for."""

    page: str
    params: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Quote:
    """A sentence somebody said, and whose."""

    story_id: str
    who: str
    stage: str
    text: str

    @property
    def said_by(self) -> str:
        """Whose it is and from which stage: 海棠生活 · 使用."""
        return " · ".join(x for x in (self.who, self.stage) if x)


@dataclass(frozen=True)
class Line:
    """One statement of the card. `k` of `asked` of `n`, None where a count is not what carries it.

    `label` names what is counted in two cards alike, for their difference; `lost` says what lost deals said beside.
    """

    key: str
    text: str
    way: Way
    k: int | None = None
    asked: int | None = None
    n: int | None = None
    counts: str = ""
    trust: str = ""
    lost: str = ""
    quotes: tuple[Quote, ...] = ()
    label: str = ""

    @property
    def notes(self) -> str:
        """How far it carries, and what lost deals said, for lighter type behind the counts."""
        return " · ".join(x for x in (self.trust, self.lost) if x)


BARS, SLOPE, FUNNEL = "bars", "slope", "funnel"


@dataclass(frozen=True)
class Point:
    """One row of a chart: its name, a value from 0 to 1 (of a funnel a number), what is printed for it.

    `lo` and `hi` are where the value may lie. `then` is the second value: of a slope that at renewal, of bars that of
    lost deals (drawn thin and quiet), of a funnel how many of `value` left there. `colour` is a name of `COLOURS`.
    """

    label: str
    value: float | None
    text: str
    lo: float | None = None
    hi: float | None = None
    then: float | None = None
    then_text: str = ""
    colour: str = "primary"


COLOURS = ("primary", "quiet", "purchase", "renewal", "lost", "step-1", "step-2", "step-3", "step-4")


@dataclass(frozen=True)
class Chart:
    """A chart without a way of drawing it; the title is the finding. `ends` names value and second value."""

    key: str
    kind: str
    title: str
    points: tuple[Point, ...]
    ends: tuple[str, str] = ("", "")

    @property
    def most(self) -> float:
        """The end of the axis: 1 for shares, the largest number for a funnel."""
        if self.kind == FUNNEL:
            return max((p.value or 0 for p in self.points), default=0) or 1
        return 1.0


@dataclass(frozen=True)
class Row:
    """One row of a table; `key` names it in two cards alike, `k` of `asked` is what it counts, if anything."""

    key: str
    cells: tuple[str, ...]
    way: Way | None = None
    k: int | None = None
    asked: int | None = None


@dataclass(frozen=True)
class Table:
    """A table of printed cells; the first column names the rows."""

    key: str
    title: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]

    @classmethod
    def of(cls, key: str, head: tuple[str, ...], rows: tuple[Row, ...]) -> tuple[Table, ...]:
        """The table without columns in which nothing stands; none at all without rows."""
        kept = [at for at in range(len(head)) if any(row.cells[at] for row in rows)]
        slim = tuple(replace(row, cells=tuple(row.cells[at] for at in kept)) for row in rows)
        return (cls(key, "", tuple(head[at] for at in kept), slim),) if rows else ()


@dataclass(frozen=True)
class Block:
    """A part of the card that answers one question; `empty` says what to do when nothing carries it.

    `step` is the one of the four steps that it belongs to, 0 for none.
    """

    key: str
    step: int
    title: str
    lines: tuple[Line, ...] = ()
    empty: str = ""
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()

    @property
    def bare(self) -> bool:
        """Whether nothing carries it."""
        return not (self.lines or self.charts or self.tables)


@dataclass(frozen=True)
class Sentence:
    """One sentence of the story; its `mark` is the raised number behind it, `way` the rows that carry it."""

    text: str
    mark: int
    way: Way
    counts: str = ""


@dataclass(frozen=True)
class Paragraph:
    """Sentences that belong together."""

    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class AdviceText:
    """One of the four parts of 怎么用, as written by the team, and what the evidence proposes beside it."""

    kind: str
    title: str
    text: str
    version: int | None = None
    proposals: tuple[Line, ...] = ()

    @property
    def rows(self) -> tuple[str, ...]:
        """One thought a line."""
        return tuple(row.strip() for row in self.text.splitlines() if row.strip())


@dataclass(frozen=True)
class Target:
    """名单条件: companies to go for, as a sentence, how many there are, and the way to them."""

    text: str
    n: int
    counts: str
    way: Way


@dataclass(frozen=True)
class RoleCard:
    """A core position by itself: facets, traits, information, concerns by stage, quotes, what to say."""

    key: str
    title: str
    top: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Card:
    """The whole persona as composed for one viewer, in one language, on one day.

    `parts` are those of the top line. `blocks` begin with the five questions (`FIVE`); what follows tells more.
    `target_offer` is what the evidence proposes as target. `filter` says which companies are meant, empty for all;
    `version` is the number of the published one, 0 before.
    """

    title: str
    parts: tuple[str, ...]
    summary: str
    made_on: date
    blocks: tuple[Block, ...]
    advice: tuple[AdviceText, ...]
    missing: tuple[Line, ...]
    stale: tuple[Line, ...] = ()
    story: tuple[Paragraph, ...] = ()
    roles: tuple[RoleCard, ...] = ()
    target: Target | None = None
    target_offer: Target | None = None
    id: str = ""
    name: str = ""
    filter: str = ""
    status: str = "draft"
    version: int = 0
    owner: str = ""
    review_on: date | None = None
    confirmed_by: str = ""
    confirmed_on: date | None = None
    lang: str = "zh"
    masked: bool = False

    @property
    def top(self) -> str:
        """The top line: 12 家客户 · 18 篇故事 · 2026-10-21 更新 · 销售已确认."""
        return " · ".join(self.parts)

    @property
    def bare(self) -> bool:
        """Whether nothing at all can be said yet."""
        return all(block.bare for block in self.blocks)

    def block(self, key: str) -> Block:
        """A block by its key."""
        return next(b for b in self.blocks if b.key == key)

    def as_json(self) -> dict[str, Any]:
        """The form it has on the command line and in kept versions; `kept.read_card` reads it back."""
        return {"top": self.top} | asdict(self)


FIVE = ("who", "decides", "come", "leave", "worth")
"""The five questions: 卖给谁 · 谁说了算 · 为什么来 · 为什么走 · 值多少钱."""
