"""Serves the pages until SIGINT or SIGTERM: the port is checked first, and nothing leaves loopback without TLS."""

from __future__ import annotations

import signal
import socket
from types import FrameType

import uvicorn
from fastapi import FastAPI

from config.settings import PageSettings
from station.errors import StationError

GRACE_S = 3


def listen(page: PageSettings) -> socket.socket:
    """The listening socket. Raises StationError when the port is taken or the address is not ours."""
    family = socket.AF_INET6 if ":" in page.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((page.host, page.port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise StationError(
            f"The page cannot use {page.host} port {page.port} ({error.strerror}). "
            "Another program may have it: stop that, or set station.page.port."
        ) from error
    return listener


def serve(site: FastAPI, page: PageSettings, listener: socket.socket) -> None:
    """Returns after SIGINT or SIGTERM."""
    config = uvicorn.Config(
        site,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=GRACE_S,
        ssl_certfile=page.certificate,
        ssl_keyfile=page.key,
        server_header=False,
    )
    server = uvicorn.Server(config)

    def end(_signal: int, _frame: FrameType | None) -> None:
        server.should_exit = True

    # uvicorn raises the signal again after its own clean end; ours must then not kill the program before it has
    # said farewell to the broker.
    for which in (signal.SIGINT, signal.SIGTERM):
        signal.signal(which, end)
    server.run(sockets=[listener])
