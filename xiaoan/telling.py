"""How `xiaoan up` shows what happens: lines for a person, or JSON lines for a program."""

from __future__ import annotations

import sys
from typing import TextIO

from rich.console import Console
from rich.status import Status
from rich.text import Text

from config.phrases import Phrases
from xiaoan.events import Event, EventKind, Tell

STYLES = {
    EventKind.READY: "green",
    EventKind.SOS_READY: "bold green",
    EventKind.ALL_READY: "bold green",
    EventKind.ADDRESSES: "bold",
    EventKind.ADMINISTRATOR: "bold yellow",
    EventKind.DIED: "red",
    EventKind.FORCED: "red",
    EventKind.SLOW: "yellow",
    EventKind.WARNING: "yellow",
}


def json_lines(stream: TextIO) -> Tell:
    """Writes one JSON object per line."""

    def tell(event: Event) -> None:
        print(event.as_json(), file=stream, flush=True)

    return tell


def line_of(event: Event, phrases: Phrases) -> str:
    """An event as a sentence."""
    values: dict[str, object] = {name: "" if value is None else value for name, value in vars(event).items()}
    if event.part is not None:
        values["part"] = (
            phrases(f"xiaoan.part.{event.part}") if phrases.has(f"xiaoan.part.{event.part}") else event.part
        )
    if event.event is EventKind.DIED:
        return _death(event, values, phrases)
    return phrases(f"xiaoan.up.{event.event.value}", **values)


def _death(event: Event, values: dict[str, object], phrases: Phrases) -> str:
    how = phrases("xiaoan.up.by_signal" if event.signal else "xiaoan.up.by_code", **values)
    why = phrases("xiaoan.up.last_line", **values) if event.last_line else ""
    then = phrases("xiaoan.up.held_down" if event.pause_s is None else "xiaoan.up.again", **values)
    return phrases("xiaoan.up.died", **{**values, "how": how, "why": why, "then": then})


class Screen:
    """Lines on a terminal, with one moving line that names the parts still awaited."""

    def __init__(self, phrases: Phrases, parts: tuple[str, ...], console: Console | None = None) -> None:
        self._phrases = phrases
        self._console = console or Console(file=sys.stdout, highlight=False)
        self._waiting = dict.fromkeys(parts)
        self._status: Status | None = None

    def tell(self, event: Event) -> None:
        """Shows an event."""
        if event.event is EventKind.STARTED and event.part:
            self._waiting[event.part] = None
        elif event.event is EventKind.READY and event.part:
            self._waiting.pop(event.part, None)
        self._console.print(Text(line_of(event, self._phrases), style=STYLES.get(event.event, "")), soft_wrap=True)
        self._show_waiting(ending=event.event in {EventKind.STOPPING, EventKind.STOPPED})

    def close(self) -> None:
        """Ends the moving line."""
        if self._status is not None:
            self._status.stop()
            self._status = None

    def _show_waiting(self, ending: bool) -> None:
        if ending or not self._waiting or not self._console.is_terminal:
            self.close()
            return
        names = [self._phrases(f"xiaoan.part.{name}") for name in self._waiting]
        text = self._phrases("xiaoan.up.waiting", parts="、".join(names))
        if self._status is None:
            self._status = self._console.status(text)
            self._status.start()
        else:
            self._status.update(text)
