"""`xiaoan bench understand`: how well sentences are understood."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xiaoan.context import phrases_of, settings_of
from xiaoan.errors import XiaoanError

if TYPE_CHECKING:
    from config.phrases import Phrases
    from config.settings import Settings
    from xiaoan.bench.understand.cases import Case, Cases
    from xiaoan.bench.understand.measure import Measured


def understand(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="JSONL: an object with a `text` and a label a line.", metavar="FILE")],
    label_field: Annotated[str, typer.Option(help="The field that holds the label.", metavar="NAME")] = "label",
    where: Annotated[
        list[str] | None, typer.Option(help="Only lines with this value; several must all hold.", metavar="FIELD=VALUE")
    ] = None,
    as_open_turn: Annotated[
        bool, typer.Option("--as-open-turn", help="No labels: every line is talk that is not meant for the speaker.")
    ] = False,
    misheard: Annotated[
        float | None,
        typer.Option(help="Gets this share of each line's characters wrong first.", min=0, max=1, metavar="SHARE"),
    ] = None,
    alike: Annotated[bool, typer.Option("--alike", help="… but writes only others of the same sound.")] = False,
    times: Annotated[
        int, typer.Option(help="… and mishears each line so many times.", min=1, max=100, metavar="N")
    ] = 1,
    picture: Annotated[
        Path | None, typer.Option(help="Writes the confusion table as an HTML page.", metavar="FILE.html")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
) -> None:
    """Measures how well sentences are understood: recall and precision of each label, false activations, false cries.

    Which intents a label accepts stands in xiaoan/bench/understand/labels.toml for the labels weather, reminder_set,
    reminder_query, reminder_remove, play_audio, call_or_message, audio_control, time_date, volume, emergency, affirm,
    deny, health_query and other; any other label is the name of an intent. A cry comes before the intent, as in the
    speaker. Precision: of the lines taken for what a label accepts, the share that has that label; those whose own
    label accepts it too are not counted.

    A false activation is an intent that does something, seen in a line of `other` or `health_query` (with
    --as-open-turn in any line), whatever the cry. The fallback does nothing (it says so, or asks), nor do affirm and
    deny, since a yes or no is nothing without a question before it. All other intents count, greet and help_me_use
    among them: the speaker would talk to somebody who did not talk to it. A false cry is one in a line whose label is
    not emergency (with --as-open-turn in any).

    Asks the Rasa server that is running at the configured port; when there is none, starts one for this call. The times
    are those of the question to Rasa and its answer.

    --misheard asks what a recognizer would have written instead, the errors drawn by a fixed seed in the shares that
    were counted on real ones; with --alike each wrong character has the right sound. At 0.4 some lines are no sentence
    any more for a person either. With few lines chance decides; --times 5 evens it out.

    Form of --json: {"file", "asked", "bad", "left_out", "unanswered", "recall", "done_wrongly", "labels": {LABEL:
    {"lines", "right", "recall", "precision", "activated", "outcomes": {OUTCOME: count}}}, "false_activation": {"lines",
    "count", "share", "by_intent"}, "false_cries": {"lines", "definite", "unclear"}, "p50_ms", "p95_ms"}; an outcome is
    an intent, cry_definite or cry_unclear; `done_wrongly` is the share of the labelled lines for which something would
    be done that is not meant (what is asked again is not); a share of nothing is null.

    Example: xiaoan bench understand utterances.jsonl --where grade=human --picture confusion.html

    Exit codes: 0 measured; 1 a line was bad or got no answer; 2 it could not start, or no line was meant.
    """
    import json

    from rich.console import Console

    from xiaoan.bench.understand.labels import load_labels
    from xiaoan.bench.understand.mishearing import misheard_cases
    from xiaoan.bench.understand.picture import confusion_page
    from xiaoan.bench.understand.table import print_figures
    from xiaoan.bench.understand.tally import Tally

    settings = settings_of(ctx)
    phrases = phrases_of(settings)
    if misheard is None and (alike or times > 1):
        raise XiaoanError(phrases("xiaoan.bench_understand.no_misheard"))
    cases = _cases(file, None if as_open_turn else label_field, where or [], phrases)
    wanted = cases.wanted if misheard is None else misheard_cases(cases.wanted, misheard, alike, times)
    if picture is not None:
        _write(picture, "", phrases)  # what cannot be written is told before the long wait
    measured = _measured(settings, wanted, phrases)
    tally = Tally(load_labels(), as_open_turn, measured.asked)
    unanswered = len(measured.unanswered)
    if picture is not None:
        _write(picture, confusion_page(tally, phrases), phrases)
    if as_json:
        counts = {"file": str(file), "bad": cases.bad, "left_out": cases.left_out, "unanswered": unanswered}
        print(json.dumps({**counts, **tally.as_json()}, ensure_ascii=False))
    else:
        print_figures(tally, cases.bad, unanswered, phrases, Console())
    raise typer.Exit(1 if cases.bad or unanswered else 0)


def _cases(file: Path, label_field: str | None, where: list[str], phrases: Phrases) -> Cases:
    from xiaoan.bench.understand.cases import WhereError, cases_in, read_where

    try:
        cases = cases_in(file.read_bytes(), label_field, [read_where(each) for each in where])
    except OSError as error:
        raise XiaoanError(phrases("xiaoan.understand.file", file=file, reason=error.strerror)) from error
    except WhereError as error:
        raise XiaoanError(phrases("xiaoan.bench_understand.where", condition=error)) from error
    if not cases.wanted:
        raise XiaoanError(phrases("xiaoan.bench_understand.none", bad=cases.bad, left_out=cases.left_out))
    return cases


def _write(picture: Path, page: str, phrases: Phrases) -> None:
    try:
        picture.write_text(page, encoding="utf-8")
    except OSError as error:
        raise XiaoanError(phrases("xiaoan.bench_understand.picture", file=picture, reason=error.strerror)) from error


def _measured(settings: Settings, wanted: tuple[Case, ...], phrases: Phrases) -> Measured:
    import asyncio

    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from xiaoan.bench.understand.measure import measure_understanding
    from xiaoan.rasa_for_a_while import rasa_for_a_while

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)

    async def run(bar: Progress) -> Measured:
        task = bar.add_task("", total=None)

        def tell(text: str) -> None:
            bar.update(task, description=text)

        def advance(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        async with rasa_for_a_while(settings.speaker.dialogue, phrases, tell) as rasa:
            tell(phrases("xiaoan.bench_understand.asking"))
            return await measure_understanding(rasa, wanted, advance)

    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        return asyncio.run(run(bar))
