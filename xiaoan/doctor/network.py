"""The ports and the broker."""

from __future__ import annotations

import socket

from config.phrases import Phrases
from config.settings import Settings
from xiaoan.doctor.finding import Finding, Words
from xiaoan.keeper import marked
from xiaoan.listening import is_free, listener_on
from xiaoan.parts import PortUse
from xiaoan.readiness import reachable
from xiaoan.single import holder
from xiaoan.up import ports_of, who_holds

CONNECT_TIMEOUT_S = 3.0


def ports(settings: Settings, phrases: Phrases) -> Finding:
    """Free, or held by the `xiaoan up` of this data folder."""
    words = Words("ports", phrases)
    uses = [use for part in ports_of(settings).values() for use in part]
    ours = set(marked(str(settings.data_dir)))
    held = {use: listener_on(use.port) for use in uses if not is_free(use.host, use.port)}
    foreign = [use for use, who in held.items() if who is None or who.pid not in ours]
    if foreign:
        return words.failed("taken", ports="; ".join(_told(use, phrases) for use in foreign))
    return words.ok("ours") if held else words.ok(count=len(uses))


def broker(settings: Settings, phrases: Phrases) -> Finding:
    words = Words("broker", phrases)
    host, port = settings.broker.host, settings.broker.port
    try:
        with socket.create_connection((reachable(host).strip("[]"), port), CONNECT_TIMEOUT_S):
            return words.ok(host=host, port=port)
    except OSError as error:
        if settings.broker.own and holder(settings.data_dir) is None:
            return words.ok("not_yet")
        return words.failed("unreachable", host=host, port=port, reason=error.strerror or str(error))


def _told(use: PortUse, phrases: Phrases) -> str:
    return phrases(
        "xiaoan.ports.taken", host=use.host, port=use.port, setting=use.setting, who=who_holds(use.port, phrases)
    )
