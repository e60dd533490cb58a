"""Serves an application inside the speaker's own loop."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from config.errors import ConfigError
from config.exposure import check_page, is_loopback
from config.settings import PageSettings, SpeakerSettings


class LoopServer(uvicorn.Server):
    """A server that leaves the signals to the program."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def bind(host: str, port: int, key: str) -> socket.socket:
    """A listening socket. Raises ConfigError naming the settings key when the port cannot be had."""
    sock = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
    except OSError as error:
        sock.close()
        raise ConfigError(f"{key}: {host}:{port} cannot be used ({error.strerror}). Set another port there.") from error
    return sock


def check_exposure(speaker: SpeakerSettings) -> None:
    """Raises ConfigError when the home page would leave loopback without TLS or without a device token."""
    check_page(speaker.page, "speaker.page")
    if not is_loopback(speaker.page.host) and speaker.device_token is None:
        raise ConfigError(f"speaker.page.host: {speaker.page.host} is beyond loopback. Set speaker.device_token too.")


async def serve(app: FastAPI, sock: socket.socket, page: PageSettings | None = None) -> None:
    """Serves until cancelled."""
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=1,
        ssl_certfile=page.certificate if page else None,
        ssl_keyfile=page.key if page else None,
    )
    await LoopServer(config).serve(sockets=[sock])
