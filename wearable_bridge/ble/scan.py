"""What is near, for whoever wants to pair a device."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bleak import BleakAdapter, BleakScanner
from bleak.args.bluez import BlueZAdapterArgs, BlueZScannerArgs

from wearable_bridge.ble.bleak_faults import as_bluetooth_errors
from wearable_bridge.ble.gatt import Service, long_uuid, short_uuid


@dataclass(frozen=True)
class Nearby:
    """One device. `services` are those the bridge reads; `rssi_dbm` is None for one that is connected."""

    address: str
    name: str
    rssi_dbm: int | None
    services: tuple[Service, ...]

    @property
    def connected(self) -> bool:
        return self.rssi_dbm is None


async def scan(adapter: str, seconds: float) -> tuple[Nearby, ...]:
    """Nearest first. Raises BluetoothError when this machine cannot scan."""
    scanner: BlueZScannerArgs = {"adapter": adapter} if adapter else {}
    own: BlueZAdapterArgs = {"adapter": adapter} if adapter else {}
    with as_bluetooth_errors():
        found = await BleakScanner.discover(timeout=seconds, return_adv=True, bluez=scanner)
        here = await BleakAdapter.get(bluez=own)
        near = {
            device.address: Nearby(device.address, device.name or "", heard.rssi, services_in(heard.service_uuids))
            for device, heard in found.values()
        }
        for service in Service:
            for device in await here.get_connected_devices([long_uuid(service.value)]):
                earlier = near.get(device.address)
                services = (*(earlier.services if earlier is not None and earlier.connected else ()), service)
                near[device.address] = Nearby(device.address, device.name or "", None, services)
    return tuple(sorted(near.values(), key=lambda device: (-(device.rssi_dbm or 0), device.address)))


def services_in(uuids: Iterable[str]) -> tuple[Service, ...]:
    """Those the bridge knows, in its own order."""
    numbers = {short_uuid(uuid) for uuid in uuids}
    return tuple(service for service in Service if service.value in numbers)
