"""Begins self-tests when they are due, and measures how long their answer takes."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from typing import Protocol
from uuid import UUID

import structlog

from assistant.reporter import Reporter
from assistant.self_test.book import SelfTestBook
from assistant.self_test.decide import is_due
from config.supervision import SelfTestSettings
from messages.errors import OutboxError
from messages.payloads import Alert, AlertKind, AlertStateChange, EventKind, Payload, Urgency
from messages.session import Handle
from messages.topics import Received

LOOK_EVERY_S = 30.0


class Link(Protocol):
    """The connection to the broker; see messages.session.Session."""

    @property
    def connected(self) -> bool: ...


class SelfTest:
    """Everything is called in the loop. The resident hears and sees nothing of it."""

    def __init__(
        self,
        book: SelfTestBook,
        reporter: Reporter,
        link: Link,
        quiet: Callable[[], bool],
        settings: SelfTestSettings,
        look_every_s: float = LOOK_EVERY_S,
    ) -> None:
        """`quiet`: no alert of the home is open."""
        self._book, self._reporter, self._link = book, reporter, link
        self._quiet, self._settings, self._look_every_s = quiet, settings, look_every_s
        self._begun: dict[UUID, float] = {}  # by the loop's clock, which nobody sets

    async def run(self) -> None:
        """Looks for ever. A thousand homes that were switched on together do not test together."""
        await asyncio.sleep(self._settings.first_after_s * (1 + random.random()))  # noqa: S311
        while True:
            try:
                await self._look()
            except OutboxError as error:
                structlog.get_logger().error("no self-test can be made now", reason=str(error))
            await asyncio.sleep(self._look_every_s)

    def before(self, handle: Handle) -> Handle:
        """`handle` for all messages that do not belong to a self-test, of whichever device of the home."""

        async def handle_others(received: Received) -> None:
            if not await self._takes(received.payload):
                await handle(received)

        return handle_others

    async def _takes(self, payload: Payload) -> bool:
        match payload:
            case Alert() if payload.is_self_test:
                return True
            case AlertStateChange(kind=AlertKind.SELF_TEST):
                began = self._begun.pop(payload.id, None)
                if began is not None:
                    await self._end(payload.id, asyncio.get_running_loop().time() - began)
                return True
        return False

    async def _look(self) -> None:
        now = self._reporter.clock.now()
        past = await asyncio.to_thread(self._book.past)
        if not is_due(past, now, self._settings) or not self._link.connected or not self._quiet():
            return
        self._begun.clear()
        await asyncio.to_thread(self._book.drop_unended)
        test = self._reporter.alert(AlertKind.SELF_TEST, Urgency.ATTENTION)
        self._begun[test.id] = asyncio.get_running_loop().time()
        await asyncio.to_thread(self._book.begin, test)

    async def _end(self, test: UUID, round_trip_s: float) -> None:
        good = round_trip_s <= self._settings.within_s
        detail = {"round_trip_ms": str(round(round_trip_s * 1000))}
        report = self._reporter.event(EventKind.SELF_TEST, about=test, detail=detail)
        try:
            await asyncio.to_thread(self._book.end, test, self._reporter.clock.now(), good, report)
        except OutboxError as error:
            structlog.get_logger().error("a self-test could not be written down", reason=str(error))
            return
        structlog.get_logger().info("self-test", good=good, seconds=round(round_trip_s, 3))
