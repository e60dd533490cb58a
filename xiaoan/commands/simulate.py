"""`xiaoan simulate`: devices that exist only in software, as a load."""

from __future__ import annotations

from typing import Annotated

import typer

from xiaoan.context import settings_of


def bands(
    ctx: typer.Context,
    count: Annotated[int, typer.Option(min=1, max=50_000, help="So many watches.")] = 100,
    host: Annotated[str | None, typer.Option(help="Where the bridge listens. Default: as in the settings.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Its port. Default: as in the settings.")] = None,
    seconds: Annotated[float, typer.Option(min=0, help="Ends after so long; 0: goes on until Ctrl-C.")] = 0,
    every: Annotated[float, typer.Option(min=0.1, help="Each reports so often, in seconds; real ones each 300.")] = 60,
    show_settings: Annotated[
        bool, typer.Option("--show-settings", help="Prints the settings that let them in, and ends.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout at the end.")] = False,
) -> None:
    """Lets cellular elder watches dial the running bridge, report, and wait for their answers as real ones do.

    They take the numbers of `bridge.elder_watch.watches`; where there are more watches than numbers, the rest is
    unknown to the bridge and is turned away. A watch that has no answer after 60 s asks again, and after five times
    hangs up and dials anew.

    Form of --json: {"watches", "seconds", "sent", "answered", "unanswered", "not_connected", "cut_off", "restarted",
    "p50_ms", "p95_ms", "p99_ms"}.

    Example: xiaoan simulate bands --count 200 --seconds 60 --every 5 --json

    Exit codes: 0 every report was answered; 1 one was not; 2 it could not start.
    """
    import asyncio
    from contextlib import suppress

    from xiaoan.bands.load import Load, settings_text
    from xiaoan.commands.bench import print_figures
    from xiaoan.errors import XiaoanError

    settings = settings_of(ctx)
    own = settings.bridge.elder_watch
    if show_settings:
        print(settings_text(count, [resident.id for resident in settings.home.residents]))
        return
    if not own.enabled and port is None:
        raise XiaoanError("bridge.elder_watch.enabled is false: nothing listens. --show-settings prints what to set.")
    load = Load([watch.number for watch in own.watches], count, host or own.host, port or own.port, every)
    with suppress(KeyboardInterrupt):
        asyncio.run(load.run(seconds or None))
    figures = load.figures()
    print_figures(figures, as_json)
    raise typer.Exit(0 if figures["answered"] and not figures["unanswered"] and not figures["not_connected"] else 1)
