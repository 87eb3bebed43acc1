"""Both languages are whole: every text in the code has its Chinese, with the same slots, said one way."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tests.house.reading import ROOT, files, name, tree

CODE = files("app.py", "persona_core", "ui", "web", "pages")
TEMPLATES = [p for folder in ("persona_core", "web") for p in sorted((ROOT / folder).rglob("*.html"))] + [
    p for folder in ("persona_core", "web") for p in sorted((ROOT / folder).rglob("*.md"))
]
CATALOGUES = sorted((ROOT / "locales" / "zh_CN" / "LC_MESSAGES").glob("*.po"))
ERRORS = {"PersonaError", "Invalid", "NotFound", "Conflict"}
SLOT = re.compile(r"\{(\w+)[^}]*\}")


def _text(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _is_words(func: ast.expr) -> bool:
    """Whether a call's head is the words of a language: `t(…)`, `self.t(…)`, `words()(…)`, or the mark `N_(…)`."""
    if isinstance(func, ast.Call):
        return ast.unparse(func.func).split(".")[-1] in {"words", "Words"}
    return ast.unparse(func).split(".")[-1] in {"t", "N_"}


def _said_in(path: Path) -> Iterator[tuple[str, ...]]:
    for node in ast.walk(tree(path)):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Attribute) and node.func.attr == "plural":
            one, many = (_text(a) for a in node.args[:2])
            if one and many:
                yield one, many
        elif _is_words(node.func) and node.args and (text := _text(node.args[0])):
            yield (text,)


def _said_in_template(path: Path) -> Iterator[tuple[str, ...]]:
    page = path.read_text(encoding="utf-8")
    quoted = r"\"((?:[^\"\\]|\\.)*)\""
    yield from re.findall(rf"\bt\.plural\(\s*{quoted}\s*,\s*{quoted}", page)
    for text in re.findall(rf"\bt\(\s*{quoted}", page):
        yield (text,)


def _said() -> dict[str, tuple[str, tuple[str, ...]]]:
    """msgid → where it is said first, and all its forms."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for paths, read in ((CODE, _said_in), (TEMPLATES, _said_in_template)):
        for path in paths:
            for forms in read(path):
                found.setdefault(forms[0], (name(path), forms))
    return found


def _entries(path: Path) -> Iterator[tuple[str, str, bool]]:
    with path.open("rb") as file:
        for entry in read_po(file, locale="zh_CN"):
            if entry.id:
                key = entry.id[0] if isinstance(entry.id, tuple | list) else entry.id
                text = entry.string[0] if isinstance(entry.string, tuple | list) else entry.string
                yield key, text, entry.fuzzy


SAID = _said()


def test_every_text_has_its_chinese() -> None:
    known = {key for path in CATALOGUES for key, text, fuzzy in _entries(path) if text and not fuzzy}
    missing = [f"{where}: {text}" for text, (where, _forms) in SAID.items() if text not in known]
    assert not missing, f"{len(missing)} texts without Chinese:\n" + "\n".join(sorted(missing))


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda p: p.name)
def test_a_catalogue_is_finished_and_used(path: Path) -> None:
    wrong = []
    for key, text, fuzzy in _entries(path):
        if fuzzy or not text:
            wrong.append(f"unfinished: {key}")
        elif key not in SAID:
            wrong.append(f"said nowhere: {key}")
        elif set(SLOT.findall(text)) != {slot for form in SAID[key][1] for slot in SLOT.findall(form)}:
            wrong.append(f"other slots: {key} → {text}")
        elif text == key and re.search(r"[A-Za-z]{3}", re.sub(r"\{\w+\}", "", key)):
            wrong.append(f"not translated: {key}")
    ids = re.findall(r'^msgid (".*"(?:\n".*")*)', path.read_text(encoding="utf-8"), re.MULTILINE)
    wrong += [f"twice in this file: {i}" for i in {i for i in ids if ids.count(i) > 1}]
    assert not wrong, "\n".join(wrong)


def test_a_text_is_said_one_way() -> None:
    ways = defaultdict(set)
    for path in CATALOGUES:
        for key, text, _fuzzy in _entries(path):
            ways[key].add((text, path.name))
    doubles = [f"{key}: {sorted(said)}" for key, said in ways.items() if len({text for text, _ in said}) > 1]
    assert not doubles, "\n".join(doubles)


def test_errors_carry_marked_texts() -> None:
    """`Invalid("…")` would be shown in English to everybody: the text is marked with N_."""
    bare = [
        f"{name(path)}:{node.lineno}"
        for path in CODE
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).split(".")[-1] in ERRORS
        and node.args
        and isinstance(node.args[0], ast.Constant | ast.JoinedStr)
    ]
    assert not bare, bare


def test_texts_are_whole_sentences_not_joined_ones() -> None:
    """`t(f"…")` and `t("a" + b)` can never be found in a catalogue."""
    joined = [
        f"{name(path)}:{node.lineno}"
        for path in CODE
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and _is_words(node.func)
        and node.args
        and isinstance(node.args[0], ast.JoinedStr | ast.BinOp)
    ]
    assert not joined, joined
