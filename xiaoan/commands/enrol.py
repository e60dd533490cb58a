"""`xiaoan station init`, `home-code`, `home-revoke` and `xiaoan home enrol`: credentials for speakers and bridges."""

from __future__ import annotations

from typing import Annotated

import typer

from xiaoan.context import log_to_stderr, phrases_of, settings_of

Json = Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")]


def station_init(
    ctx: typer.Context,
    host: Annotated[list[str], typer.Option(help="Name or address by which homes reach this machine; repeatable.")],
    listen: Annotated[str, typer.Option(help="Where broker and page listen.")] = "0.0.0.0",  # noqa: S104 - with TLS
    port: Annotated[int, typer.Option(help="The broker's port for homes.", min=1, max=65535)] = 8883,
    proxy: Annotated[bool, typer.Option("--proxy", help="Leave the page as it is: a proxy stands before it.")] = False,
    as_json: Json = False,
) -> None:
    """Makes the community's broker: an authority, a server certificate, the configuration, the station's own user.

    May be run again, with more names too: keys stay, and so do enrolled devices. The broker is then started with the
    command that is shown; the station and the page use it from their next start.

    Example: xiaoan station init --host station.example.org --host 192.168.1.5

    Form of --json: {"folder", "broker", "authority"}: the broker's command, and the certificate to give to browsers.

    Exit codes: 0 made; 2 it could not be.
    """
    import json

    from station import commands
    from xiaoan.broker import mosquitto_program

    settings = settings_of(ctx)
    log_to_stderr()
    folder = commands.init_broker(settings, host, listen, port, not proxy)
    command = f"{mosquitto_program()} -c {folder.configuration}"
    if as_json:
        print(json.dumps({"folder": str(folder.root), "broker": command, "authority": str(folder.authority)}))
        return
    print(phrases_of(settings)("xiaoan.station.broker_made", command=command, authority=folder.authority))


def home_code(
    ctx: typer.Context,
    home: Annotated[str, typer.Argument(help="The home's id: a-z, 0-9 and -. A new one is registered.")],
    address: Annotated[str, typer.Option(help="Its street address, shown to the workers.")] = "",
    as_json: Json = False,
) -> None:
    """Makes a one-time code for a new speaker of a home, valid for half an hour.

    Type it on the speaker: xiaoan home enrol CODE --station https://HOST:PORT

    Example: xiaoan station home-code home-12 --address "济南市历下区文化西路 12 号"

    Form of --json: {"home", "code", "expires_at"}.

    Exit codes: 0 made; 2 it could not be (`xiaoan station init` comes first).
    """
    import json

    from station import commands

    settings = settings_of(ctx)
    log_to_stderr()
    made = commands.home_code(settings, home, address)
    if as_json:
        print(json.dumps({"home": home, "code": made.text, "expires_at": made.expires_at.isoformat()}))
        return
    print(phrases_of(settings)("xiaoan.station.code", home=home, code=made.text))


def home_revoke(
    ctx: typer.Context,
    home: Annotated[str, typer.Argument(help="The home's id.")],
    device: Annotated[str | None, typer.Option(help="One device only, such as speaker-1.")] = None,
    as_json: Json = False,
) -> None:
    """Ends the credentials of a home's devices; connected ones are cut off at once.

    For a speaker that was stolen, sold or replaced.

    Example: xiaoan station home-revoke home-12 --device speaker-1

    Form of --json: {"home", "devices"}: the names that were revoked.

    Exit codes: 0 revoked; 2 there is no such device, or the database cannot be reached.
    """
    import json

    from station import commands

    settings = settings_of(ctx)
    log_to_stderr()
    names = commands.home_revoke(settings, home, device)
    if as_json:
        print(json.dumps({"home": home, "devices": list(names)}))
        return
    print(phrases_of(settings)("xiaoan.station.revoked", home=home, devices=", ".join(names)))


def home_enrol(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(help="The code that `xiaoan station home-code` made.")],
    station: Annotated[str, typer.Option(help="The station's address: https://HOST:PORT.")],
    program: Annotated[list[str] | None, typer.Option(help="speaker or bridge; repeatable. Default: both.")] = None,
    again: Annotated[bool, typer.Option("--again", help="In the place of credentials that are here already.")] = False,
    as_json: Json = False,
) -> None:
    """Makes this machine a device of a home: gets the credentials for the community's broker with a one-time code.

    They are written into the data folder, and the speaker and the bridge use them from their next start. The code
    names the station's certificate: nobody else can take its place.

    Example: xiaoan home enrol K3QX-… --station https://station.example.org:18081

    Form of --json: {"community", "home", "devices", "broker"}.

    Exit codes: 0 enrolled; 2 it could not be (code wrong, used or too old; station out of reach; enrolled already).
    """
    import json

    from xiaoan.enrol import as_said, enrol, names_of

    settings = settings_of(ctx)
    answer = enrol(settings, code, station, tuple(program or ("speaker", "bridge")), again)
    if as_json:
        print(json.dumps(as_said(answer), ensure_ascii=False))
        return
    print(phrases_of(settings)("xiaoan.enrol.done", home=answer.home, devices=", ".join(names_of(answer))))
