"""Stand-ins that record, for the speaker's own logic."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import numpy as np

from hardware.ports import LightState, Sound


class RecordingLoudspeaker:
    """Keeps what was played; each sound lasts until `finish` when `hold` is set."""

    def __init__(self, hold: bool = False) -> None:
        self.played: list[tuple[float, int]] = []
        self.stopped = 0
        self._hold = hold
        self._released = asyncio.Event()

    async def play(self, sound: Sound, volume_percent: int) -> None:
        self.played.append((sound.seconds, volume_percent))
        if self._hold:
            self._released.clear()
            await self._released.wait()

    def stop(self) -> None:
        self.stopped += 1
        self._released.set()

    def finish(self) -> None:
        self._released.set()


class ToneVoice:
    """A voice whose sounds are as long as their text: a hundredth of a second per character."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.rates: list[float] = []

    def synthesize(self, text: str, rate: float) -> Sound:
        self.texts.append(text)
        self.rates.append(rate)
        return Sound(np.ones(160 * len(text), dtype=np.int16), 16_000)


class FixedLoudness:
    """Loudness and pace that do not change."""

    volume = 70
    speech_rate = 1.0


class RecordingLight:
    """Keeps what was shown."""

    def __init__(self) -> None:
        self.states: list[LightState] = []

    def show(self, state: LightState) -> None:
        self.states.append(state)


class SetClock:
    """A clock that stands where it is put."""

    def __init__(self, now: datetime = datetime(2026, 3, 1, tzinfo=UTC)) -> None:
        self._now = now
        self.trusted = True

    def now(self) -> datetime:
        return self._now

    def put(self, now: datetime) -> None:
        self._now = now.astimezone(UTC)

    def forward(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)


class ReadyLines:
    """Safety lines of a tenth of a second."""

    def sound(self, key: str) -> Sound:
        return Sound(np.ones(1600, dtype=np.int16), 16_000)
