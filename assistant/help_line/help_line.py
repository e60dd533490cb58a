"""Raises, cancels and follows the alerts of this home."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

import structlog

from assistant.help_line.book import RAISED, AlertBook, OpenAlert
from assistant.help_line.lines import SECTION, light_for, line_for, line_of
from assistant.help_line.waiting import truth_due
from assistant.reporter import Reporter
from assistant.second_path.decide import Way
from assistant.speaker.light_board import LightBoard
from assistant.speaker.mouth import Mouth
from config.phrases import Phrases
from config.settings import HelpSettings
from hardware.ports import Sound
from messages.errors import OutboxError
from messages.payloads import Alert, AlertKind, AlertStateChange, Event, EventKind, Urgency

SAME_CRY_S = 15.0  # one cry is heard many times over, on each partial transcript


class FixedLines(Protocol):
    """Safety lines made in advance; see assistant.voice.safety_lines."""

    def sound(self, key: str) -> Sound:
        """Never raises and is never silent."""
        ...


@dataclass
class _Unsaved:
    """An alert that is not on disk yet, and her word that she is well, if she has said so since."""

    alert: Alert
    cancelled: Event | None = None


@dataclass
class _Wait:
    """For how long an alert has stood as it stands, by the loop's clock, and how often she was told."""

    stands: tuple[UUID, str]
    since_s: float
    times_told: int = 0


