"""Raises, cancels and follows the alerts of this home."""

from __future__ import annotations

import asyncio
from typing import Protocol
from uuid import UUID

import structlog

from assistant.help_line.book import RAISED, AlertBook, OpenAlert
from assistant.help_line.lines import SECTION, light_for, line_for
from assistant.reporter import Reporter
from assistant.speaker.light_board import LightBoard
from assistant.speaker.mouth import Mouth
from config.phrases import Phrases
from config.settings import HelpSettings
from hardware.ports import Sound
from messages.errors import OutboxError
from messages.payloads import Alert, AlertKind, AlertStateChange, EventKind, Urgency

SAME_CRY_S = 15.0  # one cry is heard many times over, on each partial transcript


class FixedLines(Protocol):
    """Safety lines made in advance; see assistant.voice.safety_lines."""

    def sound(self, key: str) -> Sound:
        """Never raises and is never silent."""
        ...


class HelpLine:
    """skills.ports.HelpLine, and what the button, the cry and the station's answer do. Call from the loop only."""

    def __init__(
        self,
        book: AlertBook,
        reporter: Reporter,
        mouth: Mouth,
        lines: FixedLines,
        light: LightBoard,
        phrases: Phrases,
        settings: HelpSettings,
    ) -> None:
        self._book, self._reporter, self._mouth = book, reporter, mouth
        self._lines, self._light, self._phrases, self._settings = lines, light, phrases, settings
        self._unsaved: list[Alert] = []
        self._last_known: OpenAlert | None = None
        self._last_call = -SAME_CRY_S
        self._show_light()

    def call(self, said: str) -> None:
        """A definite cry: the alert is on disk before a word is spoken."""
        if self._now_s() - self._last_call < SAME_CRY_S and self.open_alert() is not None:
            return
        self._last_call = self._now_s()
        self.raise_alert(self._reporter.alert(AlertKind.CRY, Urgency.EMERGENCY, said=said[:500]))

    def press(self) -> None:
        """The button was pressed."""
        if self._now_s() - self._last_call >= 1.0:
            self._last_call = self._now_s()
            self.raise_alert(self._reporter.alert(AlertKind.BUTTON, Urgency.EMERGENCY))

    def raise_alert(self, alert: Alert, line: str = "calling") -> None:
        """Writes, then speaks a fixed line (none for ""). A write that fails is tried again until it succeeds."""
        try:
            self._book.raise_alert(alert)
        except OutboxError as error:
            structlog.get_logger().error("an alert could not be written, trying again", reason=str(error))
            self._unsaved.append(alert)
        if line:
            self._say_fixed(line)
        self._show_light()

    def cancel(self) -> bool:
        """Cancels all that is open: the press that begins a long hold has raised an alert of its own."""
        if self.open_alert() is None:
            return False
        self._unsaved.clear()
        try:
            while (alert := self._book.open_alert(self._reporter.clock.now())) is not None:
                self._book.cancel(alert.id, self._reporter.event(EventKind.CANCEL, about=alert.id))
        except OutboxError as error:
            structlog.get_logger().error("a cancellation could not be written", reason=str(error))
            self._mouth.say_first(self._phrases(f"{SECTION}.cancel_failed"))
            return True
        self._mouth.drop_waiting()
        self._say_fixed("cancelled")
        self._show_light()
        return True

    def open_alert(self) -> OpenAlert | None:
        """The alert that is open now, also one that could not be written yet; the last known one without a disk."""
        if self._unsaved:
            alert = self._unsaved[-1]
            return OpenAlert(alert.id, RAISED, "", alert.at)
        try:
            self._last_known = self._book.open_alert(self._reporter.clock.now())
        except OutboxError as error:
            structlog.get_logger().error("the alerts could not be read", reason=str(error))
        return self._last_known

    def follow(self, change: AlertStateChange) -> None:
        """The station's word about an alert: kept, and told when it is news."""
        if not self._book.follow(change):
            return
        line = line_for(change, self._phrases)
        self._show_light()
        if line is None:
            return
        key, text = line
        if key:
            self._say_fixed(key)
        else:
            self._mouth.say_first(text)

    async def keep_trying(self) -> None:
        """Writes what could not be written, and tells her the truth while nobody has answered. Runs for ever."""
        told_of: UUID | None = None
        while True:
            await asyncio.sleep(self._settings.repeat_unsaved_s)
            if self._unsaved:
                self._retry()
                continue
            alert = self.open_alert()
            if alert is None or alert.state != RAISED or alert.id == told_of:
                continue
            waited_s = (self._reporter.clock.now() - alert.raised_at).total_seconds()
            if waited_s >= self._settings.unanswered_after_s:
                told_of = alert.id
                self._say_fixed("still_trying")

    def _retry(self) -> None:
        waiting, self._unsaved = self._unsaved, []
        for alert in waiting:
            self.raise_alert(alert, line="calling")

    def _say_fixed(self, key: str) -> None:
        self._mouth.say_first(self._phrases(f"{SECTION}.fixed.{key}"), self._lines.sound(key))

    def _show_light(self) -> None:
        alert = self.open_alert()
        self._light.alert(light_for(None if alert is None else alert.state))

    @staticmethod
    def _now_s() -> float:
        return asyncio.get_running_loop().time()
