"""`xiaoan bench`: what the running product takes on this machine, and how well its speech model hears."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xiaoan.context import settings_of

if TYPE_CHECKING:
    from config.settings import Settings
    from xiaoan.bench.hear.figures import HearingFigures
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


def hear(
    ctx: typer.Context,
    model: Annotated[
        list[str] | None,
        typer.Option(
            help="A name of `xiaoan models list`, or a folder; several hear the same. Default: the settings'."
        ),
    ] = None,
    recordings: Annotated[
        Path | None,
        typer.Option(help="Recordings of people and rooms with neither wake word nor cry in them.", metavar="DIR"),
    ] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Of voices, rates, rooms and noises.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per line.")] = False,
) -> None:
    """Measures how well speech models hear: sentences, cries for help and false ones, in noise, in unknown voices.

    Eight voices of espeak-ng that no model was trained on speak sentences that no model was trained on, clean and at
    20, 10 and 5 dB over pink noise, talk, kitchen clatter and music, a third of it in a furnished room. A cry counts
    when the speaker would raise the alert: definite in the final transcript, or for long enough before
    (`cry_steady_s`). About four minutes for each model.

    With --json a line for each model and ratio: {"kind": "condition", "model", "folder", "snr_db" (null: clean),
    "sentences", "sentence_accuracy", "character_error_rate", "mainstream" and "voices" (the same three over m4 m7 f3 f5
    and by voice), "cries", "cries_found", "others", "false_cries", "false_cries_at_end" (still in the finished
    transcript), "near_cries" and "false_near_cries" (those of the others that sound near a cry), "false_wake_ups",
    "broken_off" and "broken_off_raised" (talk that begins as a cry does), "wake_words", "wake_words_found",
    "out_of_domain", "out_of_domain_rejected" (share not acted on), "out_of_domain_without_effect" (share
    that neither wakes nor cries)}. Then a line for each model: {"kind": "summary", "model", "folder", "mb", "words",
    "real_time_factor" (processor time), "audio_s", "sentences", "sentence_accuracy", "character_error_rate",
    "recordings": null or {"files", "hours", "false_wake_ups", "false_cries", "unclear_cries"}, "seed"}.

    Example: xiaoan bench hear --model auto --model ./new-model --json

    Exit codes: 0 measured; 2 no model, no espeak-ng, or a recording that cannot be read.
    """
    import json

    from rich.console import Console

    from xiaoan.bench.hear.table import print_figures

    figures = _hear_with_progress(settings_of(ctx), model or [], recordings, seed)
    if not as_json:
        print_figures(figures, Console())
        return
    for row in (row for each in figures for row in each.as_json()):
        print(json.dumps(row, ensure_ascii=False))


def _hear_with_progress(
    settings: Settings, names: list[str], folder: Path | None, seed: int | None
) -> list[HearingFigures]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from assistant.models.choose import choose_model
    from xiaoan.bench.hear.measure import measure_hearing
    from xiaoan.bench.hear.plan import SEED, make_plan
    from xiaoan.bench.hear.recordings import recordings_in
    from xiaoan.bench.hear.sentences import load_sentences

    hearing = settings.speaker.hearing
    files = recordings_in(folder) if folder else []
    wanted = names or [hearing.model]
    models = [choose_model(name, settings.home.language, settings.data_dir / "models") for name in wanted]
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("listening", total=None)
        plan = make_plan(load_sentences(), SEED if seed is None else seed)
        return measure_hearing(
            models, plan, lambda done, total: bar.update(task, completed=done, total=total), files, hearing
        )


def _on_a_stage(measure: Callable[[Stage], Awaitable[dict[str, object]]]) -> dict[str, object]:
    import asyncio
    import tempfile

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
