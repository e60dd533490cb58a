"""How the station takes in what homes send."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from config.section import Section, Slug


class ShardSettings(Section):
    """Communities whose messages one worker takes in; none named: every community."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")] = "all"
    communities: tuple[Slug, ...] = ()


class IngestSettings(Section):
    """How messages are taken in."""

    shards: tuple[ShardSettings, ...] = (ShardSettings(),)
    lease_s: Annotated[float, Field(ge=1)] = 6.0  # a worker that died silently is followed by another after so long
    readings_at_once: Annotated[int, Field(ge=1, le=65535)] = 1000  # messages in one transaction
