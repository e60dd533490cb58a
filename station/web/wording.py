"""Views as sentences. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from config.phrases import Phrases
from messages.payloads import AlertState
from station.errors import (
    AnotherOpenError,
    DatabaseDownError,
    ForbiddenError,
    NotFoundError,
    NotSignedInError,
    StaleError,
    StationError,
    TransitionError,
)
from station.lifecycle import Action
from station.state_words import DEVICE
from station.tables import Outcome
from station.views import AlertView, FactView, NotificationView, ResidentView, TransitionView

WITH_REASON = frozenset({Action.RESOLVE, Action.REOPEN, Action.CLEAR})
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def who(resident: ResidentView, phrases: Phrases) -> str:
    """Her name, or what is known instead."""
    if resident.home == DEVICE:
        return phrases("station.card.line")
    if resident.name:
        return resident.name
    key = "unknown_resident" if resident.known else "unknown_home"
    return phrases(f"station.card.{key}", home=resident.home)


def where(resident: ResidentView, phrases: Phrases) -> str:
    """Her address, or that there is none."""
    return resident.address or phrases("station.card.no_address")


def age(since: datetime, now: datetime, phrases: Phrases) -> str:
    """How long ago, for a glance."""
    passed = max(now - since, timedelta())
    if passed < _MINUTE:
        return phrases("station.age.now")
    if passed < _HOUR:
        return phrases("station.age.minutes", count=passed // _MINUTE)
    if passed < _DAY:
        return phrases("station.age.hours", hours=passed // _HOUR, minutes=passed % _HOUR // _MINUTE)
    return phrases("station.age.days", count=passed // _DAY)


def state(alert: AlertView, phrases: Phrases) -> str:
    """Where the alert stands, and by whom."""
    return phrases(f"station.state.{alert.state}", by=alert.accepted_by)


def facts(fact: FactView, phrases: Phrases) -> tuple[str, ...]:
    """What one fact tells: said, measured, asked and answered."""
    lines = []
    if fact.said:
        lines.append(phrases("station.card.said", text=fact.said))
    if fact.measured:
        lines.append(phrases("station.card.measured", text=fact.measured))
    if fact.asked:
        lines.append(phrases("station.card.asked", text=fact.asked))
        lines.append(phrases("station.card.answered", text=fact.answered or phrases("station.card.silence")))
    if fact.taken_back_at is not None:
        lines = [phrases("station.card.taken_back", text=line) for line in lines]
    return tuple(lines)


def step(line: TransitionView, phrases: Phrases) -> str:
    """One line of an alert's history: what was done, by whom, and why."""
    known = phrases.has(f"station.step.{line.action}")
    words = phrases(f"station.step.{line.action}", by=line.by) if known else f"{line.action} {line.by}"
    reasons = (line.detail, line.note) if line.action in WITH_REASON else ()
    return " · ".join(part for part in (words, *reasons) if part)


def numbers(resident: ResidentView, phrases: Phrases) -> tuple[tuple[str, str], ...]:
    """(who, telephone number) in the order to ring."""
    people = [(phrases("station.card.self"), resident.phone)]
    people += [(f"{contact.called} {contact.name}".strip(), contact.phone) for contact in resident.contacts]
    return tuple((name, phone) for name, phone in people if phone)


def refusal(error: StationError, phrases: Phrases, action: Action | None = None) -> str:
    """Why a step was not taken."""
    match error:
        case TransitionError(by=by, state=AlertState.ACKNOWLEDGED | AlertState.ON_THE_WAY) if by and action in {
            Action.ACKNOWLEDGE,
            Action.TAKE_OVER,
        }:
            return phrases(f"station.refused.{action}", by=by)
        case TransitionError():
            return phrases("station.refused.other")
        case StaleError():
            return phrases("station.refused.stale")
        case AnotherOpenError():
            return phrases("station.refused.another")
        case ForbiddenError() | NotSignedInError():
            return phrases("station.refused.forbidden")
        case NotFoundError():
            return phrases("station.refused.not_found")
        case DatabaseDownError():
            return phrases("station.refused.database")
    return str(error)


def told(notices: Iterable[NotificationView], phrases: Phrases) -> str:
    """Whom a notice has reached."""
    names = [notice.name for notice in notices if notice.outcome == Outcome.SENT]
    return phrases("station.card.reached", names=phrases("station.card.between_names").join(names)) if names else ""


def untold(notices: Iterable[NotificationView], phrases: Phrases) -> tuple[str, ...]:
    """Whom it has not, and why."""
    return tuple(
        phrases("station.card.not_reached", name=notice.name, why=how_told(notice, phrases))
        for notice in notices
        if notice.outcome in {Outcome.FAILED, Outcome.NO_ADDRESS}
        or (notice.outcome == Outcome.WAITING and notice.reason)
    )


def how_told(notice: NotificationView, phrases: Phrases) -> str:
    """How one notice went."""
    outcome = phrases(f"station.outcome.{notice.outcome}")
    if not notice.reason:
        return outcome
    why = phrases(f"station.not_sent.{notice.reason}")
    return phrases("station.card.tries", outcome=outcome, why=why, count=notice.attempts)
