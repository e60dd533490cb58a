"""`xiaoan bench sos`: how long an alert takes."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Annotated

import typer


def sos(
    alerts: Annotated[int, typer.Option(min=1, max=5000, help="How many, one after the other.")] = 200,
    database: Annotated[str, typer.Option(help="sqlite, or postgresql (one is started for this).")] = "sqlite",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
) -> None:
    """Measures an alert's way: a cry recognized, on the home's disk, committed at the station, its state back at home.

    A Mosquitto, a home's outbox and session and `xiaoan station ingest` run for it. Beside it stands, of the same run
    and in turn with the alerts, a raw QoS 1 message whose receiver commits one row.

    Form of --json: {"alerts", "taken_in", "state_back", "raw_publish_and_commit", "p99_times_raw"}; the three in the
    middle are {"p50_ms", "p95_ms", "p99_ms"}.

    Example: xiaoan bench sos --alerts 500 --json

    Exit codes: 0 measured; 2 it could not start, or an alert was not answered.
    """
    import asyncio
    import signal
    import tempfile
    from pathlib import Path

    from rich.console import Console

    from xiaoan.bench.sos import measure_sos
    from xiaoan.commands.bench import print_figures
    from xiaoan.local_postgres import LocalPostgres

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # the servers that were started for it end with it
    console = Console(stderr=True)
    with ExitStack() as closing:
        folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="xiaoan-bench-")))
        folder.chmod(0o755)  # PostgreSQL runs as an account of its own
        status = closing.enter_context(console.status("…"))
        url = ""
        if database == "postgresql":
            server = LocalPostgres(folder / "postgresql", durable=True)
            server.create()
            closing.callback(server.stop)
            url = server.new_database()
        elif database != "sqlite":
            raise typer.BadParameter("sqlite or postgresql", param_hint="--database")
        times = asyncio.run(measure_sos(folder, url, alerts, status.update))
    print_figures({"database": database, **times.figures()}, as_json)
