"""A card with every part that a card can have, its words given or spoiled."""

from __future__ import annotations

from datetime import date

from persona_core.personas.card import (
    BARS,
    FUNNEL,
    SLOPE,
    AdviceText,
    Block,
    Card,
    Chart,
    Line,
    Paragraph,
    Point,
    Quote,
    RoleCard,
    Row,
    Sentence,
    Table,
    Target,
    Way,
)

WAY = Way("companies")


def line(text: str, *, quotes: int = 0) -> Line:
    """A line with its counts, and with quotes."""
    said = tuple(Quote("1", f"谁{n} {text}", "使用", f"第{n}句：{text}") for n in range(quotes))
    return Line("key", text, WAY, 8, 11, 12, "8 家提到 / 问过 11 家 / 共 12 家", "站得住", "丢单的：0 家提到", said)


def block(key: str, step: int, text: str, **parts: tuple) -> Block:
    """A block of one line with two quotes."""
    return Block(key, step, f"题 {text}", (line(text, quotes=2),), "空着", **parts)


def charts(text: str) -> tuple[Chart, ...]:
    """One of each kind, named by the text."""
    bars = tuple(Point(f"{text}{n}", n / 4, f"{n}/4", n / 8, n / 4, 0.25, "1/4", "step-4") for n in range(1, 4))
    slope = tuple(Point(f"{text}{n}", n / 6, f"{n}", None, None, 0.5, "50%", "purchase") for n in range(3))
    road = tuple(Point(f"{text}{n}", n, f"{n} 家", None, None, 1, "离开的 1", "step-3") for n in (9, 5, 1))
    ends = ("前", "后")
    return (
        Chart("bars", BARS, f"条 {text}", bars, ends),
        Chart("slope", SLOPE, f"线 {text}", slope, ends),
        Chart("funnel", FUNNEL, f"斗 {text}", road, ends),
    )


def whole_card(text: str = "一线嫌麻烦", *, lang: str = "zh", tags: int = 1, **changes: object) -> Card:
    """A card on which `text` stands in every place that people write in; `tags` rows in its table of themes."""
    rows = tuple(Row(f"r{n}", (f"{text} {n}", "8/12", "")) for n in range(tags))
    table = Table("themes", f"表 {text}", ("主题", "客户", "丢单的"), rows)
    return Card(
        title=f"卡 {text}",
        parts=("12 家客户", "18 篇故事"),
        summary=f"一句话：{text}",
        made_on=date(2026, 10, 21),
        blocks=(
            *(block(key, step, text) for key, step in (("who", 1), ("come", 4), ("leave", 4), ("worth", 1))),
            block("decides", 2, text, charts=charts(text)[1:2]),
            block("themes", 4, text, charts=charts(text), tables=(table,)),
            Block("facets", 4, "五面", empty="还没有故事。"),
        ),
        advice=(AdviceText("say", "该说什么", f"先说：{text}\n再说：{text}"), AdviceText("where", "去哪找", "")),
        missing=(line(f"还缺：{text}"),),
        stale=(line(f"旧了：{text}"),),
        story=(Paragraph((Sentence(f"故事：{text}。", 1, WAY, "8/12 家"), Sentence("后来走了。", 2, WAY))),),
        roles=(RoleCard("boss", f"岗位 {text}", "拍板人", (block("facets", 4, text),)),),
        target=Target(f"名单：{text}", 7, "7 家", WAY),
        lang=lang,
        **changes,
    )
