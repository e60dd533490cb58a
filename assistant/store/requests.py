"""Asks a person at the station for something."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.reporter import Reporter
from messages.payloads import EventKind
from messages.ports import Post


class PostedRequests:
    """skills.ports.Requests through the outbox."""

    def __init__(self, post: Post, reporter: Reporter) -> None:
        self._post, self._reporter = post, reporter

    def ask(self, kind: str, detail: Mapping[str, str]) -> None:
        self._post.send(self._reporter.event(EventKind.REQUEST, detail={"kind": kind, **detail}))
