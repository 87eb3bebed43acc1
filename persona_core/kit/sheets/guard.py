"""Cells on their way out: text that would run as a formula gets an apostrophe, and loses it coming back."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

_DANGER = "=+\\-@\t\r\n\0＝＋－＠"
# Text that already starts with apostrophes before a dangerous sign gets one more, so that coming back is exact.
_NEEDS = re.compile(f"'*[{_DANGER}]")
_GUARDED = re.compile(f"'+[{_DANGER}]")


def safe_cell(value: Any) -> str:
    """A value as CSV text; our own numbers and dates stay plain, text is guarded with one `'` where needed."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    return f"'{text}" if _NEEDS.match(text) else text


def unguard(text: str) -> str:
    """The text without the one guard that `safe_cell` wrote; any other text unchanged."""
    return text[1:] if _GUARDED.match(text) else text


def keep_apostrophe(text: str) -> str:
    """Text for a cell that holds text as such: one more apostrophe only where `unguard` would take its own away."""
    return f"'{text}" if _GUARDED.match(text) else text


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A CSV that spreadsheets open as it is: UTF-8 with BOM, CRLF, every cell safe."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([safe_cell(name) for name in header])
    writer.writerows([safe_cell(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig", errors="backslashreplace")
