"""A made-up person's pulse, oxygen and steps through the day. Pure but for the given chance."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

CALMEST_HOUR = 4
RESTING_BPM, DAY_SWING_BPM = 66.0, 8.0
STROLL_BPM, STROLL_STEPS_PER_S = 14.0, 1.5
STROLLS_PER_HOUR, STROLL_S = 2.0, 120.0
AWAKE_HOURS = range(7, 21)
EPISODE_BPM = {"pulse_high": 128.0, "pulse_low": 37.0}


class Episode(StrEnum):
    """What the demonstration lets happen to the wearer."""

    NONE = "none"
    PULSE_HIGH = "pulse_high"
    PULSE_LOW = "pulse_low"
    SOS = "sos"
    FALL = "fall"


@dataclass(frozen=True)
class Body:
    """The present state. `wander` is the pulse's slow deviation in bpm; `strolling_s` is what is left of a walk."""

    day: int = 0
    wander: float = 0.0
    steps: float = 0.0
    strolling_s: float = 0.0


def lived(body: Body, elapsed_s: float, local: datetime, episode: Episode, chance: random.Random) -> Body:
    """The state after `elapsed_s`. An episode finds its wearer at rest; the step counter starts anew each day."""
    steps = body.steps if body.day == local.toordinal() else 0.0
    left_s = max(0.0, body.strolling_s - elapsed_s)
    if episode is not Episode.NONE:
        left_s = 0.0
    elif left_s == 0 and local.hour in AWAKE_HOURS and chance.random() < STROLLS_PER_HOUR * elapsed_s / 3600:
        left_s = STROLL_S
    if left_s > 0:
        steps += STROLL_STEPS_PER_S * elapsed_s
    wander = max(-6.0, min(6.0, 0.9 * body.wander + chance.gauss(0, 1.0)))
    return replace(body, day=local.toordinal(), wander=wander, steps=steps, strolling_s=left_s)


def pulse_bpm(body: Body, local: datetime, episode: Episode) -> float:
    """Lowest before dawn, higher in the afternoon and while walking; never worth asking about without an episode."""
    if episode.value in EPISODE_BPM:
        return round(EPISODE_BPM[episode.value] + body.wander / 3)
    hours = local.hour + local.minute / 60
    resting = RESTING_BPM - DAY_SWING_BPM * math.cos((hours - CALMEST_HOUR) / 24 * math.tau)
    return round(resting + body.wander + (STROLL_BPM if body.strolling_s > 0 else 0.0))


def oxygen_percent(chance: random.Random) -> float:
    """95..99."""
    return max(95, min(99, round(chance.gauss(97, 0.8))))
