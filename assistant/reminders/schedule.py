"""APScheduler wakes the speaker at each moment the table names; its jobs are rebuilt from the table."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

from assistant.reminders.round import ReminderRound
from messages.clock import Clock
from messages.errors import OutboxError

LOOK_ANYWAY_S = 30  # a clock that was set forward fires no timer


class ReminderSchedule:
    """Start it from the loop. `refresh` may be called from any thread."""

    def __init__(self, round_: ReminderRound, clock: Clock) -> None:
        self._round, self._clock = round_, clock
        self._scheduler = AsyncIOScheduler(timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True})
        self._loop: asyncio.AbstractEventLoop | None = None

    def start(self) -> None:
        """Looks at once at what came due while the speaker was off, then waits for the next moment."""
        self._loop = asyncio.get_running_loop()
        self._scheduler.start()
        self._look()

    def stop(self) -> None:
        self._scheduler.shutdown(wait=False)

    def refresh(self) -> None:
        """The table has changed."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._rebuild)

    async def _wake(self) -> None:
        self._look()

    def _look(self) -> None:
        try:
            self._round.go()
        except OutboxError as error:
            structlog.get_logger().error("reminders could not be read, trying again", reason=str(error))
        self._rebuild()

    def _rebuild(self) -> None:
        """One job for each moment, converted from the home's clock to the machine's."""
        try:
            moments = self._round.next_moments()
        except OutboxError as error:
            structlog.get_logger().error("the next reminders could not be read", reason=str(error))
            moments = ()
        self._scheduler.remove_all_jobs()
        self._scheduler.add_job(self._wake, IntervalTrigger(seconds=LOOK_ANYWAY_S))
        now, machine_now = self._clock.now(), datetime.now(UTC)
        for moment in moments:
            self._scheduler.add_job(self._wake, DateTrigger(machine_now + (moment - now)))
