"""The contract as one table: payload -> topic, QoS, retain, senders. ACL, AsyncAPI and docs are made from it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from pydantic import ValidationError

from messages.guided_check import Measurable, Measured, MeasureWanted
from messages.payloads import (
    LIFETIME_OF_STATE,
    Alert,
    AlertStateChange,
    Event,
    Finding,
    Payload,
    Plan,
    Readings,
    Receipt,
    Say,
    Status,
    Usual,
)

ROOT = "care/v1"


class Sender(StrEnum):
    """A kind of program, with rights of its own on the broker."""

    SPEAKER = "speaker"
    BRIDGE = "bridge"
    STATION = "station"


class Confirmation(StrEnum):
    """What ends the sender's duty to publish again."""

    STATE = "state"  # the alert's retained state has come back
    RECEIPT = "receipt"  # the id stood in a receipt
    PUBACK = "puback"  # the broker has taken it


@dataclass(frozen=True)
class Entry:
    """One kind of message. `tail` follows care/v1/{community}/{home}/; its {places} are payload fields."""

    payload: type[Payload]
    tail: str
    senders: frozenset[Sender]
    receivers: frozenset[Sender]
    confirmation: Confirmation
    about: str
    retain: bool = False
    qos: int = 1
    expires_after_s: int | None = None  # the broker drops it then


_S, _B, _T = Sender.SPEAKER, Sender.BRIDGE, Sender.STATION

CONTRACT: tuple[Entry, ...] = (
    Entry(Alert, "alert/{id}", frozenset({_S, _B}), frozenset({_T, _S}), Confirmation.STATE,
          "Somebody may need help."),
    Entry(AlertStateChange, "alert/{id}/state", frozenset({_T}), frozenset({_S, _B, _T}), Confirmation.PUBACK,
          "Where an alert stands; expires after 7 days. The station listens too, and keeps a forged one as a dead "
          "letter.", retain=True,
          expires_after_s=int(LIFETIME_OF_STATE.total_seconds())),
    Entry(Readings, "reading/{metric}", frozenset({_B}), frozenset({_T, _S}), Confirmation.PUBACK,
          "A batch of samples of one person. A broker crash may cost the last batches."),
    Entry(Finding, "finding/{id}", frozenset({_B}), frozenset({_S}), Confirmation.PUBACK,
          "Worth asking the resident; unclaimed for 30 s, the bridge raises the alert itself.",
          expires_after_s=60),
    Entry(Event, "event/{kind}", frozenset({_S, _B}), frozenset({_T, _B}), Confirmation.RECEIPT,
          "A fact about a home that is no alert."),
    Entry(MeasureWanted, "check/{check}", frozenset({_S}), frozenset({_B}), Confirmation.PUBACK,
          "A guided check goes on. Sent at once and by no outbox: what comes late is of no use.",
          expires_after_s=15),
    Entry(Measurable, "check/{check}/measurable", frozenset({_B}), frozenset({_S}), Confirmation.PUBACK,
          "What can be measured now. Sent at once and by no outbox.", expires_after_s=15),
    Entry(Measured, "check/{check}/measured/{metric}", frozenset({_B}), frozenset({_S}), Confirmation.PUBACK,
          "A value during a check, beside its batch of readings. Sent at once and by no outbox.", expires_after_s=15),
    Entry(Say, "say/{id}", frozenset({_T}), frozenset({_S}), Confirmation.RECEIPT,
          "To be said aloud; the receipt is an event."),
    Entry(Plan, "plan/{resident}/{plan}", frozenset({_T}), frozenset({_S, _B}), Confirmation.PUBACK,
          "Medicine plan, contacts, thresholds.", retain=True),
    Entry(Usual, "usual/{resident}/{device}", frozenset({_B}), frozenset({_T}), Confirmation.PUBACK,
          "What is usual for a resident, for charts; said again when a day more has been learnt.", retain=True),
    Entry(Receipt, "receipt", frozenset({_T}), frozenset({_S, _B}), Confirmation.PUBACK,
          "Ids of events the station has committed."),
    Entry(Status, "status/{program}", frozenset({_S, _B, _T}), frozenset({_T, _S}), Confirmation.PUBACK,
          "Whether a program runs, said again every minute; the last will says that it does not.", retain=True),
)  # fmt: skip

_BY_PAYLOAD = {entry.payload: entry for entry in CONTRACT}
_PLACES = re.compile(r"\{(\w+)\}")
LARGEST_BODY_BYTES = 256 * 1024  # a thousand samples take a third of it


@dataclass(frozen=True)
class Received:
    """A message that was understood, and where it came from."""

    community: str
    home: str
    payload: Payload


@dataclass(frozen=True)
class DeadLetter:
    """A message that was not understood, kept whole with the reason."""

    topic: str
    body: bytes
    reason: str


def entry_for(payload: Payload) -> Entry:
    """The table row of a payload."""
    return _BY_PAYLOAD[type(payload)]


def entry_named(name: str) -> Entry:
    """The table row of a payload's name. Raises KeyError for a name that is not in the contract."""
    for entry in CONTRACT:
        if entry.payload.name == name:
            return entry
    raise KeyError(name)


def topic_for(community: str, payload: Payload) -> str:
    """The full topic a payload is published on."""
    tail = entry_for(payload).tail
    places = {place: getattr(payload, place) for place in _PLACES.findall(tail)}
    return f"{ROOT}/{community}/{payload.home}/{tail.format(**places)}"


def filter_for(entry: Entry, community: str = "+", home: str = "+") -> str:
    """The MQTT filter that matches an entry's topics."""
    levels = ["+" if "{" in level else level for level in entry.tail.split("/")]
    return "/".join([ROOT, community, home, *levels])


def decode(topic: str, body: bytes) -> Received | DeadLetter:
    """The message on a topic, or the dead letter it makes. Never raises for what came over the wire."""
    parts = topic.split("/")
    if len(parts) < 5 or "/".join(parts[:2]) != ROOT:
        return DeadLetter(topic, body, f"topic is not {ROOT}/community/home/…")
    community, home, tail = parts[2], parts[3], parts[4:]
    entry = next((entry for entry in CONTRACT if _matches(entry, tail)), None)
    if entry is None:
        return DeadLetter(topic, body, "topic is not in the contract")
    if len(body) > LARGEST_BODY_BYTES:
        return DeadLetter(topic, body, f"body: larger than {LARGEST_BODY_BYTES} bytes")
    try:
        payload = entry.payload.model_validate_json(body)
    except ValidationError as error:
        return DeadLetter(topic, body, _reason(error))
    if "id" not in payload.model_fields_set:
        return DeadLetter(topic, body, "id: Field required")
    if topic_for(community, payload) != topic:
        return DeadLetter(topic, body, "payload does not belong on this topic (home, id or kind differ)")
    return Received(community, home, payload)


def _matches(entry: Entry, tail: list[str]) -> bool:
    levels = entry.tail.split("/")
    return len(levels) == len(tail) and all("{" in want or want == got for want, got in zip(levels, tail, strict=True))


def _reason(error: ValidationError) -> str:
    """The faults by field, without the values, which may be about somebody's health."""
    faults = error.errors(include_url=False, include_input=False)[:5]
    return "; ".join(f"{'.'.join(map(str, fault['loc'])) or 'body'}: {fault['msg']}" for fault in faults)
