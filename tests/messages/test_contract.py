"""The committed pages, the schemas and the access rules say what the table says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from messages.acl import acl_for_device, acl_for_station, device_user
from messages.asyncapi import asyncapi_document
from messages.guided_check import Measurable, Measured, MeasureWanted, Measuring
from messages.payloads import (
    AlertState,
    AlertStateChange,
    Event,
    EventKind,
    Finding,
    Metric,
    PartOfDay,
    Payload,
    Plan,
    Readings,
    Receipt,
    Sample,
    Say,
    Status,
    Urgency,
    Usual,
    UsualRange,
)
from messages.reference import documents, outdated
from messages.schema import payload_schema
from messages.topics import CONTRACT, DeadLetter, Received, Sender, decode, entry_for, filter_for, topic_for
from tests.messages.support import START, Make

COMMON: dict[str, Any] = {"home": "home-1", "resident": "wang", "device": "d-1", "at": START}
CHECK = UUID("8a1c4f6e-3d1c-4f6b-9a43-0d6e5b7c2f10")
EXAMPLES: tuple[Payload, ...] = (
    Make().alert(),
    AlertStateChange(**COMMON, state=AlertState.ACKNOWLEDGED, by="王芳"),
    Readings(**COMMON, metric=Metric.SPO2, samples=(Sample(at=START, value=97),)),
    Finding(
        **COMMON,
        kind="pulse_high",
        metric=Metric.HEART_RATE,
        value=128,
        urgency=Urgency.URGENT,
        reason="心率 128 次/分",
    ),
    Event(**COMMON, kind=EventKind.REQUEST, detail={"kind": "call"}),
    MeasureWanted(**COMMON, check=CHECK, for_s=30),
    Measurable(**COMMON, check=CHECK, metrics=(Metric.SPO2, Metric.SYSTOLIC)),
    Measured(**COMMON, check=CHECK, metric=Metric.SPO2, state=Measuring.GOOD, value=91, urgency=Urgency.URGENT),
    Say(**COMMON, text="社区今天下午量血压"),
    Plan(**COMMON, plan="medicine", content={"items": []}),
    Usual(**COMMON, ranges=(UsualRange(metric=Metric.SPO2, part=PartOfDay.NIGHT, low=94, high=98, days=9),)),
    Receipt(**COMMON, ids=(Make().alert().id,)),
    Status(**COMMON, program="bridge", online=True),
)


def test_the_committed_pages_are_current() -> None:
    assert outdated() == [], "run python -m messages.reference --write"
    assert len(documents()) == 2


def test_there_is_an_example_of_every_payload() -> None:
    assert {type(example) for example in EXAMPLES} == {entry.payload for entry in CONTRACT}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_every_payload_travels_unchanged_and_fits_its_schema(example: Payload) -> None:
    topic = topic_for("demo", example)
    assert decode(topic, example.body()) == Received("demo", "home-1", example)
    schema = payload_schema(example.name)
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(json.loads(example.body()))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_an_unknown_field_is_tolerated_and_a_wrong_one_is_a_dead_letter(example: Payload) -> None:
    topic, good = topic_for("demo", example), json.loads(example.body())
    assert isinstance(decode(topic, json.dumps({**good, "later": 1}).encode()), Received)
    letter = decode(topic, json.dumps({**good, "at": "yesterday"}).encode())
    assert isinstance(letter, DeadLetter)
    assert letter.reason.startswith("at: ")
    assert not list(Draft202012Validator(payload_schema(example.name)).iter_errors({**good, "later": 1}))
    assert list(Draft202012Validator(payload_schema(example.name)).iter_errors({**good, "home": 3}))


@pytest.mark.parametrize("field", ["id", "home", "device", "at"])
def test_what_every_payload_needs_is_not_made_up_by_the_receiver(field: str) -> None:
    for example in EXAMPLES:
        lacking = {key: value for key, value in json.loads(example.body()).items() if key != field}
        assert isinstance(decode(topic_for("demo", example), json.dumps(lacking).encode()), DeadLetter)
        assert list(Draft202012Validator(payload_schema(example.name)).iter_errors(lacking))


def test_a_payload_on_another_home_s_topic_is_a_dead_letter() -> None:
    alert = Make().alert()
    topic = topic_for("demo", alert).replace("home-1", "home-2")
    assert isinstance(decode(topic, alert.body()), DeadLetter)


def test_a_dead_letter_s_reason_tells_no_values() -> None:
    alert = json.loads(Make().alert().body())
    letter = decode(topic_for("demo", Make().alert()), json.dumps({**alert, "kind": "secret-illness"}).encode())
    assert isinstance(letter, DeadLetter)
    assert "secret-illness" not in letter.reason


@given(topic=st.text(max_size=80) | st.just("care/v1/demo/home-1/alert/x"), body=st.binary(max_size=200))
def test_no_bytes_break_the_decoder(topic: str, body: bytes) -> None:
    assert isinstance(decode(topic, body), DeadLetter)


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for inner in part.values():
            yield from references(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from references(inner)


def test_the_asyncapi_document_is_whole() -> None:
    document = json.loads(json.dumps(asyncapi_document()))
    assert document["asyncapi"] == "3.0.0"
    assert {"title", "version"} <= set(document["info"])
    assert len(document["channels"]) == len(CONTRACT)
    for channel in document["channels"].values():
        assert {"address", "messages", "parameters"} <= set(channel)
        assert all(f"{{{place}}}" in channel["address"] for place in channel["parameters"])
        assert channel["address"].count("{") == len(channel["parameters"])
    for operation in document["operations"].values():
        assert operation["action"] in ("send", "receive")
        assert operation["messages"]
    found = list(references(document))
    assert len(found) > 50
    for reference in found:
        part: Any = document
        for step in reference.removeprefix("#/").split("/"):
            part = part[step]


def test_the_asyncapi_operations_are_the_table() -> None:
    operations = asyncapi_document()["operations"]
    sent = {(s.value, e.payload.name) for e in CONTRACT for s in e.senders}
    heard = {(r.value, e.payload.name) for e in CONTRACT for r in e.receivers}
    assert set(operations) == {f"{s}_sends_{n}" for s, n in sent} | {f"{r}_receives_{n}" for r, n in heard}


def rights(acl: str, user: str) -> tuple[set[str], set[str]]:
    lines = acl.split(f"user {user}\n")[1].split("user ", maxsplit=1)[0].split("\n")
    return (
        {line.removeprefix("topic write ") for line in lines if line.startswith("topic write ")},
        {line.removeprefix("topic read ") for line in lines if line.startswith("topic read ")},
    )


@pytest.mark.parametrize("sender", [Sender.SPEAKER, Sender.BRIDGE])
def test_a_home_s_rights_are_the_table_s_and_end_at_its_door(sender: Sender) -> None:
    write, read = rights(acl_for_device("demo", "home-1", "d-1", sender), device_user("demo", "home-1", "d-1"))
    mine = [entry for entry in CONTRACT if sender in entry.senders]
    assert len(write) == len(mine)
    assert read == {filter_for(e, "demo", "home-1") for e in CONTRACT if sender in e.receivers}
    assert all(topic.startswith("care/v1/demo/home-1/") for topic in write | read)
    assert f"care/v1/demo/home-1/status/{sender.value}" in write
    assert "care/v1/demo/home-1/status/+" not in write
    assert "care/v1/demo/home-1/alert/+/state" not in write


def test_only_the_station_may_change_an_alert_s_state_and_only_in_its_community() -> None:
    write, read = rights(acl_for_station("demo"), "demo.station")
    state = entry_for(EXAMPLES[1])
    assert state.senders == {Sender.STATION}
    assert filter_for(state, "demo") in write
    assert filter_for(entry_for(Make().alert()), "demo") in read
    assert filter_for(entry_for(Make().alert()), "demo") not in write
    assert all(topic.startswith("care/v1/demo/+/") for topic in write | read)
