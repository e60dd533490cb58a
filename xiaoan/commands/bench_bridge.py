"""`xiaoan bench bridge`: what a bridge of many cellular watches takes."""

from __future__ import annotations

from typing import Annotated

import typer


def bridge(
    watches: Annotated[
        list[int] | None, typer.Option(min=1, max=100_000, help="So many on one port; may be given again.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object a line, for each number of watches.")
    ] = False,
) -> None:
    """Measures frames per second and memory per connected watch, with 1,000 and with 10,000 watches on one port.

    The real bridge runs with a broker of its own; the watches are real TCP clients in other processes. All dial and say
    a heartbeat; each reports twice within 30 s; some call for help; a few then report as fast as they are answered.

    Form of --json: {"watches", "connected", "dialled_s", "first_answer", "answer", "sos_answer", "unanswered", "late",
    "frames_per_s", "frames_per_cpu_s", "memory_before_mb", "memory_connected_mb", "memory_at_last_mb",
    "kb_per_watch_connected", "kb_per_watch_at_last"}; the three answers are {"p50_ms", "p95_ms", "p99_ms", "max_ms"};
    late is what came after 60 s, when a watch asks again.

    Example: xiaoan bench bridge --watches 1000 --json

    Exit codes: 0 every frame was answered in time; 1 one was not; 2 it could not start.
    """
    import signal
    import tempfile
    from pathlib import Path

    from rich.console import Console

    from xiaoan.bench.bridge import measure_bridge
    from xiaoan.commands.bench import print_figures

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # the programs that were started for it end with it
    good = True
    with Console(stderr=True).status("…") as status:
        for count in watches or [1000, 10_000]:
            with tempfile.TemporaryDirectory(prefix="xiaoan-bench-") as folder:
                figures = measure_bridge(Path(folder), count, status.update)
            good = good and figures["connected"] == count and not figures["unanswered"] and not figures["late"]
            print_figures(figures, as_json)
    raise typer.Exit(0 if good else 1)
