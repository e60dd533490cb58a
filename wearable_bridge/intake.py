"""What one observation leads to: a sample in the next batch, a finding, or an alert."""

from __future__ import annotations

from collections import Counter

import structlog

from messages.clock import Clock
from messages.payloads import Sample
from wearable_bridge.batches import Batches
from wearable_bridge.findings import Findings
from wearable_bridge.plausibility import judge
from wearable_bridge.ports import Observation, SourceAlarm, SourceReading
from wearable_bridge.rules import Lasting
from wearable_bridge.watch import Watch

LIVE_WITHIN_S = 120.0  # older readings are back-fill: kept, and no ground for an alarm now
AHEAD_AT_MOST_S = 120.0  # a device's clock may run a little ahead


class Intake:
    """Takes observations of all sources, one at a time."""

    def __init__(self, clock: Clock, batches: Batches, findings: Findings, lasting: Lasting) -> None:
        self._clock = clock
        self._batches = batches
        self._findings = findings
        self._lasting = lasting
        self._watches: dict[str, Watch] = {}
        self.refused: Counter[str] = Counter()  # values that were no readings, by why

    def take(self, observation: Observation) -> None:
        """Raises OutboxError when a finding or an alert could not be written; a sample is held all the same."""
        if isinstance(observation, SourceAlarm):
            alarm_id = self._findings.alarm(observation)
            if alarm_id is not None:
                self._log("alarm raised", str(alarm_id), observation.kind.value)
        else:
            self._take_reading(observation)

    def _take_reading(self, reading: SourceReading) -> None:
        age_s = (self._clock.now() - reading.at).total_seconds()
        if age_s < -AHEAD_AT_MOST_S:
            self.refused["from_the_future"] += 1
            return
        watch = self._watches.setdefault(reading.resident, Watch(self._lasting))
        sample = Sample(at=reading.at, value=reading.value)
        live = age_s <= LIVE_WITHIN_S
        verdict = watch.judge(reading.metric, sample) if live else judge(reading.metric, sample.value, sample.at, None)
        if not verdict.is_reading:
            self.refused[verdict.value] += 1
            return
        sample = sample.model_copy(update={"quality": verdict.quality})
        self._batches.add(reading.resident, reading.metric, sample)
        condition = watch.condition(reading.metric, sample) if live else None
        if condition is not None:
            finding_id = self._findings.found(reading.resident, condition)
            if finding_id is not None:
                self._log("finding", str(finding_id), condition.kind.value)

    @staticmethod
    def _log(what: str, message_id: str, kind: str) -> None:
        structlog.get_logger().info(what, id=message_id, kind=kind)
