"""In the middle of a check nothing is heard of her: is she all right?"""

from __future__ import annotations

from collections.abc import Callable

from assistant.hearing.feeling import Feeling, feels_unwell
from assistant.help_line.help_line import HelpLine
from assistant.reporter import Reporter
from messages.payloads import AlertKind, Urgency
from skills.check_course import Event, Happened


class StillThereQuestion:
    """assistant.speaker.questions.Question. `hear` gives an answer that is a word of the check to the check."""

    def __init__(
        self,
        text: str,
        help_line: HelpLine,
        reporter: Reporter,
        hear: Callable[[str], str | None],
        tell: Callable[[Event], None],
    ) -> None:
        self.text = text
        self._help_line, self._reporter, self._hear, self._tell = help_line, reporter, hear, tell

    def answered(self, text: str) -> str:
        """Unwell, she needs somebody; else the check goes on and speaks by itself."""
        if feels_unwell(text) is Feeling.UNWELL:
            self._help_line.raise_alert(
                self._reporter.alert(
                    AlertKind.UNWELL, Urgency.EMERGENCY, said=text[:500], asked=self.text, answered=text[:500]
                )
            )
            return ""
        line = self._hear(text)
        if line is not None:
            return line
        self._tell(Happened.ANSWERED)
        return ""

    def silent(self) -> None:
        self._tell(Happened.SILENT)
