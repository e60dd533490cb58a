"""What the station writes into the alerts that it raises itself."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from config.phrases import Phrases


class Words:
    """In the language of the station."""

    def __init__(self, phrases: Phrases, timezone: ZoneInfo) -> None:
        self._phrases = phrases
        self._timezone = timezone

    def silent(self, heard_at: datetime) -> str:
        return self._phrases("station.supervision.silent", when=self._when(heard_at))

    def heard_again(self, heard_at: datetime) -> str:
        return self._phrases("station.supervision.heard_again", when=self._when(heard_at))

    def paused(self) -> str:
        return self._phrases("station.supervision.paused")

    def line_down(self, late: int, watched: int) -> str:
        return self._phrases("station.supervision.line_down", late=late, watched=watched)

    def line_up(self) -> str:
        return self._phrases("station.supervision.line_up")

    def overdue(self, good_at: datetime | None) -> str:
        if good_at is None:
            return self._phrases("station.supervision.never_tested")
        return self._phrases("station.supervision.overdue", when=self._when(good_at))

    def tested(self) -> str:
        return self._phrases("station.supervision.tested")

    def _when(self, moment: datetime) -> str:
        return moment.astimezone(self._timezone).strftime("%m-%d %H:%M")
