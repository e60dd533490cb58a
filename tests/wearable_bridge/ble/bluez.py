"""A stand-in for BlueZ: what bleak asks of org.bluez, on a bus of the test's own, with devices that obey the test."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from typing import Any

from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus

from wearable_bridge.ble.gatt import long_uuid

ADAPTER_PATH = "/org/bluez/hci0"
ADAPTER, DEVICE = "org.bluez.Adapter1", "org.bluez.Device1"
SERVICE, CHARACTERISTIC = "org.bluez.GattService1", "org.bluez.GattCharacteristic1"
MANAGER, PROPERTIES = "org.freedesktop.DBus.ObjectManager", "org.freedesktop.DBus.Properties"
Interfaces = dict[str, dict[str, Variant]]


class BlueZ:
    """The service. `calls` counts what was asked of it, by member; `changed` is set at each call."""

    def __init__(self, bus: MessageBus) -> None:
        self._bus = bus
        self.objects: dict[str, Interfaces] = {}
        self.devices: dict[str, Device] = {}
        self.calls: Counter[str] = Counter()
        self._called = asyncio.Event()
        bus.add_message_handler(self._handle)

    @classmethod
    async def on(cls, address: str) -> BlueZ:
        """Owns org.bluez on the bus; without an adapter yet."""
        bus = await MessageBus(bus_address=address).connect()
        bluez = cls(bus)
        await bus.request_name("org.bluez")
        return bluez

    def end(self) -> None:
        self._bus.disconnect()

    def add_adapter(self, powered: bool = True) -> None:
        self.add(
            ADAPTER_PATH,
            ADAPTER,
            {
                "Address": Variant("s", "00:00:00:00:00:01"),
                "Powered": Variant("b", powered),
                "Roles": Variant("as", ["central"]),
            },
        )

    def add(self, path: str, interface: str, properties: dict[str, Variant]) -> None:
        """An object, told to whoever listens."""
        self.objects.setdefault(path, {})[interface] = properties
        self._signal("/", MANAGER, "InterfacesAdded", "oa{sa{sv}}", [path, {interface: properties}])

    def change(self, path: str, interface: str, **properties: Variant) -> None:
        """Properties, told to whoever listens."""
        self.objects[path][interface].update(properties)
        self._signal(path, PROPERTIES, "PropertiesChanged", "sa{sv}as", [interface, properties, []])

    async def called(self, member: str, times: int, within_s: float = 60) -> None:
        """Waits until a method was called so often."""
        async with asyncio.timeout(within_s):
            while self.calls[member] < times:
                self._called.clear()
                await self._called.wait()

    def answer(self, message: Message, signature: str = "", body: list[Any] | None = None) -> None:
        self._bus.send(Message.new_method_return(message, signature, body or []))

    def refuse(self, message: Message, error: str) -> None:
        self._bus.send(Message.new_error(message, error, "refused"))

    def _signal(self, path: str, interface: str, member: str, signature: str, body: list[Any]) -> None:
        self._bus.send(Message.new_signal(path, interface, member, signature, body))

    def _handle(self, message: Message) -> bool:
        if message.message_type is not MessageType.METHOD_CALL or message.interface is None:
            return False
        self.calls[str(message.member)] += 1
        self._called.set()
        if message.member == "GetManagedObjects":
            self.answer(message, "a{oa{sa{sv}}}", [self.objects])
        elif message.interface == ADAPTER and message.path in self.objects:
            self.answer(message)
            if message.member == "StartDiscovery":
                for near in self.devices.values():
                    near.advertise()
        elif (device := self._device_of(str(message.path))) is not None:
            device.asked(message)
        else:
            self.refuse(message, "org.freedesktop.DBus.Error.UnknownObject")
        return True

    def _device_of(self, path: str) -> Device | None:
        return next((device for root, device in self.devices.items() if path.startswith(root)), None)


class Device:
    """One device near the adapter. `values` are read, `written` collects what was written."""

    def __init__(self, bluez: BlueZ, address: str, name: str, services: Mapping[str, Mapping[str, list[str]]]) -> None:
        self.bluez = bluez
        self.address = address
        self.path = f"{ADAPTER_PATH}/dev_{address.replace(':', '_')}"
        self.near = True
        self.connects: str = ""  # the error that refuses a connection; "hang": never answers
        self.values: dict[str, bytes] = {}
        self.written: dict[str, bytes] = {}
        self._services = services
        self._paths: dict[str, str] = {}
        bluez.devices[self.path] = self
        self._properties = {
            "Address": Variant("s", address),
            "Alias": Variant("s", name),
            "Name": Variant("s", name),
            "Adapter": Variant("o", ADAPTER_PATH),
            "UUIDs": Variant("as", [long_uuid(number) for number in services]),
            "RSSI": Variant("n", -60),
            "Paired": Variant("b", False),
            "Trusted": Variant("b", False),
            "Connected": Variant("b", False),
            "ServicesResolved": Variant("b", False),
        }

    def advertise(self) -> None:
        if not self.near:
            return
        if self.path in self.bluez.objects:
            self.bluez.change(self.path, DEVICE, RSSI=Variant("n", -60))
        else:
            self.bluez.add(self.path, DEVICE, self._properties)

    def is_connected_already(self) -> None:
        """As a bridge that was killed leaves it: connected, and so not advertising."""
        self.near = False
        self._properties |= {"Connected": Variant("b", True), "ServicesResolved": Variant("b", True)}
        self.bluez.add(self.path, DEVICE, self._properties)
        self._add_services()

    def tell(self, number: str, value: bytes) -> None:
        """A notification."""
        self.bluez.change(self._paths[number], CHARACTERISTIC, Value=Variant("ay", value))

    def hang_up(self) -> None:
        self.bluez.change(self.path, DEVICE, Connected=Variant("b", False), ServicesResolved=Variant("b", False))

    def asked(self, message: Message) -> None:
        """A method of the device or of one of its characteristics."""
        number = next((number for number, path in self._paths.items() if path == message.path), "")
        match message.member:
            case "Connect" | "Pair":
                self._connect(message)
            case "Disconnect":
                self.bluez.answer(message)
                self.hang_up()
            case "ReadValue" if number in self.values:
                self.bluez.answer(message, "ay", [self.values[number]])
            case "WriteValue":
                self.written[number] = bytes(message.body[0])
                self.bluez.answer(message)
            case "Set" | "StartNotify":
                self.bluez.answer(message)
            case _:
                self.bluez.refuse(message, "org.bluez.Error.Failed")

    def _connect(self, message: Message) -> None:
        if self.connects == "hang":
            return
        if self.connects:
            self.bluez.refuse(message, self.connects)
            return
        if not self._paths:
            self._add_services()
        self.bluez.change(self.path, DEVICE, Connected=Variant("b", True))
        self.bluez.answer(message)
        self.bluez.change(self.path, DEVICE, ServicesResolved=Variant("b", True))

    def _add_services(self) -> None:
        handle = 0
        for service, characteristics in self._services.items():
            handle += 1
            service_path = f"{self.path}/service{handle:04x}"
            self.bluez.add(
                service_path,
                SERVICE,
                {
                    "UUID": Variant("s", long_uuid(service)),
                    "Device": Variant("o", self.path),
                    "Primary": Variant("b", True),
                },
            )
            for number, flags in characteristics.items():
                handle += 1
                self._paths[number] = f"{service_path}/char{handle:04x}"
                self.bluez.add(
                    self._paths[number],
                    CHARACTERISTIC,
                    {
                        "UUID": Variant("s", long_uuid(number)),
                        "Service": Variant("o", service_path),
                        "Flags": Variant("as", flags),
                    },
                )
