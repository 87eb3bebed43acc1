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


@pytest.mark.skipif(os.name == "nt", reason="no list of open files")
def test_looking_for_them_leaves_nothing_open() -> None:
    heard, spoken = os.pipe()
    try:
        before = os.listdir("/dev/fd")
        answer_at_once()
        assert os.listdir("/dev/fd") == before
        os.close(spoken)
        spoken = -1
        assert os.read(heard, 1) == b"", "somebody else still holds the other end"
    finally:
        os.close(heard)
        if spoken >= 0:
            os.close(spoken)
