"""Which Bluetooth devices the bridge talks to, and how patiently."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from config.section import Seconds, Section, Slug

Address = Annotated[str, Field(pattern=r"^([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}$")]


class PairedDevice(Section):
    """One device and whose body it measures."""

    name: Slug  # as messages and logs call it
    address: Address  # `xiaoan bridge scan` shows it
    resident: Slug
    user: Annotated[int, Field(ge=0, le=255)] | None = None  # of a shared device: only what it measured for this number
    bond: bool = False  # for a device that speaks only to whom it is bonded with; without a PIN


class BluetoothSettings(Section):
    """Nothing is looked for while no device is listed."""

    adapter: str = ""  # hci0, hci1, …; empty: the first that is switched on
    connect_within_s: Seconds = 30.0
    first_pause_s: Seconds = 2.0  # before a lost or failed device is tried again; the pause doubles
    longest_pause_s: Seconds = 60.0
    silent_after_s: Seconds = 180.0  # a band or oximeter that is connected and says nothing is connected anew
    set_clocks: bool = True  # of devices that let theirs be set
    devices: tuple[PairedDevice, ...] = ()

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        names = [device.name for device in self.devices]
        addresses = [device.address.upper() for device in self.devices]
        if len(set(names)) < len(names) or len(set(addresses)) < len(addresses):
            raise ValueError("two devices have the same name or address")
        return self
