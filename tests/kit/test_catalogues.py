"""Catalogues: read as gettext means them, whatever stands in them, and quickly enough for every start."""

from __future__ import annotations

import time
from pathlib import Path

from babel.messages.pofile import read_po

from persona_core.kit import catalogues
from persona_core.kit.words import LOCALES

OURS = sorted(LOCALES.glob("*/LC_MESSAGES/*.po"))
ODD = r"""# a remark
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"

#: where.py:1
msgid "Saved"
msgstr "已保存"
#, fuzzy
msgid "Doubtful"
msgstr "也许"

msgid ""
"A long "
"text\n"
msgstr ""
"长\"文\"\\\t"
"本\n"

msgid "Empty"
msgstr ""

#~ msgid "Given up"
#~ msgstr "不用了"

#, python-brace-format
msgid "{n} row"
msgid_plural "{n} rows"
msgstr[0] "{n} 行"
msgstr[1] "{n} 行们"
"""


def _by_babel(path: Path) -> dict[str, catalogues.Said]:
    found: dict[str, catalogues.Said] = {}
    with path.open("rb") as file:
        for entry in read_po(file, locale="en"):
            if entry.id and entry.string and not entry.fuzzy:
                key = entry.id[0] if isinstance(entry.id, tuple) else entry.id
                found[key] = tuple(entry.string) if isinstance(entry.string, tuple | list) else entry.string
    return found


def test_our_catalogues_say_what_a_general_reader_finds_in_them() -> None:
    assert len(OURS) > 20
    for path in OURS:
        said = _by_babel(path)
        assert {key: _first(text) for key, text in catalogues.read(path).items()} == {
            key: _first(text) for key, text in said.items()
        }, path.name


def _first(said: catalogues.Said) -> str:
    return said if isinstance(said, str) else said[0]


def test_doubtful_empty_and_given_up_texts_are_left_out_and_signs_are_read(tmp_path: Path) -> None:
    path = tmp_path / "odd.po"
    path.write_text(ODD, encoding="utf-8")
    assert catalogues.read(path) == {
        "Saved": "已保存",
        "A long text\n": '长"文"\\\t本\n',
        "{n} row": ("{n} 行", "{n} 行们"),
    }
    assert catalogues.read(path) == _by_babel(path)


def test_reading_all_of_them_does_not_hold_up_a_start() -> None:
    def seconds(read: object) -> float:
        began = time.process_time()
        for path in OURS:
            read(path)
        return time.process_time() - began

    assert seconds(catalogues.read) < seconds(_by_babel) / 3
