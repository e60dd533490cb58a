"""The two number formats of medical devices (ISO/IEEE 11073-20601, annex F; GATT Specification Supplement, 2.3).

A mantissa and a power of ten, little-endian. Five mantissas stand for no number: NaN, NRes, plus and minus infinity,
and one reserved.
"""

from __future__ import annotations

SFLOAT_SPECIAL = range(0x07FE, 0x0803)  # with exponent 0
FLOAT_SPECIAL = range(0x7FFFFE, 0x800003)


def sfloat(octets: bytes) -> float | None:
    """Of two octets: a mantissa of 12 bits, an exponent of 4. None: no reading."""
    word = int.from_bytes(octets, "little")
    mantissa, exponent = word & 0x0FFF, word >> 12
    if exponent == 0 and mantissa in SFLOAT_SPECIAL:
        return None
    return _number(_signed(mantissa, 12), _signed(exponent, 4))


def float32(octets: bytes) -> float | None:
    """Of four octets: a mantissa of 24 bits, an exponent of 8. None: no reading."""
    word = int.from_bytes(octets, "little")
    mantissa, exponent = word & 0xFFFFFF, word >> 24
    if exponent == 0 and mantissa in FLOAT_SPECIAL:
        return None
    return _number(_signed(mantissa, 24), _signed(exponent, 8))


def _signed(value: int, bits: int) -> int:
    return value - (1 << bits) if value >> (bits - 1) else value


def _number(mantissa: int, exponent: int) -> float:
    """A division keeps what was meant: 986 / 10 is 98.6, 986 * 0.1 is not."""
    return float(mantissa * 10**exponent) if exponent >= 0 else mantissa / 10**-exponent
