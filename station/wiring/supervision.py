"""Puts together what watches the homes."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from config.phrases import load_phrases
from config.settings import Settings
from messages.clock import Clock
from station.alerts import Alerts
from station.database import Database
from station.ingest.health import IngestHealth
from station.ingest.shards import shards_of
from station.supervision.listening import Listening
from station.supervision.overdue_tests import OverdueTests
from station.supervision.raising import Raising
from station.supervision.silent_homes import SilentHomes
from station.supervision.watchman import Watchman
from station.supervision.words import Words


def make_watchman(
    settings: Settings, database: Database, alerts: Alerts, ingest: IngestHealth, clock: Clock
) -> Watchman:
    """Not started yet. Raises ConfigError for shards that hear the same."""
    rules = settings.station.supervision
    words = Words(load_phrases(settings.home.language), ZoneInfo(settings.home.timezone))
    raising = Raising(alerts, clock)
    listening = Listening(ingest.connected, shards_of(settings.station.ingest))
    return Watchman(
        SilentHomes(database, raising, listening, clock, rules, words),
        OverdueTests(database, raising, listening, clock, rules, settings.speaker.self_test, words),
        rules.check_every_s,
    )
