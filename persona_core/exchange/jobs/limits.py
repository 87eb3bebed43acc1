"""What a process that carries out an order on a stranger's file may take: memory, processor time, room on the disk."""

from __future__ import annotations

import os

from persona_core.kit.sheets.child import limit

MEMORY = 4 * 2**30
CPU_SECONDS = 900
OUTPUT = 2 * 2**30
_YIELDS = 5


def stay_small() -> None:
    """Bound this process where the system can, and let others go first; Windows cannot."""
    limit(MEMORY, CPU_SECONDS, OUTPUT)
    if hasattr(os, "nice"):
        os.nice(_YIELDS)
