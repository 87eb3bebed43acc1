"""Habits that a reader can rely on, and sizes to keep in mind."""

from __future__ import annotations

import ast
import re
import sys
import warnings
from importlib.metadata import packages_distributions

import pytest
from alembic.script import ScriptDirectory

from tests.house.reading import ROOT, calls, files, imports, inside, name, tree

OURS = files("app.py", "persona_core", "ui", "web", "pages")
MODULE, FUNCTION = 300, 40


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        (r"plotly\.express|\bpx\.", "24 ms a figure; graph_objects takes 0.4"),
        (r"unsafe_allow_html|unsafe_allow_javascript", "what users write would run in other people's browsers"),
        (r"components\.v1|st\.experimental|st\.iframe|st\.map\b|pydeck", "old, or fetches from elsewhere"),
        (r"declare_component", "components here are the second kind"),
        (r"\bnaive_?datetime|datetime\.now\(\)|utcnow|date\.today\(\)", "there is one clock: kit.clock"),
    ],
)
def test_left_alone(pattern: str, why: str) -> None:
    found = [
        f"{name(path)}:{number}: {line.strip()}"
        for path in OURS
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(pattern, line) and path.name != "clock.py"
    ]
    assert not found, f"{why}\n" + "\n".join(found)


def test_html_is_written_in_one_place() -> None:
    found = [f"{name(p)}:{line}" for p in OURS for line, call in calls(p) if call == "st.html"]
    assert {place.rsplit(":", 1)[0] for place in found} == {"ui/look.py"}, found


def test_options_of_boxes_are_shown_letter_by_letter() -> None:
    """A selectbox reads no Markdown in its options: what is escaped for labels would show its backslashes there."""
    found = [
        f"{name(path)}:{call.lineno}"
        for path in OURS
        for call in ast.walk(tree(path))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
        if call.func.attr in {"selectbox", "multiselect"}
        for said in call.keywords
        if said.arg == "format_func"
        if any(isinstance(part, ast.Name) and part.id == "plain" for part in ast.walk(said.value))
    ]
    assert not found, found


def test_caches_stand_only_in_ui() -> None:
    """What is kept across sessions must not hold one viewer's rows; it is looked after in one place."""
    found = [
        f"{name(path)}:{node.lineno}"
        for path in OURS
        if not inside(name(path).replace("/", "."), "ui")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in {"cache_data", "cache_resource"}
    ]
    assert not found, found


def test_imports_stand_at_the_top() -> None:
    found = [
        f"{name(path)}:{inner.lineno}"
        for path in OURS
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert not found, found


def test_every_module_says_in_a_sentence_what_lives_in_it() -> None:
    silent = [name(p) for p in OURS if not (ast.get_docstring(tree(p)) or "").strip()]
    assert not silent, silent


def test_nothing_is_left_unfinished() -> None:
    found = [
        f"{name(path)}:{number}"
        for path in [*OURS, *files("tests", "migrations", "bench")]
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"\b(TODO|FIXME|HACK|raise NotImplementedError)\b", line) and path.name != "test_habits.py"
    ]
    assert not found, found


def test_what_is_imported_is_asked_for() -> None:
    """Every package the product imports has its line in the first part of requirements.txt."""
    first_part = (ROOT / "requirements.txt").read_text(encoding="utf-8").split("# ---")[0]
    asked = {re.split(r"[\[=]", line)[0].lower() for line in first_part.splitlines() if "==" in line}
    own = {"persona_core", "ui", "web", "pages", "app"} | set(sys.stdlib_module_names)
    homes = packages_distributions()
    missing = {
        f"{name(path)} imports {top}"
        for path in [*OURS, *files("migrations")]
        for top in {module.split(".")[0] for _line, module in imports(path)} - own
        if not {d.lower() for d in homes.get(top, [top])} & asked
    }
    assert not missing, "\n".join(sorted(missing))


def test_sizes() -> None:
    """Modules past 300 lines and functions past 40 are named, not refused: split them by concept."""
    long = []
    for path in OURS:
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > MODULE:
            long.append(f"{name(path)}: {lines} lines")
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                size = (node.end_lineno or node.lineno) - node.lineno + 1
                if size > FUNCTION:
                    long.append(f"{name(path)}:{node.lineno} {node.name}: {size} lines")
    if long:
        warnings.warn("past the sizes the house aims for:\n" + "\n".join(long), stacklevel=1)


def test_migrations_stand_in_one_line() -> None:
    """Two written at the same time on the same one before: the second to come in goes after the first."""
    scripts = ScriptDirectory(str(ROOT / "migrations"))
    assert len(scripts.get_heads()) == 1, scripts.get_heads()


def test_decisions_are_numbered_once_in_their_own_heads() -> None:
    found = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [int(path.name[:4]) for path in found] == list(range(1, len(found) + 1))
    for path in found:
        head = path.read_text(encoding="utf-8").splitlines()[0]
        assert re.match(rf"# {int(path.name[:4])}\. ", head), f"{path.name}: {head}"
