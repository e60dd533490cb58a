"""What a simulated watch says: contents of frames, made up for a wearer who is well."""

from __future__ import annotations

import random
from datetime import datetime

SOS_BIT = 1 << 16


def heartbeat(steps: int, battery_percent: int) -> str:
    """LK."""
    return f"LK,{steps},0,{battery_percent}"


def circulation(chance: random.Random) -> str:
    """bphrt of somebody at rest."""
    return f"bphrt,{chance.randint(112, 134)},{chance.randint(66, 84)},{chance.randint(62, 84)},,,,"


def oxygen(chance: random.Random) -> str:
    """A healthy one."""
    return f"oxygen,1,{chance.randint(95, 99)}"


def position(kind: str, at: datetime, steps: int, battery_percent: int, status: int = 0) -> str:
    """UD, UD2, AL and the like; a position in the middle of the sea, from no satellite."""
    moment = at.strftime("%d%m%y,%H%M%S")
    return f"{kind},{moment},V,0.0,N,0.0,E,0.0,0,0,0,90,{battery_percent},{steps},0,{status:08X},0,0"
