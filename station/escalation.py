"""Whom to tell now. Pure: computed from rows, the ladder of the settings and `now`, never from timers in memory."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import datetime

from config.escalation import EscalationSettings


@dataclass(frozen=True)
class Climb:
    """An alert on its ladder. `base` is the number of its first step, `accepted` ends the climb."""

    since: datetime
    base: int
    accepted: bool


@dataclass(frozen=True)
class Due:
    """A step that is due for one recipient."""

    step: int
    recipient: str


def latest_steps(climb: Climb, ladder: EscalationSettings, now: datetime) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """(step, rungs told) of every step whose time has come, the repeats of the last rung counted on.

    Of the repeats only the latest stands: after an hour without power nobody is told sixty times.
    """
    waited_s = (now - climb.since).total_seconds()
    reached = [(climb.base + index, step.tell) for index, step in enumerate(ladder.steps) if waited_s >= step.after_s]
    if not ladder.steps or len(reached) < len(ladder.steps):
        return tuple(reached)
    last = max(ladder.steps, key=lambda step: step.after_s)
    repeats = int((waited_s - last.after_s) // ladder.repeat_every_s)
    if repeats >= 1:
        reached.append((climb.base + len(ladder.steps) - 1 + repeats, last.tell))
    return tuple(reached)


def due(
    climb: Climb,
    ladder: EscalationSettings,
    recipients: Mapping[str, tuple[str, ...]],
    done: Set[tuple[int, str]],
    now: datetime,
) -> tuple[Due, ...]:
    """The steps to take now, in order. `recipients` holds for each rung's word who that is at the moment.

    Whoever stands on several steps reached is told for the latest only, and never twice for one step.
    """
    if climb.accepted:
        return ()
    latest: dict[str, int] = {}
    for step, rungs in latest_steps(climb, ladder, now):
        for rung in rungs:
            for recipient in recipients.get(rung, ()):
                latest[recipient] = max(step, latest.get(recipient, step))
    waiting = [Due(step, recipient) for recipient, step in latest.items() if (step, recipient) not in done]
    return tuple(sorted(waiting, key=lambda item: (item.step, item.recipient)))


def least_waited_s(done: Set[tuple[int, str]], base: int, ladder: EscalationSettings) -> float:
    """How long the climb has lasted at least, by the steps it has taken: all that is known after a restart when the
    clock was set back meanwhile."""
    taken = [step - base for step, _ in done if step >= base]
    if not taken or not ladder.steps:
        return 0.0
    highest = max(taken)
    if highest < len(ladder.steps):
        return ladder.steps[highest].after_s
    last_s = max(step.after_s for step in ladder.steps)
    return last_s + (highest - len(ladder.steps) + 1) * ladder.repeat_every_s


def next_base(done: Set[tuple[int, str]], base: int, steps: int) -> int:
    """The first step's number when the ladder starts anew: above every step of the climb before."""
    return max([base + steps - 1, *(step for step, _ in done)]) + 1
