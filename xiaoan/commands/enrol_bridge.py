"""`xiaoan station bridge-code` and `xiaoan bridge enrol`: credentials for a bridge of the watches of many homes."""

from __future__ import annotations

from typing import Annotated

import typer

from xiaoan.context import log_to_stderr, phrases_of, settings_of

Json = Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")]


def bridge_code(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="The bridge's id: a-z, 0-9 and -. No home may have it.")] = "watches",
    as_json: Json = False,
) -> None:
    """Makes a one-time code for a bridge that carries the watches of many homes, valid for half an hour.

    It may speak for all homes of this community and for nothing else. The station watches over it as over a home of
    that id: three minutes without a word make an alert.

    Type it on the bridge: xiaoan bridge enrol CODE --station https://HOST:PORT

    Example: xiaoan station bridge-code

    Form of --json: {"bridge", "code", "expires_at"}.

    Exit codes: 0 made; 2 it could not be (`xiaoan station init` comes first; a home has that id).
    """
    import json

    from station import commands

    settings = settings_of(ctx)
    log_to_stderr()
    made = commands.bridge_code(settings, name)
    if as_json:
        print(json.dumps({"bridge": name, "code": made.text, "expires_at": made.expires_at.isoformat()}))
        return
    print(phrases_of(settings)("xiaoan.station.bridge_code", bridge=name, code=made.text))


def bridge_enrol(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(help="The code that `xiaoan station bridge-code` or `home-code` made.")],
    station: Annotated[str, typer.Option(help="The station's address: https://HOST:PORT.")],
    again: Annotated[bool, typer.Option("--again", help="In the place of credentials that are here already.")] = False,
    as_json: Json = False,
) -> None:
    """Makes this machine a bridge: of the watches of many homes, or of one home, as the code says.

    The credentials are written into the data folder, and the bridge uses them from its next start. Beside the station
    on one machine it takes a data folder of its own.

    Example: xiaoan --data /var/lib/xiaoan-watches bridge enrol K3QX-… --station https://station.example.org:18081

    Form of --json: {"community", "home", "devices", "broker", "whole_community"}.

    Exit codes: 0 enrolled; 2 it could not be (code wrong, used or too old; station out of reach; enrolled already).
    """
    import json

    from xiaoan.enrol import as_said, enrol, names_of

    settings = settings_of(ctx)
    answer = enrol(settings, code, station, ("bridge",), again)
    if as_json:
        print(json.dumps({**as_said(answer), "whole_community": answer.whole_community}, ensure_ascii=False))
        return
    key = "xiaoan.enrol.bridge_done" if answer.whole_community else "xiaoan.enrol.done"
    print(phrases_of(settings)(key, home=answer.home, devices=", ".join(names_of(answer))))
