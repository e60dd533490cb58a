"""Who holds a port."""

from __future__ import annotations

import os
import socket

from xiaoan.listening import free_ports, is_free, listener_on


def test_a_port_in_use_names_this_process_and_a_closed_one_nobody() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = int(server.getsockname()[1])
        assert not is_free("127.0.0.1", port)
        found = listener_on(port)
        assert found is not None
        assert found.pid == os.getpid()
        assert "python" in found.program
    assert is_free("127.0.0.1", port)
    assert listener_on(port) is None


def test_an_address_that_is_not_ours_is_not_free() -> None:
    assert not is_free("192.0.2.1", 18080)


def test_free_ports_differ_and_none_is_given_to_an_outgoing_connection() -> None:
    names = [str(number) for number in range(50)]
    ports = free_ports(names)
    assert list(ports) == names
    assert len(set(ports.values())) == 50
    assert all(is_free("127.0.0.1", port) for port in ports.values())
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert max(ports.values()) < int(server.getsockname()[1])
