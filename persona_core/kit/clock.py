"""The one clock: every "now" and "today" of the product comes from here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta

_EPOCH = date(1970, 1, 1)
_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)


def now() -> datetime:
    """The current time, aware, in UTC."""
    return _frozen.get() or datetime.now(UTC)


def today() -> date:
    """The current day in UTC."""
    return now().date()


def day_number(day: date) -> int:
    """Days since 1970-01-01, the form in which stage events are stored."""
    return (day - _EPOCH).days


def from_day_number(number: int) -> date:
    """The date of a day number."""
    return _EPOCH + timedelta(days=int(number))


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    """Hold the clock still, for tests."""
    token = _frozen.set(moment)
    try:
        yield
    finally:
        _frozen.reset(token)
