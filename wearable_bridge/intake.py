"""What one observation leads to: a sample in the next batch, a finding, or an alert."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Protocol

import structlog

from messages.clock import Clock
from messages.payloads import Sample
from wearable_bridge.batches import Batches
from wearable_bridge.findings import Findings
from wearable_bridge.hazards import hazard_of
from wearable_bridge.house_events import HouseEvents
from wearable_bridge.plausibility import DOUBTFUL_QUALITY, FULL_QUALITY, Verdict, is_live, judge
from wearable_bridge.ports import Observation, SourceAlarm, SourceEvent, SourceReading, SourceState, Wearer
from wearable_bridge.vitals.conditions import Condition
from wearable_bridge.vitals.residents import Residents
from wearable_bridge.vitals.watchman import Watchman

AHEAD_AT_MOST_S = 120.0  # a device's clock may run a little ahead
DEVICES_AT_MOST = 40_000  # whose last word about themselves is remembered


class Witness(Protocol):
    """Sees what devices tell as it comes; see guided_check.witness and home_assistant.states."""

    def read(self, reading: SourceReading, verdict: Verdict, quality: float, worn: bool) -> None:
        """A live value. `quality` is 0 for what is no reading."""
        ...

    def told(self, state: SourceState) -> None: ...


class Intake:
    """Takes observations of all sources, one at a time."""

    def __init__(
        self,
        clock: Clock,
        batches: Batches,
        findings: Findings,
        residents: Residents,
        watchman: Watchman,
        house: HouseEvents,
        witnesses: Sequence[Witness] = (),
    ) -> None:
        self._clock = clock
        self._batches = batches
        self._findings = findings
        self._residents = residents
        self._watchman = watchman
        self._house = house
        self._witnesses = witnesses
        self.refused: Counter[str] = Counter()  # values that were no readings, by why
        self._told: dict[tuple[Wearer, str], dict[str, object]] = {}  # what each device last said of itself

    def take(self, observation: Observation) -> None:
        """Raises OutboxError when a finding or an alert could not be written; a sample is held all the same."""
        if isinstance(observation, SourceAlarm):
            self._raise(observation)
        elif isinstance(observation, SourceReading):
            self._take_reading(observation)
        elif isinstance(observation, SourceEvent):
            self._raise_hazard(observation)
            self._watchman.sensed(observation)
            refused = self._house.tell(observation)
            if refused is not None:
                self.refused[refused] += 1
        else:
            self._take_state(observation)

    def _raise(self, alarm: SourceAlarm) -> None:
        alarm_id = self._findings.alarm(alarm)
        if alarm_id is not None:
            self._log("alarm raised", str(alarm_id), alarm.kind.value)

    def _raise_hazard(self, event: SourceEvent) -> None:
        """Smoke is an alert before it is a fact about the home."""
        kind = hazard_of(event.kind, event.state)
        if kind is not None:
            self._raise(SourceAlarm(event.resident or "", kind, self._clock.now(), event.home))

    def _take_state(self, state: SourceState) -> None:
        self._watchman.told(state)
        for witness in self._witnesses:
            witness.told(state)
        told = {"battery_percent": state.battery_percent, "worn": state.worn, "connected": state.connected}
        known = {name: value for name, value in told.items() if value is not None}
        before = self._told.get((state.wearer, state.source), {})
        if any(before.get(name) != value for name, value in known.items()):
            structlog.get_logger().info("a device told its state", device=state.source, **known)
            if before or len(self._told) < DEVICES_AT_MOST:
                self._told[state.wearer, state.source] = {**before, **known}

    def _take_reading(self, reading: SourceReading) -> None:
        now = self._clock.now()
        if (reading.at - now).total_seconds() > AHEAD_AT_MOST_S:
            self.refused["from_the_future"] += 1
            return
        person = self._residents.person(reading.wearer)
        if person is None:
            self.refused["too_many_residents"] += 1
            return
        sample = Sample(at=reading.at, value=reading.value)
        live = is_live(reading.at, now, reading.backfill)
        verdict = person.judge(reading.metric, sample) if live else judge(reading.metric, sample.value, sample.at, None)
        worn = not self._watchman.is_off(reading.wearer, reading.source)
        quality = min(verdict.quality, reading.quality, FULL_QUALITY if worn else DOUBTFUL_QUALITY)
        if live:
            for witness in self._witnesses:
                witness.read(reading, verdict, quality, worn)
        if not verdict.is_reading:
            self.refused[verdict.value] += 1
            return
        sample = sample.model_copy(update={"quality": quality})
        self._batches.add(reading.wearer, reading.metric, sample, reading.clock_trusted)
        if live:
            self._watchman.read(reading)
            for condition in person.take(reading.metric, sample):
                self._found(reading.wearer, condition)

    def _found(self, wearer: Wearer, condition: Condition) -> None:
        finding_id = self._findings.found(wearer, condition)
        if finding_id is not None:
            self._log("finding", str(finding_id), condition.kind.value)

    @staticmethod
    def _log(what: str, message_id: str, kind: str) -> None:
        structlog.get_logger().info(what, id=message_id, kind=kind)
