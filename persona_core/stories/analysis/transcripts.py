"""Transcripts of conversations: who spoke when, told by their shape, and which of the words are the customer's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

OURS, THEIRS = "ours", "theirs"

_TIME = r"(?>\d{1,3}[:：][0-5]\d(?:[:：][0-5]\d)?(?:[.,]\d{1,3})?)"
_OPEN, _CLOSE = r"[\[【(（]?\s*", r"\s*[\]】)）]?"
_NAME = r"(?P<name>[^\s:：\[\]【】|。！？!?；;，<>#][^:：\[\]【】|。！？!?；;，<>]{0,39}?)"
_LABEL = r"(?:说话人|发言人|讲话人|参会人|Speaker|SPEAKER|Participant)[ _]?(?:\d{1,3}|[A-Z])?(?![A-Za-z\d])"
_ROLE = (
    "问|答|Q|A|采访者|采访人|访谈者|访谈人|提问|受访者|受访人|被访者|被访人|主持人|记者|回答|客户|客户方|销售|顾问|我方|对方"
    "|Interviewer|Interviewee|Customer|Host"
)
_SHAPES = tuple(
    re.compile(rf"\s*(?:{shape})\s*")
    for shape in (
        rf"{_NAME}\s*{_OPEN}(?P<at>{_TIME}){_CLOSE}\s*[:：](?P<words>.*)",
        rf"{_OPEN}(?P<at>{_TIME}){_CLOSE}\s*{_NAME}\s*[:：](?P<words>.*)",
        rf"{_NAME}\s*(?:[\[【(（]\s*|(?<=\s)|(?<=\d\d)(?=\d))(?P<at>{_TIME}){_CLOSE}(?P<words>)",
        rf"{_OPEN}(?P<at>{_TIME}){_CLOSE}\s+{_NAME}(?P<words>)",
        rf"(?P<name>{_LABEL})\s+(?P<at>{_TIME})(?P<words>\D.*)",
        rf"(?P<name>{_LABEL}|{_ROLE})\s*[:：](?P<words>.*)",
    )
)
"""Lines that begin a turn, as 飞书妙记, 腾讯会议, 讯飞听见 and others write them: name and time in either order, the
words behind them or on the lines below."""

_CUE = re.compile(rf"\s*(?P<at>{_TIME})\s*-->\s*{_TIME}\s*")
_SAID = re.compile(rf"\s*{_NAME}\s*[:：](?P<words>.*)")
_GENERIC = re.compile(_LABEL)
_NO_NAME = re.compile(r"\d|.*(?:时间|时长|日期|Date|Time|Duration)$", re.IGNORECASE)
_DAY = re.compile(r"(20\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")
_LENGTH = re.compile(
    r"(?<!\d)(?:(\d{1,2})\s*(?:小时|h(?:r|our)?s?))?\s*(?:(\d{1,3})\s*(?:分钟|分|m(?:in)?(?:ute)?s?))\s*(?:(\d{1,2})\s*(?:秒|s))?"
)
_END = tuple("。！？!?.…”」』）)~～")
_HEAD_LINES, _WHOLE = 25, 0.75
"""Lines before the first turn, at most; and how much of the stated length a whole transcript reaches."""


@dataclass(frozen=True)
class Turn:
    """What somebody said in one go: named from `head` on, the words from `start` to `end`; `at` is in seconds."""

    speaker: str
    at: int | None
    head: int
    start: int
    end: int


@dataclass(frozen=True)
class Transcript:
    """A conversation: its turns in order, the day its head names, and whether it breaks off."""

    turns: tuple[Turn, ...]
    told_on: date | None = None
    cut: bool = False

    @property
    def speakers(self) -> dict[str, int]:
        """Who speaks, in the order of their first words, with their number of turns; without those nobody names."""
        return dict(Counter(turn.speaker for turn in self.turns if turn.speaker))

    @property
    def until(self) -> int | None:
        """When the last turn begins, in seconds."""
        return next((turn.at for turn in reversed(self.turns) if turn.at is not None), None)


def is_label(speaker: str) -> bool:
    """Whether a speaker is only numbered (说话人 1): the same number is somebody else in the next conversation."""
    return bool(_GENERIC.fullmatch(speaker)) or bool(re.fullmatch(_ROLE, speaker))


def transcript(text: str, *, known: bool = False) -> Transcript | None:
    """The turns of a text, None when it is not a conversation; `known` saves asking whether it looks like one."""
    turns = _turns(text)
    if not turns or not (known or _believable(text, turns)):
        return None
    head = text[: turns[0].head]
    day = _DAY.search(head)
    return Transcript(tuple(turns), _day(day) if day else None, _breaks_off(text, turns, head))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for line in text.split("\n"):
        yield at, line
        at += len(line) + 1


def _turns(text: str) -> list[Turn]:
    """Every line that begins a turn, with the words up to the next one."""
    heads = list(_cues(text)) if "-->" in text else list(_heads(text))
    turns = []
    for number, (speaker, at, head, start) in enumerate(heads):
        until = heads[number + 1][2] if number + 1 < len(heads) else len(text)
        words = text[start:until]
        first = start + len(words) - len(words.lstrip())
        last = start + len(words.rstrip())
        turns.append(Turn(speaker, at, head, min(first, max(last, start)), max(last, start)))
    return _with_torn_head(text, turns)


def _heads(text: str) -> Iterator[tuple[str, int | None, int, int]]:
    for at, line in _lines(text):
        if not line.strip() or len(line) > 100_000:
            continue
        opening = line[:80]
        if not any(sign in opening for sign in ":："):
            continue
        found = _opening(line)
        if found is not None:
            name, seconds, words = found
            yield name, seconds, at, at + words


def _opening(line: str) -> tuple[str, int | None, int] | None:
    """Speaker, second and where the words begin, of a line that begins a turn."""
    for shape in _SHAPES:
        found = shape.fullmatch(line) if "words>.*" not in shape.pattern else shape.match(line)
        if found is None or found.end() != len(line):
            continue
        name = " ".join(found["name"].strip("*_ \t-—").split())
        if not name or (_NO_NAME.match(name) and not _GENERIC.fullmatch(name)):
            continue
        return name, _seconds(found.groupdict().get("at")), found.start("words")
    return None


def _cues(text: str) -> Iterator[tuple[str, int | None, int, int]]:
    """Turns of subtitles: a number, two times, and on the next line perhaps who speaks."""
    lines = list(_lines(text))
    speaker = ""
    for number, (at, line) in enumerate(lines):
        cue = _CUE.fullmatch(line)
        if cue is None:
            continue
        head = lines[number - 1][0] if number and lines[number - 1][1].strip().isdigit() else at
        start, said = lines[number + 1] if number + 1 < len(lines) else (len(text), "")
        named = _SAID.fullmatch(said)
        if named and not _NO_NAME.match(named["name"]):
            speaker, start = named["name"].strip(), start + named.start("words")
        yield speaker, _seconds(cue["at"]), head, start


def _seconds(time: str | None) -> int | None:
    if not time:
        return None
    parts = re.split(r"[:：]", re.split(r"[.,]", time)[0])
    return sum(int(part) * 60**power for power, part in enumerate(reversed(parts)))


def _believable(text: str, turns: Sequence[Turn]) -> bool:
    """Whether so many lines that look like turns are a conversation: people speak again, and time goes on."""
    if sum(1 for line in text[: turns[0].head].split("\n") if line.strip()) > _HEAD_LINES:
        return False
    speakers = Counter(turn.speaker for turn in turns)
    timed = [turn.at for turn in turns if turn.at is not None]
    if not timed:
        talk = sum(turn.end - turn.head for turn in turns)
        return len(turns) >= 3 and len(speakers) >= 2 and talk >= 0.5 * len(text.strip())
    onward = sum(a <= b for a, b in pairwise(timed))
    if len(turns) < 2 or onward < 0.8 * (len(timed) - 1):
        return False
    if "-->" in text or all(_GENERIC.fullmatch(speaker) for speaker in speakers):
        return True
    return len(turns) >= 3 and len(speakers) <= 2 / 3 * len(turns)


def _day(found: re.Match[str]) -> date | None:
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        return None


def _with_torn_head(text: str, turns: list[Turn]) -> list[Turn]:
    """The last line when it begins to name a speaker and breaks off there: no words of the one before."""
    if not turns:
        return turns
    last = turns[-1]
    begin = text.rfind("\n", 0, last.end) + 1
    line = text[begin : last.end].strip()
    if begin <= last.start or not line:
        return turns
    for speaker in dict.fromkeys(turn.speaker for turn in turns if turn.speaker):
        rest = line.removeprefix(speaker)
        torn = rest != line and not re.sub(r"[\d:：.,\s\[\]【】()（）]", "", rest)
        if torn or (2 <= len(line) < len(speaker) and speaker.startswith(line)):
            words = text[last.start : begin].rstrip()
            whole = Turn(last.speaker, last.at, last.head, last.start, last.start + len(words))
            return [*turns[:-1], whole, Turn(speaker, None, begin, last.end, last.end)]
    return turns


def _breaks_off(text: str, turns: Sequence[Turn], head: str) -> bool:
    """Whether the end is missing: a speaker without words, half a sentence, or far less than the stated length."""
    last = turns[-1]
    if last.start == last.end:
        return True
    ended = [text[turn.start : turn.end].endswith(_END) for turn in turns if turn.end > turn.start]
    if len(ended) >= 4 and not ended[-1] and sum(ended[:-1]) >= 0.8 * (len(ended) - 1):
        return True
    stated = _LENGTH.search(head)
    parts = stated.groups() if stated else ()
    length = sum(int(part or 0) * unit for part, unit in zip(parts, (3600, 60, 1), strict=False))
    return length >= 120 and last.at is not None and last.at < _WHOLE * length


def aside(text: str, found: Transcript, sides: Mapping[str, str]) -> list[list[int]]:
    """The parts of a text that are not the customer's words: who speaks and when, and what our own people say."""
    spans: list[list[int]] = []
    at = 0
    for turn in found.turns:
        if sides.get(turn.speaker) == OURS or turn.start == turn.end:
            continue
        if at < turn.start:
            spans.append([at, turn.start])
        at = turn.end
    return [*spans, [at, len(text)]] if at < len(text) else spans


def customers_words(text: str, spans: Sequence[Sequence[int]] | None) -> str:
    """A text with what is not the customer's blanked out, every other character in its place."""
    if not spans:
        return text
    parts, at = [], 0
    for start, end in spans:
        if start >= len(text):
            break
        before, at = text[at:start], min(end, len(text))
        parts += [before, "\n" if at - start == 1 else "\n" + " " * (at - start - 2) + "\n"]
    return "".join([*parts, text[at:]])


def customers_part(text: str, spans: Sequence[Sequence[int]] | None, start: int, end: int) -> str | None:
    """What of the words from `start` to `end` is the customer's: None when all of it is, empty when nothing is."""
    touching = [(max(a, start), min(b, end)) for a, b in spans or () if a < end and b > start]
    if not any(text[a:b].strip() for a, b in touching):
        return None
    kept, at = [], start
    for a, b in [*touching, (end, end)]:
        kept.append(text[at:a].strip())
        at = b
    return " … ".join(part for part in kept if part)