class HelpLine:
    """skills.ports.HelpLine, and what the button, the cry, the station and the second path do. From the loop only."""

    def __init__(
        self,
        book: AlertBook,
        reporter: Reporter,
        mouth: Mouth,
        lines: FixedLines,
        light: LightBoard,
        phrases: Phrases,
        settings: HelpSettings,
        modem: bool = False,
    ) -> None:
        """`modem`: the second path needs no internet line."""
        self._book, self._reporter, self._mouth = book, reporter, mouth
        self._lines, self._light, self._phrases, self._settings = lines, light, phrases, settings
        self._modem = modem
        self._unsaved: list[_Unsaved] = []
        self._last_known: OpenAlert | None = None
        self._last_call = -SAME_CRY_S
        self._wait: _Wait | None = None
        self._reached_nobody: set[UUID] = set()
        self._on_emergency: list[Callable[[], None]] = []
        self._show_light()

    def on_emergency(self, listener: Callable[[], None]) -> None:
        """`listener` is told of each emergency of the home as it is raised, before the line that is said to it."""
        self._on_emergency.append(listener)

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
        self._write(_Unsaved(alert))
        self._tell_of(alert)
        if line:
            self._say_fixed(line)
        self._show_light()

    def settle(self, finding: UUID, answered: Event) -> None:
        """A finding that needs nobody. What cannot be written is asked about again after the next start."""
        try:
            self._book.settle(finding, answered)
        except OutboxError as error:
            structlog.get_logger().error("an answer could not be kept", id=str(finding), reason=str(error))

    def cancel(self) -> bool:
        """Cancels all that is open: the press that begins a long hold has raised an alert of its own."""
        if self.open_alert() is None:
            return False
        for unsaved in self._unsaved:  # written when the disk allows: that she called and took it back is no secret
            unsaved.cancelled = unsaved.cancelled or self._cancel_event(unsaved.alert.id)
        try:
            while (alert := self._book.open_alert(self._reporter.clock.now())) is not None:
                self._book.cancel(alert.id, self._cancel_event(alert.id))
        except OutboxError as error:
            structlog.get_logger().error("a cancellation could not be written", reason=str(error))
            self._mouth.say_first(self._phrases(f"{SECTION}.cancel_failed"))
            return True
        self._last_known = None
        self._mouth.drop_waiting()
        self._say_fixed("cancelled")
        self._show_light()
        return True

    def open_alert(self) -> OpenAlert | None:
        """The alert that is open now, also one that could not be written yet; the last known one without a disk."""
        for unsaved in reversed(self._unsaved):
            if unsaved.cancelled is None:
                return OpenAlert(unsaved.alert.id, RAISED, "", unsaved.alert.at)
        try:
            self._last_known = self._book.open_alert(self._reporter.clock.now())
        except OutboxError as error:
            structlog.get_logger().error("the alerts could not be read", reason=str(error))
        return self._last_known

    def hear(self, alert: Alert) -> None:
        """An alert that the bridge of this home, or another speaker, has raised. Raises OutboxError."""
        if not self._book.hear(alert):
            return
        self._tell_of(alert)
        self._show_light()
        if alert.urgency is Urgency.EMERGENCY:
            self._say_fixed(line_of(alert.kind))

    def follow(self, change: AlertStateChange) -> None:
        """The station's word about an alert: kept, and told when it is news. Raises OutboxError."""
        if not self._book.follow(change, self._reporter.clock.now()):
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

    def reached(self, alert: UUID, name: str, way: Way) -> None:
        """Somebody has had the alert by the second path; of one she took back meanwhile she hears nothing more."""
        self._show_light()
        structlog.get_logger().info("reached by the second path", alert=str(alert), way=way.value)
        if self.open_alert() is not None:
            self._mouth.say_first(self._phrases(f"{SECTION}.reached_{way.value}", who=name))

    def reached_nobody(self, alert: UUID) -> None:
        """The second path has failed so far; told once for each alert, and never of one that is settled."""
        now = self.open_alert()
        if alert not in self._reached_nobody and now is not None and now.state == RAISED:
            self._reached_nobody.add(alert)
            self._say_fixed("reached_nobody" if self._modem else "reached_nobody_offline")

    def reached_with_cancel(self, name: str) -> None:
        """Somebody who knew of the alert now knows that she is well."""
        self._mouth.say(self._phrases(f"{SECTION}.reached_with_cancel", who=name))

    async def keep_trying(self) -> None:
        """Writes what could not be written, and tells her the truth while nobody has accepted. Runs for ever."""
        while True:
            await asyncio.sleep(self._settings.repeat_unsaved_s)
            if self._unsaved:
                self._retry()
            else:
                self._tell_truth()

    def _tell_truth(self) -> None:
        alert = self.open_alert()
        if alert is None:
            self._wait = None
            return
        if self._wait is None or self._wait.stands != (alert.id, alert.state):
            self._wait = _Wait((alert.id, alert.state), self._now_s() - self._waited_before_s(alert))
        waited_s = self._now_s() - self._wait.since_s
        key = truth_due(alert.state, alert.urgency, waited_s, self._wait.times_told, self._settings)
        if key is not None:
            self._wait.times_told += 1
            self._say_fixed(key)

    def _waited_before_s(self, alert: OpenAlert) -> float:
        """How long an alert had been waiting when it was first looked at."""
        if alert.state != RAISED:
            return 0.0
        return max(0.0, (self._reporter.clock.now() - alert.raised_at).total_seconds())

    def _tell_of(self, alert: Alert) -> None:
        if alert.urgency is Urgency.EMERGENCY:
            for listener in self._on_emergency:
                listener()

    def _retry(self) -> None:
        waiting, self._unsaved = self._unsaved, []
        for unsaved in waiting:
            self._write(unsaved)
        self._show_light()
        if any(unsaved.cancelled is None for unsaved in waiting):
            self._say_fixed("calling")

    def _write(self, unsaved: _Unsaved) -> None:
        try:
            self._book.raise_alert(unsaved.alert, unsaved.cancelled)
        except OutboxError as error:
            structlog.get_logger().error("an alert could not be written, trying again", reason=str(error))
            self._unsaved.append(unsaved)

    def _cancel_event(self, alert: UUID) -> Event:
        return self._reporter.event(EventKind.CANCEL, about=alert)

    def _say_fixed(self, key: str) -> None:
        self._mouth.say_first(self._phrases(f"{SECTION}.fixed.{key}"), self._lines.sound(key))

    def _show_light(self) -> None:
        self._light.alert(light_for(self.open_alert()))

    @staticmethod
    def _now_s() -> float:
        return asyncio.get_running_loop().time()
