"""What a recipient reads about an alert."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from config.phrases import Phrases
from messages.payloads import AlertState
from station.board import Board
from station.ports import Notice
from station.state_words import DEVICE
from station.views import AlertView, FactView


class Notices:
    """Words of an alert: who, where, what was said or measured, since when, whom to ring, how to accept."""

    def __init__(self, board: Board, phrases: Phrases, timezone: ZoneInfo) -> None:
        self._board = board
        self._phrases = phrases
        self._timezone = timezone

    def about(self, alert_id: UUID, link: str = "", news: bool = False) -> Notice:
        """The notice as things stand now. Raises NotFoundError, DatabaseDownError."""
        told = notice(self._board.whose(alert_id), self._phrases, self._timezone, link)
        return replace(told, title=self._phrases("station.notice.news", title=told.title)) if news else told


def notice(alert: AlertView, phrases: Phrases, timezone: ZoneInfo, link: str = "", with_numbers: bool = True) -> Notice:
    """Pure. A page that makes buttons of the numbers wants them not among the words."""
    unknown = "line" if alert.home == DEVICE else "unknown_resident"
    who = alert.who.name or phrases(f"station.card.{unknown}", home=alert.who.home)
    title = phrases(
        "station.notice.title",
        urgency=phrases(f"station.urgency.{alert.urgency}"),
        kind=phrases(f"station.kind.{alert.kind}"),
        who=who,
    )
    lines = [alert.who.address or phrases("station.card.no_address")]
    lines += [line for fact in alert.facts for line in _fact(fact, phrases)]
    lines.append(phrases("station.notice.since", when=_when(alert.received_at, timezone)))
    if alert.state is not AlertState.RECEIVED:
        lines.append(phrases(f"station.state.{alert.state}", by=alert.accepted_by))
    if with_numbers:
        lines += [phrases("station.notice.ring", who=name, phone=phone) for name, phone in numbers(alert, phrases)]
    if link:
        lines.append(phrases("station.notice.accept", link=link))
    return Notice(title, "\n".join(lines))


def numbers(alert: AlertView, phrases: Phrases) -> tuple[tuple[str, str], ...]:
    """(who, telephone number) in the order to ring."""
    people = [(alert.who.name or phrases("station.card.self"), alert.who.phone)]
    people += [(contact.called or contact.name, contact.phone) for contact in alert.who.contacts]
    return tuple((name, phone) for name, phone in people if phone)


def as_of(alert: AlertView, moment: datetime) -> AlertView:
    """The alert with only the facts that were known then: a link shows no more than its notice did."""
    return alert.model_copy(update={"facts": tuple(fact for fact in alert.facts if fact.received_at <= moment)})


def _fact(fact: FactView, phrases: Phrases) -> tuple[str, ...]:
    lines = []
    if fact.said:
        lines.append(phrases("station.card.said", text=fact.said))
    if fact.measured:
        lines.append(phrases("station.card.measured", text=fact.measured))
    if fact.asked:
        lines.append(phrases("station.card.answered", text=fact.answered or phrases("station.card.silence")))
    return tuple(lines)


def _when(moment: datetime, timezone: ZoneInfo) -> str:
    return moment.astimezone(timezone).strftime("%m-%d %H:%M")
