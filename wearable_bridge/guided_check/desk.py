"""Answers the speaker while it leads somebody through a check, and finds what a finished check shows."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from messages.clock import Clock
from messages.errors import BrokerError, OutboxError
from messages.guided_check import LONGEST_WATCH_S, Measurable, Measured, MeasureWanted, Measuring, read_report
from messages.payloads import Event, EventKind, Metric, Payload, Urgency
from messages.topics import Received
from wearable_bridge.findings import Findings
from wearable_bridge.guided_check.devices import DevicesHeard
from wearable_bridge.guided_check.wording import measured_in_check
from wearable_bridge.ports import SourceReading, Wearer
from wearable_bridge.vitals.residents import Residents
from wearable_bridge.vitals.spot import conditions_of

WAITING_AT_MOST = 200  # messages; a device that floods pushes the oldest out
CHECKS_AT_MOST = 100  # at once, finished ones that are not judged yet among them
TRY_AGAIN_S = 1.0
SAVE_EVERY_S = 600.0
JUDGED_WITHIN = timedelta(days=1)  # what an old event tells is no news

MeasureNow = Callable[[Wearer, Metric], None]


@dataclass(frozen=True)
class _Watch:
    check: UUID
    until: datetime
    told_to_measure: Metric | None = None
    systolic: float | None = None


@dataclass(frozen=True)
class Names:
    """What the bridge signs its messages with, and whose devices it carries. `home` is its own."""

    home: str
    device: str
    wearers: frozenset[Wearer]


class CheckDesk:
    """`run` must be running. The rest is called in the same loop, and never blocks."""

    def __init__(
        self,
        names: Names,
        clock: Clock,
        residents: Residents,
        devices: DevicesHeard,
        findings: Findings,
        tell: Callable[[Payload], Awaitable[None]],
        measure_now: MeasureNow = lambda wearer, metric: None,
    ) -> None:
        """`tell` sends at once or raises BrokerError. `measure_now` tells those devices that measure when told to."""
        self._names, self._clock = names, clock
        self._residents, self._devices, self._findings = residents, devices, findings
        self._tell, self._measure_now = tell, measure_now
        self._watches: dict[Wearer, _Watch] = {}
        self._waiting: deque[Payload] = deque(maxlen=WAITING_AT_MOST)
        self._unjudged: deque[tuple[Wearer, Event]] = deque(maxlen=CHECKS_AT_MOST)
        self._work = asyncio.Event()

    def take(self, received: Received) -> None:
        """A message of the care topics; of no other kind than a check's anything comes."""
        payload = received.payload
        wearer = Wearer(payload.resident or "", "" if received.home == self._names.home else received.home)
        if wearer not in self._names.wearers:
            return
        if isinstance(payload, MeasureWanted):
            self._watch(wearer, payload)
        elif isinstance(payload, Event) and payload.kind is EventKind.GUIDED_CHECK:
            self._unjudged.append((wearer, payload))
            self._work.set()

    def measured(self, reading: SourceReading, state: Measuring) -> None:
        """Every live value, and what became of it."""
        watch = self._watches.get(reading.wearer)
        now = self._clock.now()
        if watch is None or not timedelta(0) <= watch.until - now <= timedelta(seconds=LONGEST_WATCH_S):
            return
        good = state is Measuring.GOOD
        urgency = self._urgency(reading, watch) if good else None
        if good and reading.metric is Metric.SYSTOLIC:
            self._watches[reading.wearer] = replace(watch, systolic=reading.value)
        self._send(
            Measured(
                home=reading.wearer.home_or(self._names.home),
                resident=reading.resident,
                device=self._names.device,
                at=now,
                clock_trusted=self._clock.trusted,
                check=watch.check,
                metric=reading.metric,
                state=state,
                value=reading.value if good else None,
                age_s=max(0.0, (now - reading.at).total_seconds()),
                urgency=urgency,
            )
        )

    async def run(self) -> None:
        """Sends and judges until cancelled; which devices there are is written down now and then, and at the end."""
        saver = asyncio.create_task(self._save_now_and_then())
        try:
            while True:
                await self._work.wait()
                self._work.clear()
                await self._send_waiting()
                if not self._judge_finished():
                    await asyncio.sleep(TRY_AGAIN_S)
                    self._work.set()
        finally:
            saver.cancel()
            self._save()

    def _watch(self, wearer: Wearer, wanted: MeasureWanted) -> None:
        now = self._clock.now()
        before = self._watches.pop(wearer, None)
        if wanted.for_s > 0 and len(self._watches) < CHECKS_AT_MOST:
            same = before if before is not None and before.check == wanted.check else None
            watch = replace(same or _Watch(wanted.check, now), until=now + timedelta(seconds=wanted.for_s))
            if wanted.metric is not None and wanted.metric is not watch.told_to_measure:
                self._measure_now(wearer, wanted.metric)
            self._watches[wearer] = replace(watch, told_to_measure=wanted.metric)
        self._send(
            Measurable(
                home=wearer.home_or(self._names.home),
                resident=wearer.resident,
                device=self._names.device,
                at=now,
                clock_trusted=self._clock.trusted,
                check=wanted.check,
                metrics=tuple(metric for metric in Metric if metric in self._devices.metrics(wearer, now)),
            )
        )

    def _urgency(self, reading: SourceReading, watch: _Watch) -> Urgency | None:
        """Of the line that this value crosses; the lower pressure together with the upper one before it."""
        values = {reading.metric: (reading.value,)}
        if reading.metric is Metric.DIASTOLIC and watch.systolic is not None:
            values[Metric.SYSTOLIC] = (watch.systolic,)
        found = conditions_of(values, self._residents.limits(reading.wearer))
        return found[0].urgency if found else None

    def _send(self, payload: Payload) -> None:
        self._waiting.append(payload)
        self._work.set()

    async def _send_waiting(self) -> None:
        while self._waiting:
            try:
                await self._tell(self._waiting.popleft())
            except BrokerError as error:
                structlog.get_logger().info("a check's value was not sent", reason=str(error))

    def _judge_finished(self) -> bool:
        """False when the disk refuses: what is left is judged later."""
        while self._unjudged:
            try:
                self._judge(*self._unjudged[0])
            except OutboxError as error:
                structlog.get_logger().error("a check could not be judged, trying again", reason=str(error))
                return False
            self._unjudged.popleft()
        return True

    def _judge(self, wearer: Wearer, event: Event) -> None:
        try:
            report = read_report(event.detail)
        except ValueError:
            structlog.get_logger().warning("a check that cannot be read", id=str(event.id))
            return
        known_as_old = event.clock_trusted and self._clock.trusted and self._clock.now() - event.at > JUDGED_WITHIN
        if known_as_old:
            return
        conditions = conditions_of(report.values, self._residents.limits(wearer))
        words = measured_in_check(report.values, self._findings.phrases)
        finding_id = self._findings.found_in_check(wearer, event.id, conditions, words)
        if finding_id is not None:
            structlog.get_logger().info("finding of a check", id=str(finding_id), check=str(event.id))

    async def _save_now_and_then(self) -> None:
        while True:
            await asyncio.sleep(SAVE_EVERY_S)
            self._save()

    def _save(self) -> None:
        try:
            self._devices.save()
        except OutboxError as error:
            structlog.get_logger().error("which devices there are could not be written", reason=str(error))
