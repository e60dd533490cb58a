"""Seams of the station."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Notice:
    """What one recipient is told about an alert."""

    title: str
    body: str


class Notifier(Protocol):
    """A way to reach a person who does not look at the page. Blocking; called in a thread."""

    def send(self, address: str, notice: Notice) -> None:
        """Returns when the way's own server has taken the notice. Raises NotifyError, whose text names no address."""
        ...
