"""`xiaoan chaos`: breaks the product while alerts are raised, and counts what was lost."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

INTERRUPTED = 130


def chaos(
    alerts: Annotated[int, typer.Option(min=1, max=100_000, help="How many the homes raise.")] = 200,
    seed: Annotated[int, typer.Option(help="Decides what breaks when.")] = 1,
    homes: Annotated[int, typer.Option(min=1, max=50, help="So many homes, a process each.")] = 6,
    workers: Annotated[int, typer.Option(min=2, max=8, help="So many ingest workers, and as many shards.")] = 2,
    database: Annotated[
        str,
        typer.Option(
            help="postgresql (one is started for this), sqlite, the URL of an empty database, or auto: PostgreSQL "
            "where it is installed."
        ),
    ] = "auto",
    folder: Annotated[
        Path | None, typer.Option(help="An empty folder to work in, which is left as it is in the end.", metavar="DIR")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
) -> None:
    """Kills, cuts and starves real programs while homes raise alerts, and counts in the end.

    A Mosquitto, homes with their outboxes, ingest workers and a database run on loopback. A random schedule that the
    seed decides kills any of them with -9, a home also in the middle of a write; stops the broker; drops, resets,
    stalls, slows and half-opens connections; freezes workers for longer than their lease; fills disks; turns clocks.
    For 2000 alerts there are at least 200 kills and 50 cuts, in about four minutes on a free machine. Then everything
    is mended, the rest is waited for, and the rows are counted. See docs/chaos.md.

    Form of --json: {"seed", "raised", "arrived", "lost", "doubled", "unheard", "stale", "torn", "torn_arrived",
    "kills", "cuts", "seconds", "blows"}. lost: a home had it on its disk, and the station has it not. doubled: two
    rows of one id, one id taken in twice, or a second open alert of one person. unheard, stale: the home has not the
    station's word, or not the last one.

    Example: xiaoan chaos --alerts 2000 --seed 1 --json

    Exit codes: 0 nothing lost, doubled, unheard or stale, and enough was broken; 1 not so; 2 it could not start, or
    did not end; 130 stopped by Ctrl-C. Nothing it started is left behind.
    """
    import asyncio
    import tempfile
    from contextlib import ExitStack

    from rich.console import Console

    from xiaoan.chaos.report import Reporter
    from xiaoan.chaos.run import Experiment, play
    from xiaoan.chaos.schedule import asked
    from xiaoan.commands.bench import print_figures

    experiment = Experiment(seed, alerts, homes, workers, _database(database))
    with ExitStack() as closing:
        if folder is None:
            made = tempfile.TemporaryDirectory(prefix="xiaoan-chaos-", ignore_cleanup_errors=True)
            folder = Path(closing.enter_context(made))
            folder.chmod(0o755)  # PostgreSQL and Mosquitto run as accounts of their own
        elif folder.exists() and any(folder.iterdir()):
            raise typer.BadParameter("is not empty", param_hint="--folder")
        reporter = closing.enter_context(Reporter(Console(stderr=True), folder / "chaos.log", alerts))
        try:
            outcome = asyncio.run(play(folder.absolute(), experiment, reporter.tell))
        except asyncio.CancelledError:
            raise typer.Exit(INTERRUPTED) from None
    print_figures(outcome.figures(), as_json)
    raise typer.Exit(0 if outcome.ok(asked(alerts)) else 1)


def _database(wanted: str) -> str:
    from xiaoan.local_postgres import is_installed

    if wanted == "auto":
        return "postgresql" if is_installed() else "sqlite"
    if wanted not in {"sqlite", "postgresql"} and "://" not in wanted:
        raise typer.BadParameter("sqlite, postgresql, auto or a URL", param_hint="--database")
    return wanted
