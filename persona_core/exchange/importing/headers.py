"""Names of columns: folded so that spellings meet, the field each one may stand for, and the unit it carries."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache

import yaml

from persona_core.journeys.models import Stage
from persona_core.kit.config import DATA
from persona_core.kit.sheets import Sheet
from persona_core.kit.words import Words
from persona_core.vocabulary.fields import FIELDS, IMPORT_KEYS

STAGE = "stage:"
"""Prefix of a key that dates a stage: `stage:<code>`; people may write any label of the stage."""

DATED = frozenset({"deals", "several"})
"""Kinds of import with a column for the day of each stage."""

BY_NAME, AS_STAGE, NEARLY, IN_PART = 1.0, 1.04, 0.95, 0.6

INITIALS = 0.5
"""How surely KHMC is 客户名称."""

_BRACKETS = re.compile(r"[(\[【（〔][^()\[\]【】（）〔〕]*[)\]】）〕]")
_UNITS = (
    ("千万", "千万"),
    ("百万", "百万"),
    ("亿", "亿"),
    ("万", "万"),
    ("千元", "千"),
    ("million", "M"),
    ("thousand", "k"),
)
_AFTER = ("日期", "时间", "日", "date", "at", "on", "day", "time")
_BEFORE = ("进入", "date of ", "entered ", "date_")


_SHORT_FORMS = str.maketrans(
    "業個麼爭產從們會傾兒關內決況幾別創動務區單歷參號聽員響國場備處頭學對崗幹開錄徑態戶據數時術權來構"
    "標檻沒測點環電稱種競簽籤類係繫約線組織終紹結統續編職聯節薦獲營銜見規覽觸計記講訪試話語說誰談負責"
    "敗購費資賺贏轉輸過運還進郵錢銷鏈長門問間階難預題額齡機後裏裡價萬億網層戰優勢註導買賣隊碼熱狀",
    "业个么争产从们会倾儿关内决况几别创动务区单历参号听员响国场备处头学对岗干开录径态户据数时术权来构"
    "标槛没测点环电称种竞签签类系系约线组织终绍结统续编职联节荐获营衔见规览触计记讲访试话语说谁谈负责"
    "败购费资赚赢转输过运还进邮钱销链长门问间阶难预题额龄机后里里价万亿网层战优势注导买卖队码热状",
)
"""The signs of headers as they are written in Taiwan and Hong Kong → those that our names are written in."""


def bare(header: str) -> str:
    """A header without width, case, brackets, spaces and signs: `Account_Name *` and `account name` are one.

    行業 and 行业 are one, too.
    """
    text = unicodedata.normalize("NFKC", header).casefold().translate(_SHORT_FORMS)
    return re.sub(r"[\W_]+", "", _BRACKETS.sub("", text)) or re.sub(r"[\W_]+", "", text)


def words_of(header: str) -> list[str]:
    """The words of a header in Latin letters, split at signs and at capitals."""
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", unicodedata.normalize("NFKC", header))
    return [word for word in re.split(r"[^a-z0-9]+", text.casefold()) if word]


def unit_of(header: str) -> str:
    """The unit that a header states for its amounts, such as 万 in 年费（万元）; empty when none."""
    text = unicodedata.normalize("NFKC", header).casefold().translate(_SHORT_FORMS)
    bracketed = " ".join(_BRACKETS.findall(text))
    for sign, unit in _UNITS:
        if sign in bracketed or text.endswith((sign, sign + "元")):
            return unit
    return "k" if re.search(r"\bk\b", bracketed) else "M" if re.search(r"\bm\b", bracketed) else ""


def without_ending(header: str) -> str:
    """A header without what only says that it is a day: POC日期 → POC."""
    text = " ".join(header.split())
    for tail in sorted(_AFTER, key=len, reverse=True):
        if text.casefold().endswith(tail) and len(text) > len(tail):
            left = text[: -len(tail)]
            if not tail.isascii() or left[-1:] in " _-":
                return left.strip(" _-") or text
    return text


@cache
def names_of(kind: str) -> dict[str, tuple[str, ...]]:
    """bare name → the keys of a kind of import that go by it.

    A name that may mean the row's own id or its company's means the company's, except among companies.
    """
    of_company = (
        {bare(s) for s in FIELDS["company_external_id"].synonyms} if kind not in {"companies", "several"} else set()
    )
    zh, found = Words("zh"), {}
    for key, field in IMPORT_KEYS[kind].items():
        spec = FIELDS[field]
        names = [key, spec.label, zh(spec.label), *spec.synonyms]
        for name in dict.fromkeys(bare(n) for n in names):
            if name and not (key == "external_id" and name in of_company):
                found.setdefault(name, []).append(key)
    return {name: tuple(keys) for name, keys in found.items()}


def keys_by_name(header: str, kind: str, stages: Sequence[Stage]) -> dict[str, float]:
    """Every key a header may mean, with how surely: 1 for its name or a synonym, less for a part of it."""
    name = bare(header)
    if not name:
        return {}
    found = dict.fromkeys(names_of(kind).get(name, ()), BY_NAME)
    if kind in DATED:
        for stage in stages:
            if score := _as_stage(name, stage):
                found[STAGE + stage.code] = score
    return found or _in_part(header, name, kind) or dict.fromkeys(_initials(kind).get(name, ()), INITIALS)


@cache
def _initials(kind: str) -> dict[str, tuple[str, ...]]:
    """Pinyin initials → the keys of a kind of import whose Chinese names they stand for."""
    letters: dict[str, str] = yaml.safe_load((DATA / "initials.yaml").read_text(encoding="utf-8"))
    found: dict[str, tuple[str, ...]] = {}
    for name, keys in names_of(kind).items():
        if name in letters:
            found[letters[name]] = tuple(dict.fromkeys((*found.get(letters[name], ()), *keys)))
    return found


def _as_stage(name: str, stage: Stage) -> float:
    spellings = {bare(s) for s in (stage.code, stage.zh, stage.en, *stage.aliases) if s}
    if name in spellings:
        return AS_STAGE
    dressed = {bare(s + tail) for s in spellings for tail in _AFTER} | {
        bare(head + s) for s in spellings for head in _BEFORE
    }
    return NEARLY if name in dressed else 0.0


def _in_part(header: str, name: str, kind: str) -> dict[str, float]:
    """Keys whose synonym stands inside the header: 客户所属行业, "Billing city"; the longest decides."""
    said = words_of(header)
    found: dict[str, float] = {}
    for field_key, field in IMPORT_KEYS[kind].items():
        lengths = [_length(s, name, said) for s in FIELDS[field].synonyms]
        if longest := max(lengths, default=0):
            found[field_key] = IN_PART + min(longest, 15) / 100
    return found


def _length(synonym: str, name: str, said: Sequence[str]) -> int:
    folded = bare(synonym)
    if not folded.isascii():
        return len(folded) * 2 if len(folded) >= 2 and folded in name and len(name) <= len(folded) + 5 else 0
    parts = words_of(synonym)
    if folded in {"id", "name", "date", "source", "value", "note", "text", "item", "rep", "when", "day"} or not parts:
        return 0
    spans = (said[i : i + len(parts)] for i in range(len(said) - len(parts) + 1))
    return len(folded) if len(said) > len(parts) and any(span == parts for span in spans) else 0


def known_names(cells: Iterable[object], kinds: Iterable[str], stages: Sequence[Stage]) -> int:
    """How many of the cells are names of a field in one of the kinds, exactly."""
    found = 0
    for cell in cells:
        scores = (
            [s for kind in kinds for s in keys_by_name(str(cell), kind, stages).values()] if cell is not None else []
        )
        found += max(scores, default=0.0) >= NEARLY
    return found


def better_header(sheet: Sheet) -> int | None:
    """The line that names columns when the header found does not, or when a second header stands right below it."""
    first, last = sheet.header_lines
    named = {line: _named(row) for line, row in sheet.top}
    own = _named(sheet.header)
    below = next(((line, row) for line, row in sheet.top if line > last), None)
    if first == last and below and named[below[0]] >= max(2, 0.6 * own) and 2 * named[below[0]] >= _filled(below[1]):
        return below[0]
    best = max(named, key=lambda line: (named[line], -line), default=0)
    return best if own == 0 and named.get(best, 0) >= 2 and best != first else None


def _filled(row: Sequence[object]) -> int:
    return sum(cell is not None and bool(str(cell).strip()) for cell in row)


def _named(cells: Iterable[object]) -> int:
    """How many cells are the name of a field, exactly."""
    names = [bare(cell) for cell in cells if isinstance(cell, str) and cell.strip()]
    return sum(any(name in names_of(kind) for kind in IMPORT_KEYS) for name in names)
