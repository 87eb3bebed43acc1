"""The sockets that this server listens on."""

from __future__ import annotations

import os
import socket
import stat
from pathlib import Path

_OPEN = Path("/dev/fd")
"""Where the system lists what a process holds open; other systems do without."""


def answer_at_once() -> int:
    """Let every answer leave as soon as it is written; returns for how many listening sockets.

    The platform makes its socket without naming the protocol, asyncio then leaves it gathering small writes, and an
    answer whose head and body are written apart comes 40 ms late (docs/decisions/0021). Connections inherit this.
    """
    found = 0
    for name in os.listdir(_OPEN) if _OPEN.is_dir() else ():
        try:
            # Nothing else may be opened anew: closing a second handle of a database lets go of its locks.
            if not stat.S_ISSOCK(os.fstat(int(name)).st_mode):
                continue
            listening = socket.socket(fileno=os.dup(int(name)))
        except OSError:
            continue  # closed since
        with listening:
            if _listens(listening):
                listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                found += 1
    return found


def _listens(one: socket.socket) -> bool:
    spoken = one.family in {socket.AF_INET, socket.AF_INET6} and one.type == socket.SOCK_STREAM
    return spoken and bool(one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))
