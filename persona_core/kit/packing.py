"""Reading columns of many rows as arrays, apart by group: no row is ever an object."""

from __future__ import annotations

from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Float, Integer, LargeBinary, Select, Uuid, cast, func, literal_column
from sqlalchemy.types import BigInteger
from sqlmodel import Session

from persona_core.kit import plain

_HEAD, _HEX = 20, 32
"""Bytes before the values where PostgreSQL sends an array; digits of an id where SQLite keeps it."""

_SENT = {"id": (">u8", (2,)), "part": (">f8", ()), "whole": (">i8", ())}
_FINE = 1 << 60
"""SQLite writes whole numbers several times faster than floating ones: parts of 1 travel as so many pieces of it."""


def columns(session: Session, statement: Select, groups: int = 0) -> list[tuple[tuple[Any, ...], list[np.ndarray]]]:
    """For each mixture of the first `groups` columns of `statement`, the other columns as arrays of its rows.

    Those hold no null: ids, each by its first 64 bits, parts of 1 (to 2⁻⁶⁰) or whole numbers.
    """
    every = list(statement.selected_columns)
    labels, values = every[:groups], every[groups:]
    kinds = [_kind(value) for value in values]
    sqlite = session.get_bind().dialect.name == "sqlite"
    joined = _in_texts if sqlite else _in_arrays
    packed = statement.with_only_columns(*labels, *(joined(v, k) for v, k in zip(values, kinds, strict=True)))
    rows = plain.rows(session, packed.group_by(*labels))
    read = _from_text if sqlite else _from_array
    return [
        (tuple(row[:groups]), [read(sent, kind) for sent, kind in zip(row[groups:], kinds, strict=True)])
        for row in rows
    ]


def _kind(value: ColumnElement) -> str:
    if isinstance(value.type, Uuid):
        return "id"
    return "part" if isinstance(value.type, Float) else "whole"


def _in_texts(value: ColumnElement, kind: str) -> ColumnElement:
    """All values in one piece of bytes: SQLite's driver would make a string of a text, and bytes were made of that."""
    pieces = literal_column(f"{_FINE}.0")  # a bound number would be fetched anew for each row
    return cast(func.group_concat(cast(value * pieces, BigInteger) if kind == "part" else value), LargeBinary)


def _in_arrays(value: ColumnElement, kind: str) -> ColumnElement:
    whole = cast(cast(value, Integer), BigInteger) if kind == "whole" else value
    return func.array_send(func.array_agg(whole))


def _from_text(sent: bytes | None, kind: str) -> np.ndarray:
    sent = sent or b""
    if kind == "id":
        ids = (len(sent) + 1) // (_HEX + 1)
        digits = np.ndarray((ids, _HEX // 2), dtype=np.uint8, buffer=sent, strides=(_HEX + 1, 1))
        halves = _from_digits(np.ascontiguousarray(digits).view(">u8").astype(np.uint64))
        return halves[:, 0] << np.uint64(32) | halves[:, 1]
    whole = np.fromstring(sent, dtype=np.int64, sep=",")
    return whole / _FINE if kind == "part" else whole


def _from_array(sent: bytes | None, kind: str) -> np.ndarray:
    written, shape = _SENT[kind]
    item = np.dtype([("size", ">i4"), ("value", written, shape)])
    values = np.frombuffer(sent or b"", dtype=item, offset=_HEAD if sent else 0)["value"]
    if kind == "id":
        return values[:, 0].astype(np.uint64)
    return values.astype(np.float64 if kind == "part" else np.int64)


def _from_digits(words: np.ndarray) -> np.ndarray:
    """The numbers that eight hexadecimal digits (small letters) each are, a digit a byte."""
    found = (words & _each(0x0F)) + (words >> np.uint64(6) & _each(0x01)) * np.uint64(9)
    for shift, mask in ((4, 0x00FF00FF00FF00FF), (8, 0x0000FFFF0000FFFF), (16, 0x00000000FFFFFFFF)):
        found = (found | found >> np.uint64(shift)) & np.uint64(mask)
    return found


def _each(byte: int) -> np.uint64:
    return np.uint64(int.from_bytes(bytes([byte]) * 8, "big"))
