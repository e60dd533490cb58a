"""What each metric is called by LOINC, UCUM and the vital-signs profiles of FHIR R4."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from messages.payloads import Metric

LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
DATA_ABSENT_REASON = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
VITAL_SIGNS = "vital-signs"
PROFILE = "http://hl7.org/fhir/StructureDefinition/"
RESIDENT_SYSTEM = "urn:xiaoan:resident"  # values are community/home/resident
DEVICE_SYSTEM = "urn:xiaoan:device"  # values are community/home/device
PRESSURES = ("85354-9", "8480-6", "8462-4")
PRESSURE, PRESSURE_DISPLAY, PRESSURE_PROFILE = "85354-9", "Blood pressure panel with all children optional", "bp"


@dataclass(frozen=True)
class Code:
    """`loinc`: (code, display), the profile's own first. `unit` is UCUM's code, `shown` what people read."""

    loinc: tuple[tuple[str, str], ...]
    unit: str
    shown: str
    profile: str = ""
    category: str = VITAL_SIGNS


CODES: Mapping[Metric, Code] = {
    Metric.HEART_RATE: Code((("8867-4", "Heart rate"),), "/min", "beats/min", "heartrate"),
    Metric.SPO2: Code(
        (
            ("2708-6", "Oxygen saturation in Arterial blood"),  # the profile wants it
            ("59408-5", "Oxygen saturation in Arterial blood by Pulse oximetry"),  # how it was measured
        ),
        "%",
        "%",
        "oxygensat",
    ),
    Metric.SYSTOLIC: Code((("8480-6", "Systolic blood pressure"),), "mm[Hg]", "mmHg", "vitalsigns"),
    Metric.DIASTOLIC: Code((("8462-4", "Diastolic blood pressure"),), "mm[Hg]", "mmHg", "vitalsigns"),
    Metric.TEMPERATURE: Code((("8310-5", "Body temperature"),), "Cel", "°C", "bodytemp"),
    Metric.RESPIRATION: Code((("9279-1", "Respiratory rate"),), "/min", "breaths/min", "resprate"),
    Metric.STEPS: Code(
        (("55423-8", "Number of steps in unspecified time Pedometer"),), "{steps}", "steps", category="activity"
    ),
}


def metrics_of(loinc: str) -> tuple[Metric, ...]:
    """The metrics that a LOINC code asks for; none for a code of something nobody measures here. Whoever asks for one
    half of a blood pressure is given both, as they were measured."""
    if loinc in PRESSURES:
        return Metric.SYSTOLIC, Metric.DIASTOLIC
    return tuple(metric for metric, code in CODES.items() if loinc in {each for each, _ in code.loinc})
