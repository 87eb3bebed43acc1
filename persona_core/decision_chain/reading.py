"""Cells about a seat, as people write them, to values: 说了算, 很听市场总监, 有顾虑, 续约; and values back to words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from functools import cache
from typing import Any

from persona_core.companies.naming import UNKNOWN_PERSON
from persona_core.decision_chain.models import (
    EFFORT_LABELS,
    LISTENS_LABELS,
    MOMENT_LABELS,
    SAY_LABELS,
    STANCE_LABELS,
    STANCE_UNKNOWN,
    Effort,
    Listens,
    Moment,
    Say,
    Stance,
)
from persona_core.kit.errors import Invalid, Msg
from persona_core.kit.words import LANGUAGES, N_, Words
from persona_core.vocabulary.fields import spec
from persona_core.vocabulary.models import ListName, fold
from persona_core.vocabulary.queries import Lists
from persona_core.vocabulary.values import read

_OTHER_WORDS: dict[Enum, tuple[str, ...]] = {
    Moment.PURCHASE: ("购买", "首购", "新购", "采购时", "购买时", "buy", "buying", "new"),
    Moment.RENEWAL: ("续约", "续签", "续购", "续费时", "续约时", "renew", "renewing"),
    Say.DECIDES: ("拍板", "决定", "决策", "最终决策", "拍板人", "decider"),
    Say.VOTE: ("投票", "有投票权", "参与决策", "votes", "voter"),
    Say.ASKED: ("问一下", "征求意见", "提建议", "建议", "consulted"),
    Say.NONE: ("没有份", "无", "没有", "不参与", "no say", "no part", "none"),
    Stance.CHAMPIONS: ("强烈支持", "非常支持", "内线力推", "champion", "strongly supports", "strong support"),
    Stance.SUPPORTS: ("赞成", "认可", "支持我们", "support", "supporter", "supportive", "positive", "in favour"),
    Stance.NEUTRAL: ("无所谓", "观望", "一般"),
    Stance.DOUBTS: ("顾虑", "有疑虑", "犹豫", "怀疑", "doubt", "doubtful", "concerned", "sceptical", "skeptical"),
    Stance.OPPOSES: ("强烈反对", "不支持", "抵触", "oppose", "opposed", "against", "blocker", "negative"),
    Effort.EASY: ("简单", "好说话", "低", "low"),
    Effort.NORMAL: ("中", "中等", "还行", "medium", "average", "moderate"),
    Effort.HARD: ("困难", "很难", "高", "difficult", "high", "tough"),
}
_UNKNOWN = ("不知道", "不清楚", "未知", "待确认", "待定", "没问过", "unknown", "not known", "tbd", "n/a", "?", "-", "/")

CHOICES: dict[str, Mapping[Any, str]] = {
    "moment": MOMENT_LABELS,
    "say": SAY_LABELS,
    "stance": STANCE_LABELS,
    "effort": EFFORT_LABELS,
}
"""Fields that are said in a few words: value → its text."""


@cache
def _spellings(key: str) -> dict[str, Enum]:
    """Every spelling of a field's words, folded: labels in both languages, names, numbers, other words for them."""
    found: dict[str, Enum] = {}
    for value, label in CHOICES[key].items():
        known = {label, value.name, *(Words(lang)(label) for lang in LANGUAGES), *_OTHER_WORDS[value]}
        if isinstance(value, int):
            known |= {str(int(value)), f"{int(value):+d}"}
        found |= {fold(text): value for text in known}
    return found


@cache
def _unknown(label: str) -> frozenset[str]:
    return frozenset(fold(text) for text in (*_UNKNOWN, label, *(Words(lang)(label) for lang in LANGUAGES)))


def read_word(key: str, text: str) -> Enum:
    """The value behind a word of one of `CHOICES`, in either language or as its number; Invalid names the choices."""
    found = _spellings(key).get(fold(text.replace("−", "-")))
    if found is None:
        raise Invalid(
            N_("“{value}” is not one of the choices for this field: {choices}. Write one of them."),
            field=key,
            value=text[:80],
            choices=tuple(map(Msg, (*CHOICES[key].values(), *([STANCE_UNKNOWN] if key == "stance" else [])))),
        )
    return found


def read_stance(text: str) -> int | None:
    """A stance as its number; None for 还不清楚 in any words."""
    return None if fold(text) in _unknown(STANCE_UNKNOWN) else int(read_word("stance", text))


def _effort(text: str) -> str:
    return str(read_word("effort", text))


def _person(text: str) -> str | None:
    return None if fold(text) in _unknown(UNKNOWN_PERSON) else " ".join(text.split())


def _openness(text: str) -> int:
    if text not in {"1", "2", "3", "4", "5"}:
        raise Invalid(N_("“{value}” does not fit. Write a number from 1 to 5."), field="openness", value=text[:80])
    return int(text)


_READERS: dict[str, Callable[[str], Any]] = {
    "moment": lambda text: read_word("moment", text),
    "say": lambda text: read_word("say", text),
    "stance": read_stance,
    "effort": _effort,
    "person": _person,
    "openness": _openness,
}


def read_cell(key: str, raw: Any) -> Any:
    """A cell under a key of `import --as chain`, as the seat keeps it; Invalid says what was expected.

    Terms and `listens_to` come back as they were written; not known (who, which stance) as None.
    """
    value = read(spec("chain", key), raw)
    return _READERS[key](value) if key in _READERS else value


def told(key: str, value: Any, t: Words, known: Lists) -> str:
    """A value in words that `read_cell` reads back; `listens_to` as position (code) → points, terms as codes."""
    if key == "stance" and value is None:
        return t(STANCE_UNKNOWN)
    if value is None:
        return ""
    if key in CHOICES:
        return t(CHOICES[key][type(next(iter(CHOICES[key])))(value)])
    if isinstance(value, bool):
        return t("yes") if value else t("no")
    if isinstance(value, Mapping):
        return listens_text(value, t, known)
    field = spec("chain", key)
    if field.type == "term":
        return known.label(field.list, value, t)
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def listens_text(listens: Mapping[str, float], t: Words, known: Lists, *, own: tuple[str, float] | None = None) -> str:
    """Whom a seat listens to in one cell: in words where words say it, else in points.

    `own` is the seat's position with its own judgement, told along with points.
    """
    if not listens:
        return t("own judgement")
    in_words = own is None and all(points in _LISTENING for points in listens.values())
    parts = []
    for position, points in listens.items():
        how = t(LISTENS_LABELS[Listens(int(points))]) if in_words else f"{points:.10g}"
        parts.append(f"{known.label(ListName.POSITION, position, t)}:{how}")
    if own is not None:
        parts.append(f"{known.label(ListName.POSITION, own[0], t)}:{own[1]:.10g}")
    return ";".join(parts)


_LISTENING = {float(points) for points in Listens}
