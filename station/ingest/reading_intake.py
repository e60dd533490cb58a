"""Readings: many messages in one transaction."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from messages.payloads import Readings
from messages.topics import DeadLetter, Received, decode
from station import homes, reading_rows
from station.database import Database
from station.errors import DatabaseRefusedError
from station.ingest.arrived import Arrived
from station.ingest.handlers import fault_of
from station.ingest.intake import Intake

HOMES_REMEMBERED = 100_000


class ReadingIntake:
    """Keeps what the lane of readings brings. Belongs to that session's thread."""

    def __init__(self, database: Database, intake: Intake) -> None:
        self._database = database
        self._intake = intake
        self._met: set[homes.Who] = set()

    def take_all(self, messages: Sequence[Arrived]) -> None:
        """All are committed, or kept as dead letters. Raises DatabaseDownError."""
        batches: list[reading_rows.Batch] = []
        letters: list[DeadLetter] = []
        for topic, body in messages:
            message = decode(topic, body)
            if isinstance(message, Received) and isinstance(message.payload, Readings):
                fault = fault_of(message.payload)
                if fault is None:
                    batches.append((message.community, message.payload))
                    continue
                message = DeadLetter(topic, body, fault)
            letters.append(message if isinstance(message, DeadLetter) else _stray(topic, body))
        try:
            self._keep(batches)
        except DatabaseRefusedError as error:
            structlog.get_logger().warning("readings_refused_together", count=len(messages), reason=str(error))
            self._intake.take_all(messages)  # one of them is at fault, and only that one becomes a dead letter
            return
        if letters:
            self._intake.bury(letters)

    def _keep(self, batches: Sequence[reading_rows.Batch]) -> None:
        if not batches:
            return
        new = {(community, each.home, each.resident) for community, each in batches} - self._met
        if new:
            # By themselves: an alert of a new home must not wait for rows of readings.
            with self._database.writing() as session:
                homes.meet_all(session, new)
            self._met = new if len(self._met) > HOMES_REMEMBERED else self._met | new
        with self._database.writing() as session:
            reading_rows.keep(session, batches)


def _stray(topic: str, body: bytes) -> DeadLetter:
    return DeadLetter(topic, body, "no readings, on a topic of readings")
