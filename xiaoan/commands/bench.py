"""`xiaoan bench`: what the running product takes, in time and memory, on this machine."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from xiaoan.demo.stage import Stage

Json = Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")]


def turn(
    turns: Annotated[int, typer.Option(min=1, max=500, help="How many requests are spoken.")] = 20,
    as_json: Json = False,
) -> None:
    """Measures one turn: from the end of speech to the first sound of the answer (p50, p95, in seconds).

    A synthetic voice speaks requests in real time into a home that was started for this.

    Example: xiaoan bench turn --turns 40 --json

    Exit codes: 0 measured; 1 a turn stayed unanswered; 2 it could not start.
    """
    from xiaoan.bench.turn import measure_turns

    async def measure(stage: Stage) -> dict[str, object]:
        return (await measure_turns(stage, turns)).figures()

    figures = _on_a_stage(measure)
    print_figures(figures, as_json)
    raise typer.Exit(1 if figures["unanswered"] else 0)


def start(as_json: Json = False) -> None:
    """Measures a cold start: seconds until a cry for help would be taken, and until everything is ready.

    Example: xiaoan bench start --json

    Exit codes: 0 measured; 2 it could not start.
    """

    from dataclasses import asdict

    async def measure(stage: Stage) -> dict[str, object]:
        return dict(asdict(stage.start_times))

    print_figures(_on_a_stage(measure), as_json)


def memory(as_json: Json = False) -> None:
    """Measures the memory of each program (proportional set size, MB), with all that it started, after ten turns.

    Example: xiaoan bench memory --json

    Exit codes: 0 measured; 2 it could not start.
    """
    from xiaoan.bench.memory import group_memory_mb
    from xiaoan.bench.turn import measure_turns

    async def measure(stage: Stage) -> dict[str, object]:
        await measure_turns(stage, 10)
        pids = {name: stage.supervisor.pid(name) for name in stage.supervisor.names}
        parts = {f"{name}_mb": group_memory_mb(pid) for name, pid in pids.items() if pid is not None}
        return {**parts, "total_mb": round(sum(parts.values()), 1)}

    print_figures(_on_a_stage(measure), as_json)


def _on_a_stage(measure: Callable[[Stage], Awaitable[dict[str, object]]]) -> dict[str, object]:
    import asyncio
    import tempfile
    from pathlib import Path

    from rich.console import Console

    from xiaoan.demo.stage import open_stage
    from xiaoan.demo.weather_server import weather_server

    async def run(folder: str, weather_url: str, progress: Callable[[str], None]) -> dict[str, object]:
        async with open_stage(Path(folder), weather_url, progress) as stage:
            progress("measuring")
            return await measure(stage)

    console = Console(stderr=True)
    with (
        tempfile.TemporaryDirectory(prefix="xiaoan-bench-") as folder,
        weather_server() as url,
        console.status("…") as status,
    ):
        return asyncio.run(run(folder, url, status.update))


def print_figures(figures: dict[str, object], as_json: bool) -> None:
    """One JSON object, or a line per figure."""
    import json

    if as_json:
        print(json.dumps(figures, ensure_ascii=False))
        return
    for name, value in figures.items():
        print(f"{name}: {value}")
