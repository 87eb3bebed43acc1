"""`make bench`; `python -m bench 1000` for so many companies, `python -m bench chains 5000` for one part alone."""

import sys

from bench import chains, imports, journeys, meanwhile, names, pages, readers, search, stories, tables

PARTS = {
    "pages": pages.main,
    "chains": chains.main,
    "journeys": journeys.main,
    "stories": stories.main,
    "search": search.main,
    "imports": imports.main,
    "meanwhile": meanwhile.main,
    "names": names.main,
    "readers": readers.main,
    "tables": tables.main,
}

first, *rest = sys.argv[1:] or [""]
if [first, *rest[:1]] == ["imports", "run"]:
    imports.one(*rest[1:])
elif first in PARTS:
    PARTS[first](*(int(a) if a.isdigit() else a for a in rest))
else:
    chains.main()
    journeys.main()
    stories.main()
    search.main()
    imports.main()
    names.main()
    readers.main()
    tables.main()
    pages.main(*(int(a) for a in sys.argv[1:]))
