"""What happens when, as a pure function of the seed: cries, blows and the worker's steps in one line of time."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from messages.payloads import AlertKind, Urgency

RESIDENTS = 3  # in each home
S_PER_KILL = 0.8  # the planned length; the run waits where a program is not up yet
KILLS_PER_ALERT, CUTS_PER_ALERT = 1 / 10, 1 / 40  # so many are asked for
SPARE = 1.15  # more are planned, for a program may be down already when its blow comes
SHORTEST_S = 4.0
CLOCK_OFFSETS_S = (-400 * 86400.0, -86400.0, -3600.0, -20.0, 20.0, 3600.0, 86400.0, 400 * 86400.0)
FROZEN_S = (4.0, 9.0)  # a lease lasts 6 s
DISK_LIMITS = (0, 4096, 65536)  # bytes a file may have while the disk is full


class Target(StrEnum):
    """What a blow falls on."""

    HOME = "home"
    WORKER = "worker"
    BROKER = "broker"
    DATABASE = "database"


class BlowKind(StrEnum):
    """How it falls."""

    KILL = "kill"  # kill -9; `value`: the offset of the clock it starts again with
    KILL_WRITING = "kill_writing"  # kill -9 of a home while it writes its next alert
    STOP = "stop"  # SIGTERM
    FREEZE = "freeze"  # SIGSTOP and SIGCONT: longer than a lease
    FULL_DISK = "full_disk"  # no file may grow beyond `value` bytes
    DROP = "drop"  # the connection ends for both sides
    RESET = "reset"
    HALF_OPEN_CLIENT = "half_open_client"  # the broker's side is gone, and the client is not told
    HALF_OPEN_BROKER = "half_open_broker"  # the client's side is gone, and the broker is not told
    STALL = "stall"  # nothing passes for a while, then everything
    THROTTLE = "throttle"  # `value` bytes a second


KILLS = frozenset({BlowKind.KILL, BlowKind.KILL_WRITING})
CUTS = frozenset({BlowKind.DROP, BlowKind.RESET, BlowKind.HALF_OPEN_CLIENT, BlowKind.HALF_OPEN_BROKER, BlowKind.STALL})


@dataclass(frozen=True)
class Cry:
    """An alert that a home raises."""

    home: int
    resident: int
    id: UUID
    kind: AlertKind
    urgency: Urgency


@dataclass(frozen=True)
class Blow:
    """Something breaks. `at_once`: whether or not the target has come up since the last blow."""

    kind: BlowKind
    target: Target
    number: int
    for_s: float = 0.0
    value: float = 0.0
    at_once: bool = False


@dataclass(frozen=True)
class Visit:
    """A worker at the station takes an open alert one step further; `chance` (0 to 1) says which."""

    chance: float


Deed = Cry | Blow | Visit


@dataclass(frozen=True)
class Beat:
    """A deed, and the pause before it."""

    gap_s: float
    deed: Deed


@dataclass(frozen=True)
class Asked:
    """How many kills and cuts a run must have seen."""

    kills: int
    cuts: int


@dataclass(frozen=True)
class Cast:
    """Who takes part. `database`: it is a server of ours that can be killed; `files`: it is a file of the workers."""

    homes: int
    workers: int
    database: bool
    files: bool


def asked(alerts: int) -> Asked:
    """200 kills and 50 cuts for 2000 alerts."""
    return Asked(max(1, int(alerts * KILLS_PER_ALERT)), max(1, int(alerts * CUTS_PER_ALERT)))


def schedule(seed: int, alerts: int, cast: Cast) -> tuple[Beat, ...]:
    """The same for the same arguments."""
    chance = random.Random(seed)  # noqa: S311 - it is to be repeatable
    wanted = asked(alerts)
    kills, cuts = int(wanted.kills * SPARE) + 2, int(wanted.cuts * SPARE) + 2
    length_s = max(SHORTEST_S, kills * S_PER_KILL)
    deeds: list[Deed] = [
        *(_cry(chance, cast) for _ in range(alerts)),
        *(_kill(chance, cast) for _ in range(kills)),
        *(_cut(chance, cast) for _ in range(cuts)),
        *_others(chance, cast, kills),
        *(Visit(chance.random()) for _ in range(alerts // 2)),
    ]
    moments = sorted((chance.uniform(0, length_s), number) for number in range(len(deeds)))
    return tuple(_beats(moments, deeds))


def _beats(moments: list[tuple[float, int]], deeds: list[Deed]) -> Iterator[Beat]:
    before = 0.0
    for moment, number in moments:
        yield Beat(moment - before, deeds[number])
        before = moment


def _cry(chance: random.Random, cast: Cast) -> Cry:
    kind, urgency = chance.choice(
        (
            (AlertKind.CRY, Urgency.EMERGENCY),
            (AlertKind.BUTTON, Urgency.EMERGENCY),
            (AlertKind.UNWELL, Urgency.URGENT),
            (AlertKind.VITAL_SIGN, Urgency.ATTENTION),
        )
    )
    return Cry(chance.randrange(cast.homes), chance.randrange(RESIDENTS), uuid_of(chance), kind, urgency)


def uuid_of(chance: random.Random) -> UUID:
    """A random id that the seed decides."""
    return UUID(int=chance.getrandbits(128), version=4)


def _kill(chance: random.Random, cast: Cast) -> Blow:
    target = _one_of(chance, {Target.HOME: 45, Target.WORKER: 27, Target.BROKER: 18, Target.DATABASE: 10}, cast)
    kind = BlowKind.KILL
    if target is Target.HOME and chance.random() < 0.4:
        kind = BlowKind.KILL_WRITING
    turned = target in {Target.HOME, Target.WORKER} and chance.random() < 0.3
    return Blow(
        kind,
        target,
        _number(chance, target, cast),
        for_s=chance.uniform(0, 1.5),
        value=chance.choice(CLOCK_OFFSETS_S) if turned else 0.0,
        at_once=chance.random() < 0.2,
    )


def _cut(chance: random.Random, cast: Cast) -> Blow:
    target = chance.choice((Target.HOME, Target.HOME, Target.WORKER))
    kind = chance.choice(sorted(CUTS))
    return Blow(kind, target, _number(chance, target, cast), for_s=chance.uniform(1, 8))


def _others(chance: random.Random, cast: Cast, kills: int) -> Iterator[Blow]:
    """What is not counted among kills and cuts."""
    fillable: dict[Target, Callable[[], int]] = {Target.HOME: lambda: chance.randrange(cast.homes)}
    if cast.files:
        fillable[Target.WORKER] = lambda: chance.randrange(cast.workers)
    for _ in range(max(1, kills // 10)):
        full = chance.choice(sorted(fillable))
        yield Blow(BlowKind.FULL_DISK, full, fillable[full](), chance.uniform(1, 5), chance.choice(DISK_LIMITS))
        slow = chance.choice((Target.HOME, Target.WORKER))
        yield Blow(
            BlowKind.THROTTLE, slow, _number(chance, slow, cast), chance.uniform(1, 5), chance.uniform(500, 5000)
        )
    for _ in range(max(1, kills // 20)):
        yield Blow(BlowKind.STOP, Target.BROKER, 0, chance.uniform(0.2, 3))
        yield Blow(BlowKind.FREEZE, Target.WORKER, chance.randrange(cast.workers), chance.uniform(*FROZEN_S))


def _one_of(chance: random.Random, weights: dict[Target, int], cast: Cast) -> Target:
    there = {target: weight for target, weight in weights.items() if cast.database or target is not Target.DATABASE}
    return chance.choices(list(there), list(there.values()))[0]


def _number(chance: random.Random, target: Target, cast: Cast) -> int:
    return chance.randrange({Target.HOME: cast.homes, Target.WORKER: cast.workers}.get(target, 1))
