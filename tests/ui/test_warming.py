"""Before the first visitor comes, every part of every page is imported."""

from __future__ import annotations

from importlib.util import find_spec

from tests.house.reading import ROOT, files
from ui import warming


def test_every_panel_of_every_page_is_imported(monkeypatch):
    imported = []
    monkeypatch.setattr(warming, "import_module", imported.append)
    warming.warm()
    panels = {p.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".") for p in files("ui/panels")}
    assert {name.removesuffix(".__init__") for name in panels} - {"ui.panels"} <= set(imported)
    assert all(find_spec(name) for name in imported)
