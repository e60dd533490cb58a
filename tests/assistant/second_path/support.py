"""A home whose second path leads to recorded channels."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from assistant.help_line.book import AlertBook
from assistant.ports import ChannelError
from assistant.reporter import Reporter
from assistant.second_path.book import SecondPathBook
from assistant.second_path.decide import Recipient, Way, recipients
from assistant.second_path.letters import letter
from assistant.second_path.path import SecondPath
from assistant.store.tables import SecondPathAttemptRow, SecondPathRow
from assistant.store.transaction import transaction
from assistant.wiring.kept import open_kept
from config.phrases import load_phrases
from config.settings import Contact, HomeSettings, Resident, SecondPathSettings
from messages.payloads import Alert, AlertKind, AlertState, AlertStateChange, Event, EventKind, Urgency
from tests.assistant.standins import SetClock

DAUGHTER = Contact(name="李梅", called=("女儿",), phone="13800000001", notify_url="ntfy://daughter")
SON = Contact(name="李强", called=("儿子",), notify_url="ntfy://son")
HOME = HomeSettings(residents=(Resident(id="wang", name="王秀英", contacts=(DAUGHTER, SON)),))


class RecordingChannel:
    """Takes messages, or fails as `trouble` says. `held` keeps each back until released."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str]] = []
        self.trouble: dict[str, ChannelError] = {}
        self.held: asyncio.Event | None = None
        self.tried: list[str] = []

    async def send(self, address: str, title: str, text: str) -> None:
        self.tried.append(address)
        if self.held is not None:
            await self.held.wait()
        if address in self.trouble:
            raise self.trouble[address]
        self.taken.append((address, text))


class CutLink:
    """A broker out of reach for so long."""

    connected = False
    seconds_since_connected = 600.0


class RecordingTeller:
    """Keeps what she would hear."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []

    def reached(self, alert: UUID, name: str, way: Way) -> None:
        self.heard.append((way.value, name))

    def reached_nobody(self, alert: UUID) -> None:
        self.heard.append(("nobody", ""))

    def reached_with_cancel(self, name: str) -> None:
        self.heard.append(("cancel", name))


class Home:
    """`look` does by hand what `run` does every second."""

    def __init__(self, folder: Path, settings: SecondPathSettings | None = None) -> None:
        self.clock = SetClock()
        self.settings = settings or SecondPathSettings()
        self.kept = open_kept(folder, self.clock)
        self.reporter = Reporter("home-1", "wang", "speaker-1", self.clock)
        self.alerts = AlertBook(self.kept.engine, self.kept.outbox)
        self.book = SecondPathBook(self.kept.engine, self.kept.outbox, self.reporter, self.settings, lambda: 0.0)
        self.channel, self.modem, self.teller, self.link = (
            RecordingChannel(),
            RecordingChannel(),
            RecordingTeller(),
            CutLink(),
        )
        self.path = SecondPath(
            self.book,
            {Way.MESSAGE: self.channel, Way.SMS: self.modem},
            self.whom,
            lambda word, alert: letter(word, alert, HOME, load_phrases("zh"), ZoneInfo("Asia/Shanghai")),
            self.link,
            self.clock,
            self.teller,
        )

    def whom(self, alert: Alert) -> tuple[Recipient, ...]:
        return recipients(HOME.residents, alert.resident, self.settings)

    def cry(self) -> Alert:
        alert = self.reporter.alert(AlertKind.CRY, Urgency.EMERGENCY, said="救命")
        self.alerts.raise_alert(alert)
        return alert

    def station_says(self, alert: Alert, state: AlertState) -> None:
        change = AlertStateChange(id=alert.id, home="home-1", device="station", at=self.clock.now(), state=state)
        self.alerts.follow(change, self.clock.now())

    def cancel(self, alert: Alert) -> None:
        self.alerts.cancel(alert.id, self.reporter.event(EventKind.CANCEL, about=alert.id))

    def rows(self) -> list[tuple[str, str, str, int]]:
        """(word, name, outcome, attempts), in the order in which they were made."""
        with transaction(self.kept.engine) as session:
            rows = session.scalars(select(SecondPathRow).order_by(SecondPathRow.created_at, SecondPathRow.name.desc()))
            return [(row.word, row.name, row.outcome, row.attempts) for row in rows]

    def attempts(self) -> list[tuple[str, str, datetime | None]]:
        with transaction(self.kept.engine) as session:
            rows = session.scalars(select(SecondPathAttemptRow).order_by(SecondPathAttemptRow.id))
            return [(row.result, row.reason, row.ended_at) for row in rows]

    def events(self) -> list[Event]:
        """What the station will hear of the second path."""
        rows = self.kept.outbox.due(self.clock.now() + timedelta(days=9), 100)
        sent = (row.payload() for row in rows)
        return [each for each in sent if isinstance(each, Event) and each.kind is EventKind.SECOND_PATH]

    async def until(self, what: str, met: Callable[[], object]) -> None:
        """Runs the path until it is so."""
        running = asyncio.ensure_future(self.path.run())
        try:
            async with asyncio.timeout(20):
                while not met():
                    assert not running.done(), what
                    await asyncio.sleep(0.01)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
