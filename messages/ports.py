"""Seams of the messages room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from messages.payloads import Payload
from messages.topics import Received

Handler = Callable[[Received], None]


class Post(Protocol):
    """Takes what must reach the other side. Returns only when it is on disk."""

    def send(self, payload: Payload) -> None:
        """Writes the payload to the outbox in a transaction of its own. Raises OutboxError when it cannot."""
        ...
