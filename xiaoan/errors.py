"""What goes wrong at the front door, and which errors of the rooms are told in one line."""

from __future__ import annotations

import sys

TOLD_IN_ONE_LINE = (
    ("config.errors", "ConfigError"),
    ("messages.errors", "MessagesError"),
    ("hardware.ports", "DeviceError"),
    ("assistant.ports", "RecognizerError"),
    ("assistant.ports", "SynthesisError"),
    ("assistant.ports", "DialogueError"),
    ("assistant.models.errors", "ModelsError"),
    ("station.errors", "StationError"),
    ("wearable_bridge.ble.errors", "BluetoothError"),
)


class XiaoanError(Exception):
    """Something a person at the command line can mend. The text says how."""


class LocalServerError(XiaoanError):
    """A broker or database that was to run for a while does not."""


def known_errors() -> tuple[type[BaseException], ...]:
    """The errors whose text is meant for a person. A room that was not imported cannot have raised one."""
    known: list[type[BaseException]] = [XiaoanError]
    for module, name in TOLD_IN_ONE_LINE:
        found = getattr(sys.modules.get(module), name, None)
        if isinstance(found, type) and issubclass(found, BaseException):
            known.append(found)
    return tuple(known)
