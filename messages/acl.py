"""Mosquitto's access rules, made from the table: each program may say and hear what the contract gives it."""

from __future__ import annotations

from collections.abc import Sequence

from messages.payloads import Status
from messages.topics import CONTRACT, Entry, Sender, filter_for


def device_user(community: str, home: str, device: str) -> str:
    """The broker user of a device of a home. None of the three holds a dot, so no two devices share one."""
    return f"{community}.{home}.{device}"


def station_user(community: str) -> str:
    """The broker user of a community's station."""
    return f"{community}.{Sender.STATION.value}"


def acl_for_device(community: str, home: str, device: str, program: Sender, whole_community: bool = False) -> str:
    """The part of an ACL file for one device: the rights of its program, in its home alone.

    With `whole_community` in all homes of the community, but for the status, which is said of its own.
    """
    rules = _topics(program, community, "+" if whole_community else home, home)
    return _part(device_user(community, home, device), rules)


def acl_for_station(community: str, *others: str) -> str:
    """The part of an ACL file for a community's station, which speaks to all its homes, and to those of the others."""
    rules = [line for each in (community, *others) for line in _topics(Sender.STATION, each, "+", "+")]
    return _part(station_user(community), rules)


def _part(user: str, rules: Sequence[str]) -> str:
    return "\n".join([f"user {user}", *rules]) + "\n"


def _topics(sender: Sender, community: str, home: str, own_home: str) -> list[str]:
    said = [
        f"topic write {_own(entry, sender, community, own_home if entry.payload is Status else home)}"
        for entry in CONTRACT
        if sender in entry.senders
    ]
    heard = [f"topic read {filter_for(entry, community, home)}" for entry in CONTRACT if sender in entry.receivers]
    return [*said, *heard]


def _own(entry: Entry, sender: Sender, community: str, home: str) -> str:
    """A program writes no other program's status."""
    pattern = filter_for(entry, community, home)
    return f"{pattern.removesuffix('+')}{sender.value}" if entry.tail.endswith("{program}") else pattern
