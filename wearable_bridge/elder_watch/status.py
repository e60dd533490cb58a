"""What the bits of a watch's status word mean: a matter of the model. The same bit is a fall here and a pulse there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from wearable_bridge.ports import AlarmKind


class Model(StrEnum):
    """Whose reading of the status word a watch follows."""

    MAKER = "maker"  # the document of the maker, 4P-Touch
    TRACCAR = "traccar"  # as traccar reads them: bit 4 moves, bit 22 fell; so do the V46, V48 and V52


@dataclass(frozen=True)
class StatusTable:
    """Bits of the alarms, and of what lasts. `moving_when` is the value of bit 4 that means that the watch moves."""

    alarms: Mapping[int, AlarmKind]
    moving_when: bool


_SAME_IN_ALL = {
    0: AlarmKind.LOW_BATTERY,  # lasts as long as the battery is low
    16: AlarmKind.SOS,
    17: AlarmKind.LOW_BATTERY,
    18: AlarmKind.FENCE_EXIT,
    19: AlarmKind.FENCE_ENTER,
    20: AlarmKind.REMOVED,
    21: AlarmKind.FALL,
}
TABLES: Mapping[Model, StatusTable] = {
    Model.MAKER: StatusTable({**_SAME_IN_ALL, 22: AlarmKind.ABNORMAL_HEART_RATE}, moving_when=False),
    Model.TRACCAR: StatusTable({**_SAME_IN_ALL, 22: AlarmKind.FALL}, moving_when=True),
}
OUT_OF_FENCE_BIT, IN_FENCE_BIT, MOTION_BIT = 1, 2, 4


@dataclass(frozen=True)
class Status:
    """A status word, understood. `alarms` are all that it names, the most urgent first."""

    alarms: tuple[AlarmKind, ...]
    out_of_fence: bool
    in_fence: bool
    moving: bool


def understood(word: int, model: Model) -> Status:
    """Every bit counts: a low battery must not hide a call for help."""
    table = TABLES[model]
    named = {kind for bit, kind in table.alarms.items() if word >> bit & 1}
    return Status(
        alarms=tuple(kind for kind in AlarmKind if kind in named),
        out_of_fence=bool(word >> OUT_OF_FENCE_BIT & 1),
        in_fence=bool(word >> IN_FENCE_BIT & 1),
        moving=bool(word >> MOTION_BIT & 1) is table.moving_when,
    )
