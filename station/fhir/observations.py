"""Samples as FHIR Observations. Pure: plain JSON, validated where it is put into a Bundle.

A sample of doubtful quality (band off the wrist, no skin contact) is told without its number: `dataAbsentReason` error.
Left out, it would look as if nothing had been tried; with its number, somebody would take it for her pulse.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid5

from messages.payloads import Metric
from station.fhir.codes import (
    CATEGORY,
    CODES,
    DATA_ABSENT_REASON,
    DEVICE_SYSTEM,
    LOINC,
    PRESSURE,
    PRESSURE_DISPLAY,
    PRESSURE_PROFILE,
    PROFILE,
    RESIDENT_SYSTEM,
    UCUM,
    VITAL_SIGNS,
    Code,
)
from station.fhir.samples import Measured, Window

USED_FROM_QUALITY = 0.5  # messages.payloads.Sample: below it no rule uses a sample

Json = dict[str, Any]
_Moment = tuple[str, datetime]


def observations(window: Window, found: Sequence[Measured], around: Iterable[Measured] = ()) -> list[Json]:
    """In the order of the samples. `around`: pressures of the same moments that may stand on another page. An upper
    and a lower pressure of one device and moment are one Observation, which stands where the upper one does."""
    upper, lower = _pressures((*found, *around), Metric.SYSTOLIC), _pressures((*found, *around), Metric.DIASTOLIC)
    return list(_each(window, found, upper, lower))


def _each(
    window: Window, found: Sequence[Measured], upper: dict[_Moment, Measured], lower: dict[_Moment, Measured]
) -> Iterator[Json]:
    for sample in found:
        moment = (sample.device, sample.place.at)
        if sample.metric is Metric.DIASTOLIC and moment in upper and lower[moment] == sample:
            continue
        if sample.metric is Metric.SYSTOLIC and moment in lower and upper[moment] == sample:
            yield _pressure(window, sample, lower[moment])
        else:
            code = CODES[sample.metric]
            yield {**_common(window, sample, code), "code": _concept(code), **_value(sample)}


def _pressures(samples: Iterable[Measured], metric: Metric) -> dict[_Moment, Measured]:
    """The first of each moment."""
    found: dict[_Moment, Measured] = {}
    for sample in sorted((each for each in samples if each.metric is metric), key=lambda each: each.place):
        found.setdefault((sample.device, sample.place.at), sample)
    return found


def _pressure(window: Window, upper: Measured, lower: Measured) -> Json:
    panel = Code(((PRESSURE, PRESSURE_DISPLAY),), "mm[Hg]", "mmHg", PRESSURE_PROFILE)
    components = [{"code": _concept(CODES[half.metric]), **_value(half)} for half in (upper, lower)]
    return {**_common(window, upper, panel), "code": _concept(panel), "component": components}


def _common(window: Window, sample: Measured, code: Code) -> Json:
    here = f"{window.community}/{window.home}"
    observation: Json = {
        "resourceType": "Observation",
        "id": str(uuid5(sample.message, str(sample.place.position))),
        "status": "final",
        "category": [{"coding": [{"system": CATEGORY, "code": code.category}]}],
        "subject": _reference("Patient", RESIDENT_SYSTEM, f"{here}/{window.resident}"),
        "effectiveDateTime": sample.place.at.astimezone(UTC).isoformat(timespec="milliseconds"),
        "device": _reference("Device", DEVICE_SYSTEM, f"{here}/{sample.device}"),
    }
    if code.category == VITAL_SIGNS:
        profiles = dict.fromkeys(("vitalsigns", code.profile))
        observation["meta"] = {"profile": [f"{PROFILE}{profile}" for profile in profiles]}
    return observation


def _reference(kind: str, system: str, value: str) -> Json:
    """By identifier: people and devices are no resources here, and names stay at the station."""
    return {"type": kind, "identifier": {"system": system, "value": value}}


def _concept(code: Code) -> Json:
    return {"coding": [{"system": LOINC, "code": loinc, "display": display} for loinc, display in code.loinc]}


def _value(sample: Measured) -> Json:
    if sample.quality < USED_FROM_QUALITY:
        return {"dataAbsentReason": {"coding": [{"system": DATA_ABSENT_REASON, "code": "error"}]}}
    code = CODES[sample.metric]
    quantity = {"value": round(sample.value, 2), "unit": code.shown, "system": UCUM, "code": code.unit}
    return {"valueQuantity": quantity}
