"""Whom a seat listens to, as people write it in one cell: CEO:25;市场总监:25, 很听市场总监, CEO（会参考）."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from persona_core.decision_chain.models import LISTENS_LABELS, Listens
from persona_core.kit.errors import Invalid
from persona_core.kit.words import LANGUAGES, N_, Words
from persona_core.vocabulary.models import fold
from persona_core.vocabulary.values import points

_OTHER_WORDS = {
    Listens.CLOSELY: ("听从", "很听从", "非常听", "closely", "listens closely to", "very much"),
    Listens.CONSIDERS: ("参考", "会听", "considers", "takes note of", "a bit"),
}
_NOBODY = ("自己判断", "自己做主", "谁都不听", "都不听", "不听", "没有", "无", "nobody", "none", "-", "—")
_OWN = ("自己", "自己判断", "自己做主", "本人", "self", "own", "own judgement", "own judgment")
_BETWEEN = re.compile(r"[;,、\n|]")
_POINTS = re.compile(r"[-+]?\d+(?:\.\d+)?\s*(?:分|%|points?|pts?)?", re.IGNORECASE)
_TAIL = re.compile(
    r"(?P<name>.*?\S)(?:\s+(?P<bare>[-+]?\d+(?:\.\d+)?)|\s*(?P<unit>[-+]?\d+(?:\.\d+)?\s*(?:分|%|points?)))"
)
_BRACKETS = re.compile(r"(?P<name>.*\S)\s*[(\[](?P<how>[^()\[\]]+)[)\]]")


@dataclass(frozen=True)
class Heard:
    """Names as they were written with points of 100; `own` is set when own judgement was given in points.

    `in_points` says that numbers were given rather than words.
    """

    given: tuple[tuple[str, float], ...] = ()
    own: float | None = None
    in_points: bool = False


@cache
def _words() -> dict[str, Listens]:
    found = {}
    for value, label in LISTENS_LABELS.items():
        for text in (label, value.name, *(Words(lang)(label) for lang in LANGUAGES), *_OTHER_WORDS[value]):
            found[fold(text)] = value
    return found


def read_closeness(text: str) -> float:
    """How closely one listens, as points of 100: 很听, takes note, 25; Invalid for anything else."""
    word = _words().get(fold(text))
    return points(text, field="listens") if word is None else float(word)


@cache
def _ends() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A listening word before a name, and after one."""
    texts = [Words(lang)(label) for lang in LANGUAGES for label in LISTENS_LABELS.values()]
    texts += ["listens closely to", "takes note of"]
    either = "|".join(re.escape(text) for text in sorted(texts, key=len, reverse=True))
    return (
        re.compile(rf"(?P<how>{either})\s*(?P<name>\S.*)", re.IGNORECASE),
        re.compile(rf"(?P<name>.*\S)\s*(?P<how>{either})", re.IGNORECASE),
    )


def heard(text: str, names: Collection[str] = ()) -> Heard:
    """Read one cell. A name alone is taken note of; Invalid names the part that cannot be meant.

    `names` are positions that hold a sign which else stands between two names, such as “采购、财务”.
    """
    shielded, shields = _shield(unicodedata.normalize("NFKC", text), names)
    given: dict[str, float] = {}
    own, in_points = None, False
    for part in filter(None, map(str.strip, _BETWEEN.split(shielded))):
        if fold(part) in {fold(word) for word in _NOBODY}:
            continue
        name, how, numeric = _one(part, shields)
        in_points |= numeric
        if fold(name) in {fold(word) for word in _OWN}:
            own = how if numeric else own
        elif name in given:
            raise Invalid(N_("“{name}” stands there twice. Keep one."), field="listens_to", name=name[:80])
        else:
            given[name] = how
    return Heard(tuple(given.items()), own, in_points)


def _shield(text: str, names: Collection[str]) -> tuple[str, dict[str, str]]:
    """The text with such names replaced by signs of the private area, and what each stands for."""
    shields = {}
    for number, name in enumerate(sorted((unicodedata.normalize("NFKC", n) for n in names), key=len, reverse=True)):
        if name in text:
            shields[chr(0xE000 + number)] = name
            text = text.replace(name, chr(0xE000 + number))
    return text, shields


def _one(part: str, shields: Mapping[str, str]) -> tuple[str, float, bool]:
    """Name, points, and whether they were given as a number."""
    for name, how in _readings(part):
        word = _words().get(fold(how))
        if word is not None:
            return _unshield(name, shields), float(word), False
        if _POINTS.fullmatch(how):
            return _unshield(name, shields), points(how, field="listens_to"), True
    if ":" in part or "=" in part:
        raise Invalid(
            N_("“{value}” is not understood. Write CEO:25 or CEO:takes note; several go one after the other with “;”."),
            field="listens_to",
            value=_unshield(part, shields)[:80],
        )
    return _unshield(part, shields), float(Listens.CONSIDERS), False


def _readings(part: str) -> Iterator[tuple[str, str]]:
    """Ways to take a part as a name and how closely it is heard, the surest first."""
    name, sign, how = max((part.rpartition(sign) for sign in ":="), key=lambda cut: len(cut[0]))
    if sign:
        yield name.strip(), how.strip()
        yield how.strip(), name.strip()
    before, after = _ends()
    for pattern in (_BRACKETS, before, after):
        if found := pattern.fullmatch(part):
            yield found["name"].strip(), found["how"].strip()
    if found := _TAIL.fullmatch(part):
        yield found["name"].strip(), found["bare"] or found["unit"]


def _unshield(text: str, shields: Mapping[str, str]) -> str:
    for sign, name in shields.items():
        text = text.replace(sign, name)
    return text
