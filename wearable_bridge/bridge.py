"""The bridge at work: sources in, batches, findings and alerts out. It knows no concrete source."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import structlog

from messages.clock import Clock
from messages.errors import OutboxError
from messages.outbox import Outbox
from messages.payloads import Event, EventKind, Readings
from messages.tasks import first_end
from messages.topics import Received
from wearable_bridge.batches import Batches
from wearable_bridge.findings import Findings
from wearable_bridge.intake import Intake
from wearable_bridge.ports import Observation, SourceAlarm, SourceEvent, WearableSource

CLAIMS_CHECKED_EVERY_S = 0.5
TRY_AGAIN_S = 1.0
WRITTEN_AT_ONCE = 100  # batches in one transaction


class Bridge:
    """Moves what the sources measure, until cancelled."""

    def __init__(
        self,
        *,
        sources: Sequence[WearableSource],
        intake: Intake,
        batches: Batches,
        findings: Findings,
        outbox: Outbox,
        clock: Clock,
        batch_every_s: float,
    ) -> None:
        self._sources = tuple(sources)
        self._intake = intake
        self._batches = batches
        self._findings = findings
        self._outbox = outbox
        self._clock = clock
        self._batch_every_s = batch_every_s
        self._unwritten: list[Readings] = []
        self._log = structlog.get_logger()

    async def run(self) -> None:
        """What is still held is written when it is cancelled."""
        try:
            consumers = (self._consume(source) for source in self._sources)
            await first_end(self._send_batches(), self._watch_claims(), *consumers)
        finally:
            self._send_held()

    async def handle(self, received: Received) -> None:
        """A message of the care topics."""
        payload = received.payload
        if not isinstance(payload, Event) or payload.kind is not EventKind.FINDING_CLAIMED or payload.about is None:
            return
        try:
            claimed = self._findings.claimed(payload.about, received.home)
        except OutboxError as error:
            # The alert is then raised as if unclaimed, with the same id: one too many is kinder than none.
            self._log.error("a claim could not be written", id=str(payload.about), reason=str(error))
            return
        self._log.info("finding claimed" if claimed else "claim of a settled finding", id=str(payload.about))

    async def _consume(self, source: WearableSource) -> None:
        async for observation in source.readings():
            await self._take(source.name, observation)
        self._log.warning("a source has ended", source=source.name)
        await asyncio.Event().wait()

    async def _take(self, source: str, observation: Observation) -> None:
        """An alarm or event is tried until it is written. A condition shows itself again with the next reading."""
        told = False
        while True:
            try:
                self._intake.take(observation)
            except OutboxError as error:
                if not told:
                    self._log.error("not written", source=source, reason=str(error))
                told = True
            else:
                return
            if not isinstance(observation, SourceAlarm | SourceEvent):
                return
            await asyncio.sleep(TRY_AGAIN_S)

    async def _send_batches(self) -> None:
        """A bridge of many watches has thousands of batches: they are written in turns, and nobody waits for them."""
        while True:
            await asyncio.sleep(self._batch_every_s)
            for _ in range(0, len(self._batches), WRITTEN_AT_ONCE):
                self._unwritten += self._batches.take(self._clock.now(), self._clock.trusted, WRITTEN_AT_ONCE)
                try:
                    await asyncio.to_thread(self._write, tuple(self._unwritten))
                except OutboxError as error:
                    self._hold_back(error)
                    break
                self._unwritten.clear()
            if self._batches.dropped:
                self._log.warning("more samples than can be held; the oldest went", dropped=self._batches.dropped)
                self._batches.dropped = 0
            if self._intake.refused:
                self._log.info("values that were no readings", **self._intake.refused)
                self._intake.refused.clear()

    def _send_held(self) -> None:
        """What a cancelled thread has written already is written again, and changes nothing: its id is the same."""
        self._unwritten += self._batches.take(self._clock.now(), self._clock.trusted)
        if not self._unwritten:
            return
        try:
            self._write(tuple(self._unwritten))
        except OutboxError as error:
            self._hold_back(error)

    def _write(self, batches: Sequence[Readings]) -> None:
        with self._outbox.transaction() as connection:
            for batch in batches:
                self._outbox.put(connection, batch)

    def _hold_back(self, error: OutboxError) -> None:
        """None of them was written: their samples wait for the next batch."""
        for batch in self._unwritten:
            self._batches.put_back(batch)
        self._unwritten.clear()
        self._log.error("readings are held back", reason=str(error))

    async def _watch_claims(self) -> None:
        told = False
        while True:
            try:
                raised = self._findings.raise_unclaimed()
                told = False
                if raised:
                    self._log.warning("nobody claimed; alerts raised", count=raised)
            except OutboxError as error:
                if not told:
                    self._log.error("unclaimed findings cannot be raised now", reason=str(error))
                told = True
            await asyncio.sleep(CLAIMS_CHECKED_EVERY_S)
