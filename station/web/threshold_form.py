"""The form of a resident's lines: what its fields hold, what they mean, and what is wrong with them in words. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from config.phrases import Phrases
from messages.thresholds import BEYOND_LIFE, DEFAULT_EDGES, NOT_RISING, Thresholds
from station.errors import PlanError, PlanFault

EDGES = ("emergency_low", "urgent_low", "ask_low", "ask_high", "urgent_high", "emergency_high")
SWITCHES = ("oxygen_target_88_92", "own_baseline")
NUMBERS = (
    "night_from",
    "night_until",
    "moved_by",
    "band_silent_after_h",
    "band_off_after_h",
    "battery_low_percent",
    "water_unused_after_h",
)
_LIMITS = frozenset({"greater_than_equal", "less_than_equal"})

Fields = Mapping[str, float | bool | None]  # measure.edge, or the name of a switch or number; None: left empty


def fields_of(limits: Thresholds) -> dict[str, float | bool | None]:
    """What the form shows of the lines that hold."""
    lines: dict[str, float | bool | None] = {
        f"{measure}.{edge}": getattr(getattr(limits, measure), edge) for measure in DEFAULT_EDGES for edge in EDGES
    }
    return lines | {name: getattr(limits, name) for name in (*SWITCHES, *NUMBERS)}


def content_of(fields: Fields) -> dict[str, Any]:
    """The plan that says what the fields say: only what differs from the defaults, which may become better ones. An
    empty line is no line; an empty number is the default."""
    usual, content = fields_of(Thresholds()), dict[str, Any]()
    for name, value in fields.items():
        measure, dot, edge = name.partition(".")
        if value == usual[name] or (value is None and not dot):
            continue
        if dot:
            content.setdefault(measure, {})[edge] = value
        else:
            content[name] = int(value) if isinstance(value, float) and value.is_integer() else value
    return content


def refusal(error: PlanError, phrases: Phrases) -> str:
    """Why the lines cannot be meant, each fault a sentence."""
    return " ".join(dict.fromkeys(_fault(fault, phrases) for fault in error.faults)) or str(error)


def _fault(fault: PlanFault, phrases: Phrases) -> str:
    is_measure = fault.field in DEFAULT_EDGES
    name = phrases(f"station.thresholds.{'measure' if is_measure else 'field'}.{fault.field}")
    if fault.kind == NOT_RISING:
        return phrases("station.thresholds.not_rising", what=name)
    if fault.kind == BEYOND_LIFE:
        return phrases("station.thresholds.beyond_life", what=name, low=fault.low, high=fault.high)
    if fault.kind in _LIMITS:
        limit = fault.low if fault.low is not None else fault.high
        key = "too_small" if fault.low is not None else "too_large"
        return phrases(f"station.thresholds.{key}", what=name, limit=limit)
    return phrases("station.thresholds.no_number", what=name)
