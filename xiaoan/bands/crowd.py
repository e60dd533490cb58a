"""Many watches in one process, told by lines of JSON on stdin what to do; each line is answered by one on stdout.

`python -m xiaoan.bands.crowd HOST PORT FIRST COUNT`; the end of stdin ends it.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from wearable_bridge.elder_watch.open_files import allow_open_files
from xiaoan.bands.contents import SOS_BIT, circulation, heartbeat, position
from xiaoan.bands.watch_client import WatchClient, dial

DIALLED_AT_ONCE = 100
OTHER_OPEN_FILES = 100
LATE_AFTER_S = 60.0  # a watch says it again then
ALARM_LATE_AFTER_S = 120.0


def number_of(place: int) -> str:
    """The number of a simulated watch: ten digits."""
    return f"{8_900_000_000 + place}"


class Crowd:
    """Watches with neighbouring numbers."""

    def __init__(self, host: str, port: int, first: int, count: int) -> None:
        self._address = (host, port)
        self._places = range(first, first + count)
        self._watches: list[WatchClient] = []
        self._chance = random.Random(first)  # noqa: S311
        self._answers_s: list[float] = []
        self._unanswered = 0

    async def dial(self, _order: dict[str, Any]) -> dict[str, Any]:
        """All dial, and each says its first heartbeat."""
        gate = asyncio.Semaphore(DIALLED_AT_ONCE)
        failed = 0

        async def one(place: int) -> None:
            nonlocal failed
            async with gate:
                try:
                    watch = await dial(number_of(place), *self._address)
                except OSError:
                    failed += 1
                    return
                self._watches.append(watch)
                await self._say(watch, heartbeat(0, 80))

        await asyncio.gather(*(one(place) for place in self._places))
        return {"connected": len(self._watches), "failed": failed}

    async def spread(self, order: dict[str, Any]) -> dict[str, Any]:
        """Each says a heartbeat and a measurement at moments of its own within `seconds`."""
        seconds = float(order["seconds"])

        async def one(watch: WatchClient) -> None:
            await asyncio.sleep(self._chance.random() * seconds)
            await self._say(watch, heartbeat(self._chance.randint(0, 9000), 80))
            await self._say(watch, circulation(self._chance))

        await asyncio.gather(*(one(watch) for watch in self._watches))
        return {}

    async def hurry(self, order: dict[str, Any]) -> dict[str, Any]:
        """`watches` of them say something as soon as they have their answer, for `seconds`; the others stay silent.

        Below the limit of frames of one watch: each has `frames` to say, and another takes its place.
        """
        until = time.monotonic() + float(order["seconds"])
        at_once, frames = int(order["watches"]), int(order["frames"])
        waiting = iter(self._watches)
        said = 0

        async def one() -> None:
            nonlocal said
            for watch in waiting:
                for _ in range(frames):
                    if time.monotonic() > until:
                        return
                    await self._say(watch, circulation(self._chance))
                    said += 1

        began = time.monotonic()
        await asyncio.gather(*(one() for _ in range(at_once)))
        return {"said": said, "seconds": time.monotonic() - began}

    async def alarm(self, order: dict[str, Any]) -> dict[str, Any]:
        """The SOS key of `watches` of them, one after the other, while the others go on with their heartbeats."""
        content = position("AL_LTE", datetime.now(UTC), 10, 80, SOS_BIT)
        for watch in self._watches[: int(order["watches"])]:
            await self._say(watch, content, ALARM_LATE_AFTER_S)
        return {}

    async def obey(self, order: dict[str, Any]) -> dict[str, Any]:
        """What it did, with how long each answer took and how many never came."""
        deeds: dict[str, Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]] = {
            "dial": self.dial,
            "spread": self.spread,
            "hurry": self.hurry,
            "alarm": self.alarm,
        }
        done = await deeds[order["do"]](order)
        told = {**done, "answers_s": [round(each, 5) for each in self._answers_s], "unanswered": self._unanswered}
        self._answers_s, self._unanswered = [], 0
        return told

    async def _say(self, watch: WatchClient, content: str, within_s: float = LATE_AFTER_S) -> None:
        began = time.monotonic()
        try:
            await watch.say(content, within_s)
        except (TimeoutError, OSError):
            self._unanswered += 1
        else:
            self._answers_s.append(time.monotonic() - began)


async def _serve(crowd: Crowd) -> None:
    while line := await asyncio.to_thread(sys.stdin.readline):
        print(json.dumps(await crowd.obey(json.loads(line))), flush=True)


def main() -> None:
    """Reads its arguments from the command line."""
    host, port, first, count = sys.argv[1:]
    allow_open_files(int(count) + OTHER_OPEN_FILES)
    asyncio.run(_serve_crowd(host, int(port), int(first), int(count)))


async def _serve_crowd(host: str, port: int, first: int, count: int) -> None:
    await _serve(Crowd(host, port, first, count))


if __name__ == "__main__":
    main()
