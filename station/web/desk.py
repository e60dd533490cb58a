"""What the pages and the API work with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from config.phrases import Phrases
from config.settings import Language
from messages.clock import Clock
from station.accepting import AcceptLinks
from station.accounts.accounts import Accounts
from station.accounts.addresses import Addresses
from station.alerts import Alerts
from station.audit import Sightings
from station.audit_log import AuditLog
from station.bell import Bell
from station.board import Board
from station.broker.devices import Devices
from station.duty.book import DutyBook
from station.fhir.readings import FhirReadings
from station.ingest.lost_letters import LostLetters
from station.plans import Plans
from station.say import Announcements
from station.second_path import SecondPath
from station.supervision.overview import Overview
from station.supervision.pauses import Pauses


@dataclass(frozen=True)
class Health:
    """Whether the station serves. `sos_ready`: a cry for help would be taken in now, and people told."""

    ready: bool
    sos_ready: bool
    broker_connected: bool
    shards: Mapping[str, bool]  # of each: somebody takes its messages in
    worker_alive: bool  # this process's own worker


@dataclass(frozen=True)
class Desk:
    """Everything behind the counter. `secure`: the page is served by TLS."""

    accounts: Accounts
    alerts: Alerts
    board: Board
    announcements: Announcements
    links: AcceptLinks
    duty: DutyBook
    addresses: Addresses
    devices: Devices
    second_path: SecondPath
    lost_letters: LostLetters
    pauses: Pauses
    plans: Plans
    fhir: FhirReadings
    overview: Overview
    sightings: Sightings
    audit_log: AuditLog
    bell: Bell
    clock: Clock
    health: Callable[[], Health]
    phrases: Mapping[Language, Phrases]
    language: Language
    timezone: ZoneInfo
    secure: bool
