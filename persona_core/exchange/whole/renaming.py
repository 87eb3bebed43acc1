"""New ids for old ones: every row of the file gets one, and whatever points to it follows, also inside JSON.

Nothing in a file can point outside of it: an id that belongs to no row of the file becomes one that belongs to nothing.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from typing import Any

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_HEX = re.compile(r"[0-9a-f]{32}")


class NewIds:
    """Ids of rows by UUID, in the order of the old ones, so that what is sorted by id stays sorted as it was."""

    def __init__(self, old: Iterable[uuid.UUID]) -> None:
        before = sorted(set(old), key=str)
        after = sorted((uuid.uuid4() for _ in before), key=str)
        self._new = dict(zip(before, after, strict=True))

    def of(self, old: uuid.UUID) -> uuid.UUID:
        """The new id; one of nothing for the id of nothing, the same each time."""
        new = self._new.get(old)
        if new is None:
            new = self._new[old] = uuid.uuid4()
        return new

    def inside(self, value: Any) -> Any:
        """A JSON value in which every id of a row of the file is the new one, also in keys and within longer texts."""
        if isinstance(value, str):
            return _UUID.sub(self._known, value)
        if isinstance(value, list):
            return [self.inside(item) for item in value]
        if isinstance(value, dict):
            if len(value) == 1 and _HEX.fullmatch(str(value.get("$u"))):
                return {"$u": self.of(uuid.UUID(value["$u"])).hex}
            return {self.inside(key): self.inside(item) for key, item in value.items()}
        return value

    def _known(self, match: re.Match[str]) -> str:
        return str(self._new.get(uuid.UUID(match[0]), match[0]))


class NewNumbers:
    """Ids of rows that are counted, such as dates of stages; `first` is the first number that is free.

    Rows that the change log remembers and that are gone come first, so that later rows never take their numbers.
    """

    def __init__(self, rows: Iterable[int], remembered: Iterable[int], first: int) -> None:
        there = sorted(set(rows))
        gone = sorted(set(remembered) - set(there))
        self._new = {old: first + place for place, old in enumerate([*gone, *there])}

    def of(self, old: int) -> int:
        """The new number."""
        return self._new[old]
