"""A source for each paired Bluetooth device."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from config.errors import ConfigError
from config.settings import Settings
from messages.backoff import Backoff
from messages.clock import Clock
from wearable_bridge.ble.source import BluetoothSource, Patience
from wearable_bridge.ports import WearableSource


def bluetooth_sources(settings: Settings, clock: Clock) -> list[WearableSource]:
    """None while no device is listed. Raises ConfigError for a device of somebody who does not live here."""
    own, home = settings.bridge.bluetooth, settings.home
    residents = {resident.id for resident in home.residents}
    strangers = [device.name for device in own.devices if device.resident not in residents]
    if strangers:
        raise ConfigError(f"bridge.bluetooth.devices: the resident of {', '.join(strangers)} is not in home.residents.")
    if not own.devices:
        return []
    from wearable_bridge.ble.bleak_radio import BleakRadio  # takes its time to load

    radio = BleakRadio(own.adapter, own.connect_within_s)
    patience = Patience(Backoff(own.first_pause_s, own.longest_pause_s), own.silent_after_s)
    zone = ZoneInfo(home.timezone)
    return [BluetoothSource(device, radio, clock, zone, patience, own.set_clocks) for device in own.devices]
