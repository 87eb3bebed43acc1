"""What a process that reads a stranger's file may take: memory, processor time, room on the disk."""

from __future__ import annotations

import os
from contextlib import suppress

try:
    import resource
except ImportError:  # Windows
    resource = None

MEMORY = 4 * 2**30
CPU_SECONDS = 900
OUTPUT = 2 * 2**30
_YIELDS = 5


def stay_small() -> None:
    """Bound this process where the system can, and let others go first; Windows cannot."""
    if resource is None:
        return
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, OUTPUT),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with suppress(ValueError, OSError):  # macOS knows the limit and refuses to set it
            resource.setrlimit(what, (bound, bound))
    os.nice(_YIELDS)
