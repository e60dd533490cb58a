"""Walks the second path: looks at the rows, tells whom they name, and lets the resident hear what came of it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

import structlog

from assistant.ports import ChannelError, MessageChannel
from assistant.second_path.book import Notice, SecondPathBook
from assistant.second_path.decide import Recipient, Result, Way, Word
from assistant.second_path.letters import Letter
from messages.clock import Clock
from messages.errors import OutboxError
from messages.payloads import Alert

LOOK_EVERY_S = 1.0
AT_ONCE = 4


class Link(Protocol):
    """The connection to the broker; see messages.session.Session."""

    @property
    def connected(self) -> bool: ...

    @property
    def seconds_since_connected(self) -> float: ...


class Teller(Protocol):
    """What the resident hears; see assistant.help_line.help_line.HelpLine."""

    def reached(self, alert: UUID, name: str, way: Way) -> None: ...

    def reached_nobody(self, alert: UUID) -> None: ...

    def reached_with_cancel(self, name: str) -> None: ...


class SecondPath:
    """`run` must be running, in the loop. Nothing here holds up the outbox or the voice."""

    def __init__(
        self,
        book: SecondPathBook,
        channels: Mapping[Way, MessageChannel],
        whom: Callable[[Alert], tuple[Recipient, ...]],
        letter: Callable[[Word, Alert], Letter],
        link: Link,
        clock: Clock,
        teller: Teller,
    ) -> None:
        self._book, self._channels, self._whom, self._letter = book, channels, whom, letter
        self._link, self._clock, self._teller = link, clock, teller
        self._places = asyncio.Semaphore(AT_ONCE)
        self._under_way: Counter[UUID] = Counter()  # attempts by alert
        self._busy: set[UUID] = set()  # notices
        self._told: set[tuple[UUID, str]] = set()  # (alert, name): she has heard that this person knows

    async def run(self) -> None:
        """Looks for ever."""
        async with asyncio.TaskGroup() as attempts:
            while True:
                try:
                    for notice in await asyncio.to_thread(self._book.due, self._apart_since(), self._whom):
                        self._start(attempts, notice)
                except OutboxError as error:
                    structlog.get_logger().error("the second path cannot be read now", reason=str(error))
                await asyncio.sleep(LOOK_EVERY_S)

    def _apart_since(self) -> datetime | None:
        if self._link.connected:
            return None
        return self._clock.now() - timedelta(seconds=self._link.seconds_since_connected)

    def _start(self, attempts: asyncio.TaskGroup, notice: Notice) -> None:
        """A cancellation waits for the word it takes back, so that it never comes before it."""
        overtakes = notice.word is Word.CANCEL and self._under_way[notice.alert.id]
        if notice.id not in self._busy and not overtakes:
            self._busy.add(notice.id)
            self._under_way[notice.alert.id] += 1
            attempts.create_task(self._attempt(notice))

    async def _attempt(self, notice: Notice) -> None:
        try:
            async with self._places:
                await self._send(notice)
        except OutboxError as error:
            structlog.get_logger().error("an attempt could not be written down", reason=str(error))
        finally:
            self._busy.discard(notice.id)

    async def _send(self, notice: Notice) -> None:
        log = structlog.get_logger().bind(alert=str(notice.alert.id), way=notice.way.value, word=notice.word.value)
        result, reason = Result.FAILED, ""
        try:
            attempt = await asyncio.to_thread(self._book.begin, notice)
            result, reason = await self._over_channel(notice)
            await asyncio.to_thread(self._book.end, notice, attempt, result, reason)
        finally:
            log.info("an attempt of the second path", result=result.value, reason=reason)
            self._under_way[notice.alert.id] -= 1
            await self._tell(notice, result)

    async def _over_channel(self, notice: Notice) -> tuple[Result, str]:
        address = self._address_of(notice)
        channel = self._channels.get(notice.way)
        if channel is None or address is None:
            return Result.FAILED, "no longer in the settings"
        words = self._letter(notice.word, notice.alert)
        try:
            await channel.send(address, words.title, words.text)
        except ChannelError as error:
            return Result.UNKNOWN if error.perhaps_sent else Result.FAILED, str(error)
        return Result.SENT, ""

    def _address_of(self, notice: Notice) -> str | None:
        people: Iterable[Recipient] = self._whom(notice.alert)
        return next((person.address for person in people if person.key == notice.recipient), None)

    async def _tell(self, notice: Notice, result: Result) -> None:
        """Each good news once; that nobody was reached when all attempts of a round have failed."""
        alert = notice.alert.id
        if result is Result.SENT:
            if notice.word is Word.CANCEL:
                self._teller.reached_with_cancel(notice.name)
            elif (alert, notice.name) not in self._told:
                self._told.add((alert, notice.name))
                self._teller.reached(alert, notice.name, notice.way)
            return
        round_failed = notice.word is Word.ALERT and not self._under_way[alert]
        if round_failed and not await asyncio.to_thread(self._book.told, alert):
            self._teller.reached_nobody(alert)
