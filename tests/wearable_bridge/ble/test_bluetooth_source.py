"""Paired devices through bleak, against a stand-in BlueZ: found, heard, lost, found again; broken ones left aside."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from dbus_fast import Variant
from structlog.testing import capture_logs

from config.bluetooth import PairedDevice
from messages.backoff import Backoff
from messages.payloads import Metric
from tests.messages.support import START, SetClock
from tests.wearable_bridge.ble.bluez import ADAPTER, ADAPTER_PATH, BlueZ, Device
from wearable_bridge.ble.bleak_radio import BleakRadio
from wearable_bridge.ble.date_time import date_time
from wearable_bridge.ble.source import BluetoothSource, Patience
from wearable_bridge.ports import Observation, SourceReading, SourceState

STRAP = PairedDevice(name="strap", address="AA:00:00:00:00:01", resident="wang")
CUFF = PairedDevice(name="cuff", address="AA:00:00:00:00:02", resident="li", user=1)
STRAP_OFFERS = {"180d": {"2a37": ["notify"]}, "180f": {"2a19": ["read", "notify"]}}
CUFF_OFFERS = {"1810": {"2a35": ["indicate"], "2a08": ["read", "write"]}}
ZONE = ZoneInfo("Asia/Shanghai")
QUICK = Patience(Backoff(0.01, 0.05), silent_after_s=300)


class Heard:
    """What a source has given so far; it takes nothing while `may_take` is not set."""

    def __init__(self) -> None:
        self.all: list[Observation] = []
        self.may_take = asyncio.Event()
        self.may_take.set()
        self._news = asyncio.Event()

    async def collect(self, source: BluetoothSource) -> None:
        async for observation in source.readings():
            await self.may_take.wait()
            self.all.append(observation)
            self._news.set()

    async def until(self, enough: Callable[[], bool], within_s: float = 60) -> None:
        async with asyncio.timeout(within_s):
            while not enough():
                self._news.clear()
                await self._news.wait()

    def values(self, metric: Metric = Metric.HEART_RATE) -> list[float]:
        return [item.value for item in self.all if isinstance(item, SourceReading) and item.metric is metric]

    def states(self) -> list[SourceState]:
        return [item for item in self.all if isinstance(item, SourceState)]

    def connections(self) -> list[bool]:
        return [state.connected for state in self.states() if state.connected is not None]


def strap(bluez: BlueZ) -> Device:
    device = Device(bluez, STRAP.address, "HR Strap", STRAP_OFFERS)
    device.values["2a19"] = bytes([63])
    return device


@asynccontextmanager
async def listening(source: BluetoothSource) -> AsyncIterator[Heard]:
    heard = Heard()
    task = asyncio.create_task(heard.collect(source))
    try:
        yield heard
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def source_of(paired: PairedDevice, radio: BleakRadio, patience: Patience = QUICK) -> BluetoothSource:
    return BluetoothSource(paired, radio, SetClock(), ZONE, patience)


async def connected(bluez: BlueZ, heard: Heard, times: int = 1) -> None:
    """Connected so often, and listened to."""
    await heard.until(lambda: heard.connections().count(True) >= times)
    await bluez.called("StartNotify", 2 * times)


async def test_a_strap_is_found_heard_lost_and_found_again(bluez: BlueZ) -> None:
    device = strap(bluez)
    async with listening(source_of(STRAP, BleakRadio("", 30))) as heard:
        await connected(bluez, heard)
        device.tell("2a37", bytes.fromhex("0648"))
        await heard.until(lambda: heard.values() == [72])
        device.hang_up()
        await connected(bluez, heard, 2)
        device.tell("2a37", bytes.fromhex("0650"))
        device.tell("2a37", bytes.fromhex("0650"))
        await heard.until(lambda: heard.values() == [72, 80, 80])
    assert heard.connections() == [True, False, True]
    assert [state.battery_percent for state in heard.states() if state.battery_percent is not None] == [63, 63]
    assert [state.worn for state in heard.states() if state.worn is not None] == [True, True]
    first = next(item for item in heard.all if isinstance(item, SourceReading))
    assert first == SourceReading("wang", Metric.HEART_RATE, 72, START, source="strap")


async def test_a_device_that_comes_near_later_is_found(bluez: BlueZ) -> None:
    device = strap(bluez)
    device.near = False
    async with listening(source_of(STRAP, BleakRadio("hci0", 30))) as heard:
        await bluez.called("StartDiscovery", 1)
        assert heard.all == []
        device.near = True
        device.advertise()
        await connected(bluez, heard)


async def test_one_that_a_killed_bridge_left_connected_is_taken_over(bluez: BlueZ) -> None:
    device = strap(bluez)
    device.is_connected_already()
    async with listening(source_of(STRAP, BleakRadio("", 30))) as heard:
        await connected(bluez, heard)
        device.tell("2a37", bytes.fromhex("0048"))
        await heard.until(lambda: heard.values() == [72])
    assert bluez.calls["Connect"] == 0
    assert bluez.calls["StartDiscovery"] == 0


async def test_a_cuff_gets_the_time_and_gives_what_it_measured_for_its_person(bluez: BlueZ) -> None:
    device = Device(bluez, CUFF.address, "Cuff", CUFF_OFFERS)
    source = source_of(CUFF, BleakRadio("", 30))

    def measured(stamp: datetime, user: int = 1, systolic: int = 128) -> bytes:
        pressures = b"".join(value.to_bytes(2, "little") for value in (systolic, 80, 96))
        return b"\x0a" + pressures + date_time(stamp) + bytes([user])

    async with listening(source) as heard:
        await heard.until(lambda: True in heard.connections())
        await bluez.called("StartNotify", 1)
        assert device.written == {"2a08": date_time(START.astimezone(ZONE))}
        local = START.astimezone(ZONE).replace(tzinfo=None)
        device.tell("2a35", measured(local.replace(hour=local.hour - 3)))
        device.tell("2a35", measured(local.replace(year=2000)))
        device.tell("2a35", measured(local.replace(year=2031)))
        device.tell("2a35", measured(local, user=2))
        device.tell("2a35", measured(local, systolic=131))
        await heard.until(lambda: heard.values(Metric.SYSTOLIC) == [128, 131])
    readings = [item for item in heard.all if isinstance(item, SourceReading)]
    assert [(item.at, item.backfill) for item in readings[::2]] == [(START.replace(hour=5), True), (START, False)]
    assert source.tally.counts == {"wrong_clock": 2, "other_user": 1}


async def test_a_cuff_whose_clock_is_slow_is_asked_for_its_time_before_it_is_set(bluez: BlueZ) -> None:
    device = Device(bluez, CUFF.address, "Cuff", CUFF_OFFERS)
    local = START.astimezone(ZONE).replace(tzinfo=None)
    device.values["2a08"] = date_time(local.replace(year=2017))
    source = source_of(CUFF, BleakRadio("", 30))
    async with listening(source) as heard:
        await bluez.called("StartNotify", 1)
        assert device.written == {"2a08": date_time(START.astimezone(ZONE))}
        for stamp, systolic in ((local.replace(year=2017, hour=local.hour - 3), 120), (local.replace(year=2017), 131)):
            pressures = b"".join(value.to_bytes(2, "little") for value in (systolic, 80, 96))
            device.tell("2a35", b"\x0a" + pressures + date_time(stamp) + b"\x01")
        await heard.until(lambda: heard.values(Metric.SYSTOLIC) == [120, 131])
    readings = [item for item in heard.all if isinstance(item, SourceReading) and item.metric is Metric.SYSTOLIC]
    assert [(item.at, item.backfill, item.clock_trusted) for item in readings] == [
        (START.replace(hour=5), True, False),
        (START, False, False),
    ]


async def test_wrong_answers_are_counted_and_the_next_right_one_is_taken(bluez: BlueZ) -> None:
    device = strap(bluez)
    device.values["2a19"] = bytes([200])
    source = source_of(STRAP, BleakRadio("", 30))
    async with listening(source) as heard:
        await connected(bluez, heard)
        for value in ("", "01", "0048ffff", "1048", "06" * 400):
            device.tell("2a37", bytes.fromhex(value))
        device.tell("2a37", bytes.fromhex("0048"))
        await heard.until(lambda: heard.values() == [72])
    assert source.tally.counts == {"wrong_length": 5, "wrong_value": 1}
    assert heard.connections() == [True]


async def test_a_device_that_floods_is_bounded_and_counted_and_heard_on(bluez: BlueZ) -> None:
    device = strap(bluez)
    source = source_of(STRAP, BleakRadio("", 30))
    async with listening(source) as heard:
        await connected(bluez, heard)
        heard.may_take.clear()
        while source.tally.counts["flood"] < 10:
            for pulse in range(60, 120):
                device.tell("2a37", bytes([0, pulse]))
            await asyncio.sleep(0.01)
        heard.may_take.set()
        await heard.until(lambda: 119 in heard.values())


async def test_one_that_answers_only_nonsense_is_hung_up_on_and_tried_again(bluez: BlueZ) -> None:
    device = strap(bluez)
    async with listening(source_of(STRAP, BleakRadio("", 30))) as heard:
        await connected(bluez, heard)
        for _ in range(60):
            device.tell("2a37", b"\x01")
        await bluez.called("Disconnect", 1)
        await connected(bluez, heard, 2)


async def test_one_that_is_connected_and_silent_is_connected_anew(bluez: BlueZ) -> None:
    strap(bluez)
    source = source_of(STRAP, BleakRadio("", 30), Patience(Backoff(0.01, 0.05), silent_after_s=0.2))
    async with listening(source) as heard:
        await connected(bluez, heard, 2)


async def test_one_without_anything_to_read_is_tried_again_and_never_an_error(bluez: BlueZ) -> None:
    Device(bluez, STRAP.address, "Lamp", {"180f": {"2a19": ["read", "notify"]}})
    async with listening(source_of(STRAP, BleakRadio("", 30))) as heard:
        await heard.until(lambda: heard.connections()[:3] == [True, False, True])


@pytest.mark.parametrize("broken", ["hang", "org.bluez.Error.Failed", "org.freedesktop.DBus.Error.NoReply"])
async def test_a_device_that_cannot_be_connected_leaves_the_other_alone(bluez: BlueZ, broken: str) -> None:
    device, other = strap(bluez), Device(bluez, CUFF.address, "Cuff", CUFF_OFFERS)
    other.connects = broken
    radio = BleakRadio("", connect_within_s=1)
    async with listening(source_of(CUFF, radio)) as nothing, listening(source_of(STRAP, radio)) as heard:
        await bluez.called("Connect", 2)
        await heard.until(lambda: True in heard.connections())
        await bluez.called("StartNotify", 2)
        for bpm in (72, 73):
            tries = bluez.calls["Connect"]
            await bluez.called("Connect", tries + 1)
            device.tell("2a37", bytes([0, bpm]))
        await heard.until(lambda: heard.values() == [72, 73])
        assert heard.connections() == [True]
        assert nothing.all == []
        other.connects = ""
        await nothing.until(lambda: True in nothing.connections())


async def test_a_bonded_device_is_paired_with_first(bluez: BlueZ) -> None:
    strap(bluez)
    async with listening(source_of(STRAP.model_copy(update={"bond": True}), BleakRadio("", 30))) as heard:
        await connected(bluez, heard)
    assert (bluez.calls["Pair"], bluez.calls["Connect"]) == (1, 0)


async def test_an_adapter_that_is_switched_on_later_is_used(bluez: BlueZ) -> None:
    strap(bluez)
    bluez.change(ADAPTER_PATH, ADAPTER, Powered=Variant("b", False))
    with capture_logs() as logs:
        async with listening(source_of(STRAP, BleakRadio("", 30))) as heard:
            async with asyncio.timeout(60):
                while not logs:
                    await asyncio.sleep(0.01)
            assert bluez.calls["StartDiscovery"] == 0
            bluez.change(ADAPTER_PATH, ADAPTER, Powered=Variant("b", True))
            await connected(bluez, heard)
    (told,) = [log for log in logs if log["event"] == "no Bluetooth connection"]
    assert "switched off" in told["reason"]


async def test_a_bluetooth_service_that_dies_is_found_again(bus_address: str) -> None:
    first = await BlueZ.on(bus_address)
    first.add_adapter()
    device = strap(first)
    async with listening(source_of(STRAP, BleakRadio("", 30))) as heard:
        await connected(first, heard)
        device.connects = "org.bluez.Error.Failed"
        device.hang_up()
        await heard.until(lambda: heard.connections() == [True, False])
        first.end()
        second = await BlueZ.on(bus_address)
        second.add_adapter()
        again = strap(second)
        again.advertise()
        await connected(second, heard, 1)
        await heard.until(lambda: heard.connections() == [True, False, True])
        second.end()


async def test_no_log_line_holds_an_address(bluez: BlueZ) -> None:
    device = strap(bluez)
    device.connects = "org.bluez.Error.Failed"
    with capture_logs() as logs:
        async with listening(source_of(STRAP, BleakRadio("", 30))):
            await bluez.called("Connect", 3)
    assert logs
    assert not [log for log in logs if "AA" in str(log)]
