"""Names in sentences: Latin letters stand apart from Chinese ones, and nowhere else."""

from __future__ import annotations

import pytest

from persona_core.kit.words import Words

ZH, EN = Words("zh"), Words("en")


@pytest.mark.parametrize(
    ("sentence", "name", "said"),
    [
        ("先找{name}：", "CEO", "先找 CEO："),
        ("先找{name}：", "市场总监", "先找市场总监："),
        ("{name}还没有", "CEO", "CEO 还没有"),
        ("拍板的{name}还没有", "IT经理、CEO", "拍板的 IT经理、CEO 还没有"),  # what somebody wrote stays as written
        ("“{name}”不在", "CEO", "“CEO”不在"),
    ],
)
def test_latin_letters_are_set_apart_from_the_chinese_beside_them(sentence, name, said):
    assert ZH(sentence, name=ZH.name(name)) == said
    assert ZH.plural(sentence, sentence, 2, name=ZH.name(name)) == said


def test_other_languages_and_sentences_within_sentences_are_left_as_they_are():
    assert EN("Next, see {name}.", name=EN.name("董事长")) == "Next, see 董事长."
    assert ZH("{inner}，好。", inner=ZH("找{name}", name=ZH.name("CEO"))) == "找 CEO，好。"
