"""`xiaoan bench ingest`: how fast the station takes readings in."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import Annotated

import typer


def ingest(
    homes: Annotated[int, typer.Option(min=1, max=100_000, help="So many homes take turns.")] = 1000,
    database: Annotated[
        str, typer.Option(help="sqlite, postgresql (one is started for this), or the URL of an empty database.")
    ] = "postgresql",
    workers: Annotated[int, typer.Option(min=1, max=8, help="So many ingest workers, a shard each.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
) -> None:
    """Measures messages and readings per second, committed before they are acknowledged to the broker.

    Messages that wait at a Mosquitto of its own are fetched by `xiaoan station ingest`: with one sample each, and with
    30. A message of each home, which makes it known, comes before and does not count. Beside it stand the floors of the
    same run: paho fetching the same messages and doing nothing, and rows inserted and nothing else. A database given
    by URL is filled and not emptied.

    Example: xiaoan bench ingest --homes 1000 --database postgresql --workers 2 --json

    Exit codes: 0 measured; 2 it could not start.
    """
    import signal
    import tempfile
    from pathlib import Path

    from rich.console import Console

    from xiaoan.bench.ingest import Bench, measure_ingest
    from xiaoan.commands.bench import print_figures
    from xiaoan.local_postgres import LocalPostgres

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # the servers that were started for it end with it
    console = Console(stderr=True)
    with ExitStack() as closing:
        folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="xiaoan-bench-")))
        folder.chmod(0o755)  # PostgreSQL runs as an account of its own
        status = closing.enter_context(console.status("…"))
        url: Callable[..., str] = lambda: "" if database == "sqlite" else database  # noqa: E731
        if database == "postgresql":
            server = LocalPostgres(folder / "postgresql", durable=True)
            server.create()
            closing.callback(server.stop)
            url = server.new_database
        figures = measure_ingest(Bench(folder, url, workers, homes, status.update))
    print_figures({"database": database.partition(":")[0].partition("+")[0], **figures}, as_json)
