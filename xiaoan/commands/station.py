"""`xiaoan station add-user` and `xiaoan station ensure-administrator`: accounts, from the command line."""

from __future__ import annotations

from typing import Annotated

import typer

from xiaoan.context import phrases_of, settings_of

Json = Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")]


def add_user(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="Name for the sign-in; it is also what residents hear.")],
    role: Annotated[str, typer.Option(help="worker, supervisor, family or administrator.")] = "worker",
    on_duty: Annotated[bool, typer.Option("--on-duty", help="On duty from now on.")] = False,
    notify_url: Annotated[str, typer.Option(help="Where to reach this person: an address of Apprise.")] = "",
    home: Annotated[str, typer.Option(help="The home that a family account may see.")] = "",
    as_json: Json = False,
) -> None:
    """Adds an account to the station and shows its generated password, once.

    Example: xiaoan station add-user 张敏 --role worker --on-duty

    Form of --json: {"username", "role", "password"}.

    Exit codes: 0 added; 2 it could not be (name taken, unknown role, database out of reach).
    """
    import json

    from station import commands

    settings = settings_of(ctx)
    password = commands.add_user(settings, name, role, on_duty, notify_url, home)
    if as_json:
        print(json.dumps({"username": name, "role": role, "password": password}, ensure_ascii=False))
        return
    print(phrases_of(settings)("xiaoan.station.added", username=name, role=role, password=password))


def ensure_administrator(ctx: typer.Context, as_json: Json = False) -> None:
    """Makes the station's first account, if there is none, and shows its generated password, once.

    `xiaoan up` does this by itself. The password must be changed at the first sign-in.

    Example: xiaoan station ensure-administrator

    Form of --json: {"username", "password"}; the password is null when there were accounts already.

    Exit codes: 0 there is an administrator; 2 the database cannot be reached.
    """
    import json

    from station import commands
    from station.accounts.accounts import ADMINISTRATOR

    settings = settings_of(ctx)
    password = commands.ensure_administrator(settings)
    if as_json:
        print(json.dumps({"username": ADMINISTRATOR, "password": password}))
        return
    phrases = phrases_of(settings)
    if password is None:
        print(phrases("xiaoan.station.exists"))
        return
    print(phrases("xiaoan.station.created", username=ADMINISTRATOR, password=password))
