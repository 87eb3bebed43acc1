"""`make bench`; `python -m bench 1000` for so many companies, `python -m bench chains 5000` for one part alone.

A part is loaded when its turn comes, for the memory of a run is measured, too.
"""

import sys
from importlib import import_module

PARTS = ("chains", "journeys", "stories", "search", "imports", "names", "readers", "tables", "pages")
ALONE = ("meanwhile",)
"""Parts that run only when they are asked for."""

first, *rest = sys.argv[1:] or [""]
numbers = [int(a) if a.isdigit() else a for a in rest]
if [first, *rest[:1]] == ["imports", "run"]:
    import_module("bench.imports").one(*rest[1:])
elif first in {*PARTS, *ALONE}:
    import_module(f"bench.{first}").main(*numbers)
else:
    for part in PARTS:
        import_module(f"bench.{part}").main(*([int(a) for a in sys.argv[1:]] if part == "pages" else []))
