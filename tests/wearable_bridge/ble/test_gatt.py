"""Values of characteristics: own tables by the specification, the cases from outside where they are, and any octets."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from messages.payloads import Metric
from wearable_bridge.ble.errors import Wrong, WrongAnswerError
from wearable_bridge.ble.gatt import DECODERS, decode, long_uuid, short_uuid
from wearable_bridge.ble.ieee11073 import float32, sfloat
from wearable_bridge.ble.measurement import Doubt, Measurement, values

CASES = Path(__file__).resolve().parents[4] / "shared" / "cases" / "gatt_vectors.jsonl"
METRICS = {
    "heartRate": Metric.HEART_RATE,
    "pulse": Metric.HEART_RATE,
    "spo2": Metric.SPO2,
    "systolic": Metric.SYSTOLIC,
    "diastolic": Metric.DIASTOLIC,
}


def octets(text: str) -> bytes:
    return bytes.fromhex(text)


def found(measurement: Measurement) -> dict[Metric, float]:
    return {value.metric: value.value for value in measurement.values}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("00 00", 0.0),
        ("62 00", 98.0),
        ("fe f0", 25.4),
        ("ff ff", -0.1),
        ("01 20", 100.0),
        ("fd 07", 2045.0),
        ("03 08", -2045.0),
        ("fe 07", None),
        ("ff 07", None),
        ("00 08", None),
        ("01 08", None),
        ("02 08", None),
    ],
)
def test_sfloat(text: str, number: float | None) -> None:
    assert sfloat(octets(text)) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("6c 01 00 ff", 36.4),
        ("d0 07 00 00", 2000.0),
        ("ff ff ff fe", -0.01),
        ("fd ff 7f 00", 8388605.0),
        ("fe ff 7f 00", None),
        ("ff ff 7f 00", None),
        ("00 00 80 00", None),
        ("01 00 80 00", None),
        ("02 00 80 00", None),
    ],
)
def test_float(text: str, number: float | None) -> None:
    assert float32(octets(text)) == number


STAMP = "ea 07 03 01 08 1e 05"  # 2026-03-01 08:30:05
AT = datetime(2026, 3, 1, 8, 30, 5)  # noqa: DTZ001
NONE_MEASURED = Measurement()


@pytest.mark.parametrize(
    ("uuid", "text", "expected"),
    [
        ("2a37", "00 48", Measurement(values((Metric.HEART_RATE, 72)))),
        ("2a37", "01 2c 01", Measurement(values((Metric.HEART_RATE, 300)))),
        ("2a37", "06 48", Measurement(values((Metric.HEART_RATE, 72)), contact=True)),
        (
            "2a37",
            "04 48",
            Measurement(values((Metric.HEART_RATE, 72)), contact=False, doubts=frozenset({Doubt.NO_CONTACT})),
        ),
        ("2a37", "00 00", NONE_MEASURED),
        ("2a37", "18 48 05 00 00 02", Measurement(values((Metric.HEART_RATE, 72)), rr_ms=(500.0,))),
        ("2a37", "20 48 99", Measurement(values((Metric.HEART_RATE, 72)))),
        ("2a5f", "00 61 00 46 00", Measurement(values((Metric.SPO2, 97), (Metric.HEART_RATE, 70)))),
        ("2a5f", "00 ff 07 ff 07", NONE_MEASURED),
        (
            "2a5f",
            "03 61 00 46 00 60 00 45 00 5f 00 44 00",
            Measurement(values((Metric.SPO2, 97), (Metric.HEART_RATE, 70))),
        ),
        ("2a5f", "10 61 00 46 00 0a f0", Measurement(values((Metric.SPO2, 97), (Metric.HEART_RATE, 70)))),
        (
            "2a5f",
            "04 61 00 46 00 40 00",
            Measurement(values((Metric.SPO2, 97), (Metric.HEART_RATE, 70)), doubts=frozenset({Doubt.EARLY_ESTIMATE})),
        ),
        ("2a5f", "04 61 00 46 00 00 04", NONE_MEASURED),  # for demonstration
        ("2a5f", "04 61 00 46 00 00 80", NONE_MEASURED),  # invalid
        (
            "2a5f",
            "08 61 00 46 00 20 00 00",
            Measurement(
                values((Metric.SPO2, 97), (Metric.HEART_RATE, 70)),
                contact=True,
                doubts=frozenset({Doubt.POOR_SIGNAL}),
            ),
        ),
        (
            "2a5f",
            "08 61 00 46 00 00 08 00",
            Measurement(contact=False, doubts=frozenset({Doubt.NO_CONTACT})),
        ),
        ("2a5e", f"01 61 00 46 00 {STAMP}", Measurement(values((Metric.SPO2, 97), (Metric.HEART_RATE, 70)), stamp=AT)),
        (
            "2a5e",
            f"13 61 00 46 00 {STAMP} 00 02",
            Measurement(values((Metric.SPO2, 97), (Metric.HEART_RATE, 70)), stored=True),
        ),
        ("2a1c", "00 6d 01 00 ff", Measurement(values((Metric.TEMPERATURE, 36.5)))),
        ("2a1c", "01 f6 03 00 ff", Measurement(values((Metric.TEMPERATURE, 38.56)))),  # 101.4 °F
        ("2a1c", f"02 6d 01 00 ff {STAMP}", Measurement(values((Metric.TEMPERATURE, 36.5)), stamp=AT)),
        (
            "2a1c",
            "04 6d 01 00 ff 04",
            Measurement(values((Metric.TEMPERATURE, 36.5)), doubts=frozenset({Doubt.NOT_BODY_CORE})),
        ),
        ("2a1c", "01 ff ff 7f 00", NONE_MEASURED),
        ("2a1c", "02 6d 01 00 ff 00 00 00 00 00 00 00", Measurement(values((Metric.TEMPERATURE, 36.5)))),
        ("2a1c", "02 6d 01 00 ff ea 07 0d 28 08 1e 05", Measurement(values((Metric.TEMPERATURE, 36.5)))),
        ("2a35", "00 80 00 50 00 60 00", Measurement(values((Metric.SYSTOLIC, 128), (Metric.DIASTOLIC, 80)))),
        ("2a35", "01 a0 f0 64 f0 80 f0", Measurement(values((Metric.SYSTOLIC, 120.0), (Metric.DIASTOLIC, 75.0)))),
        (
            "2a35",
            f"1e 80 00 50 00 60 00 {STAMP} 48 00 01 05 00",
            Measurement(
                values((Metric.SYSTOLIC, 128), (Metric.DIASTOLIC, 80), (Metric.HEART_RATE, 72)),
                doubts=frozenset({Doubt.MOVED}),
                stamp=AT,
                user=1,
                irregular_pulse=True,
            ),
        ),
        ("2a35", "08 80 00 50 00 60 00 ff", Measurement(values((Metric.SYSTOLIC, 128), (Metric.DIASTOLIC, 80)))),
        ("2a35", "00 ff 07 ff 07 ff 07", NONE_MEASURED),
        ("2a36", "00 64 00 ff 07 ff 07", Measurement(cuff_mmhg=100.0)),
        ("2a19", "00", Measurement(battery_percent=0)),
        ("2a19", "64", Measurement(battery_percent=100)),
    ],
)
def test_what_the_specification_says(uuid: str, text: str, expected: Measurement) -> None:
    assert decode(uuid, octets(text)) == expected


@pytest.mark.parametrize(
    ("uuid", "text", "wrong"),
    [
        *((uuid, "", Wrong.LENGTH) for uuid in DECODERS),
        ("2a37", "00", Wrong.LENGTH),
        ("2a37", "01 48", Wrong.LENGTH),
        ("2a37", "00 48 00", Wrong.LENGTH),
        ("2a37", "08 48 01", Wrong.LENGTH),
        ("2a37", "10 48", Wrong.LENGTH),
        ("2a37", "10 48 00 04 00", Wrong.LENGTH),
        ("2a5f", "00 61 00 46", Wrong.LENGTH),
        ("2a5f", "01 61 00 46 00", Wrong.LENGTH),
        ("2a5f", "00 61 00 46 00 00", Wrong.LENGTH),
        ("2a5e", "01 61 00 46 00 ea 07 03", Wrong.LENGTH),
        ("2a1c", "00 6d 01 00", Wrong.LENGTH),
        ("2a35", "00 80 00 50 00 60", Wrong.LENGTH),
        ("2a35", "04 80 00 50 00 60 00", Wrong.LENGTH),
        ("2a19", "64 64", Wrong.LENGTH),
        ("2a19", "65", Wrong.VALUE),
        ("2a37", "00" * 600, Wrong.LENGTH),
        ("2a38", "01", Wrong.CHARACTERISTIC),
        ("2a3", "01", Wrong.CHARACTERISTIC),
        ("", "01", Wrong.CHARACTERISTIC),
    ],
)
def test_what_is_refused(uuid: str, text: str, wrong: Wrong) -> None:
    with pytest.raises(WrongAnswerError) as refused:
        decode(uuid, octets(text))
    assert refused.value.wrong is wrong


@pytest.mark.parametrize("uuid", ["2A37", "0x2a37", "00002A37", "00002a37-0000-1000-8000-00805F9B34FB", " 2a37 "])
def test_a_characteristic_has_many_spellings(uuid: str) -> None:
    assert short_uuid(uuid) == "2a37"
    assert long_uuid("2a37") == "00002a37-0000-1000-8000-00805f9b34fb"


@settings(deadline=None)
@given(st.sampled_from(sorted(DECODERS)), st.binary(max_size=40))
def test_no_octets_break_a_decoder_and_every_value_is_a_number(uuid: str, value: bytes) -> None:
    try:
        measurement = decode(uuid, value)
    except WrongAnswerError:
        return
    json.dumps([item.value for item in measurement.values], allow_nan=False)
    assert all(item.value != 0 for item in measurement.values)


@settings(deadline=None)
@given(st.text(max_size=60), st.binary(max_size=30))
def test_no_name_breaks_it(uuid: str, value: bytes) -> None:
    if short_uuid(uuid) not in DECODERS:
        with pytest.raises(WrongAnswerError):
            decode(uuid, value)


def cases() -> list[dict[str, Any]]:
    if not CASES.is_file():
        return []
    return [json.loads(row) for row in CASES.read_text(encoding="utf-8").splitlines() if row]


@pytest.mark.skipif(not CASES.is_file(), reason=f"no outside cases at {CASES}")
def test_the_cases_from_outside() -> None:
    standard = [case for case in cases() if short_uuid(case["char_uuid"]) in DECODERS]
    assert len(standard) >= 20
    failures = [(case["char_uuid"], case["hex"], fault) for case in standard if (fault := disagreement(case))]
    assert failures == []
    for case in cases():
        if case["char_uuid"] == "sfloat":
            assert sfloat(octets(case["hex"])) == case["expect"]["value"]


def disagreement(case: dict[str, Any]) -> str | None:
    """None where the case is right. One whose `valid` is null leaves it to the reader; a cut-off value is refused."""
    expected = case["expect"]
    try:
        measurement = decode(case["char_uuid"], octets(case["hex"]))
    except WrongAnswerError:
        return "refused" if expected["valid"] else None
    if not expected["valid"]:
        return "taken"
    got = found(measurement)
    wanted = {metric: expected[name] for name, metric in METRICS.items() if name in expected}
    if "temperature" in expected:
        degrees = expected["temperature"]
        wanted[Metric.TEMPERATURE] = (degrees - 32) / 1.8 if expected["unit"] == "F" else degrees
    differing = [metric for metric, value in wanted.items() if got.get(metric) != pytest.approx(value)]
    others = (
        ("contact", measurement.contact),
        ("battery", measurement.battery_percent),
        ("cuffPressure", measurement.cuff_mmhg),
        ("rr_ms", list(measurement.rr_ms)),
        ("rr_raw", [interval * 1024 / 1000 for interval in measurement.rr_ms]),
    )
    differing_others = [name for name, value in others if name in expected and expected[name] != value]
    return f"{differing} {differing_others}" if differing or differing_others else None
