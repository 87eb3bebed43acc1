"""Stories taken apart into passages and words: both languages, odd signs, negations, nothing lost."""

from __future__ import annotations

import random

import pytest

from persona_core.stories.analysis import Ignored, own_words, segment
from persona_core.stories.analysis.quoting import LONGEST_PASSAGE
from persona_core.stories.analysis.segmenting import BREAK, normal
from persona_core.stories.ignored_words import ignored_words

FEW = Ignored(
    frozenset(["的", "了", "我", "他", "不", "没", "个", "家", "not", "we", "it", "do", "the"]),
    frozenset(["不", "没", "不会", "not"]),
)


def words(text: str, own: frozenset[str] = frozenset(), ignored: Ignored = FEW) -> list[str]:
    found = segment([text], ignored, own)
    return [found.vocabulary[i] for i in found.word if not found.silent[i]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("系统的接口", ["系统", "接口"]),
        ("系统不稳定", ["系统", "不稳定"]),  # what is denied is not said
        ("店员不会用", ["店员", "不会用"]),
        ("不，稳定", ["稳定"]),  # a comma stands between
        ("我不。稳定", ["稳定"]),  # and so does the end of a sentence
        ("ＰＯＳ 打通", ["pos", "打通"]),
        ("微\u200b信", ["微信"]),
        ("We do not like it, the stores don't like the store.", ["not like", "store", "not like", "store"]),
        ("companies, a company", ["company", "company"]),
        ("见https://a.b/c?d=店长。[图](http://x.y/z.png)系统", ["见", "店长", "图", "系统"]),
        ("20 家，3.5%，两个，第二", []),
        ("😀👍🏻 !!! ——", []),
        ("", []),
    ],
)
def test_words_that_are_worth_counting(text, expected):
    assert words(text) == expected


def test_a_lone_digit_beside_chinese_is_read_as_its_numeral_and_amounts_stay():
    assert normal("1个店长，张3说 20万，3.5亿，5.0版，2026年") == "一个店长，张三说 20万，3.5亿，5.0版，2026年"
    assert normal("don't, it’s：isn’t 好") == "do not, it’s：is not 好"
    assert normal("㈱ﬁt ① café") == "(株)fit 1 café"


def test_own_words_stay_whole_and_belong_to_their_workspace():
    assert "帮客宝" in words("我们用帮客宝", frozenset({"帮客宝"}))
    assert "帮客宝" not in words("我们用帮客宝")


def test_names_that_can_be_words():
    names = ["嫌贵", "和 POS 会员打不打通", "CEO", "A", "贵", "封号、监控聊天", "ＳＣＲＭ系统", "二十万换来什么说不清"]
    assert own_words(names) == {"嫌贵", "会员打不打通", "封号", "监控聊天", "SCRM系统"}


TEXTS = [
    "第一句。第二句！\n第三行",
    "",
    "\n\n",
    "𠮷野家嫌贵😀。好",
    "没有句号的一行" * 60,
    "逗号，" * 200,
    f"混进来的{BREAK}记号。",
    "e\u0301 \u0301开头是组合符。",
    "x" * 1000,
]


def test_passages_cover_every_character_once_and_say_where_they_stand():
    found = segment(TEXTS, FEW)
    assert len(found.text) == found.joined.count(BREAK) + 1
    for number, text in enumerate(TEXTS):
        mine = found.text == number
        parts = [text[a:b] for a, b in zip(found.start[mine], found.end[mine], strict=True)]
        assert "".join(parts) == text
        assert all(len(part) <= LONGEST_PASSAGE for part in parts)
    assert found.passage.max() < len(found.text)


def test_words_stand_in_their_own_passage_whatever_the_signs():
    signs = "贵不好用店长 \n。！，,.'’\u0301\u200b\u3000\x00\x1e\x1f😀🏻é①A1"
    chance = random.Random(7)
    for _ in range(200):
        texts = ["".join(chance.choices(signs, k=chance.randrange(30))) for _ in range(5)]
        found = segment(texts, FEW)
        assert len(found.text) == found.joined.count(BREAK) + 1
        for number in range(5):
            here = {found.vocabulary[i].replace(" ", "") for i in found.word[found.text_of_word == number]}
            whole = normal(texts[number].replace(BREAK, " ")).casefold()
            assert all(set(word) <= set(whole) for word in here)


def test_a_hundred_thousand_characters_in_one_line():
    found = segment(["我们店里的系统一直不好用" * 8400], ignored_words())
    assert found.end[-1] == 8400 * 12
    assert "系统" in found.vocabulary


def test_no_texts_at_all():
    found = segment([])
    assert (found.vocabulary, len(found.text), found.joined) == ([], 0, "")


def test_the_shipped_list_ignores_function_words_of_both_languages_and_nothing_customers_mean():
    ignored = ignored_words()
    assert {"的", "我们", "因为", "the", "because", "mr"} <= ignored.words
    assert {"不", "没", "不会", "not"} <= ignored.negations
    assert not {"贵", "麻烦", "系统", "客户", "店长", "expensive", "system"} & ignored.words
    assert words("他们说这个系统太贵了，而且不稳定", ignored=ignored) == ["系统", "太贵", "不稳定"]
