"""The last readings of the residents."""

from __future__ import annotations

import structlog
from sqlalchemy import Engine

from assistant.store.tables import LastReadingRow
from assistant.store.transaction import transaction
from messages.errors import OutboxError
from messages.payloads import Readings
from skills.ports import LastReading

MIN_QUALITY = 0.5  # messages.payloads.Sample: below it a value is not used


class StoredVitals:
    """skills.ports.VitalsBook over home.db."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep(self, readings: Readings) -> None:
        """Keeps the newest good sample when it is newer than what is kept."""
        good = [sample for sample in readings.samples if sample.quality >= MIN_QUALITY]
        if not good or readings.resident is None:
            return
        newest = max(good, key=lambda sample: sample.at)
        with transaction(self._engine) as session:
            row = session.get(LastReadingRow, (readings.resident, readings.metric.value))
            if row is None or row.at < newest.at:
                session.merge(
                    LastReadingRow(
                        resident=readings.resident, metric=readings.metric.value, value=newest.value, at=newest.at
                    )
                )

    def last(self, resident: str, metric: str) -> LastReading | None:
        """None: never measured, or the disk cannot be read."""
        try:
            with transaction(self._engine) as session:
                row = session.get(LastReadingRow, (resident, metric))
        except OutboxError as error:
            structlog.get_logger().error("the last readings could not be read", reason=str(error))
            return None
        return None if row is None else LastReading(row.metric, row.value, row.at)
