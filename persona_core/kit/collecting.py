"""Times in which Python's collector of cycles rests: where much is built that stays, it would only go through it."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_lock = Lock()
_resting = 0
_was_on = False


@contextmanager
def resting_collector() -> Iterator[None]:
    """Within, nothing is collected but what nobody refers to; nested and in threads, the last one out ends it."""
    global _resting, _was_on
    with _lock:
        if _resting == 0:
            _was_on = gc.isenabled()
            gc.disable()
        _resting += 1
    try:
        yield
    finally:
        with _lock:
            _resting -= 1
            if _resting == 0 and _was_on:
                gc.enable()
