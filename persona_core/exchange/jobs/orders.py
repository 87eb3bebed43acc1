"""What a job is told to do, and how that goes from the server to the process that does it."""

from __future__ import annotations

import pickle
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO

from persona_core.access.models import Viewer
from persona_core.exchange.importing.reading import Given

_BLOCK = 2_000
"""Rows that are packed at a time: packing holds everybody else up, so it is done in small bites."""


@dataclass(frozen=True)
class Order:
    """One piece of work for a viewer: its kind, what a list calls it, how many rows it has, and its arguments."""

    kind: str
    viewer: Viewer
    label: str
    rows: int
    arguments: Mapping[str, Any] = field(default_factory=dict)


def write(stream: BinaryIO, job_id: uuid.UUID, order: Order) -> None:
    """Pack an order for `read`."""
    given = order.arguments.get("given")
    if isinstance(given, Given):
        bare = replace(order, arguments={**order.arguments, "given": None})
        pickle.dump((job_id, bare, True), stream, protocol=5)
        write_given(stream, given)
    else:
        pickle.dump((job_id, order, False), stream, protocol=5)
    stream.flush()


def read(stream: BinaryIO) -> tuple[uuid.UUID, Order]:
    """The order again. Only for what this program itself has written."""
    job_id, order, follows = pickle.load(stream)
    if follows:
        order = replace(order, arguments={**order.arguments, "given": read_given(stream)})
    return job_id, order


def write_given(stream: BinaryIO, given: Given) -> None:
    """Pack what was read of a file for `read_given`."""
    rows, lines = given.sheet.rows, given.sheet.lines
    bare = replace(given, sheet=replace(given.sheet, rows=[], lines=[]))
    pickle.dump((bare, len(rows)), stream, protocol=5)
    for start in range(0, len(rows), _BLOCK):
        pickle.dump((rows[start : start + _BLOCK], lines[start : start + _BLOCK]), stream, protocol=5)


def read_given(stream: BinaryIO) -> Given:
    """It again. Only for what this program itself has written."""
    given, count = pickle.load(stream)
    while len(given.sheet.rows) < count:
        rows, lines = pickle.load(stream)
        given.sheet.rows.extend(rows)
        given.sheet.lines.extend(lines)
    return given
