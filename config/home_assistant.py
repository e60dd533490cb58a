"""What Home Assistant is told of the bands, over the broker of the home."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from config.section import Section


class HomeAssistantSettings(Section):
    """Off: nothing is published, and what an earlier run had announced is taken away."""

    enabled: bool = False
    # As in Home Assistant's own settings for MQTT.
    discovery_prefix: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*$", max_length=60)] = (
        "homeassistant"
    )
