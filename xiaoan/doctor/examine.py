"""All checks, and how their findings are shown."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text

from config.phrases import Phrases
from config.settings import Settings
from xiaoan.doctor import hearing, machine, network, programs, second_path, watches
from xiaoan.doctor.finding import Check, Finding, State

CHECKS: tuple[Check, ...] = (
    programs.python,
    programs.rasa_environment,
    programs.rasa_model,
    programs.espeak,
    programs.portaudio,
    programs.mpv,
    programs.mosquitto,
    hearing.speech_model,
    hearing.own_words,
    hearing.sound_card,
    hearing.echo_cancellation,
    machine.media,
    network.ports,
    network.broker,
    watches.watches,
    second_path.second_path,
    machine.data_folder,
    machine.disk,
    machine.clock,
)
STYLES = {State.OK: "green", State.WARNING: "yellow", State.FAILED: "bold red"}


def examine(settings: Settings, phrases: Phrases) -> Iterator[Finding]:
    """The findings, one after the other."""
    for check in CHECKS:
        yield check(settings, phrases)


def serves(findings: Iterable[Finding]) -> bool:
    """True when nothing failed."""
    return all(finding.state is not State.FAILED for finding in findings)


def show_json(settings: Settings, phrases: Phrases) -> bool:
    """A line per finding, then the verdict; True when the speaker could serve."""
    findings = []
    for finding in examine(settings, phrases):
        findings.append(finding)
        line = {"check": finding.check, "state": finding.state, "found": finding.found, "mend": finding.mend}
        print(json.dumps(line, ensure_ascii=False), flush=True)
    good = serves(findings)
    print(json.dumps({"summary": True, "serves": good}))
    return good


def show_table(settings: Settings, phrases: Phrases) -> bool:
    """A table and a sentence; True when the speaker could serve."""
    table = Table(title=phrases("xiaoan.doctor.title"))
    for column in ("check", "state", "found", "mend"):
        table.add_column(phrases(f"xiaoan.doctor.column_{column}"), overflow="fold")
    findings = []
    with Console(stderr=True).status("…") as status:
        for finding in examine(settings, phrases):
            findings.append(finding)
            name = phrases(f"xiaoan.doctor.{finding.check}.name")
            status.update(name)
            state = Text(phrases(f"xiaoan.doctor.{finding.state.value}"), style=STYLES[finding.state])
            table.add_row(name, state, Text(finding.found), Text(finding.mend))
    good = serves(findings)
    console = Console()
    console.print(table)
    verdict = phrases("xiaoan.doctor.serves" if good else "xiaoan.doctor.cannot_serve")
    console.print(Text(verdict, style="bold green" if good else "bold red"))
    return good
