"""What was found in one line, in the form that every `xiaoan decode` has, and how it is shown."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from messages.payloads import Metric

UNITS = {
    Metric.HEART_RATE: "bpm",
    Metric.SPO2: "%",
    Metric.SYSTOLIC: "mmHg",
    Metric.DIASTOLIC: "mmHg",
    Metric.TEMPERATURE: "°C",
    Metric.RESPIRATION: "/min",
    Metric.STEPS: "",
}


@dataclass(frozen=True)
class Found:
    """`error` is None for a line that was understood. `more` is what only this kind of device tells."""

    readings: tuple[tuple[Metric, float], ...] = ()
    alarms: tuple[str, ...] = ()
    battery: int | None = None
    error: str | None = None
    more: dict[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """For --json."""
        readings = [{"metric": metric.value, "value": value, "unit": UNITS[metric]} for metric, value in self.readings]
        common = {"readings": readings, "alarms": list(self.alarms), "battery": self.battery, "error": self.error}
        return common | self.more

    def as_text(self) -> str:
        """For a person."""
        if self.error is not None:
            return f"! {self.error}"
        parts = [f"{metric.value} {value:g} {UNITS[metric]}".strip() for metric, value in self.readings]
        parts += [f"alarm {alarm}" for alarm in self.alarms]
        if self.battery is not None:
            parts.append(f"battery {self.battery} %")
        parts += [f"{name} {value}" for name, value in self.more.items()]
        return ", ".join(parts) or "–"


def show(found: Iterable[Found], as_json: bool) -> bool:
    """Prints a line for each as it comes. True when every one was understood."""
    good = True
    for each in found:
        good = good and each.error is None
        print(json.dumps(each.as_dict(), ensure_ascii=False) if as_json else each.as_text(), flush=True)
    return good
