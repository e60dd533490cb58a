"""The content of a resident's plan `thresholds`: where the rules of vital signs draw their lines for this person.

What is left out keeps its default. Sources of the defaults: docs/vital-signs.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, field_validator, model_validator
from pydantic_core import PydanticCustomError

from messages.payloads import Metric

PLAN = "thresholds"
NOT_RISING, BEYOND_LIFE = "lines_not_rising", "line_beyond_life"  # kinds of faults
_ORDER = ("emergency_low", "urgent_low", "ask_low", "ask_high", "urgent_high", "emergency_high")
_MARGIN_BEYOND_LIFE: Mapping[str, tuple[float, float]] = {
    "heart_rate": (20, 250),
    "spo2": (50, 100),
    "systolic": (50, 270),
    "mean_pressure": (30, 200),
    "temperature": (30, 43),
    "respiration": (3, 70),
}

Hour = Annotated[int, Field(ge=0, le=23)]
Hours = Annotated[float, Field(ge=0.5, le=72, allow_inf_nan=False)]


class Edges(BaseModel):
    """Lines of one measure, each belonging to the bad side: at or below the low ones, at or above the high ones.

    None: no such line.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    emergency_low: FiniteFloat | None = None
    urgent_low: FiniteFloat | None = None
    ask_low: FiniteFloat | None = None
    ask_high: FiniteFloat | None = None
    urgent_high: FiniteFloat | None = None
    emergency_high: FiniteFloat | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        given = [value for value in (getattr(self, name) for name in _ORDER) if value is not None]
        if given != sorted(given):
            raise PydanticCustomError(NOT_RISING, "the lines must rise from emergency_low to emergency_high")
        return self


DEFAULT_EDGES: Mapping[str, Edges] = {
    "heart_rate": Edges(urgent_low=40, ask_high=111, urgent_high=131, emergency_high=141),
    "spo2": Edges(emergency_low=84, urgent_low=91, ask_low=93),
    "systolic": Edges(urgent_low=90, ask_low=100, urgent_high=220),
    "mean_pressure": Edges(urgent_low=64),
    "temperature": Edges(ask_low=35.0, ask_high=37.9),
    "respiration": Edges(emergency_low=4, urgent_low=8, ask_high=21, urgent_high=25, emergency_high=37),
}


class Thresholds(BaseModel):
    """All of one resident."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    heart_rate: Edges = DEFAULT_EDGES["heart_rate"]
    spo2: Edges = DEFAULT_EDGES["spo2"]
    systolic: Edges = DEFAULT_EDGES["systolic"]
    mean_pressure: Edges = DEFAULT_EDGES["mean_pressure"]
    temperature: Edges = DEFAULT_EDGES["temperature"]
    respiration: Edges = DEFAULT_EDGES["respiration"]
    oxygen_target_88_92: bool = False  # a doctor has set SpO2 scale 2 of the chart: 88–92 % is right for this person
    own_baseline: bool = True  # compare with what is usual for this person

    night_from: Hour = 22
    night_until: Hour = 6
    band_silent_after_h: Hours = 2.0
    band_off_after_h: Hours = 1.0
    battery_low_percent: Annotated[int, Field(ge=0, le=90)] = 15
    moved_by: Hour = 10  # no motion in the home between the end of the night and this hour
    water_unused_after_h: Hours = 12.0  # waking hours without water

    @field_validator(*DEFAULT_EDGES, mode="before")
    @classmethod
    def _on_top_of_the_defaults(cls, value: Any, info: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        return {**DEFAULT_EDGES[info.field_name].model_dump(), **value}

    @model_validator(mode="after")
    def _for_the_living(self) -> Self:
        for name, (low, high) in _MARGIN_BEYOND_LIFE.items():
            edges: Edges = getattr(self, name)
            if any(value is not None and not low <= value <= high for value in edges.model_dump().values()):
                raise PydanticCustomError(
                    BEYOND_LIFE,
                    "{measure}: a line outside {low}–{high}, where nothing is ever measured",
                    {"measure": name, "low": low, "high": high},
                )
        return self

    def edges(self, measure: Metric | str) -> Edges | None:
        """The lines of a metric, or of `mean_pressure`; None for what has none."""
        name = str(measure)
        if name == Metric.SPO2 and self.oxygen_target_88_92 and self.spo2 == DEFAULT_EDGES["spo2"]:
            return Edges(emergency_low=80, urgent_low=83, ask_low=85)
        return getattr(self, name, None) if name in DEFAULT_EDGES else None
