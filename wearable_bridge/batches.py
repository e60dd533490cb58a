"""Samples gathered per person and metric, so that a home sends a few messages and not one for each heartbeat."""

from __future__ import annotations

import itertools
from datetime import datetime

from messages.payloads import Metric, Readings, Sample
from wearable_bridge.ports import Wearer

_Key = tuple[Wearer, Metric, bool]  # the last one: whether the moments are by a clock that is right
BATCH_AT_MOST = 500
HELD_AT_MOST = 5000  # per person and metric, while the disk takes none


class Batches:
    """Samples that wait for the next batch. `home` is the bridge's own."""

    def __init__(self, home: str, device: str) -> None:
        self._home = home
        self._device = device
        self._samples: dict[_Key, list[Sample]] = {}
        self.dropped = 0  # oldest samples that had to go because nothing could be written

    def add(self, wearer: Wearer, metric: Metric, sample: Sample, clock_trusted: bool = True) -> None:
        """Holds it for the next batch."""
        held = self._samples.setdefault((wearer, metric, clock_trusted), [])
        held.append(sample)
        if len(held) > HELD_AT_MOST:
            del held[0]
            self.dropped += 1

    def __len__(self) -> int:
        """Of how many people and metrics something is held."""
        return len(self._samples)

    def take(self, now: datetime, clock_trusted: bool, at_most: int | None = None) -> tuple[Readings, ...]:
        """What is held, as payloads, and no longer held: all, or that of the first `at_most` people and metrics."""
        keys = list(itertools.islice(self._samples, at_most))
        taken = {key: self._samples.pop(key) for key in keys}
        return tuple(
            Readings(
                home=wearer.home_or(self._home),
                resident=wearer.resident,
                device=self._device,
                at=now,
                clock_trusted=clock_trusted and its_clock_trusted,
                metric=metric,
                samples=tuple(samples[start : start + BATCH_AT_MOST]),
            )
            for (wearer, metric, its_clock_trusted), samples in taken.items()
            for start in range(0, len(samples), BATCH_AT_MOST)
        )

    def put_back(self, batch: Readings) -> None:
        """A batch that could not be written waits for the next one."""
        wearer = Wearer(batch.resident or "", "" if batch.home == self._home else batch.home)
        key = (wearer, batch.metric, batch.clock_trusted)
        newer = self._samples.pop(key, [])
        for sample in (*batch.samples, *newer):
            self.add(*key[:2], sample, batch.clock_trusted)
