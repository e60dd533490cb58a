"""The composition root of `xiaoan up`: which programs make a home and a station on one machine."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from assistant.dialogue.server import rasa_command
from config.phrases import Phrases
from config.settings import PageSettings, Settings
from messages.payloads import Status
from messages.topics import ROOT
from xiaoan.broker import prepare_mosquitto
from xiaoan.errors import XiaoanError
from xiaoan.listening import is_free, listener_on
from xiaoan.parts import Part, PortUse
from xiaoan.places import INTENTS
from xiaoan.readiness import HttpProbe, StatusProbe, TcpProbe, reachable

RASA_NICENESS = 10  # it takes a processor for some seconds at its start; what a cry for help needs goes first
BROKER, STATION, SPEAKER, BRIDGE, RASA = "broker", "station", "speaker", "bridge", "rasa"


def ports_of(settings: Settings) -> dict[str, tuple[PortUse, ...]]:
    """The ports each part listens on, by part."""
    speaker, station, broker = settings.speaker, settings.station, settings.broker
    own = (PortUse("broker.port", broker.host, broker.port),) if broker.own else ()
    return {
        BROKER: own,
        STATION: (PortUse(f"{STATION}.page.port", station.page.host, station.page.port),),
        SPEAKER: (
            PortUse("speaker.page.port", speaker.page.host, speaker.page.port),
            PortUse("speaker.dialogue.actions_port", "127.0.0.1", speaker.dialogue.actions_port),
        ),
        BRIDGE: (),
        RASA: (PortUse("speaker.dialogue.rasa_port", "127.0.0.1", speaker.dialogue.rasa_port),),
    }


def parts_of(settings: Settings, config: Path | None) -> tuple[Part, ...]:
    """The parts in the order of their start. Writes the broker's configuration.

    Raises BrokerError (no Mosquitto, its port taken, its folder unusable) or ConfigError. A Rasa that is not set up
    makes a part that dies and says so; the others serve without it.
    """
    ports = ports_of(settings)
    rasa_port = settings.speaker.dialogue.rasa_port
    command, environment = rasa_command(INTENTS, settings.speaker.dialogue)
    parts = [
        Part(STATION, program(settings, config, "station", "run"), page_probe(settings.station.page), ports[STATION]),
        Part(SPEAKER, program(settings, config, "home", "run"), page_probe(settings.speaker.page), ports[SPEAKER]),
        Part(BRIDGE, program(settings, config, "bridge", "run"), bridge_probe(settings)),
        Part(
            RASA,
            ("nice", "-n", str(RASA_NICENESS), *command),
            HttpProbe(f"http://127.0.0.1:{rasa_port}/status", says_ready=False),
            ports[RASA],
            environment,
            INTENTS,
        ),
    ]
    if settings.broker.own:
        broker = prepare_mosquitto(settings.broker, settings.data_dir / "broker")
        probe = TcpProbe(reachable(settings.broker.host), settings.broker.port)
        parts.insert(0, Part(BROKER, tuple(broker), probe, ports[BROKER]))
    return tuple(parts)


def program(settings: Settings, config: Path | None, *words: str) -> tuple[str, ...]:
    """One of our programs on these settings. `-P`: a folder named config where it is started must not shadow ours."""
    options = ["--config", str(config.absolute())] if config is not None else []
    return (sys.executable, "-P", "-m", "xiaoan", *options, "--data", str(settings.data_dir), *words)


def page_url(page: PageSettings) -> str:
    """Where a page is reached from the same machine."""
    scheme = "https" if page.certificate is not None else "http"
    return f"{scheme}://{reachable(page.host)}:{page.port}"


def page_probe(page: PageSettings) -> HttpProbe:
    """Asks a page's /health."""
    return HttpProbe(f"{page_url(page)}/health", says_ready=True, certificate=page.certificate)


def bridge_probe(settings: Settings) -> StatusProbe:
    """The bridge has no page: its retained status on the broker tells."""
    tail = f"{settings.home.community}/{settings.home.id}/{Status.name}/bridge"
    return StatusProbe(settings.broker, f"{ROOT}/{tail}")


def check_ports(uses: Sequence[PortUse], phrases: Phrases) -> None:
    """Raises XiaoanError naming each port that is taken, its setting, and the program that holds it."""
    faults = []
    seen: dict[int, str] = {}
    for use in uses:
        if use.port in seen:
            faults.append(phrases("xiaoan.ports.twice", port=use.port, first=seen[use.port], second=use.setting))
        elif not is_free(use.host, use.port):
            who = who_holds(use.port, phrases)
            faults.append(phrases("xiaoan.ports.taken", host=use.host, port=use.port, setting=use.setting, who=who))
        seen.setdefault(use.port, use.setting)
    if faults:
        raise XiaoanError("\n".join(faults))


def who_holds(port: int, phrases: Phrases) -> str:
    """The program that listens on a port, as words."""
    holder = listener_on(port)
    if holder is None or not holder.pid:
        return phrases("xiaoan.ports.unknown")
    return phrases("xiaoan.ports.program", program=holder.program, pid=holder.pid)
