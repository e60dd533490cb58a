"""What the source of a device needs of this machine's Bluetooth."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol


class Link(Protocol):
    """A connection. Characteristics go by their 16-bit numbers (2a37). BluetoothError when it fails."""

    @property
    def notifies(self) -> frozenset[str]:
        """Characteristics that tell of themselves."""
        ...

    @property
    def reads(self) -> frozenset[str]: ...

    @property
    def writes(self) -> frozenset[str]: ...

    async def listen(self, number: str, heard: Callable[[bytes], None]) -> None:
        """`heard` is called for each value until the connection ends."""
        ...

    async def read(self, number: str) -> bytes: ...

    async def write(self, number: str, value: bytes) -> None: ...


class Radio(Protocol):
    """The machine's Bluetooth."""

    def link(self, address: str, *, bond: bool, gone: Callable[[], None]) -> AbstractAsyncContextManager[Link]:
        """Waits until the device is near, and connects. `gone` is called when the connection ends by itself.

        BluetoothError when there is no adapter or the device does not answer in time.
        """
        ...
