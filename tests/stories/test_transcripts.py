"""Transcripts are known by their shape, read as far as they go, and leave every word where it stands."""

from __future__ import annotations

import time
from datetime import date

import pytest

from persona_core.stories.analysis import OURS, aside, customers_part, customers_words, transcript
from persona_core.stories.analysis.scripts import mixes_scripts

FEISHU = """2026年6月15日 下午 11:32|1小时 8分钟 33秒

关键词:
报价、上线

文字记录:
说话人 1 00:02
喂，您好。

说话人 2 00:03
你好，听得到的。
我们嫌贵。

说话人 1 01:02:03
那我们 10:30 再谈。
"""
IFLYTEK = "访谈录音\n\n说话人1 00:00\n你们为什么买？\n\n说话人2 00:30\n同行说好用。\n\n说话人1 01:15\n谢谢。\n"
TENCENT = (
    "会议主题：回访\n会议时间：2026-06-15 10:00\n\n"
    "小乔(00:00:05): 哪里不好用？\n林总（海棠）(00:00:15): 店长不肯填。\n小乔(00:00:35):还有呢？"
)
NAMED = "**小乔** 00:00:05.120\n今天 10:30 开会。\n**林总** 00:00:09.000\n好的：我说。\n**小乔** 00:00:12.000\n收到。"
BRACKETS = "[00:12] 小乔：为什么？\n[00:15] 林总：因为贵。\n[00:17] 小乔：好。"
INLINE = "说话人 1 00:00:00为什么买？\n\n说话人 2 00:09:44同行说好用。"
SUBTITLES = (
    "1\n00:00:01,000 --> 00:00:04,000\n小乔: 为什么？\n\n2\n00:00:04,000 --> 00:00:06,000\n林总: 因为贵。\n\n"
    "3\n00:00:06,500 --> 00:00:07,000\n真的。"
)
ASKED = "问：为什么买？\n答：因为便宜。\n真的便宜。\n问：还有呢？\n答：没了。"


def spoken(text: str) -> list[tuple[str, int | None, str]]:
    found = transcript(text)
    return [(turn.speaker, turn.at, text[turn.start : turn.end]) for turn in found.turns] if found else []


@pytest.mark.parametrize(
    ("text", "first", "second", "turns"),
    [
        (FEISHU, ("说话人 1", 2, "喂，您好。"), ("说话人 2", 3, "你好，听得到的。\n我们嫌贵。"), 3),
        (IFLYTEK, ("说话人1", 0, "你们为什么买？"), ("说话人2", 30, "同行说好用。"), 3),
        (TENCENT, ("小乔", 5, "哪里不好用？"), ("林总（海棠）", 15, "店长不肯填。"), 3),
        (NAMED, ("小乔", 5, "今天 10:30 开会。"), ("林总", 9, "好的：我说。"), 3),
        (BRACKETS, ("小乔", 12, "为什么？"), ("林总", 15, "因为贵。"), 3),
        (INLINE, ("说话人 1", 0, "为什么买？"), ("说话人 2", 584, "同行说好用。"), 2),
        (SUBTITLES, ("小乔", 1, "为什么？"), ("林总", 4, "因为贵。"), 3),
        (ASKED, ("问", None, "为什么买？"), ("答", None, "因为便宜。\n真的便宜。"), 4),
    ],
)
def test_who_spoke_when_is_read_from_every_shape(text, first, second, turns):
    found = spoken(text)
    assert (found[0], found[1], len(found)) == (first, second, turns)


@pytest.mark.parametrize(
    "text",
    [
        "早会 09:00\n讨论报价\n午饭 12:00\n和林总吃",
        "那天 10:30 我们去了。\n后来 11:30：吵了一架。",
        "客户：海棠生活\n销售：小乔\n\n第一个月没人用。第二个月有人用了。" + "他们说还行。" * 30,
        "一句话",
        "🙂" * 50,
    ],
)
def test_a_story_with_times_in_it_is_no_conversation(text):
    assert transcript(text) is None


def test_the_head_tells_the_day_and_how_long_it_should_be():
    assert transcript(FEISHU).told_on == date(2026, 6, 15)
    assert not transcript(FEISHU).cut
    assert transcript(FEISHU.replace("01:02:03", "05:10")).cut


@pytest.mark.parametrize(
    ("end", "words"),
    [
        ("\n说话人2 02:00\n", ""),
        ("\n说话人2 02:", ""),
        ("\n说话", ""),
        ("\n说话人2 02:00\n对。\n说话人1 02:10\n那就这样定了，我们下", "那就这样定了，我们下"),
    ],
)
def test_a_transcript_cut_off_is_read_as_far_as_it_goes(end, words):
    found = transcript(IFLYTEK + end)
    assert found.cut
    assert spoken(IFLYTEK + end)[:3] == spoken(IFLYTEK)
    assert spoken(IFLYTEK + end)[-1][2] == words
    assert not transcript(IFLYTEK).cut


def test_only_the_customers_words_are_left_each_in_its_place():
    spans = aside(TENCENT, transcript(TENCENT), {"小乔": OURS})
    left = customers_words(TENCENT, spans)
    assert left.split() == ["店长不肯填。"]
    assert (len(left), left.index("店长")) == (len(TENCENT), TENCENT.index("店长"))
    assert customers_words(TENCENT[:60], spans).split() == left[:60].split()
    ours, theirs = TENCENT.index("哪里"), TENCENT.index("店长")
    assert customers_part(TENCENT, spans, ours, ours + 3) == ""
    assert customers_part(TENCENT, spans, theirs, theirs + 3) is None
    assert customers_part(TENCENT, spans, ours, theirs + 6) == "店长不肯填。"
    assert customers_part(TENCENT, None, ours, ours + 3) is None


@pytest.mark.parametrize(
    "text",
    [
        "说话人 1 00:02\n" + "好" * 99_980,
        "这里有冒号：" + "a b" * 33_000,
        ("他说 12 点见: " + "嫌贵 " * 20 + "\n") * 1_400,
    ],
)
def test_a_hundred_thousand_characters_are_looked_at_quickly(text):
    begun = time.process_time()
    transcript(text)
    assert time.process_time() - begun < 0.5


@pytest.mark.parametrize(
    ("text", "mixed"),
    [
        ("他們說太貴了，但这里还是买了。", True),
        ("他们说太贵了，这里还是买了。", False),
        ("他們說太貴了，這裡還是買了。", False),
        ("華為说太贵了，这里还是买了。", False),
        ("No Chinese 😀", False),
    ],
)
def test_simplified_and_traditional_in_one_text_are_noticed(text, mixed):
    assert mixes_scripts(text) is mixed
