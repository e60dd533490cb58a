"""Whatever comes from the broker is kept, as what it is or as a dead letter. Nothing is raised, nothing vanishes."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from messages.payloads import AlertState, Metric, Readings, Sample
from messages.topics import topic_for
from station.tables import AlertRow, EventRow, ReadingRow
from tests.station.support import COMMUNITY, LI, START, Rig, a_cancel, a_cry

TOPICS = st.sampled_from(
    ["alert/{id}", "event/cancel", "reading/heart_rate", "status/speaker", "say/{id}", "nothing", "alert/{id}/state"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "home": st.just("home-1") | JSON,
        "device": st.just("d") | JSON,
        "at": st.just("2026-01-01T00:00:00Z") | st.just("0001-01-01T00:00:00+14:00") | JSON,
        "kind": st.sampled_from(["cry", "cancel", "nonsense"]) | JSON,
        "urgency": st.sampled_from(["emergency", "whatever"]) | JSON,
        "said": st.text(max_size=30) | JSON,
        "resident": st.none() | st.just("wang") | JSON,
        "metric": st.just("heart_rate") | JSON,
        "samples": st.lists(st.fixed_dictionaries({"at": st.just("2026-01-01T00:00:00Z"), "value": JSON}), max_size=2),
        "about": st.uuids().map(str) | JSON,
        "program": st.just("speaker") | JSON,
        "online": st.booleans() | JSON,
        "detail": st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=2) | JSON,
    },
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(tail=TOPICS, fields=FIELDS, raw=st.none() | st.binary(max_size=40))
def test_every_message_is_kept_somewhere(rig: Rig, tail: str, fields: dict[str, object], raw: bytes | None) -> None:
    message_id = uuid4()
    body = raw if raw is not None else json.dumps({"id": str(message_id), **fields}).encode()

    def kept() -> int:
        rows = rig.count(AlertRow) + rig.count(EventRow) + rig.count(ReadingRow) + len(rig.board.programs(LI, "home-1"))
        return rows + rig.dead_letters.count()

    before = kept()
    rig.intake.take(f"care/v1/{COMMUNITY}/home-1/{tail.format(id=message_id)}", body)
    after = kept()
    joined_or_same_program = tail in {"alert/{id}", "status/speaker"} and after == before
    assert after > before or joined_or_same_program


def test_a_cry_with_a_nul_in_it_is_a_cry(rig: Rig) -> None:
    cry = a_cry(said="救\0命")
    rig.take(cry)
    assert rig.state(cry.id) is AlertState.RECEIVED
    assert rig.dead_letters.count() == 0
    event = a_cancel(None).model_copy(update={"about": cry.id, "detail": {"why": "a\0b"}})
    rig.take(event)
    assert rig.board.whose(cry.id).state is AlertState.CANCELLED


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_reading_that_is_no_number_is_a_dead_letter(rig: Rig, value: float) -> None:
    readings = Readings(
        home="home-1", device="b", at=START, metric=Metric.SPO2, samples=(Sample(at=START, value=value),)
    )
    body = readings.model_dump_json().replace('"value":null', f'"value":{str(value).replace("inf", "Infinity")}')
    rig.intake.take(topic_for(COMMUNITY, readings), body.replace("nan", "NaN").encode())
    assert (rig.count(ReadingRow), rig.dead_letters.count()) == (0, 1)


def test_a_cancel_of_nothing_is_a_dead_letter(rig: Rig) -> None:
    rig.take(a_cancel(None))
    assert (rig.count(EventRow), rig.dead_letters.count()) == (0, 1)
