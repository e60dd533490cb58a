"""One run: the schedule is played, everything is healed, the rest is waited for, and the rows are counted."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import UUID

from messages.errors import BrokerError, OutboxError
from station.errors import StationError
from xiaoan.chaos.blows import Blows
from xiaoan.chaos.report import Now
from xiaoan.chaos.schedule import Asked, Beat, Blow, Cast, Cry, Visit, schedule
from xiaoan.chaos.stage import Stage, ground, stage
from xiaoan.chaos.tally import Kept, Tally, heard_in, kept_at, tally
from xiaoan.errors import LocalServerError

DRAINED_WITHIN_S = 300.0
HEARD_WITHIN_S = 40.0  # after everything has arrived: the last words to the homes
LOOK_EVERY_S = 1.0
WATCH_EVERY_S = 3.0
LONGEST_FACTOR = 10  # the run may take so many times its planned length on a busy machine
STARTED_WITHIN_S = 120.0

Tell = Callable[[Now], None]


@dataclass(frozen=True)
class Experiment:
    """What is wanted. `database`: sqlite, postgresql (one is started), or the URL of an empty one."""

    seed: int
    alerts: int
    homes: int
    workers: int
    database: str


@dataclass(frozen=True)
class Outcome:
    """What is printed; `torn`: alerts that a kill met while they were written, and how many of them arrived."""

    seed: int
    raised: int
    arrived: int
    lost: int
    doubled: int
    unheard: int
    stale: int
    torn: int
    torn_arrived: int
    kills: int
    cuts: int
    seconds: float
    blows: dict[str, int]

    def ok(self, wanted: Asked) -> bool:
        """Nothing lost, nothing doubled, every home answered, and as much broken as was asked for."""
        nothing = self.lost == self.doubled == self.unheard == self.stale == 0
        return nothing and self.kills >= wanted.kills and self.cuts >= wanted.cuts

    def figures(self) -> dict[str, object]:
        """As printed by `xiaoan chaos --json`."""
        return asdict(self)


async def play(folder: Path, experiment: Experiment, tell: Tell) -> Outcome:
    """One run in an empty folder; a signal to end cancels it. Raises LocalServerError: no set-up, or no end."""
    began = time.monotonic()
    cast = Cast(
        experiment.homes, experiment.workers, experiment.database == "postgresql", experiment.database == "sqlite"
    )
    beats = schedule(experiment.seed, experiment.alerts, cast)
    longest_s = STARTED_WITHIN_S + LONGEST_FACTOR * sum(beat.gap_s for beat in beats) + DRAINED_WITHIN_S
    task = asyncio.current_task()
    assert task is not None  # noqa: S101
    for which in (signal.SIGINT, signal.SIGTERM):  # a program started in the background ignores SIGINT otherwise
        asyncio.get_running_loop().add_signal_handler(which, task.cancel)
    try:
        async with (
            asyncio.timeout(longest_s),
            ground(folder, experiment.database) as on,
            stage(on, cast, experiment.seed) as playing,
        ):
            run = _Run(playing, beats, tell)
            await _storm(run)
            result = await run.drain()
            return run.outcome(experiment.seed, result, time.monotonic() - began)
    except TimeoutError as error:
        raise LocalServerError(f"The run was not over after {longest_s:.0f} s.") from error


async def _storm(run: _Run) -> None:
    """A server that does not come up again ends the run. Raises LocalServerError."""
    try:
        await run.storm()
    except* (LocalServerError, BrokerError) as group:
        raise LocalServerError(str(group.exceptions[0])) from group


class _Run:
    def __init__(self, playing: Stage, beats: tuple[Beat, ...], tell: Tell) -> None:
        self._stage = playing
        self._beats = beats
        self._tell = tell
        self._blows: Blows | None = None
        self._arrived = 0
        self._kept: Kept | None = None

    async def storm(self) -> None:
        """The schedule from its beginning to its end."""
        async with asyncio.TaskGroup() as tasks:
            self._blows = Blows(self._stage, tasks)
            watcher = tasks.create_task(self._watch("breaking things"))
            for beat in self._beats:
                await asyncio.sleep(beat.gap_s)
                match beat.deed:
                    case Cry():
                        self._stage.homes[beat.deed.home].cry(beat.deed)
                    case Visit():
                        tasks.create_task(asyncio.to_thread(self._stage.staff.visit, beat.deed.chance))
                    case Blow():
                        await self._blows.fall(beat.deed)
            await self._blows.settled()
            watcher.cancel()

    async def drain(self) -> Tally:
        """Waits until everything accepted is at the station and every home has heard of it, within bounds."""
        deadline = time.monotonic() + DRAINED_WITHIN_S
        heard_by: float | None = None
        while True:
            counted, done = await self._look()
            now = time.monotonic()
            if done and heard_by is None:
                heard_by = now + HEARD_WITHIN_S
            settled = counted is not None and done and not (counted.unheard or counted.stale)
            if counted is not None and (settled or now > deadline or (heard_by is not None and now > heard_by)):
                return counted
            if now > deadline + HEARD_WITHIN_S:
                raise LocalServerError("The station's database did not come back.")
            self._report("waiting for the rest")
            await asyncio.sleep(LOOK_EVERY_S)

    def outcome(self, seed: int, result: Tally, seconds: float) -> Outcome:
        assert self._blows is not None and self._kept is not None  # noqa: S101
        torn = {alert for home in self._stage.homes for alert in home.torn}
        return Outcome(
            seed=seed,
            raised=len(self._accepted()),
            **asdict(result),
            torn=len(torn),
            torn_arrived=len(torn & set(self._kept.facts)),
            kills=self._blows.kills,
            cuts=self._blows.cuts,
            seconds=round(seconds, 1),
            blows=dict(sorted(self._blows.counts.items())),
        )

    async def _look(self) -> tuple[Tally | None, bool]:
        """The counts of now, and whether nothing is under way any more."""
        try:
            self._kept = await asyncio.to_thread(kept_at, self._stage.database)
            heard = [await asyncio.to_thread(heard_in, home.order.folder) for home in self._stage.homes]
        except (StationError, OutboxError):
            return None, False
        counted = tally(self._accepted(), self._kept, heard)
        self._arrived = counted.arrived
        idle = all(home.idle for home in self._stage.homes)
        return counted, idle and not counted.lost and not any(home.waiting for home in heard)

    def _accepted(self) -> set[UUID]:
        return {alert for home in self._stage.homes for alert in home.accepted}

    async def _watch(self, phase: str) -> None:
        while True:
            await self._look()
            self._report(phase)
            await asyncio.sleep(WATCH_EVERY_S)

    def _report(self, phase: str) -> None:
        assert self._blows is not None  # noqa: S101
        self._tell(Now(phase, len(self._accepted()), self._arrived, self._blows.kills, self._blows.cuts))
