"""Which homes are missed. Pure: the signs of life, what is known of the line, and `now`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from config.supervision import SupervisionSettings

_NAMESPACE = UUID("6a1d2c1e-7d0e-4a8e-9d5b-1b1f0f6f2c55")
_LATE = 0.5  # of `silent_after_s`: those who fall together are late together before the first of them is missed


@dataclass(frozen=True)
class Sign:
    """When a home was last heard, by the station's clock. `told`: this very silence made an alert already."""

    home: str
    heard_at: datetime
    told: bool = False


@dataclass(frozen=True)
class Line:
    """What is known of the way to a community's homes.

    `listening_since`: the station has heard everything since then, None while it does not. `is_open`: an alert says
    that the line is down. `ended_at`: when the last such alert ended.
    """

    listening_since: datetime | None
    is_open: bool = False
    ended_at: datetime | None = None


@dataclass(frozen=True)
class Verdict:
    """The homes that are missed, and whether it is the line instead."""

    silent: tuple[str, ...]
    line_down: bool


def late_after_s(rules: SupervisionSettings) -> float:
    """`judge` needs to know of every home that was not heard for so long."""
    return rules.silent_after_s * _LATE


def judge(signs: Sequence[Sign], watched: int, line: Line, now: datetime, rules: SupervisionSettings) -> Verdict:
    """Of `watched` homes, `signs` holds at least those that are late.

    While the station itself was not listening, and for `grace_s` after that, no home is missed. Where many are late
    together it is the line, until half as many are; then those that are left have the same grace.
    """
    if line.listening_since is None:
        return Verdict((), line.is_open)
    listening_since = min(line.listening_since, now)
    late = [sign for sign in signs if not sign.told and _age_s(sign, listening_since, now) >= late_after_s(rules)]
    silent = [sign.home for sign in late if _age_s(sign, listening_since, now) >= rules.silent_after_s]
    since = listening_since
    if line.ended_at is not None and line.ended_at <= now:
        since = max(since, line.ended_at)
    if (now - since).total_seconds() < rules.grace_s:
        return Verdict((), line.is_open and _many(late, signs, watched, True, rules))
    if (silent or line.is_open) and _many(late, signs, watched, line.is_open, rules):
        return Verdict((), True)
    return Verdict(() if line.is_open else tuple(sorted(silent)), False)


def silence_id(community: str, home: str, heard_at: datetime) -> UUID:
    """One silence has one id: whoever notices it, and however often, raises the same alert."""
    return uuid5(_NAMESPACE, f"silent/{community}/{home}/{heard_at.isoformat()}")


def line_id(community: str, oldest: datetime, ended_at: datetime | None) -> UUID:
    """The id of an alert about the line, by the first home that was lost and by when the last such alert ended."""
    return uuid5(_NAMESPACE, f"line/{community}/{oldest.isoformat()}/{ended_at and ended_at.isoformat()}")


def overdue_id(community: str, home: str, since: datetime) -> UUID:
    """The id of an alert about a home that had no good self-test since then."""
    return uuid5(_NAMESPACE, f"self-test/{community}/{home}/{since.isoformat()}")


def _age_s(sign: Sign, listening_since: datetime, now: datetime) -> float:
    """For how long the home was not heard. One heard in the future was heard before the clock was set back."""
    return (now - (sign.heard_at if sign.heard_at <= now else listening_since)).total_seconds()


def _many(late: Sequence[Sign], signs: Sequence[Sign], watched: int, is_open: bool, rules: SupervisionSettings) -> bool:
    expected = watched - sum(sign.told for sign in signs)
    share = rules.line_share / 2 if is_open else rules.line_share
    return len(late) >= rules.line_least and len(late) > share * expected
