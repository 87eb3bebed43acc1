"""What the files of the shipped examples hold: the same customers, stories and marks in both languages, on their words.

Only the files are read here; what comes of them is recounted through the command line.
"""

from __future__ import annotations

import pytest

from persona_core.exchange.examples import FIRST, names, read_example, title_of
from persona_core.exchange.marked_text import unmarked
from persona_core.stories.analysis import clip
from persona_core.stories.analysis.quoting import LATIN_LENGTH, QUOTE_LENGTH

NAMES = sorted({name for name, _ in names()})


def stories(name, lang):
    """Every story as (customer, the story as written, its text, its marks)."""
    for entry in read_example(name, lang)["companies"]:
        for story in entry.get("stories", []):
            yield (entry["num"], story, *unmarked(story["text"].strip()))


def order_of_tags(name, lang):
    return {tag["name"]: place for place, tag in enumerate(read_example(name, lang)["tags"])}


def test_a_new_installation_opens_with_the_first_example_in_both_languages():
    assert names()[:2] == [(FIRST, "zh"), (FIRST, "en")]
    assert all({lang for n, lang in names() if n == name} == {"zh", "en"} for name in NAMES)
    assert len({title_of(*one) for one in names()}) == len(names())


@pytest.mark.parametrize(("name", "lang"), names())
def test_every_mark_is_a_tag_of_the_list_and_short_enough_to_be_quoted(name, lang):
    known = order_of_tags(name, lang)
    room = {"zh": QUOTE_LENGTH, "en": LATIN_LENGTH}[lang]
    for num, story, text, spans in stories(name, lang):
        assert {tag for tag, _, _ in spans} <= set(known), (num, story["title"])
        for tag, start, end in spans:
            words = text[start:end]
            assert words == words.strip(), (num, story["title"], tag)
            assert 1 < len(words) <= room, (num, story["title"], tag, clip(words))


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_tell_the_same(name):
    def told(lang):
        place = order_of_tags(name, lang)
        return [
            (num, story["told_on"], story["source"], len(story["positions"]), sorted(place[tag] for tag, _, _ in spans))
            for num, story, _, spans in stories(name, lang)
        ]

    zh, en = told("zh"), told("en")
    assert len(zh) > 80
    assert zh == en


@pytest.mark.parametrize(("name", "lang"), names())
def test_no_two_stories_share_their_words_and_titles(name, lang):
    told = list(stories(name, lang))
    assert len({text for _, _, text, _ in told}) == len({story["title"] for _, story, _, _ in told}) == len(told)
    assert all(len(text) >= {"zh": 60, "en": 150}[lang] for _, _, text, _ in told)
