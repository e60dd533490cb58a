"""What a supervised part is, and how one tells that it is ready."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class Health:
    """What a part says of itself. `sos_ready`: a cry for help would be taken now."""

    ready: bool
    sos_ready: bool = False


class Probe(Protocol):
    """Looks whether a part is ready."""

    async def health(self) -> Health:
        """Within about two seconds. A part that does not answer is not ready; nothing is raised."""
        ...


@dataclass(frozen=True)
class PortUse:
    """A TCP port that a part listens on, and the setting that names it."""

    setting: str
    host: str
    port: int


@dataclass(frozen=True)
class Part:
    """A program that the supervisor keeps running. `environment` is added to the supervisor's own."""

    name: str
    command: tuple[str, ...]
    probe: Probe
    ports: tuple[PortUse, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None
