"""What was read from the database and is kept for as long as nothing it was read from is written.

`@kept` marks a function that reads: what it gives follows from its arguments and the database alone. Where its session
keeps readings (`Database.read` on behalf of screens), it is asked of the database again only after something was
written that its statements name: a table gained or lost rows, or a column was set. Elsewhere it reads anew.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import wraps
from inspect import signature
from itertools import islice
from sys import getsizeof
from threading import Lock
from types import NoneType
from typing import Any, NamedTuple, ParamSpec, TypeVar

import numpy as np
from sqlalchemy import Connection, Engine, event
from sqlmodel import Session

from persona_core.kit import touching
from persona_core.kit.collecting import resting_collector
from persona_core.kit.touching import Written

P, T = ParamSpec("P"), TypeVar("T")

_KEPT, _STATEMENTS = "readings", "statements"
_ONCE = 1 << 30
_FEW, _OBJECT = 16, 64
"""A tuple of no more is looked at part by part, since it may hold arrays."""


class _Thing(NamedTuple):
    """What was made, the statements that it was made from, and about how many bytes it takes."""

    value: Any
    statements: frozenset[str]
    size: int

    def concerned(self, written: Written) -> bool:
        return any(touching.concerned(statement, written) for statement in self.statements)


class Readings:
    """Things read, by function and arguments, at most `most` bytes, those used last; all are of one version.

    As much may be held of what was written since, until it is read again and compared.
    `since(old, new)` tells what was written between two versions, None where nobody knows.
    """

    def __init__(self, most: int, since: Callable[[Hashable, Hashable], Written | None]) -> None:
        self._most, self._since = most, since
        self._lock = Lock()
        self._version: Hashable = None
        self._things: OrderedDict[Hashable, _Thing] = OrderedDict()
        self._gone: OrderedDict[Hashable, _Thing] = OrderedDict()

    def find(self, version: Hashable, name: Hashable) -> _Thing | None:
        """The thing of this name if it is here as it is at this version."""
        with self._lock:
            self._turn_to(version)
            if name in self._things:
                self._things.move_to_end(name)
            return self._things.get(name)

    def put(self, version: Hashable, name: Hashable, thing: _Thing) -> _Thing:
        """Keep a thing of a version, unless another has come meanwhile.

        One that came out as it was before is the object it was, so that what was made of it stays as well.
        """
        with self._lock:
            before = self._gone.pop(name, None)
        if before is not None and alike(before.value, thing.value):
            thing = thing._replace(value=before.value)
        with self._lock:
            if version == self._version:
                self._things[name] = thing
                self._trim(self._things)
        return thing

    def clear(self) -> None:
        """Read everything anew."""
        with self._lock:
            self._version = None
            self._things.clear()
            self._gone.clear()

    def _turn_to(self, version: Hashable) -> None:
        if version == self._version:
            return
        written = self._since(self._version, version)
        self._version = version
        gone = [name for name, thing in self._things.items() if written is None or thing.concerned(written)]
        for name in gone:
            self._gone[name] = self._things.pop(name)
        self._trim(self._gone)
        self._let_go()

    def _trim(self, things: OrderedDict[Hashable, _Thing]) -> None:
        size = sum(thing.size for thing in things.values())
        while size > self._most:
            size -= things.popitem(last=False)[1].size

    def _let_go(self) -> None:
        """Nobody will ask again for what was made of things that are here no more."""
        while True:
            here = {id(thing.value) for things in (self._things, self._gone) for thing in things.values()}
            lost = [
                name for name in self._things if any(isinstance(p, _Same) and id(p.thing) not in here for p in name)
            ]
            if not lost:
                return
            for name in lost:
                del self._things[name]


class _Reading:
    """A session's way to what is kept, and the statements of what it is just reading, the innermost last."""

    def __init__(self, readings: Readings, version: Callable[[Session], Hashable]) -> None:
        self.readings, self._version = readings, version
        self._known: tuple[Any, Hashable] = (None, None)
        self.statements: list[set[str]] = []

    def version(self, session: Session) -> Hashable:
        """The version of the session's snapshot, asked once a transaction."""
        transaction = session.get_transaction()
        if transaction is None or transaction is not self._known[0]:
            version = self._version(session)
            self._known = (session.get_transaction(), version)
        return self._known[1]

    def note(self, statements: frozenset[str]) -> None:
        """Something was read, on behalf of whatever is just made."""
        if self.statements:
            self.statements[-1] |= statements


def attach(session: Session, readings: Readings, version: Callable[[Session], Hashable]) -> None:
    """Let a session keep what it reads."""
    session.info[_KEPT] = _Reading(readings, version)


