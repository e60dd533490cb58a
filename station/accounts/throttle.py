"""How wrong tries slow the next one. Kept in the database: a restart forgives nobody, and old rows are forgotten."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from station.tables import ThrottleRow

KEPT_S = 86400.0


@dataclass(frozen=True)
class Rule:
    """So many wrong tries are free; then the pause doubles from a second. A quiet time ends it."""

    free: int
    longest_pause_s: float
    forgotten_after_s: float

    def pause_s(self, failures: int) -> float:
        """How long to wait after so many wrong tries in a row."""
        if failures < self.free:
            return 0.0
        return min(2.0 ** min(failures - self.free, 16), self.longest_pause_s)


NAME = Rule(free=3, longest_pause_s=300.0, forgotten_after_s=KEPT_S)
# Many workers may share one address: it is slowed late, and never for long.
ADDRESS = Rule(free=20, longest_pause_s=60.0, forgotten_after_s=3600.0)


def key_of(kind: str, value: str) -> str:
    """What is counted for. A hash: what was typed as a name may have been a password."""
    return f"{kind}:{hashlib.sha256(value.encode()).hexdigest()}"


def wait_s(session: Session, key: str, now: datetime) -> float:
    """How long the next try has still to wait."""
    row = session.get(ThrottleRow, key)
    if row is None or row.paused_until is None:
        return 0.0
    return max((row.paused_until - now).total_seconds(), 0.0)


def failed(session: Session, key: str, rule: Rule, now: datetime) -> float:
    """Counts a wrong try; returns the pause that follows."""
    session.execute(delete(ThrottleRow).where(ThrottleRow.last_at < now - timedelta(seconds=KEPT_S)))
    row = session.get(ThrottleRow, key)
    if row is None:
        row = ThrottleRow(key=key, failures=0, last_at=now)
        session.add(row)
    elif row.last_at < now - timedelta(seconds=rule.forgotten_after_s):
        row.failures = 0
    row.failures += 1
    row.last_at = now
    pause_s = rule.pause_s(row.failures)
    row.paused_until = now + timedelta(seconds=pause_s)
    return pause_s


def forget(session: Session, key: str) -> None:
    """After a right try."""
    session.execute(delete(ThrottleRow).where(ThrottleRow.key == key))
