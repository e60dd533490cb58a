"""Kaldi's binary format, as much of it as a model file needs.

After the mark `\\0B`: tokens end with a space; int32 and float carry their size (4), double 8; an int vector carries
the size of one entry and a raw length; vectors are `FV `, matrices `FM `, or `CM2 ` as 16-bit steps between two bounds.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_STEPS = 65535


class KaldiWriter:
    """Collects bytes; `content` is the file."""

    def __init__(self) -> None:
        self._parts = [b"\0B"]

    @property
    def content(self) -> bytes:
        return b"".join(self._parts)

    def token(self, text: str) -> None:
        self._parts.append(text.encode() + b" ")

    def text(self, text: str) -> None:
        """As it stands."""
        self._parts.append(text.encode())

    def int32(self, number: int) -> None:
        self._parts.append(struct.pack("<bi", 4, number))

    def float32(self, number: float) -> None:
        self._parts.append(struct.pack("<bf", 4, number))

    def float64(self, number: float) -> None:
        self._parts.append(struct.pack("<bd", 8, number))

    def int_vector(self, numbers: Sequence[int]) -> None:
        self._parts.append(struct.pack("<bi", 4, len(numbers)) + np.asarray(numbers, "<i4").tobytes())

    def vector(self, numbers: NDArray[np.float32]) -> None:
        self.token("FV")
        self.int32(len(numbers))
        self._parts.append(numbers.astype("<f4").tobytes())

    def matrix(self, rows: NDArray[np.float32]) -> None:
        """With 16 bits a number: half the size, and no difference that could be heard."""
        low, span = float(rows.min()), max(float(rows.max() - rows.min()), 1e-9)
        steps = np.rint((rows - low) / span * _STEPS).clip(0, _STEPS).astype("<u2")
        self.token("CM2")
        self._parts.append(struct.pack("<ffii", low, span, *rows.shape) + steps.tobytes())
