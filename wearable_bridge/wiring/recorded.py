"""The source that plays a recording, where the settings name one."""

from __future__ import annotations

from config.errors import ConfigError
from config.settings import Settings
from messages.clock import Clock
from wearable_bridge.ports import WearableSource
from wearable_bridge.recorded_source import RecordedReadings


def recorded_sources(settings: Settings, clock: Clock) -> list[WearableSource]:
    """Raises ConfigError for a file that is not there, or a person who does not live here."""
    own = settings.bridge.replay
    if own.file is None:
        return []
    residents = [resident.id for resident in settings.home.residents]
    resident = own.resident or residents[0]
    if resident not in residents:
        raise ConfigError("bridge.replay.resident is not in home.residents.")
    file = own.file.expanduser()
    if not file.is_file():
        raise ConfigError(f"bridge.replay.file: {file} is not there.")
    return [RecordedReadings(file, own.person, resident, clock, own.speed)]
