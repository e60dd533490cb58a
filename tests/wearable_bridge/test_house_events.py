"""What sensors tell reaches the station as events: what is new, once, and never in a flood."""

from __future__ import annotations

from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from messages.payloads import Event, EventKind, Metric, Readings
from tests.messages.support import START
from tests.wearable_bridge.support import Desk
from wearable_bridge.house_events import AGAIN_AFTER_S, AT_MOST_A_MINUTE, HouseEvents
from wearable_bridge.ports import SourceEvent, SourceReading, SourceState


def door(state: str, source: str = "front-door") -> SourceEvent:
    return SourceEvent("door", source, START, state=state)


def told(desk: Desk) -> list[Event]:
    return [payload for payload in desk.waiting() if isinstance(payload, Event)]


def test_an_event_names_the_sensor_and_nobody_s_health(desk: Desk) -> None:
    desk.intake.take(SourceEvent("water", "meter", START, "wang", value=123456.75, unit="L"))
    (event,) = told(desk)
    assert event.kind is EventKind.SENSOR
    assert (event.resident, event.at) == ("wang", START)
    assert event.detail == {"kind": "water", "source": "meter", "value": "123456.75", "unit": "L"}


def test_only_a_change_is_news_until_it_is_time_to_say_it_again(desk: Desk) -> None:
    for state in ("open", "open", "shut", "shut", "open"):
        desk.intake.take(door(state))
        desk.clock.forward(5)
    assert [event.detail["state"] for event in told(desk)] == ["open", "shut", "open"]
    desk.clock.forward(AGAIN_AFTER_S)
    desk.intake.take(door("open"))
    assert len(told(desk)) == 4


def test_a_flapping_sensor_is_bounded_counted_and_leaves_the_others_alone(desk: Desk) -> None:
    for turn in range(200):
        desk.intake.take(door("open" if turn % 2 else "shut"))
    desk.intake.take(door("open", "back-door"))
    sources = [event.detail["source"] for event in told(desk)]
    assert sources.count("front-door") == AT_MOST_A_MINUTE
    assert sources.count("back-door") == 1
    assert desk.intake.refused["sensor_floods"] == (200 - AT_MOST_A_MINUTE) // 2  # the other half said nothing new
    desk.clock.forward(61)
    desk.intake.take(door("ajar"))
    assert told(desk)[-1].detail["state"] == "ajar"


def test_more_names_than_any_home_has_sensors_take_no_more_memory(desk: Desk) -> None:
    house = HouseEvents(desk.outbox, desk.clock, "home-1", "bridge-1", sensors_at_most=3)
    refused = [house.tell(door("open", f"sensor-{number}")) for number in range(5)]
    assert refused == [None, None, None, "too_many_sensors", "too_many_sensors"]


@pytest.mark.parametrize(("quality", "sent"), [(1.0, 1.0), (0.3, 0.3)])
def test_a_device_s_own_doubt_is_carried_along(desk: Desk, quality: float, sent: float) -> None:
    desk.intake.take(SourceReading("wang", Metric.HEART_RATE, 72, START, quality=quality, source="strap"))
    (batch,) = desk.batches.take(START, True)
    assert isinstance(batch, Readings)
    assert [sample.quality for sample in batch.samples] == [sent]


def test_what_a_device_kept_and_sends_later_is_stored_and_raises_nothing(desk: Desk) -> None:
    for turn in range(12):
        at = desk.clock.now() - timedelta(seconds=60 - 5 * turn)
        desk.intake.take(SourceReading("wang", Metric.HEART_RATE, 150, at, backfill=True))
    assert desk.waiting() == []
    assert sum(len(batch.samples) for batch in desk.batches.take(START, True)) == 12


def test_a_device_s_state_is_no_reading(desk: Desk) -> None:
    desk.intake.take(SourceState("wang", "strap", START, battery_percent=15, worn=False, connected=True))
    assert desk.waiting() == []
    assert desk.batches.take(START, True) == ()


def test_a_device_s_state_is_logged_when_it_changes(desk: Desk) -> None:
    with capture_logs() as logs:
        for percent, worn in ((80, None), (80, None), (79, True), (None, True), (79, False), (79, False)):
            desk.intake.take(SourceState("wang", "strap", START, battery_percent=percent, worn=worn))
        desk.intake.take(SourceState("wang", "clip", START, battery_percent=79))
    assert [(log["device"], log.get("battery_percent"), log.get("worn")) for log in logs] == [
        ("strap", 80, None), ("strap", 79, True), ("strap", 79, False), ("clip", 79, None),
    ]  # fmt: skip
