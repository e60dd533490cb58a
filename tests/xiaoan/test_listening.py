"""Who holds a port."""

from __future__ import annotations

import os
import socket

from xiaoan.listening import is_free, listener_on


def test_a_port_in_use_names_this_process_and_a_closed_one_nobody() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = int(server.getsockname()[1])
        assert not is_free("127.0.0.1", port)
        found = listener_on(port)
        assert found is not None
        assert found.pid == os.getpid()
        assert "pytest" in found.program
    assert is_free("127.0.0.1", port)
    assert listener_on(port) is None


def test_an_address_that_is_not_ours_is_not_free() -> None:
    assert not is_free("192.0.2.1", 18080)
