"""Which company names may mean one company: the form in which they are compared, and the search for names alike."""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from rapidfuzz import fuzz, process

ASKED = 82.0
"""From this likeness (0–100) on two names are worth a question."""
MOST = 3
"""A name is asked about with so many others at most."""
_COMMON = 60
_LONG = 6
_CHUNK = 2_000

_PLACE_NAMES = """
中国 北京 上海 天津 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东
海南 四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门 广州 深圳 东莞 佛山 珠海
惠州 中山 杭州 宁波 温州 嘉兴 绍兴 金华 义乌 台州 南京 苏州 无锡 常州 南通 徐州 扬州 成都 绵阳 武汉
长沙 郑州 西安 济南 青岛 烟台 潍坊 临沂 合肥 福州 厦门 泉州 南昌 昆明 贵阳 南宁 海口 沈阳 大连 长春
哈尔滨 石家庄 唐山 太原 兰州 呼和浩特 乌鲁木齐 华东 华南 华北 华中 西南 西北 东北
"""
_PLACES = frozenset(_PLACE_NAMES.split())
_CHINESE_FORMS = re.compile(
    "(?:股份有限责任公司|股份有限公司|集团有限责任公司|集团有限公司|有限责任公司|有限公司|股份公司|集团公司|总公司|"
    "有限合伙|普通合伙|特殊普通合伙|个人独资|公司|集团|股份|控股)+$"
)
_LEGAL = {
    "inc": "corporation", "incorporated": "corporation", "corp": "corporation", "corporation": "corporation",
    "ltd": "limited", "limited": "limited", "pte": "limited", "pty": "limited", "plc": "plc", "llc": "llc", "lc": "llc",
    "llp": "partnership", "lp": "partnership", "gmbh": "gmbh", "ag": "ag", "kg": "kg", "sa": "sa", "sas": "sas",
    "sarl": "sarl", "srl": "srl", "spa": "spa", "bv": "bv", "nv": "nv", "oy": "oy", "ab": "ab", "as": "as", "kk": "kk",
    "co": "", "company": "", "group": "", "holding": "", "holdings": "", "the": "",
}  # fmt: skip
_WORD = re.compile(r"[^\W_]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_BRACKETS = re.compile(r"[(\[【〔（]([^()\[\]【】〔〕（）]{0,40})[)\]】〕）]")
_DOTTED = re.compile(r"\b(?:\w\.){2,}\w?\b")
_NUMBERS = re.compile(r"\d+|[一二三四五六七八九十百]+(?=[分院中厂店部局校队区号])|(?<=第)[一二三四五六七八九十百]+")
_SIDES = re.compile("[东南西北]")


@dataclass(frozen=True, slots=True)
class Form:
    """A name as it is compared: without legal form and place, which stand beside it, as do its numbers."""

    text: str
    place: str = ""
    legal: str = ""
    numbers: tuple[str, ...] = ()

    def may_be(self, other: Form) -> bool:
        """Whether place and numbers leave it open that both are one."""
        if self.numbers != other.numbers or (self.place and other.place and self.place != other.place):
            return False
        return sorted(_SIDES.findall(self.text)) == sorted(_SIDES.findall(other.text))

    def is_as(self, other: Form) -> bool:
        """Whether the names differ in nothing but how the legal form and the place are written."""
        same = self.text == other.text and self.place == other.place and self.numbers == other.numbers
        return same and not (self.legal and other.legal and self.legal != other.legal)


@dataclass(frozen=True, slots=True)
class Alike:
    """Two names by their places in the lists that were compared; `same` says that only their legal form differs."""

    left: int
    right: int
    likeness: float
    same: bool


@lru_cache(maxsize=4_096)
def form_of(name: str) -> Form:
    """How a name is compared: width, case, spaces and signs folded, legal form and place set apart."""
    text = unicodedata.normalize("NFKC", name).casefold()
    place = ""

    def aside(match: re.Match[str]) -> str:
        nonlocal place
        inner = match.group(1).strip()
        found = _place_at(inner)
        if found and inner.removeprefix(found) in {"", "市", "省"}:
            place = place or found
            return " "
        return "" if _CHINESE_FORMS.fullmatch(inner) else f" {inner} "

    text = _BRACKETS.sub(aside, text)
    text = _DOTTED.sub(lambda match: match.group().replace(".", ""), text)
    numbers = tuple(_NUMBERS.findall(text))
    if _HAN.search(text):
        text = "".join(_WORD.findall(text))
        bare = _CHINESE_FORMS.sub("", text) or text
        head = _place_at(bare)
        rest = bare.removeprefix(head).removeprefix("市").removeprefix("省") if head else bare
        if head and len(rest) >= 2:
            bare, place = rest, place or head
        return Form(bare, place, "", numbers)
    words = _WORD.findall(text)
    legal = [word for word in words if word in _LEGAL]
    kept = [word for word in words if word not in _LEGAL] or words
    return Form(" ".join(kept), place, next((_LEGAL[word] for word in legal if _LEGAL[word]), ""), numbers)


def _place_at(text: str) -> str:
    return next((text[:n] for n in (4, 3, 2) if text[:n] in _PLACES), "")


def likeness(one: Form, other: Form) -> float:
    """How alike two forms are, 0–100; 0 where place, numbers or a side tell them apart."""
    if not one.may_be(other):
        return 0.0
    ratio = fuzz.ratio(one.text, other.text)
    if _HAN.search(one.text) or " " not in f"{one.text}{other.text}":
        return max(ratio, _contained(one.text, other.text))
    return max(ratio, fuzz.token_sort_ratio(one.text, other.text))


def _contained(one: str, other: str) -> float:
    """A short name that begins a long one, as people write it: 云帆科技 for 云帆科技信息服务."""
    short, long = sorted((one, other), key=len)
    return 88.0 if len(short) >= 3 and _HAN.search(short) and long.startswith(short) else 0.0


def names_alike(left: Sequence[str], right: Sequence[str] | None = None, *, least: float = ASKED) -> list[Alike]:
    """Pairs of names that may mean one company, the most alike first; without `right`, pairs within `left`.

    Names are compared only where they share a piece of theirs that few others have, so 100 000 against 100 000 take
    seconds; each has at most `MOST` partners.
    """
    mine = [form_of.__wrapped__(name) for name in left]
    theirs = mine if right is None else [form_of.__wrapped__(name) for name in right]
    found: list[Alike] = []
    index = _Index(theirs)
    for start in range(0, len(mine), _CHUNK):
        at, to = index.met(mine, range(start, min(start + _CHUNK, len(mine))))
        if right is None:
            at, to = at[at < to], to[at < to]
        found += _scored(mine, theirs, at, to, least)
    found.sort(key=lambda pair: (-pair.likeness, pair.left, pair.right))
    partners: dict[int, int] = defaultdict(int)
    kept = []
    for pair in found:
        if partners[pair.left] < MOST:
            partners[pair.left] += 1
            kept.append(pair)
    return kept


def _pieces(form: Form) -> set[str]:
    """What two names must share to be compared: a few characters in a row, or all but one of a longer name.

    What must be equal anyway, numbers and sides, is part of each.
    """
    text = form.text.replace(" ", "")
    apart = "".join((*(f"#{number}" for number in form.numbers), *sorted(_SIDES.findall(text))))
    size = 2 if _HAN.search(text) else 4
    pieces = {text[n : n + size] for n in range(max(1, len(text) - size + 1))} | {f"={text}"}
    if len(text) >= _LONG:
        pieces.update(f"={text[:n]}{text[n + 1 :]}" for n in range(len(text)))
    return {f"{apart}:{piece}" for piece in pieces} if apart else pieces


class _Index:
    """Which names have a piece; pieces that many have are left out, since they tell nothing apart."""

    def __init__(self, forms: Sequence[Form]) -> None:
        keys, owners = _numbered(forms, range(len(forms)))
        order = np.argsort(keys, kind="stable")
        self.owners = owners[order]
        self.keys, self.starts, self.counts = np.unique(keys[order], return_index=True, return_counts=True)
        self.counts[self.counts > _COMMON] = 0
        self.total = max(len(forms), 1)

    def met(self, forms: Sequence[Form], part: range) -> tuple[np.ndarray, np.ndarray]:
        """Pairs of this part of `forms` with names that share a piece, as two arrays of places."""
        keys, at = _numbered(forms, part)
        if not len(keys) or not len(self.keys):
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
        places = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        counts = np.where(self.keys[places] == keys, self.counts[places], 0)
        ends = np.cumsum(counts)
        within = np.arange(ends[-1]) - np.repeat(ends - counts, counts)
        to = self.owners[np.repeat(self.starts[places], counts) + within]
        return np.divmod(np.unique(np.repeat(at, counts) * self.total + to), self.total)


def _numbered(forms: Sequence[Form], part: range) -> tuple[np.ndarray, np.ndarray]:
    """All pieces of a part of the names as numbers, and whose each is."""
    keys, owners = array("q"), array("q")
    for place in part:
        pieces = _pieces(forms[place])
        keys.extend(map(hash, pieces))
        owners.extend([place] * len(pieces))
    return np.frombuffer(keys, dtype=np.int64), np.frombuffer(owners, dtype=np.int64)


def _scored(
    mine: Sequence[Form], theirs: Sequence[Form], at: np.ndarray, to: np.ndarray, least: float
) -> Iterator[Alike]:
    """Those of the candidates that are alike: a quick look at all, a close one at those left."""
    if not len(at):
        return
    ratios = process.cpdist(
        [mine[n].text for n in at.tolist()], [theirs[n].text for n in to.tolist()], scorer=fuzz.token_set_ratio
    )
    starts = np.fromiter(
        (_contained(mine[a].text, theirs[b].text) > 0 for a, b in zip(at.tolist(), to.tolist(), strict=True)),
        dtype=bool,
        count=len(at),
    )
    near = (ratios >= least) | starts
    for a, b in zip(at[near].tolist(), to[near].tolist(), strict=True):
        score = likeness(mine[a], theirs[b])
        if score >= least:
            yield Alike(a, b, score, mine[a].is_as(theirs[b]))
