"""This machine's Bluetooth, by bleak over BlueZ."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from bleak import BleakClient
from bleak.args.bluez import BlueZClientArgs
from bleak.backends.characteristic import BleakGATTCharacteristic

from wearable_bridge.ble.bleak_faults import FAULTS, as_bluetooth_errors
from wearable_bridge.ble.bleak_finder import Finder
from wearable_bridge.ble.errors import BluetoothError
from wearable_bridge.ble.gatt import short_uuid

ANSWER_WITHIN_S = 15.0


class BleakLink:
    """A Link. Of characteristics with the same number (two batteries) the first is meant."""

    def __init__(self, client: BleakClient) -> None:
        self._client = client
        self._by_number: dict[str, BleakGATTCharacteristic] = {}
        ordered = sorted(client.services.characteristics.items())
        for _handle, characteristic in ordered:
            number = short_uuid(characteristic.uuid)
            if number is not None:
                self._by_number.setdefault(number, characteristic)

    @property
    def notifies(self) -> frozenset[str]:
        return self._with("notify", "indicate")

    @property
    def reads(self) -> frozenset[str]:
        return self._with("read")

    @property
    def writes(self) -> frozenset[str]:
        return self._with("write")

    async def listen(self, number: str, heard: Callable[[bytes], None]) -> None:
        def told(_characteristic: BleakGATTCharacteristic, value: bytearray) -> None:
            heard(bytes(value))

        with as_bluetooth_errors():
            async with asyncio.timeout(ANSWER_WITHIN_S):
                await self._client.start_notify(self._by_number[number], told)

    async def read(self, number: str) -> bytes:
        with as_bluetooth_errors():
            async with asyncio.timeout(ANSWER_WITHIN_S):
                return bytes(await self._client.read_gatt_char(self._by_number[number]))

    async def write(self, number: str, value: bytes) -> None:
        with as_bluetooth_errors():
            async with asyncio.timeout(ANSWER_WITHIN_S):
                await self._client.write_gatt_char(self._by_number[number], value, response=True)

    def _with(self, *properties: str) -> frozenset[str]:
        wanted = set(properties)
        return frozenset(number for number, found in self._by_number.items() if wanted & set(found.properties))


class BleakRadio:
    """A Radio. `adapter` "": the first that is switched on. It makes one connection at a time, as adapters demand."""

    def __init__(self, adapter: str, connect_within_s: float) -> None:
        self._adapter = adapter
        self._connect_within_s = connect_within_s
        self._finder = Finder(adapter)
        self._connecting = asyncio.Lock()

    @asynccontextmanager
    async def link(self, address: str, *, bond: bool, gone: Callable[[], None]) -> AsyncIterator[BleakLink]:
        """Connected inside. BluetoothError when there is no adapter or the device does not answer in time."""
        device = await self._finder.find(address)
        adapter: BlueZClientArgs = {"adapter": self._adapter} if self._adapter else {}
        client = BleakClient(device, lambda _client: gone(), timeout=self._connect_within_s, pair=bond, bluez=adapter)
        async with self._connecting:
            with as_bluetooth_errors():
                await client.connect()
        try:
            yield self._link(client)
        finally:
            with suppress(*FAULTS):
                await client.disconnect()

    @staticmethod
    def _link(client: BleakClient) -> BleakLink:
        """A device may be gone again before its services are looked at."""
        with as_bluetooth_errors():
            if not client.is_connected:
                raise BluetoothError("it hung up at once")
            return BleakLink(client)
