"""Rules of page scripts: one section deep, in the menu's list, short, and entering through the shell first."""

from __future__ import annotations

import ast

import pytest

from tests.house.reading import ROOT, files, name, tree

PAGES = files("pages")
LONGEST = 150
LINKS = {"shell.link": 0, "shell.go": 0, "shell.url": 0, "shell.empty": 2}
"""Where in their arguments these name a page."""


def _listed() -> dict[str, str]:
    """Pages of the menu's list as file → address, read without running the shell."""
    entries = [
        node
        for node in ast.walk(tree(ROOT / "ui" / "main.py"))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Entry"
    ]
    return {entry.args[0].value: entry.args[1].value for entry in entries}


def test_nothing_lies_directly_in_pages() -> None:
    """A script there could run without the shell on a cold server."""
    assert not list((ROOT / "pages").glob("*.py"))
    assert not (ROOT / "ui" / "pages").exists()


def test_the_menu_lists_every_page_and_no_other() -> None:
    assert set(_listed()) == {p.relative_to(ROOT / "pages").as_posix() for p in PAGES}
    assert len(set(_listed().values())) == len(_listed())


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_a_page_enters_through_the_shell_before_anything_else(path) -> None:
    body = tree(path).body
    assert isinstance(body[0], ast.Expr), f"{name(path)} begins with one sentence on what it shows"
    rest = [node for node in body[1:] if not isinstance(node, ast.Import | ast.ImportFrom)]
    first = next(node for node in rest if not isinstance(node, ast.FunctionDef | ast.ClassDef) and not _constant(node))
    assert "shell.enter()" in ast.unparse(first), f"{name(path)}:{first.lineno} comes before shell.enter()"


def _constant(node: ast.stmt) -> bool:
    """A plain value given a name: nothing runs, nothing is shown."""
    return isinstance(node, ast.Assign) and not any(isinstance(n, ast.Call) and not _marks(n) for n in ast.walk(node))


def _marks(call: ast.Call) -> bool:
    return ast.unparse(call.func) == "N_"


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_a_page_fits_on_three_screens(path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


def test_links_lead_to_pages_that_exist() -> None:
    known = set(_listed().values())
    wrong = [
        f"{name(path)}:{node.lineno} leads to {target.value}"
        for path in files("pages", "ui")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and (place := LINKS.get(ast.unparse(node.func))) is not None
        for target in node.args[place : place + 1]
        if isinstance(target, ast.Constant) and target.value not in known
    ]
    assert not wrong, "\n".join(wrong)
