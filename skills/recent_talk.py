"""What was last talked about, so that 那明天呢, 再来一个, 它多少钱 and 不是八点是九点 can be understood."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from skills.ports import Request

_LASTS = timedelta(seconds=120)


@dataclass(frozen=True)
class Topic:
    """`intent` and `text` of what was asked last, `medicine` and `reminder` spoken of last; '' and None: none."""

    at: datetime
    intent: str = ""
    text: str = ""
    medicine: str = ""
    reminder: UUID | None = None


class RecentTalk:
    """By resident; forgotten after two minutes."""

    def __init__(self) -> None:
        self._topics: dict[str, Topic] = {}

    def of(self, request: Request) -> Topic:
        """An empty one when nothing was said lately."""
        topic = self._topics.get(request.resident)
        if topic is None or not timedelta(0) <= request.now - topic.at <= _LASTS:
            return Topic(request.now)
        return topic

    def asked(self, request: Request, intent: str) -> None:
        """An intent that may be followed up was answered."""
        self._topics[request.resident] = replace(self.of(request), at=request.now, intent=intent, text=request.text)

    def spoke_of(self, request: Request, medicine: str, reminder: UUID | None = None) -> None:
        """A medicine, and its reminder, was spoken of."""
        self._topics[request.resident] = replace(self.of(request), at=request.now, medicine=medicine, reminder=reminder)
