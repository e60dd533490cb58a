"""`xiaoan understand`: what the dialogue engine makes of a sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xiaoan.context import settings_of


def understand(
    ctx: typer.Context,
    text: Annotated[str | None, typer.Argument(help="A sentence.")] = None,
    file: Annotated[
        Path | None, typer.Option(help="A file with a sentence a line: plain text, or JSON with a `text`.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per sentence and line.")] = False,
) -> None:
    """Tells what a sentence means: its intent, the entities in it, and whether it is a cry for help.

    Asks the Rasa server that is running at the configured port; when there is none, starts one for this call.
    A line that cannot be used (blank, over 10,000 characters, not UTF-8, broken JSON) gives an object with `error`.

    Example: xiaoan understand 每天早上八点提醒我吃降压药

    Form of --json: {"text", "intent", "confidence", "entities": [{"entity", "value"}], "cry": "definite|unclear|none",
    "ms"}; the fallback is the intent nlu_fallback.

    Exit codes: 0 every sentence was asked; 1 a line was bad or got no answer; 2 it could not start.
    """
    import asyncio

    from xiaoan.understanding import run_understand

    good = asyncio.run(run_understand(settings_of(ctx), text, file, as_json))
    raise typer.Exit(0 if good else 1)
