"""Builds what tries the way to the station. Part of the composition root."""

from __future__ import annotations

from assistant.help_line.help_line import HelpLine
from assistant.reporter import Reporter
from assistant.self_test.book import SelfTestBook
from assistant.self_test.round import Link, SelfTest
from assistant.wiring.kept import Kept
from config.settings import Settings


def build_self_test(settings: Settings, kept: Kept, reporter: Reporter, link: Link, help_line: HelpLine) -> SelfTest:
    """None is made while an alert of the home is open."""
    return SelfTest(
        SelfTestBook(kept.engine, kept.outbox),
        reporter,
        link,
        lambda: help_line.open_alert() is None,
        settings.speaker.self_test,
    )
