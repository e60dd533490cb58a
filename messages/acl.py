"""Mosquitto's access rules, made from the table: each program may say and hear what the contract gives it."""

from __future__ import annotations

from messages.topics import CONTRACT, Entry, Sender, filter_for


def home_user(community: str, home: str, sender: Sender) -> str:
    """The broker user of a program of a home."""
    return f"{community}.{home}.{sender.value}"


def station_user(community: str) -> str:
    """The broker user of a community's station."""
    return f"{community}.{Sender.STATION.value}"


def acl_for_home(community: str, home: str) -> str:
    """The part of an ACL file for one home's speaker and bridge."""
    return "\n".join(
        _rules(home_user(community, home, sender), sender, community, home)
        for sender in (Sender.SPEAKER, Sender.BRIDGE)
    )


def acl_for_station(community: str) -> str:
    """The part of an ACL file for a community's station, which speaks to all its homes."""
    return _rules(station_user(community), Sender.STATION, community, "+")


def _rules(user: str, sender: Sender, community: str, home: str) -> str:
    said = [f"topic write {_own(entry, sender, community, home)}" for entry in CONTRACT if sender in entry.senders]
    heard = [f"topic read {filter_for(entry, community, home)}" for entry in CONTRACT if sender in entry.receivers]
    return "\n".join([f"user {user}", *said, *heard]) + "\n"


def _own(entry: Entry, sender: Sender, community: str, home: str) -> str:
    """A program writes no other program's status."""
    pattern = filter_for(entry, community, home)
    return f"{pattern.removesuffix('+')}{sender.value}" if entry.tail.endswith("{program}") else pattern
