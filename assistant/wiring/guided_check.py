"""Builds what leads through a check. Part of the composition root."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from assistant.guided_check.book import CheckBook
from assistant.guided_check.guide import CheckGuide
from assistant.help_line.help_line import HelpLine
from assistant.reporter import Reporter
from assistant.speaker.mouth import Mouth
from assistant.speaker.question_desk import QuestionDesk
from assistant.wiring.kept import Kept
from config.phrases import Phrases
from config.settings import Settings
from messages.payloads import Payload
from skills.check_course import Pauses


def build_check_guide(
    settings: Settings,
    kept: Kept,
    tell: Callable[[Payload], Awaitable[None]],
    mouth: Mouth,
    desk: QuestionDesk,
    help_line: HelpLine,
    reporter: Reporter,
    phrases: Phrases,
) -> CheckGuide:
    """`tell` sends to the bridge at once or raises BrokerError."""
    own, book = settings.speaker.guided_check, CheckBook(kept.engine, kept.outbox)
    pauses = Pauses(own.rest_s, own.wait_s, own.pressure_wait_s, own.pause_s)
    return CheckGuide(tell, mouth, desk, help_line, book, reporter, phrases, pauses)
