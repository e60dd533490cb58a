"""`xiaoan up`: everything on one machine."""

from __future__ import annotations

from typing import Annotated

import typer

from xiaoan.context import launch_of


def up(
    ctx: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per event and line.")] = False,
) -> None:
    """Starts a home and a station on this machine and keeps them running until Ctrl-C.

    The parts: an MQTT broker of its own (Mosquitto; not with broker.own = false), the Rasa server, the home speaker,
    the wearable bridge, the station. Prints the addresses of both pages and, the first time, the administrator's
    password. A part that dies is started again after 1, 2, 4 … 60 s. What the parts write goes to logs/ in the data
    folder.

    Example: xiaoan --data ./data up

    Events of --json: started, sos_ready, ready, all_ready, addresses, administrator, slow, died, held, warning,
    stopping, forced, stopped; `seconds` counts from the start.

    Exit codes: 0 stopped by Ctrl-C or SIGTERM; 2 it could not start (port taken, already running, not set up).
    """
    from xiaoan.upkeep import run_up

    run_up(launch_of(ctx), as_json)
