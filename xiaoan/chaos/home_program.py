"""A home as a small program: the speaker's book of alerts, its outbox and its session, without ears and voice.

`python -m xiaoan.chaos.home_program ORDER`, an Order as JSON. A line of standard input is an alert to raise, as JSON.
Standard output says `about ID` before it is written and `accepted ID` after its transaction: a line in a pipe outlives
the program. It ends when its input does.
"""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import suppress
from pathlib import Path

import structlog
from pydantic import BaseModel

from assistant.help_line.book import AlertBook
from assistant.wiring.kept import Kept, open_kept
from config.settings import BrokerSettings
from messages.clock import clock_for
from messages.errors import OutboxError
from messages.payloads import Alert, AlertStateChange
from messages.session import Session
from messages.tasks import first_end
from messages.topics import Received, Sender

AGAIN_AFTER_S = 0.2  # a full disk
DEVICE = "speaker-1"
ABOUT, ACCEPTED = "about", "accepted"


class Order(BaseModel):
    """Which home, where it keeps its data, through which port it reaches the broker, and how wrong its clock is."""

    community: str
    home: str
    folder: Path
    port: int
    offset_s: float


class House:
    """Raises what it is told to, one alert after the other."""

    def __init__(self, order: Order, kept: Kept) -> None:
        self._clock = clock_for(order.offset_s)
        self._book = AlertBook(kept.engine, kept.outbox)
        self._session = Session(
            broker=BrokerSettings(port=order.port),
            community=order.community,
            home=order.home,
            sender=Sender.SPEAKER,
            device=DEVICE,
            version="",
            outbox=kept.outbox,
            dead_letters=kept.letters,
            clock=self._clock,
        )

    async def live(self, orders: asyncio.StreamReader) -> None:
        """Until the orders end."""
        await first_end(self._session.run(self._handle), self._raise_all(orders))

    async def _raise_all(self, orders: asyncio.StreamReader) -> None:
        while line := await orders.readline():
            told = Alert.model_validate_json(line)
            alert = told.model_copy(update={"at": self._clock.now(), "clock_trusted": self._clock.trusted})
            say(ABOUT, alert)
            await self._write(alert)
            say(ACCEPTED, alert)

    async def _write(self, alert: Alert) -> None:
        """Until it is on the disk, as the help line does."""
        while True:
            try:
                await asyncio.to_thread(self._book.raise_alert, alert)
            except OutboxError as error:
                structlog.get_logger().warning("alert_not_written_yet", reason=str(error))
                await asyncio.sleep(AGAIN_AFTER_S)
            else:
                return

    async def _handle(self, received: Received) -> None:
        """As the speaker does: what cannot be written now is said again by the station."""
        if isinstance(received.payload, AlertStateChange):
            try:
                await asyncio.to_thread(self._book.follow, received.payload, self._clock.now())
            except OutboxError as error:
                structlog.get_logger().warning("state_not_kept", reason=str(error))


def say(what: str, alert: Alert) -> None:
    """One line, in one write."""
    os.write(sys.stdout.fileno(), f"{what} {alert.id}\n".encode())


async def run(order: Order) -> None:
    """Until standard input ends. Raises OutboxError when the home's file cannot be opened."""
    orders = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    kept = open_kept(order.folder, clock_for(order.offset_s))
    try:
        await House(order, kept).live(orders)
    finally:
        kept.engine.dispose()


if __name__ == "__main__":
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    with suppress(KeyboardInterrupt):
        asyncio.run(run(Order.model_validate_json(sys.argv[1])))
