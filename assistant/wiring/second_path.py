"""Builds the second path that the settings ask for. Part of the composition root."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from assistant.ports import MessageChannel
from assistant.reporter import Reporter
from assistant.second_path.book import SecondPathBook
from assistant.second_path.channels import AppriseChannel, ModemChannel
from assistant.second_path.decide import Way, recipients
from assistant.second_path.letters import letter
from assistant.second_path.path import Link, SecondPath, Teller
from assistant.wiring.kept import Kept
from config.phrases import Phrases
from config.settings import SecondPathSettings, Settings
from hardware.at_modem import AtModem
from hardware.ports import SmsModem

MODEM_HAS_TIMES = 3.0  # a mobile network answers later than a web service


@dataclass(frozen=True)
class BuiltSecondPath:
    """The path, and how its devices are let go."""

    path: SecondPath
    close: Callable[[], None]


def build_second_path(
    settings: Settings, kept: Kept, reporter: Reporter, phrases: Phrases, link: Link, teller: Teller
) -> BuiltSecondPath:
    """With nobody to tell it looks and finds nothing."""
    own, home = settings.speaker.second_path, settings.home
    channels: dict[Way, MessageChannel] = {Way.MESSAGE: AppriseChannel(own.attempt_within_s)}
    modem = modem_of(own)
    if modem is not None:
        channels[Way.SMS] = ModemChannel(modem)
    timezone = ZoneInfo(home.timezone)
    path = SecondPath(
        SecondPathBook(kept.engine, kept.outbox, reporter, own, random.random),
        channels,
        lambda alert: recipients(home.residents, alert.resident, own),
        lambda word, alert: letter(word, alert, home, phrases, timezone),
        link,
        reporter.clock,
        teller,
    )
    return BuiltSecondPath(path, modem.close if modem is not None else _nothing)


def modem_of(own: SecondPathSettings) -> SmsModem | None:
    """The modem of the settings; None without one."""
    if not own.modem:
        return None
    pin = "" if own.modem_pin is None else own.modem_pin.get_secret_value()
    return AtModem(own.modem, own.modem_baud, pin, sent_within_s=MODEM_HAS_TIMES * own.attempt_within_s)


def _nothing() -> None:
    """No device is held."""
