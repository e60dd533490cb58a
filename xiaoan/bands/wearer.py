"""A watch on somebody's wrist: it reports, waits for its answers, and dials again when they stay away."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

from xiaoan.bands.contents import SOS_BIT, circulation, heartbeat, oxygen, position
from xiaoan.bands.watch_client import WatchClient, dial

UNANSWERED_BEFORE_RESTART = 5
POSITION_EVERY, VITALS_EVERY = 2, 2  # heartbeats


@dataclass(frozen=True)
class Habits:
    """Pauses of a watch. The maker's: LK each 300 s, said again after 60 s without an answer."""

    report_every_s: float = 300.0
    again_after_s: float = 60.0
    dial_again_after_s: float = 10.0


@dataclass
class Tally:
    """What happened to all watches of a process."""

    counts: Counter[str] = field(default_factory=Counter)
    answer_s: list[float] = field(default_factory=list)


class Wearer:
    """One watch. It never ends by itself."""

    def __init__(self, number: str, habits: Habits, tally: Tally, seed: int) -> None:
        self._number = number
        self._habits = habits
        self._tally = tally
        self._chance = random.Random(seed)  # noqa: S311
        self._steps = 0

    async def live(self, host: str, port: int) -> None:
        """Dials, reports, and dials again whenever the line is lost. Spread over the first interval by chance."""
        await asyncio.sleep(self._chance.random() * self._habits.report_every_s)
        while True:
            try:
                client = await dial(self._number, host, port)
            except OSError:
                self._tally.counts["not_connected"] += 1
            else:
                try:
                    await self._report(client)
                except OSError:
                    self._tally.counts["cut_off"] += 1
                finally:
                    client.hang_up()
            await asyncio.sleep(self._habits.dial_again_after_s * (0.5 + self._chance.random()))

    async def call_for_help(self, client: WatchClient) -> None:
        """The SOS key: said again until it is answered."""
        while not await self._said(client, position("AL_LTE", datetime.now(UTC), self._steps, 80, SOS_BIT)):
            pass

    async def _report(self, client: WatchClient) -> None:
        """Until five heartbeats in a row stay unanswered, when a watch restarts."""
        unanswered, round_number = 0, 0
        while unanswered < UNANSWERED_BEFORE_RESTART:
            self._steps += self._chance.randint(0, 40)
            answered = await self._said(client, heartbeat(self._steps, 80))
            unanswered = 0 if answered else unanswered + 1
            if not answered:
                continue
            if round_number % VITALS_EVERY == 0:
                await self._said(client, circulation(self._chance))
                await self._said(client, oxygen(self._chance))
            if round_number % POSITION_EVERY == 1:
                client.send(position("UD_LTE", datetime.now(UTC), self._steps, 80).encode())
                self._tally.counts["sent"] += 1
            round_number += 1
            await asyncio.sleep(self._habits.report_every_s * (0.9 + 0.2 * self._chance.random()))
        self._tally.counts["restarted"] += 1

    async def _said(self, client: WatchClient, content: str) -> bool:
        """Whether it was answered in time."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        self._tally.counts["sent"] += 1
        try:
            await client.say(content, self._habits.again_after_s)
        except TimeoutError:
            self._tally.counts["unanswered"] += 1
            return False
        self._tally.answer_s.append(loop.time() - began)
        self._tally.counts["answered"] += 1
        return True
