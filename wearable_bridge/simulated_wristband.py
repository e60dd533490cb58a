"""A wristband for homes that have none, and for demonstrations."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator
from zoneinfo import ZoneInfo

from messages.clock import Clock
from messages.payloads import Metric
from messages.tasks import wait_at_most
from wearable_bridge.ports import AlarmKind, Observation, SourceAlarm, SourceReading
from wearable_bridge.simulated_body import Body, Episode, lived, oxygen_percent, pulse_bpm

SIMULATED = "simulated-wristband"
COMMAND_TOPIC = "home/wearable/simulated/command"
OXYGEN_EVERY = 6  # pulses
_ALARMS = {Episode.SOS: AlarmKind.SOS, Episode.FALL: AlarmKind.FALL}


def parse_command(body: bytes) -> Episode | None:
    """{"episode": "pulse_high"}; None for anything else."""
    try:
        command = json.loads(body)
        return Episode(command["episode"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


class SimulatedWristband:
    """Pulse and steps each `interval_s`, oxygen now and then; the same seed makes the same person."""

    name = "simulated wristband"

    def __init__(self, clock: Clock, timezone: str, resident: str, interval_s: float, seed: int = 0) -> None:
        self._clock = clock
        self._zone = ZoneInfo(timezone)
        self._resident = resident
        self._interval_s = interval_s
        self._chance = random.Random(seed)  # noqa: S311
        self._body = Body()
        self._episode = Episode.NONE
        self._alarms: list[AlarmKind] = []
        self._changed = asyncio.Event()

    def play(self, episode: Episode) -> None:
        """Starts an episode; NONE ends it. SOS and FALL are told once and at once, beside what else goes on."""
        if episode in _ALARMS:
            self._alarms.append(_ALARMS[episode])
        else:
            self._episode = episode
        self._changed.set()

    async def readings(self) -> AsyncIterator[Observation]:
        """Never ends."""
        count = 0
        while True:
            now = self._clock.now()
            local = now.astimezone(self._zone)
            while self._alarms:
                yield SourceAlarm(self._resident, self._alarms.pop(0), now)
            self._body = lived(self._body, self._interval_s, local, self._episode, self._chance)
            pulse = pulse_bpm(self._body, local, self._episode)
            yield SourceReading(self._resident, Metric.STEPS, float(int(self._body.steps)), now, source=SIMULATED)
            yield SourceReading(self._resident, Metric.HEART_RATE, pulse, now, source=SIMULATED)
            if count % OXYGEN_EVERY == 0:
                oxygen = oxygen_percent(self._chance)
                yield SourceReading(self._resident, Metric.SPO2, oxygen, now, source=SIMULATED)
            count += 1
            if not self._alarms:
                await wait_at_most(self._changed, self._interval_s)
            self._changed.clear()
