"""Fields of a GATT value, one after the other."""

from __future__ import annotations

from wearable_bridge.ble.errors import Wrong, WrongAnswerError
from wearable_bridge.ble.ieee11073 import float32, sfloat


class Octets:
    """Takes fields from the front of a value, all little-endian. WrongAnswerError when it is too short."""

    def __init__(self, value: bytes) -> None:
        self._value = value
        self._at = 0

    @property
    def left(self) -> int:
        """How many octets were not taken yet."""
        return len(self._value) - self._at

    def take(self, count: int) -> bytes:
        if self.left < count:
            raise WrongAnswerError(Wrong.LENGTH, f"{len(self._value)} octets are too few")
        self._at += count
        return self._value[self._at - count : self._at]

    def uint(self, octets: int) -> int:
        return int.from_bytes(self.take(octets), "little")

    def sfloat(self) -> float | None:
        """None: no reading."""
        return sfloat(self.take(2))

    def float32(self) -> float | None:
        """None: no reading."""
        return float32(self.take(4))

    def end(self, flags: int, known_flags: int) -> None:
        """Nothing may follow, unless a flag of a later revision says that something does."""
        if self.left and not flags & ~known_flags:
            raise WrongAnswerError(Wrong.LENGTH, f"{len(self._value)} octets are too many")
