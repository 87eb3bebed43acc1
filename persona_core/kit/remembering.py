"""What screens and addresses made of what they read, kept while nothing is written."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any

from persona_core.kit.collecting import resting_collector

Remember = Callable[[Hashable, Callable[[], Any]], Any]
"""`remember(name, make)` gives what `make` gives, or gave before while nothing was written."""


class Memory:
    """Things by name, of one version of the database, at most `most`, those used last; a new version begins empty."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._version: Hashable = None
        self._things: OrderedDict[Hashable, Any] = OrderedDict()

    def keep(self, version: Hashable, name: Hashable, make: Callable[[], Any]) -> Any:
        """The thing of this name at this version, made now if it is not here."""
        with self._lock:
            if version != self._version:
                self._version = version
                self._things.clear()
            if name in self._things:
                self._things.move_to_end(name)
                return self._things[name]
        with resting_collector():
            made = make()
        with self._lock:
            if version == self._version:
                self._things[name] = made
                while len(self._things) > self._most:
                    self._things.popitem(last=False)
        return made
