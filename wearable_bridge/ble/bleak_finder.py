"""One scan for all devices that are missing: BlueZ allows a program no second one at the same time."""

from __future__ import annotations

import asyncio

from bleak import BleakAdapter, BleakScanner
from bleak.args.bluez import BlueZAdapterArgs, BlueZScannerArgs
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData

from messages.tasks import wait_at_most
from wearable_bridge.ble.bleak_faults import as_bluetooth_errors
from wearable_bridge.ble.errors import BluetoothError
from wearable_bridge.ble.gatt import Service, long_uuid

SCAN_ANEW_S = 60.0


class Finder:
    """Scans while somebody waits; anew now and then, since a Bluetooth service that restarts forgets the scan."""

    def __init__(self, adapter: str, scan_anew_s: float = SCAN_ANEW_S) -> None:
        self._adapter = adapter
        self._scan_anew_s = scan_anew_s
        self._wanted: dict[asyncio.Future[BLEDevice], str] = {}
        self._nobody_waits = asyncio.Event()
        self._scan: asyncio.Task[None] | None = None

    async def find(self, address: str) -> BLEDevice:
        """Waits, however long, until the device is near. Raises BluetoothError when nothing can be scanned."""
        connected = await self._connected(address)
        if connected is not None:
            return connected
        found: asyncio.Future[BLEDevice] = asyncio.get_running_loop().create_future()
        self._wanted[found] = address.upper()
        self._nobody_waits.clear()
        if self._scan is None or self._scan.done():
            self._scan = asyncio.create_task(self._look())
        try:
            return await found
        finally:
            del self._wanted[found]
            if not self._wanted:
                self._nobody_waits.set()

    async def _connected(self, address: str) -> BLEDevice | None:
        """One that is connected (a bridge that was killed leaves it so) does not advertise."""
        adapter: BlueZAdapterArgs = {"adapter": self._adapter} if self._adapter else {}
        with as_bluetooth_errors():
            here = await BleakAdapter.get(bluez=adapter)
            devices = await here.get_connected_devices([long_uuid(service.value) for service in Service])
        return next((device for device in devices if device.address.upper() == address.upper()), None)

    async def _look(self) -> None:
        adapter: BlueZScannerArgs = {"adapter": self._adapter} if self._adapter else {}
        try:
            with as_bluetooth_errors():
                while self._wanted:
                    async with BleakScanner(self._seen, bluez=adapter):
                        await wait_at_most(self._nobody_waits, self._scan_anew_s)
        except BluetoothError as error:
            for found in self._wanted:
                if not found.done():
                    found.set_exception(BluetoothError(str(error)))

    def _seen(self, device: BLEDevice, _advertisement: AdvertisementData) -> None:
        for found, address in self._wanted.items():
            if address == device.address.upper() and not found.done():
                found.set_result(device)
