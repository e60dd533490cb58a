"""What a bridge of many homes may be set to."""

from __future__ import annotations

from config.errors import ConfigError
from config.settings import BridgeSettings


def check_whole_community(bridge: BridgeSettings) -> None:
    """Raises ConfigError for sources that belong to one home, or when the port of the watches is not open."""
    of_one_home = {
        "simulated_wristband": bridge.simulated_wristband,
        "mqtt_source.enabled": bridge.mqtt_source.enabled,
        "mqtt_mappings": bool(bridge.mqtt_mappings),
        "bluetooth.devices": bool(bridge.bluetooth.devices),
        "replay.file": bridge.replay.file is not None,
    }
    wrong = [key for key, is_set in of_one_home.items() if is_set]
    if wrong:
        raise ConfigError(
            f"bridge ({', '.join(wrong)}): not with bridge.whole_community, which carries cellular watches alone."
        )
    if not bridge.elder_watch.enabled:
        raise ConfigError("bridge.elder_watch.enabled: a bridge of many homes has nothing else to do.")
