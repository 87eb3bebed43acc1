"""What the first visitor would else wait for: the parts of all pages, imported before anybody comes."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from ui import panels

ON_FIRST_USE = ("pandas", "plotly.graph_objects", "streamlit.emojis")
"""What Streamlit and the charts only import when a page first needs it, each of them slow."""


def parts() -> list[str]:
    """Every module that a page is made of."""
    return [found.name for found in pkgutil.walk_packages(panels.__path__, f"{panels.__name__}.")]


def warm() -> None:
    """Import all of it."""
    for name in (*ON_FIRST_USE, *parts()):
        import_module(name)
