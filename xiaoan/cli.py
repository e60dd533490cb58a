"""The `xiaoan` command: global options, the tree of commands, and errors told in one line."""

from __future__ import annotations

import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated

import typer

from xiaoan.context import Launch
from xiaoan.errors import known_errors
from xiaoan.lazy import Tree, group

EXIT_MENDABLE = 2

COMMANDS: Tree = {
    "up": "xiaoan.commands.up:up",
    "home": (
        "The home speaker by itself.",
        {"run": "xiaoan.commands.programs:home_run", "enrol": "xiaoan.commands.enrol:home_enrol"},
    ),
    "bridge": (
        "The wearable bridge by itself.",
        {
            "run": "xiaoan.commands.programs:bridge_run",
            "scan": "xiaoan.commands.bridge:scan",
            "enrol": "xiaoan.commands.enrol_bridge:bridge_enrol",
        },
    ),
    "station": (
        "The station of the community workers by itself.",
        {
            "run": "xiaoan.commands.programs:station_run",
            "ingest": "xiaoan.commands.programs:station_ingest",
            "dead-letters": "xiaoan.commands.letters:dead_letters",
            "add-user": "xiaoan.commands.station:add_user",
            "init": "xiaoan.commands.enrol:station_init",
            "home-code": "xiaoan.commands.enrol:home_code",
            "bridge-code": "xiaoan.commands.enrol_bridge:bridge_code",
            "home-revoke": "xiaoan.commands.enrol:home_revoke",
            "ensure-administrator": "xiaoan.commands.station:ensure_administrator",
        },
    ),
    "understand": "xiaoan.commands.understand:understand",
    "hear": "xiaoan.commands.hear:hear",
    "say": "xiaoan.commands.say:say",
    "decode": (
        "Looks into the bytes that a wristband or another device sent.",
        {"gatt": "xiaoan.commands.decode:gatt", "watch": "xiaoan.commands.decode:watch"},
    ),
    "vitals": (
        "The rules of vital signs by themselves.",
        {"replay": "xiaoan.commands.vitals:replay"},
    ),
    "doctor": "xiaoan.commands.doctor:doctor",
    "models": (
        "The speech models: which there are, getting them, checking them.",
        {
            "list": "xiaoan.commands.models:list_models",
            "fetch": "xiaoan.commands.models:fetch",
            "check": "xiaoan.commands.models:check",
        },
    ),
    "simulate": (
        "Devices that exist only in software, as a load for what runs.",
        {"bands": "xiaoan.commands.simulate:bands"},
    ),
    "demo": "xiaoan.commands.demo:demo",
    "bench": (
        "Measures the product here: a turn, a start, memory, an alert, station, bridge, hearing, understanding.",
        {
            "turn": "xiaoan.commands.bench:turn",
            "start": "xiaoan.commands.bench:start",
            "memory": "xiaoan.commands.bench:memory",
            "hear": "xiaoan.commands.bench:hear",
            "understand": "xiaoan.commands.bench_understand:understand",
            "sos": "xiaoan.commands.bench_sos:sos",
            "ingest": "xiaoan.commands.bench_ingest:ingest",
            "bridge": "xiaoan.commands.bench_bridge:bridge",
        },
    ),
    "chaos": "xiaoan.commands.chaos:chaos",
}

ABOUT = """Xiao An (小安), a voice-first care assistant for older people living at home.

Start everything on this machine with [bold]xiaoan up[/bold]; look at what works with [bold]xiaoan doctor[/bold].

Exit codes of every command: 0 done; 1 done, with the answer no (something failed, a line was bad); 2 it could not
start (settings, arguments, ports, models); 130 stopped by Ctrl-C.
"""


def application() -> typer.Typer:
    """The command line."""
    app = group(ABOUT, COMMANDS, rich_markup_mode="rich", pretty_exceptions_enable=False)
    app.callback(help=ABOUT)(_options)
    return app


def main() -> None:
    """Runs the command line. A known error is one clear line on stderr and exit code 2."""
    try:
        application()()
    except known_errors() as error:
        print(f"xiaoan: {error}", file=sys.stderr)
        sys.exit(EXIT_MENDABLE)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def _print_version(on: bool) -> None:
    if not on:
        return
    try:
        print(version("xiaoan"))
    except PackageNotFoundError:
        print("unknown (not installed)")
    raise typer.Exit


def _options(
    ctx: typer.Context,
    config: Annotated[
        Path | None,
        typer.Option(help="Settings file (TOML). Default: $XIAOAN_CONFIG, else the built-in defaults.", metavar="FILE"),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(help="Data folder. Default: $XIAOAN_DATA, else `data` in the settings.", metavar="DIR"),
    ] = None,
    _version: Annotated[
        bool, typer.Option("--version", help="Prints the version and ends.", callback=_print_version)
    ] = False,
) -> None:
    ctx.obj = Launch(config, data)
