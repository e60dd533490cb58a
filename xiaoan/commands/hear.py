"""`xiaoan hear`: what the speaker hears in sound files."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xiaoan.context import phrases_of, settings_of

if TYPE_CHECKING:
    from assistant.hearing.hear_file import HeardFile
    from config.phrases import Phrases


def hear(
    ctx: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="Sound files of any sample rate: wav, flac.", metavar="FILE...")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per line.")] = False,
    model: Annotated[
        str, typer.Option(help="A name of `xiaoan models list`, a folder, or auto. Default: the settings'.")
    ] = "",
) -> None:
    """Says what the speaker hears in each file: the words, whether it is called, whether somebody cries for help.

    With --json a line for each: {"file", "text", "wake", "cry", "seconds", "rtf"}; {"file", "error"} for a file that
    holds no sound.

    Example: xiaoan hear recording.wav --json

    Exit codes: 0 all were heard; 1 a file could not be; 2 no speech model can be used.
    """
    settings = settings_of(ctx)
    phrases = phrases_of(settings)
    from assistant.hearing.hear_file import hear_file
    from assistant.hearing.vosk_recognizer import VoskRecognizer
    from assistant.models.choose import choose_model

    hearing = settings.speaker.hearing
    chosen = choose_model(model or hearing.model, settings.home.language, settings.data_dir / "models")
    for reason in chosen.passed_over:
        print(reason, file=sys.stderr)
    if chosen.builtin:
        print(phrases("assistant.hearing.builtin_notice"), file=sys.stderr)
    recognizer = VoskRecognizer(chosen)

    async def hear_all() -> bool:
        all_heard = True
        for file in files:
            heard = await hear_file(file, recognizer, hearing)
            all_heard &= not heard.error
            print(json.dumps(heard.as_json(), ensure_ascii=False) if as_json else _line(heard, phrases), flush=True)
        return all_heard

    if not asyncio.run(hear_all()):
        raise typer.Exit(1)


def _line(heard: HeardFile, phrases: Phrases) -> str:
    if heard.error:
        return phrases("assistant.hearing.file_failed", reason=heard.error)
    return phrases(
        "assistant.hearing.file_heard",
        file=heard.file,
        text=heard.text or phrases("assistant.hearing.nothing"),
        seconds=f"{heard.seconds:.1f}",
        wake=phrases("assistant.hearing.yes" if heard.wake else "assistant.hearing.no"),
        cry=phrases(f"assistant.hearing.cry_{heard.cry}"),
    )
