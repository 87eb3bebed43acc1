"""What leaves the server leaves at once."""

import os
import socket

import pytest

from web.sockets import answer_at_once


def _gathers(connection: socket.socket) -> bool:
    return not connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


@pytest.mark.skipif(os.name == "nt", reason="no list of open files")
@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
def test_connections_of_a_listening_socket_do_not_gather_small_writes(family: socket.AddressFamily) -> None:
    with socket.socket(family=family) as listening, socket.socket(family=family) as early:
        listening.bind(("::1" if family == socket.AF_INET6 else "127.0.0.1", 0))
        listening.listen()
        early.connect(listening.getsockname()[:2])
        with listening.accept()[0] as before:
            assert _gathers(before)
        assert answer_at_once() >= 1
        with socket.create_connection(listening.getsockname()[:2]), listening.accept()[0] as accepted:
            assert not _gathers(accepted)


def test_sockets_that_do_not_listen_are_left_alone() -> None:
    with socket.socket() as idle:
        answer_at_once()
        assert _gathers(idle)
