"""What a recipient reads about an alert."""

from __future__ import annotations

from uuid import UUID

from config.phrases import Phrases
from station.board import Board
from station.ports import Notice
from station.views import AlertView


class Notices:
    """Words of an alert: who, where, what was said or measured, whom to ring."""

    def __init__(self, board: Board, phrases: Phrases) -> None:
        self._board = board
        self._phrases = phrases

    def about(self, alert_id: UUID) -> Notice:
        """The notice as things stand now. Raises DatabaseDownError."""
        return notice(self._board.whose(alert_id), self._phrases)


def notice(alert: AlertView, phrases: Phrases) -> Notice:
    """Pure."""
    who = alert.who.name or phrases("station.card.unknown_resident", home=alert.who.home)
    title = phrases(
        "station.notice.title",
        urgency=phrases(f"station.urgency.{alert.urgency}"),
        kind=phrases(f"station.kind.{alert.kind}"),
        who=who,
    )
    lines = [alert.who.address]
    for fact in alert.facts:
        if fact.said:
            lines.append(phrases("station.card.said", text=fact.said))
        if fact.measured:
            lines.append(phrases("station.card.measured", text=fact.measured))
        if fact.asked:
            lines.append(phrases("station.card.answered", text=fact.answered or phrases("station.card.silence")))
    numbers = [
        ("", alert.who.phone),
        *((contact.called or contact.name, contact.phone) for contact in alert.who.contacts),
    ]
    lines += [phrases("station.notice.ring", who=name or who, phone=phone) for name, phone in numbers if phone]
    return Notice(title, "\n".join(line for line in lines if line))
