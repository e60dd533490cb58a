"""bleak on a bus of the test's own, with a stand-in BlueZ."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.wearable_bridge.ble.bluez import BlueZ
from tests.wearable_bridge.ble.private_bus import private_bus


@pytest.fixture
def bus_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with private_bus(tmp_path) as address:
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
        yield address


@pytest.fixture
async def bluez(bus_address: str) -> AsyncIterator[BlueZ]:
    """With an adapter and nothing near."""
    bluez = await BlueZ.on(bus_address)
    bluez.add_adapter()
    yield bluez
    bluez.end()
