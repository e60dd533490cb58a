"""Once a minute: what bands and sensors have not told for too long is asked about, and what was learnt is kept."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import structlog

from messages.clock import Clock
from messages.errors import OutboxError
from wearable_bridge.findings import Findings
from wearable_bridge.ports import Wearer
from wearable_bridge.vitals.residents import Residents
from wearable_bridge.vitals.watchman import Watchman

EVERY_S = 60.0
SAVED_EVERY_S = 600.0  # a memory card does not take a write each minute for ever
LOOKED_UP_AGAIN_AFTER = timedelta(hours=1)  # whether it is time to ask again


class Rounds:
    """Until cancelled."""

    def __init__(
        self,
        clock: Clock,
        residents: Residents,
        watchman: Watchman,
        findings: Findings,
        every_s: float = EVERY_S,
        saved_every_s: float = SAVED_EVERY_S,
    ) -> None:
        self._clock = clock
        self._residents = residents
        self._watchman = watchman
        self._findings = findings
        self._every_s = every_s
        self._saved_every = timedelta(seconds=saved_every_s)
        self._saved_at = clock.now()
        self._looked_up: dict[tuple[Wearer, str], datetime] = {}

    async def run(self) -> None:
        """What is learnt is written once more when it is cancelled."""
        try:
            while True:
                self.go()
                await asyncio.sleep(self._every_s)
        finally:
            self.save()

    def go(self) -> None:
        """One round. What the disk refuses is tried in the next one."""
        now = self._clock.now()
        try:
            for wearer, condition in self._watchman.look(now):
                key = (wearer, condition.kind.value)
                if timedelta() <= now - self._looked_up.get(key, now - LOOKED_UP_AGAIN_AFTER) < LOOKED_UP_AGAIN_AFTER:
                    continue
                finding_id = self._findings.found(wearer, condition)
                self._looked_up[key] = now
                if finding_id is not None:
                    structlog.get_logger().info("finding", id=str(finding_id), kind=condition.kind.value)
        except OutboxError as error:
            structlog.get_logger().error("a finding could not be written", reason=str(error))
        if not timedelta() <= now - self._saved_at < self._saved_every:
            self.save()

    def save(self) -> None:
        """Writes down what was learnt and seen."""
        self._saved_at = self._clock.now()
        try:
            self._residents.save()
            self._watchman.save()
        except OutboxError as error:
            structlog.get_logger().error("what was learnt could not be written", reason=str(error))
