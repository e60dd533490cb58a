"""bleak's errors as ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from bleak.exc import BleakBluetoothNotAvailableError, BleakBluetoothNotAvailableReason, BleakDBusError, BleakError
from dbus_fast.errors import DBusError

from wearable_bridge.ble.errors import BluetoothError

# bleak asserts, and looks up by key, what BlueZ may take away at any moment; EOFError is a bus that has died.
FAULTS = (BleakError, DBusError, OSError, EOFError, TimeoutError, AssertionError, KeyError)

_HELP = {
    BleakBluetoothNotAvailableReason.NO_BLUETOOTH: "this machine has no Bluetooth adapter",
    BleakBluetoothNotAvailableReason.NO_BLE_CENTRAL_ROLE: "the Bluetooth adapter is too old for Bluetooth LE",
    BleakBluetoothNotAvailableReason.POWERED_OFF: "the Bluetooth adapter is switched off (bluetoothctl power on)",
    BleakBluetoothNotAvailableReason.DENIED_BY_SYSTEM: "this user may not use Bluetooth (group bluetooth)",
}
_MISSING_ADAPTER = re.compile(r"adapter '(hci\d{1,3})' not found")
_NO_BUS = "no D-Bus system bus answers; is dbus running?"
_NO_BLUEZ = "the Bluetooth service does not run (systemctl start bluetooth, package bluez)"
_BLUEZ_MISSING = frozenset({"org.freedesktop.DBus.Error.ServiceUnknown", "org.freedesktop.DBus.Error.NameHasNoOwner"})


@contextmanager
def as_bluetooth_errors() -> Iterator[None]:
    """Raises BluetoothError for whatever goes wrong at bleak, BlueZ or D-Bus. Its text names no address."""
    try:
        yield
    except FAULTS as error:
        raise BluetoothError(in_words(error)) from error


def in_words(error: BaseException) -> str:
    """What a person can do, or at least what happened."""
    if isinstance(error, BleakBluetoothNotAvailableError):
        return _HELP.get(error.reason, "Bluetooth is not available")
    if isinstance(error, BleakDBusError):
        return _NO_BLUEZ if error.dbus_error in _BLUEZ_MISSING else f"refused by BlueZ ({error.dbus_error})"
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, FileNotFoundError | ConnectionRefusedError):
        return _NO_BUS
    missing = _MISSING_ADAPTER.search(str(error))
    if missing is not None:
        return f"there is no Bluetooth adapter {missing[1]}"
    return f"the connection failed ({type(error).__name__})"
