"""When an alert leaves by the second path, and whom it reaches there. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from config.settings import Resident, SecondPathSettings
from hardware.sms_pdu import sms_number
from messages.payloads import Alert, AlertKind, Urgency

OF_A_BRIDGE = frozenset(  # a bridge has no second path
    {
        AlertKind.BAND_SOS,
        AlertKind.FALL,
        AlertKind.VITAL_SIGN,
        AlertKind.BAND_CARE,
        AlertKind.LEFT_AREA,
        AlertKind.NO_SIGN_OF_LIFE,
        AlertKind.HAZARD,
    }
)
BROKER_HAS_S = 5.0  # after a start or a short cut the broker gets so long before anybody is told past it


class Way(StrEnum):
    """How a person is reached."""

    MESSAGE = "message"  # a message service, over the internet line
    SMS = "sms"  # the mobile network, through the home's own modem


class Word(StrEnum):
    """What a person is told."""

    ALERT = "alert"
    CANCEL = "cancel"  # the resident is well after all


class Outcome(StrEnum):
    """What became of a word to one person."""

    WAITING = "waiting"
    SENT = "sent"
    DROPPED = "dropped"  # the station has the alert, she is well again, or it is too old


class Result(StrEnum):
    """What became of one attempt."""

    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"  # cut off: it may have left


@dataclass(frozen=True)
class Recipient:
    """Somebody to tell. `key` is the same after a restart, and holds no address."""

    key: str
    name: str
    way: Way
    address: str


def leaves_at(written_at: datetime, apart_since: datetime | None, after_s: float) -> datetime:
    """From when on an alert that the station has not answered goes the second way as well.

    `apart_since`: since when the broker has been out of reach; None while it answers. A cry into an outage that has
    lasted `after_s` already goes at once; while the broker answers, the station gets `after_s` from the writing.
    """
    if apart_since is None:
        return written_at + timedelta(seconds=after_s)
    tried = apart_since + timedelta(seconds=min(BROKER_HAS_S, after_s))
    return max(written_at, tried, min(written_at, apart_since) + timedelta(seconds=after_s))


def is_mine(alert: Alert, device: str) -> bool:
    """True for what this speaker raised, or a band; a cry into another speaker of the home is that one's to tell."""
    return alert.device == device or alert.kind in OF_A_BRIDGE


def leaves(
    written_at: datetime, urgency: Urgency, apart_since: datetime | None, now: datetime, settings: SecondPathSettings
) -> bool:
    """True when an unanswered alert is to leave now. One written in the future means that the clock was set back."""
    if urgency.rank > Urgency(settings.least_urgency).rank:
        return False
    if written_at > now + timedelta(seconds=settings.after_s):
        return True
    return leaves_at(written_at, apart_since, settings.after_s) <= now


def recipients(
    residents: Iterable[Resident], resident: str | None, settings: SecondPathSettings
) -> tuple[Recipient, ...]:
    """Whom an alert of `resident` reaches: each address once, messages first. None: the primary resident's people."""
    known = tuple(residents)
    meant = next((one for one in known if one.id == resident), known[0] if known else None)
    people: list[tuple[str, str, str]] = []
    if settings.tell_contacts and meant is not None:
        people += [(one.called[0] if one.called else one.name, one.notify_url, one.phone) for one in meant.contacts]
    people += [(one.name, one.url, one.phone) for one in settings.recipients]
    found: dict[str, Recipient] = {}
    for name, url, _ in people:
        _add(found, name, Way.MESSAGE, url)
    for name, _, phone in people:
        _add(found, name, Way.SMS, sms_number(phone) or "" if settings.modem else "")
    return tuple(found.values())


def _add(found: dict[str, Recipient], name: str, way: Way, address: str) -> None:
    if address:
        key = hashlib.sha256(f"{way.value}\n{address}".encode()).hexdigest()[:40]
        found.setdefault(key, Recipient(key, name[:80], way, address))
