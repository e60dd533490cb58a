"""What comes from the broker, and what takes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol


class Arrived(NamedTuple):
    """One message as it came."""

    topic: str
    body: bytes


class Taker(Protocol):
    """Keeps messages."""

    def take_all(self, messages: Sequence[Arrived]) -> None:
        """Returns when all are committed. Raises DatabaseDownError when they must come again."""
        ...
