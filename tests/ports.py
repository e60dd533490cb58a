"""Ports for the servers that the tests start."""

from __future__ import annotations

from xiaoan.listening import free_ports


def free_port() -> int:
    """A port of the loopback interface that nothing uses now, and that no outgoing connection is given meanwhile."""
    return free_ports(("server",))["server"]
