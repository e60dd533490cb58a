"""`xiaoan home run`, `xiaoan bridge run`, `xiaoan station run`: one program in the foreground."""

from __future__ import annotations

import typer

from xiaoan.context import settings_of


def home_run(ctx: typer.Context) -> None:
    """Runs the home speaker: it hears, answers, reminds and calls for help.

    It needs a broker and, for more than cries for help, 停, 现在几点, yes and no, a Rasa server: `xiaoan up` has both.

    Ends on Ctrl-C or SIGTERM.

    Example: xiaoan --data /var/lib/xiaoan home run

    Exit codes: 0 stopped; 2 it could not start.
    """
    settings = settings_of(ctx)
    from assistant.app import run

    run(settings)


def bridge_run(ctx: typer.Context) -> None:
    """Runs the wearable bridge: it takes readings from wristbands and notices what is worth asking about.

    Ends on Ctrl-C or SIGTERM.

    Example: xiaoan --config xiaoan.toml bridge run

    Exit codes: 0 stopped; 2 it could not start.
    """
    settings = settings_of(ctx)
    from wearable_bridge.app import run

    run(settings)


def station_run(ctx: typer.Context) -> None:
    """Runs the station: it takes alerts in, tells workers and families, and shows the page.

    Ends on Ctrl-C or SIGTERM.

    Example: xiaoan station run

    Exit codes: 0 stopped; 2 it could not start.
    """
    settings = settings_of(ctx)
    from station.app import run

    run(settings)


def station_ingest(ctx: typer.Context) -> None:
    """Runs one more ingest worker beside the station: it takes messages in, on this or another machine.

    The communities are divided into shards (`station.ingest.shards`); the workers share them by leases in the
    database, and when one dies another takes its shards over. More than one machine needs PostgreSQL.

    Ends on Ctrl-C or SIGTERM.

    Example: xiaoan --config xiaoan.toml station ingest

    Exit codes: 0 stopped; 2 it could not start, or ended by a fault.
    """
    settings = settings_of(ctx)
    from station.ingest_app import run

    run(settings)
