"""What goes wrong between a device and the bridge."""

from __future__ import annotations

from enum import StrEnum


class Wrong(StrEnum):
    """Why an answer was refused; counted under this name."""

    LENGTH = "wrong_length"
    VALUE = "wrong_value"
    CHARACTERISTIC = "unknown_characteristic"
    CLOCK = "wrong_clock"
    USER = "other_user"


class WrongAnswerError(ValueError):
    """A device sent what its characteristic does not allow. The text holds no value of it."""

    def __init__(self, wrong: Wrong, text: str) -> None:
        super().__init__(text)
        self.wrong = wrong


class BluetoothError(Exception):
    """This machine's Bluetooth does not serve. The text says what a person can do."""
