"""How a company and a person are shown to a viewer: in full, as 王总监 on the wall, or masked for outsiders."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from persona_core.access.models import Viewer
from persona_core.kit.words import N_, Words
from persona_core.vocabulary.models import ListName
from persona_core.vocabulary.queries import Lists

_COMPOUND = ("欧阳", "司马", "上官", "诸葛", "司徒", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "夏侯")
_HAN = re.compile(r"[\u4e00-\u9fff]")


def shorten(text: str, length: int) -> str:
    """The text on one line, cut with … past `length` characters: names may be very long."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1] + "…"


def company_name(viewer: Viewer, t: Words, known: Lists, company: Mapping[str, Any]) -> str:
    """The company's name, or 华东 · 家居零售 · 180 人 for a masked viewer.

    `company` needs name, region, industry (code), headcount, headcount_band.
    """
    if not viewer.masked:
        return company["name"]
    parts = [company.get("region"), known.label(ListName.INDUSTRY, company.get("industry"), t)]
    if company.get("headcount_band"):
        parts.append(company["headcount_band"])
    elif company.get("headcount") is not None:
        parts.append(t.plural("{n} person", "{n} people", int(company["headcount"])))
    return " · ".join(p for p in parts if p) or t("A company")


def person_name(viewer: Viewer, t: Words, name: str | None, title: str | None) -> str:
    """A person's name; surname and title when presenting; the title alone when masked."""
    if not name or viewer.masked:
        return title or t(UNKNOWN_PERSON)
    if not viewer.presenting:
        return name
    surname = surname_of(name)
    return f"{surname}{title or ''}" if _HAN.match(surname) else f"{surname}{', ' + title if title else ''}"


UNKNOWN_PERSON = N_("Not known who")


def surname_of(name: str) -> str:
    """The surname of a Chinese or western name."""
    name = name.strip()
    if _HAN.match(name):
        return name[:2] if name.startswith(_COMPOUND) else name[:1]
    return name.split()[-1] if name else ""


_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程魏苏吕丁任沈姚卢姜崔钟谭陆汪"
    "范金石廖贾夏韦傅侯邹孟熊秦邱江尹薛闫段雷龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔汤温康施牛樊葛邢安齐伍庞颜倪庄聂章鲁"
    "岳翟申欧耿关焦左柳甘祝包宁尚符舒阮柯纪梅童凌毕单裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤"
    "穆卓古吉缪简车项连芦麦褚娄窦戚景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师栾于高方"
)
_TITLES = (
    "董事长|总经理|总监|总|董|经理|主任|主管|店长|校长|院长|园长|馆长|老师|医生|师傅|工程师|先生|女士|小姐|姐|哥|嫂|叔"
)
_PLAIN = "王李刘赵吴徐孙郑罗梁谢宋韩冯邓彭袁潘蒋蔡魏吕沈姚卢崔谭汪廖贾傅邹秦邱薛贺郝龚邵戴庞倪聂鲁岳翟欧耿窦戚骆"
"""Surnames that after 小 or 老 make no other word."""
_OWNS = re.compile(r"[A-Z][a-z]+['’]s ")
_AFTER = "，。、：；！？“”（）说问讲的就也都在把给跟和让来去又还"
_COURTESY = re.compile(
    rf"(?<![对甲乙双地四官等由关属])[{_SURNAMES}](?=(?:{_TITLES}))|"
    rf"(?<=[小老阿])[{_SURNAMES}](?=[{_AFTER}])|"
    rf"(?<=[小老阿])(?<![大最]小)[{_PLAIN}]"
)
_MISTER = re.compile(r"\b(Mr|Mrs|Ms|Miss|Mister|Madam|Dr)(\.?) [A-Z][\w-]*(?: [A-Z][a-z]+)?")
_CALLED = re.compile(r"[小老阿](?![师板姐总姨人孩弟乡家婆公妹哥伯叔婶友手客外大时区店])[\u4e00-\u9fff]$")
_WORD = re.compile(r"\b[A-Z][^\W\d_]+(?:-[^\W\d_]+)*")
_COMMON = re.compile("An?|As|At|Be|By|Can|Do|Go|He|I[fnst]?|M[aey]|May|No|O[fnr]|She|So|The|To|Us|We|Will|You")
"""Words of every sentence that are names as well, and stay."""


def called_names(said: str) -> list[str]:
    """What in the way somebody is spoken of is a name: Dou of “Dou, support”, 小窦 of 客服小窦; nothing of a post."""
    head = said.split(",")[0].split("，")[0].strip()
    if _HAN.search(head):
        return _CALLED.findall(head)
    words = [word.split("'")[0].split("’")[0] for word in head.split()]
    return words if words and all(_WORD.fullmatch(word) for word in words) else words[:1] * bool(_OWNS.match(head))


class Redactor:
    """Takes company and person names out of running text for a masked viewer; leaves it alone otherwise.

    Known names become their stand-ins; a surname before a title (范总, 林老师) or after 小 and 老 becomes 某, one after
    Mr or Ms becomes X. Better one word too many than a name too few.
    """

    def __init__(self, viewer: Viewer, names: Iterable[tuple[str, str]], people: Iterable[str] = ()) -> None:
        """`names` pairs every known name with what stands for it; longer names are replaced first.

        `people` are names as people are spoken of (`called_names`): each becomes 某 or X.
        """
        self._masked = viewer.masked
        self._stand_ins: dict[str, str] = {}
        self._words: set[str] = set()
        self._by_start: dict[str, list[str]] = {}
        if viewer.masked:
            called = set(people)
            latin = {name for name in called if not _HAN.search(name)}
            self._words = {name for name in latin if not _COMMON.fullmatch(name)}
            self._stand_ins = dict.fromkeys(called - latin, "某")
            self._stand_ins |= {n: s for n, s in names if n and len(n) >= 2}
            for name in self._stand_ins:
                self._by_start.setdefault(name[:2], []).append(name)
            for alike in self._by_start.values():
                alike.sort(key=len, reverse=True)

    def __call__(self, text: str) -> str:
        if not self._masked:
            return text
        if self._by_start:
            text = self._replaced(text)
        text = _MISTER.sub(r"\1\2 X", _COURTESY.sub("某", text))
        return _WORD.sub(lambda word: "X" if word[0] in self._words else word[0], text) if self._words else text

    def _replaced(self, text: str) -> str:
        """The text with its names replaced: one look-up a place, however many names there are."""
        parts, done, at = [], 0, 0
        while at < len(text) - 1:
            found = next((n for n in self._by_start.get(text[at : at + 2], ()) if text.startswith(n, at)), None)
            if found is None:
                at += 1
                continue
            parts += [text[done:at], self._stand_ins[found]]
            at += len(found)
            done = at
        return "".join([*parts, text[done:]]) if parts else text