@contextmanager
def at_hand(session: Session) -> Iterator[None]:
    """Within, nothing is read twice: for what asks many times and writes nothing meanwhile."""
    before = session.info.get(_KEPT)
    if before is not None:
        yield
        return
    attach(session, Readings(_ONCE, lambda _old, _new: None), lambda _: None)
    try:
        yield
    finally:
        del session.info[_KEPT]


def watch(reader: Engine) -> None:
    """Note the statements that an engine runs for sessions that keep what they read."""

    @event.listens_for(reader, "before_cursor_execute")
    def note(connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        note_read(connection, statement)


def note_read(connection: Connection, statement: str) -> None:
    """A statement is run; to be called by whoever goes past the engine to its driver."""
    if making := connection.info.get(_STATEMENTS):
        making[-1].add(statement)


def kept(read: Callable[P, T]) -> Callable[P, T]:
    """A function `(session, …)` that reads, kept where the session keeps readings.

    Its other arguments say all that it depends on: equal values are the same question, and so is the same object again
    where it cannot be hashed, such as something that was read before. Nobody may change what it gives. It reads by
    statements, never by `session.get`, which may find an object without asking.
    """
    return _kept(read)


def kept_for_all(read: Callable[P, T]) -> Callable[P, T]:
    """The same for what is alike for every viewer of a workspace, whatever their language and whatever is masked."""
    return _kept(read, for_all=True)


def _kept(read: Callable[P, T], *, for_all: bool = False) -> Callable[P, T]:
    takes = signature(read)

    @wraps(read)
    def reading(session: Session, *args: Any, **named: Any) -> T:
        here: _Reading | None = session.info.get(_KEPT)
        if here is None:
            return read(session, *args, **named)
        asked = takes.bind(session, *args, **named)
        asked.apply_defaults()
        if for_all and "viewer" in asked.arguments:
            asked.arguments["viewer"] = asked.arguments["viewer"].workspace_id
        name = (read, *map(_said, islice(asked.arguments.values(), 1, None)))
        version = here.version(session)
        thing = here.readings.find(version, name)
        if thing is None:
            thing = here.readings.put(version, name, _made(session, here, lambda: read(session, *args, **named)))
        here.note(thing.statements)
        return thing.value

    return reading


class _Same:
    """An object as a question: no other is like it."""

    def __init__(self, thing: Any) -> None:
        self.thing = thing

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.thing is self.thing

    def __hash__(self) -> int:
        return id(self.thing)


def _said(argument: Any) -> Hashable:
    if isinstance(argument, list):
        argument = tuple(argument)
    if type(argument).__eq__ is object.__eq__ and not isinstance(argument, Enum | NoneType):
        return _Same(argument)
    try:
        hash(argument)
    except TypeError:
        return _Same(argument)
    return argument


def alike(one: Any, other: Any) -> bool:
    """Whether two things say the same, arrays among what they are made of; where that cannot be told they do not."""
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other, equal_nan=one.dtype.kind == "f")
    if is_dataclass(one):
        return all(alike(getattr(one, f.name), getattr(other, f.name)) for f in fields(one) if f.compare)
    if isinstance(one, dict):
        return list(one) == list(other) and all(map(alike, one.values(), other.values()))
    if isinstance(one, tuple) and len(one) <= _FEW:
        return len(one) == len(other) and all(map(alike, one, other))
    try:
        return bool(one == other)
    except (TypeError, ValueError):
        return False


def weight(thing: Any, seen: set[int] | None = None) -> int:
    """About how many bytes a thing takes, what it holds twice counted once; of many parts some are weighed for all."""
    seen = set() if seen is None else seen
    if id(thing) in seen:
        return 0
    seen.add(id(thing))
    if isinstance(thing, np.ndarray):
        return thing.nbytes + _OBJECT
    if is_dataclass(thing):
        return _OBJECT + sum(weight(getattr(thing, f.name), seen) for f in fields(thing))
    if isinstance(thing, dict):
        return _parts(thing, seen) + _parts(thing.values(), seen)
    if isinstance(thing, list | tuple | set | frozenset):
        return _parts(thing, seen)
    return getsizeof(thing)


def _parts(parts: Collection[Any], seen: set[int]) -> int:
    some = [weight(part, seen) for part in islice(parts, _FEW)]
    return _OBJECT + len(parts) * 8 + sum(some) * len(parts) // max(len(some), 1)


def _made(session: Session, here: _Reading, make: Callable[[], Any]) -> _Thing:
    session.connection().info[_STATEMENTS] = here.statements
    here.statements.append(set())
    try:
        with resting_collector():
            value = make()
    finally:
        statements = frozenset(here.statements.pop())
    return _Thing(value, statements, weight(value))
