"""`xiaoan station dead-letters`: messages that could not be kept, seen and taken in again."""

from __future__ import annotations

from typing import Annotated

import typer

from xiaoan.context import phrases_of, settings_of


def dead_letters(
    ctx: typer.Context,
    replay: Annotated[bool, typer.Option("--replay", help="Takes them in again.")] = False,
    reason: Annotated[str | None, typer.Option(help="Only those with exactly this reason.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line on stdout.")] = False,
) -> None:
    """Lists the messages that the station could not keep, or takes them in again after a fault was mended.

    Form of --json: a line each, {"id", "at", "topic", "reason", "bytes"}; with --replay {"taken", "refused", "cut"}.

    Example: xiaoan station dead-letters --replay

    Exit codes: 0 done; 1 some are still not understood; 2 the database cannot be reached.
    """
    import json
    from dataclasses import asdict

    from station import commands

    settings = settings_of(ctx)
    phrases = phrases_of(settings)
    if replay:
        done = commands.replay_letters(settings, reason)
        print(json.dumps(asdict(done)) if as_json else phrases("xiaoan.station.replayed", **asdict(done)))
        raise typer.Exit(1 if done.refused or done.cut else 0)
    letters = [kept for kept in commands.letters(settings) if reason in {None, kept.letter.reason}]
    if not as_json:
        print(phrases("xiaoan.station.letters", count=len(letters)))
    for kept in letters:
        line = {"at": kept.at.isoformat(), "topic": kept.letter.topic, "reason": kept.letter.reason, "bytes": kept.size}
        print(json.dumps({"id": kept.seq, **line}) if as_json else phrases("xiaoan.station.letter", **line))
