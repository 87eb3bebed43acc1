"""A shipped example asked through the command line, in this process, and its words in the other language."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from persona_core.exchange.examples import read_example
from persona_core.exchange.marked_text import unmarked
from persona_core.kit.words import Words
from persona_core.vocabulary.fixed_lists import ENUM_LABELS
from tests.command_line import called

Show = Callable[..., Any]
"""`show("journey")` is what the command line answers, read as JSON."""


def command(url: str, *arguments: str) -> str:
    """What a command prints; it must succeed."""
    done = called(url, *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def asking(url: str, workspace: str, lang: str) -> Show:
    """Ask about one workspace; every question is put once."""
    options = ("--workspace", workspace, "--json")
    return cache(lambda *what: json.loads(command(url, "--lang", lang, "show", *what, *options)))


def words(name: str, lang: str) -> Callable[[str], str]:
    """From a Chinese word of an example to the same in `lang`; KeyError for one that is not in it."""
    known = dict(_pairs(read_example(name, "zh"), read_example(name, lang)))
    return known.__getitem__


def labels(lang: str) -> Callable[[str, str], str]:
    """`label("status", "churned")` is a word of the product's own lists in `lang`."""
    return lambda field, code: Words(lang)(ENUM_LABELS[field][code])


def _pairs(one: Any, other: Any) -> Iterator[tuple[str, str]]:
    """Words at the same place of two files."""
    if isinstance(one, str):
        yield one, other
    elif isinstance(one, dict):
        yield from (pair for pair in zip(one, other, strict=True) if isinstance(pair[0], str))
        for a, b in zip(one.values(), other.values(), strict=True):
            yield from _pairs(a, b)
    elif isinstance(one, list):
        for a, b in zip(one, other, strict=True):
            yield from _pairs(a, b)


def marked_words(name: str, lang: str) -> dict[str, set[str]]:
    """tag → all words it lies on."""
    found: dict[str, set[str]] = {}
    for entry in read_example(name, lang)["companies"]:
        for story in entry.get("stories", []):
            text, spans = unmarked(story["text"].strip())
            for tag, start, end in spans:
                found.setdefault(tag, set()).add(text[start:end])
    return found


def voiced(show: Show) -> dict[str, set[int]]:
    """tag → numbers of the twelve customers whose stories carry it."""
    return _told(show, "tags")


def told_at(show: Show) -> dict[str, set[int]]:
    """stage → numbers of the twelve customers who told a story there."""
    return _told(show, "stages")


def _told(show: Show, part: str) -> dict[str, set[int]]:
    """What stands in this part of stories → numbers of the twelve customers who told them."""
    numbers = {company["name"]: company["number"] for company in show("companies")}
    found: dict[str, set[int]] = {}
    for story in show("stories"):
        for each in story[part]:
            if numbers.get(story["company"], 99) <= 12:
                found.setdefault(each, set()).add(numbers[story["company"]])
    return found


def on_card(show: Show) -> dict[str, dict[str, Any]]:
    """Every line of the card by its key and by its text."""
    lines = [line for block in show("persona")["blocks"] for line in block["lines"]]
    return {line["text"]: line for line in lines} | {line["key"]: line for line in lines}
