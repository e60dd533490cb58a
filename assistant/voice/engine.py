"""The seam between the engines and what checks them."""

from __future__ import annotations

from typing import Protocol

from assistant.ports import SpeechSynthesizer


class Engine(SpeechSynthesizer, Protocol):
    """A synthesizer that holds processes and has a name."""

    @property
    def identity(self) -> str:
        """Engine and voice; recordings made in advance are kept under it."""
        ...

    def close(self) -> None:
        """Ends its processes. It can be used again afterwards."""
        ...
