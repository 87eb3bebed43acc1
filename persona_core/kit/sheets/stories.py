"""Stories from text files and Word documents: front matter, title, and the words as they were written."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from persona_core.kit.sheets import document
from persona_core.kit.sheets.decoding import decode
from persona_core.kit.sheets.kinds import OLE, ZIP, refuse_non_text
from persona_core.kit.sheets.shapes import MAX_BYTES, Note, StoryFile, Unreadable, read_bytes, refuse_size
from persona_core.kit.words import N_

TEXTS, DOCUMENTS = (".md", ".mdx", ".txt"), (".docx",)
SUFFIXES = (*TEXTS, *DOCUMENTS)
MAX_STORY = 2 * 2**20
MAX_FILES = 5_000
_MAX_HEAD = 64 * 1024
_MAX_DEPTH = 10
_HEAD = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)\n*", re.DOTALL | re.MULTILINE)
_SIMPLE = re.compile(r"([\w][\w .-]*):(?:[ \t]+(.*))?")
_HEADING = re.compile(r"#[ \t]+(.+?)[ \t]*#*[ \t]*")


def read_stories(source: str | Path | bytes, name: str | None = None) -> list[StoryFile]:
    """The stories of a folder with its subfolders (.md, .mdx and .txt only, sorted), of one file, or of bytes.

    One file that cannot be read raises Unreadable; in a folder it keeps its place with its `problem`.
    """
    if isinstance(source, bytes):
        return [read_story(source, name or "story.md")]
    folder = Path(source)
    if not folder.is_dir():
        return [read_story(read_bytes(folder), name or folder.name)]
    paths = _files(folder)
    total, stories = 0, []
    for path in paths:
        label = path.relative_to(folder).as_posix()
        try:
            data = read_bytes(path, limit=MAX_STORY)
            total += len(data)
            if total > MAX_BYTES:
                message = N_("The texts in “{file}” are larger than {limit} MB together. Import the folder in parts.")
                raise _TooMuch(message, file=folder.name, limit=MAX_BYTES // 2**20)
            stories.append(read_story(data, label))
        except _TooMuch:
            raise
        except Unreadable as problem:
            stories.append(StoryFile(name=label, title=path.stem, text="", sha256="", problem=problem))
    left = sum(path.suffix.lower() in DOCUMENTS for path in folder.rglob("*"))
    if left:
        message = N_(
            "Word documents in the folder were left out: {n}. Choose them on the import page, several at once."
        )
        stories[0] = replace(stories[0], notes=[Note(message, n=left), *stories[0].notes])
    return stories


class _TooMuch(Unreadable):
    """The folder as a whole is refused, not one file in it."""


def _files(folder: Path) -> list[Path]:
    def shown(path: Path) -> bool:
        return not any(part.startswith(".") for part in path.relative_to(folder).parts)

    texts = (path for path in folder.rglob("*") if path.suffix.lower() in TEXTS)
    paths = sorted(path for path in texts if path.is_file() and shown(path))
    if not paths:
        raise Unreadable(N_("The folder “{file}” holds no .md, .mdx or .txt file."), file=folder.name)
    if len(paths) > MAX_FILES:
        message = N_("The folder “{file}” holds more than {limit} texts. Import it in parts.")
        raise Unreadable(message, file=folder.name, limit=f"{MAX_FILES:,}")
    return paths


def read_story(data: bytes, name: str) -> StoryFile:
    """One story from the bytes of its file. Raises Unreadable."""
    text, encoding, notes = _words(data, name)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    head, body, broken_line = split_head(text)
    if broken_line is not None:
        message = N_(
            "“{file}”: the head between the --- lines is not proper YAML, see line {line}. "
            "The text was kept; put quotation marks around values with a colon."
        )
        notes = [*notes, Note(message, file=name, line=broken_line)]
    if not body.strip():
        raise Unreadable(N_("“{file}” has a head but no text below it."), file=name)
    title = head.get("title") or _first_heading(body) or Path(name).stem
    sha256 = hashlib.sha256(data).hexdigest()
    return StoryFile(name=name, title=title, text=body, sha256=sha256, head=head, encoding=encoding, notes=notes)


def _words(data: bytes, name: str) -> tuple[str, str | None, list[Note]]:
    """The words of a file, the encoding of a text, and what is worth knowing."""
    if data.startswith(ZIP) and document.is_document(data, name):
        refuse_size(data, name)
        text, notes = document.read(data, name)
        if not text.strip():
            raise Unreadable(N_("“{file}” holds no words, only pictures or nothing at all."), file=name)
        return text, None, notes
    if data.startswith(OLE) and Path(name).suffix.lower() in (*DOCUMENTS, ".doc", ".wps"):
        raise document.old_document(name)
    refuse_size(data, name, limit=MAX_STORY)
    refuse_non_text(data, name)
    data, torn = _whole_signs(data)
    text, encoding, notes = decode(data, name)
    if torn:
        message = N_("“{file}” breaks off in the middle of a character. It was read up to there; is it all?")
        notes = [*notes, Note(message, file=name)]
    return text, encoding, notes


def _whole_signs(data: bytes) -> tuple[bytes, bool]:
    """UTF-8 without the beginning of a character at its very end, and whether there was one: the file was cut off."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        cut = error.reason == "unexpected end of data" and error.end == len(data) and not data[: error.start].isascii()
        return (data[: error.start], True) if cut else (data, False)
    return data, False


def split_head(text: str) -> tuple[dict[str, str], str, int | None]:
    """Front matter, the rest, and the line of a fault in it; a head that cannot be understood stays in the text."""
    match = _HEAD.match(text)
    if not match or len(match.group(1)) > _MAX_HEAD:
        return {}, text, None
    try:
        found = _load(match.group(1))
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        simple = _simple(match.group(1))
        return simple, (text[match.end() :] if simple else text), mark.line + 2 if mark else 1
    if not isinstance(found, dict):
        return {}, text, None
    return {str(key).strip(): _said(value) for key, value in found.items()}, text[match.end() :], None


def _load(head: str) -> Any:
    """YAML where every value stays text as written: no dates, no yes and no, no references that could explode."""
    depth = 0
    for event in yaml.parse(head, Loader=yaml.BaseLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent) or depth > _MAX_DEPTH:
            raise yaml.MarkedYAMLError(problem="reference or depth", problem_mark=event.start_mark)
    return yaml.load(head, Loader=yaml.BaseLoader)


def _said(value: Any) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    return json.dumps(value, ensure_ascii=False)


def _simple(head: str) -> dict[str, str]:
    """A broken head read line by line; nothing at all unless every line is `key: value`."""
    found: dict[str, str] = {}
    for line in head.splitlines():
        match = _SIMPLE.fullmatch(line.rstrip())
        if match:
            found[match.group(1).strip()] = (match.group(2) or "").strip().strip("\"'")
        elif line.strip():
            return {}
    return found


def _first_heading(text: str) -> str | None:
    fenced = False
    for line in text.split("\n"):
        if line.startswith(("```", "~~~")):
            fenced = not fenced
        match = None if fenced else _HEADING.fullmatch(line)
        if match:
            return match.group(1)
    return None
