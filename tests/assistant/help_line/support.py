"""A help line over a real database, whose mouth looks at the disk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from sqlalchemy import event

from assistant.help_line.book import AlertBook
from assistant.help_line.help_line import HelpLine
from assistant.reporter import Reporter
from assistant.speaker.light_board import LightBoard
from assistant.store.tables import Base
from config.phrases import load_phrases
from config.settings import HelpSettings
from hardware.ports import Sound
from messages.database import open_sqlite
from messages.outbox import Outbox
from messages.payloads import (
    Alert,
    AlertState,
    AlertStateChange,
    Payload,
)
from tests.assistant.standins import ReadyLines, RecordingLight, SetClock

PHRASES = load_phrases("zh")


class SafetyMouth:
    """Takes safety lines, and looks at the disk at that moment."""

    def __init__(self, look: Callable[[], int]) -> None:
        self.lines: list[tuple[str, int]] = []
        self._look = look

    def drop_waiting(self) -> None:
        """Nothing waits here."""

    def say(self, text: str) -> None:
        self.lines.append((text, self._look()))

    def say_first(self, text: str, sound: Sound | None = None) -> None:
        self.lines.append((text, self._look()))


class Rig:
    def __init__(self, folder: Path, **pauses: float) -> None:
        self.clock = SetClock()
        self.engine = open_sqlite(folder / "home.db")
        Base.metadata.create_all(self.engine)
        self.outbox = Outbox(self.engine, self.clock)
        self.outbox.create()
        self.full = False
        event.listen(self.engine, "checkout", self._limit)
        self.book = AlertBook(self.engine, self.outbox)
        self.light = RecordingLight()
        self.mouth = SafetyMouth(lambda: len(self.sent()))
        self.reporter = Reporter("home-1", "wang", "speaker-1", self.clock)
        self.help_line = HelpLine(
            self.book,
            self.reporter,
            self.mouth,  # type: ignore[arg-type]
            ReadyLines(),
            LightBoard(self.light),
            PHRASES,
            HelpSettings(**{"repeat_unsaved_s": 0.02, "unanswered_after_s": 10, **pauses}),
        )

    def said(self) -> list[str]:
        return [text for text, _ in self.mouth.lines]

    def sent(self) -> list[Payload]:
        return [row.payload() for row in self.outbox.due(self.clock.now() + timedelta(days=1), 100)]

    def alerts(self) -> list[Alert]:
        return [payload for payload in self.sent() if isinstance(payload, Alert)]

    def change(self, state: AlertState, by: str = "") -> AlertStateChange:
        return AlertStateChange(
            id=self.alerts()[0].id, home="home-1", device="station", at=self.clock.now(), state=state, by=by
        )

    def _limit(self, connection: object, *_: object) -> None:
        """A full disk: the database may not grow by a page (SQLite then says that the disk is full)."""
        pages = 1 if self.full else 1_000_000
        connection.execute(f"PRAGMA max_page_count = {pages}")  # type: ignore[attr-defined]
