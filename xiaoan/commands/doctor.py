"""`xiaoan doctor`: what works, what does not, and how to mend it."""

from __future__ import annotations

from typing import Annotated

import typer

from xiaoan.context import phrases_of, settings_of


def doctor(
    ctx: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per check and line.")] = False,
) -> None:
    """Looks over the machine and the settings: what works, what does not, and how to mend it.

    Looks at Python, Rasa's environment and model, espeak-ng, PortAudio, mpv, Mosquitto, the speech model, the sound
    card, the music folder, the ports, the broker, the second path for alerts, the data folder, the disk and the clock.
    It changes nothing and takes some seconds, because Rasa is really loaded.

    Example: xiaoan doctor --json

    Form of --json: {"check", "state": "ok|warning|failed", "found", "mend"} per check, at last
    {"summary": true, "serves"}.

    Exit codes: 0 the speaker could serve; 1 it could not; 2 the settings cannot be read.
    """
    from xiaoan.doctor.examine import show_json, show_table

    settings = settings_of(ctx)
    good = (show_json if as_json else show_table)(settings, phrases_of(settings))
    raise typer.Exit(0 if good else 1)
