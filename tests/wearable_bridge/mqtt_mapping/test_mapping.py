"""Messages of others by a mapping: tables of the usual forms, of what is refused, and any bytes."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from config.mqtt_mapping import MetricName, MqttMapping
from messages.payloads import Metric
from messages.topics import DeadLetter
from tests.messages.support import START, SetClock
from wearable_bridge.mqtt_mapping.mapping import AppliedMapping
from wearable_bridge.mqtt_mapping.source import MappedMqttSource
from wearable_bridge.mqtt_mapping.topic_pattern import TopicPattern
from wearable_bridge.ports import AlarmKind, Observation, SourceAlarm, SourceEvent, SourceReading

RESIDENTS = ("wang", "li")
MAPPINGS = (
    MqttMapping(topic="band/{resident}/{metric}", metric="{metric}", value="@", resident="{resident}"),
    MqttMapping(topic="tele/{source}/SENSOR", metric="temperature", value="Body.T", unit="°F", at="Time"),
    MqttMapping(topic="tele/{source}/SENSOR", metric="systolic", value="BP[0]", unit="kPa", at="Time"),
    MqttMapping(topic="tele/{source}/SENSOR", metric="spo2", value="Body.O2", unit="fraction"),
    MqttMapping(topic="zigbee2mqtt/smoke-1", event="smoke", state="smoke", states={"true": "on", "false": "off"}),
    MqttMapping(topic="zigbee2mqtt/{source}", event="door", state="contact", states={"true": "shut", "false": "open"}),
    MqttMapping(topic="zigbee2mqtt/hall", event="motion", state="occupancy", when=("true",), resident="wang"),
    MqttMapping(topic="zigbee2mqtt/pendant", alarm="sos", state="action", when=("emergency",), resident="li"),
    MqttMapping(topic="meters/water/#", event="water", value="data.litres", unit="L", source="water-meter"),
    MqttMapping(topic="site/+/{source}", event="lift", state="@", states={"ALARM": "stuck"}),
    MqttMapping(topic="site/+/{source}", event="bin", value="fill", state="level"),
)

APPLIED = [AppliedMapping(mapping, RESIDENTS) for mapping in MAPPINGS]


async def read(topic: str, *bodies: bytes) -> tuple[list[Observation], list[DeadLetter], MappedMqttSource]:
    async def messages() -> AsyncIterator[tuple[str, bytes]]:
        for body in bodies:
            yield topic, body

    letters: list[DeadLetter] = []
    source = MappedMqttSource(messages, SetClock(), APPLIED, letters.append)
    return [observation async for observation in source.readings()], letters, source


@pytest.mark.parametrize(
    ("topic", "content", "expected"),
    [
        ("band/li/heart_rate", 72, [SourceReading("li", Metric.HEART_RATE, 72, START)]),
        ("band/wang/spo2", "97.5", [SourceReading("wang", Metric.SPO2, 97.5, START)]),
        (
            "tele/patch/SENSOR",
            {"Time": "2026-03-01T15:59:00+08:00", "Body": {"T": 98.6, "O2": 0.97}, "BP": [16.0]},
            [
                SourceReading("wang", Metric.TEMPERATURE, 37.0, START - timedelta(seconds=60), source="patch"),
                SourceReading("wang", Metric.SYSTOLIC, 120.0, START - timedelta(seconds=60), source="patch"),
                SourceReading("wang", Metric.SPO2, 97.0, START, source="patch"),
            ],
        ),
        (
            "tele/patch/SENSOR",
            {"Time": START.timestamp() * 1000, "BP": ["16"]},
            [SourceReading("wang", Metric.SYSTOLIC, 120.0, START, source="patch")],
        ),
        ("tele/patch/SENSOR", {"Time": None, "Body": {}}, []),
        ("zigbee2mqtt/smoke-1", {"smoke": True}, [SourceEvent("smoke", "zigbee2mqtt/smoke-1", START, state="on")]),
        ("zigbee2mqtt/back", {"contact": False}, [SourceEvent("door", "back", START, state="open")]),
        ("zigbee2mqtt/back", {"battery": 90}, []),
        (
            "zigbee2mqtt/hall",
            {"occupancy": True},
            [SourceEvent("motion", "zigbee2mqtt/hall", START, "wang", state="true")],
        ),
        ("zigbee2mqtt/hall", {"occupancy": False}, []),
        ("zigbee2mqtt/pendant", {"action": "emergency"}, [SourceAlarm("li", AlarmKind.SOS, START)]),
        ("zigbee2mqtt/pendant", {"action": "single"}, []),
        (
            "meters/water/cold/kitchen",
            {"data": {"litres": 1234.5}},
            [SourceEvent("water", "water-meter", START, value=1234.5, unit="L")],
        ),
        ("site/east/lift-2", "ALARM", [SourceEvent("lift", "lift-2", START, state="stuck")]),
        ("nobody/listens", {"value": 1}, []),
    ],
)
async def test_the_usual_forms(topic: str, content: Any, expected: list[Observation]) -> None:
    body = content.encode() if isinstance(content, str) else json.dumps(content).encode()
    observations, letters, _ = await read(topic, body)
    assert (observations, letters) == (expected, [])


@pytest.mark.parametrize(
    ("topic", "body", "reason"),
    [
        ("band/wang/heart_rate", b"\xff\xfe", "body"),
        ("band/wang/heart_rate", b'{"half": ', "body"),
        ("band/wang/heart_rate", b"9" * 70_000, "body"),
        ("band/wang/heart_rate", b"[" * 60_000, "body"),
        ("band/wang/heart_rate", b"true", "value"),
        ("band/wang/heart_rate", b"fast", "value"),
        ("band/wang/heart_rate", b"NaN", "value"),
        ("band/wang/heart_rate", b"1e999", "value"),
        ("band/wang/mood", b"3", "metric"),
        ("band/nobody/heart_rate", b"72", "resident"),
        ("tele/p/SENSOR", b'{"Time": "2026-03-01T16:00:00", "BP": [16]}', "at"),
        ("tele/p/SENSOR", b'{"Time": "yesterday", "BP": [16]}', "at"),
        ("tele/p/SENSOR", b'{"Time": "1970-01-01T00:00:00Z", "BP": [16]}', "at"),
        ("tele/p/SENSOR", b'{"Time": 1e300, "BP": [16]}', "at"),
        ("tele/p/SENSOR", b'{"Time": "9999-12-31T23:59:59-12:00", "BP": [16]}', "at"),
        ("zigbee2mqtt/back", b'{"contact": {"a": 1}}', "state"),
    ],
)
async def test_what_cannot_be_read_is_counted_kept_and_the_rest_goes_on(topic: str, body: bytes, reason: str) -> None:
    observations, letters, source = await read(topic, body, b"", body)
    assert observations == []
    assert [letter.body for letter in letters] == [body, body]
    assert letters[0].reason.startswith(reason)
    assert "nobody" not in letters[0].reason
    assert sum(source.tally.counts.values()) >= 2


async def test_one_wrong_value_does_not_hide_the_others_of_its_message() -> None:
    body = b'{"Body": {"T": "hot", "O2": 0.97}}'
    observations, (letter,), _ = await read("tele/p/SENSOR", body)
    assert observations == [SourceReading("wang", Metric.SPO2, 97.0, START, source="p")]
    assert letter.reason == "value: no number"


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["band/wang/heart_rate", "tele/p/SENSOR", "zigbee2mqtt/pendant", "site/a/b", "meters/water/x"]),
    st.binary(max_size=200)
    | st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["Time", "Body", "T", "BP", "action", "data", "litres"]), inner, max_size=4
            )
        ),
    ).map(lambda content: json.dumps(content).encode()),
)
async def test_no_message_breaks_it(topic: str, body: bytes) -> None:
    await read(topic, body)


async def test_a_topic_of_any_length_makes_a_short_source() -> None:
    (event,), _, _ = await read("zigbee2mqtt/" + "x" * 5000, b'{"contact": true}')
    assert isinstance(event, SourceEvent)
    assert len(event.source) <= 100


@pytest.mark.parametrize(
    ("pattern", "topic", "places"),
    [
        ("a/{source}/c", "a/b/c", {"source": "b"}),
        ("a/{source}/c", "a/b/d", None),
        ("a/{source}/c", "a//c", None),
        ("a/+/#", "a/b/c/d", {}),
        ("a.b/{source}", "axb/c", None),
    ],
)
def test_topic_patterns(pattern: str, topic: str, places: dict[str, str] | None) -> None:
    assert TopicPattern(pattern).places(topic) == places


def test_places_are_wildcards_to_the_broker() -> None:
    assert TopicPattern("a/{source}/{metric}/#").filter == "a/+/+/#"


@pytest.mark.parametrize(
    "wrong",
    [
        {"topic": "a", "metric": "heart_rate"},
        {"topic": "a"},
        {"topic": "a", "metric": "spo2", "event": "x", "value": "@"},
        {"topic": "a", "metric": "mood", "value": "@"},
        {"topic": "a", "metric": "spo2", "value": "a..b"},
        {"topic": "a", "metric": "spo2", "value": "@", "unit": "gallons"},
        {"topic": "a", "metric": "{metric}", "value": "@"},
        {"topic": "a", "event": "x"},
        {"topic": "a", "alarm": "sos", "state": "@"},
        {"topic": "a/#/b", "event": "x", "state": "@"},
        {"topic": "a/b{source}", "event": "x", "state": "@"},
        {"topic": "{source}/{source}", "event": "x", "state": "@"},
        {"topic": "care/v1/x", "event": "x", "state": "@"},
        {"topic": "$SYS/x", "event": "x", "state": "@"},
        {"topic": "", "event": "x", "state": "@"},
    ],
)
def test_settings_that_mean_nothing_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        MqttMapping.model_validate(wrong)


def test_the_settings_know_every_metric() -> None:
    assert set(get_args(MetricName)) == {"", "{metric}", *Metric}
