"""Asks a person at the station for something."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.sender import Sender
from messages.payloads import EventKind
from messages.ports import Post


class PostedRequests:
    """skills.ports.Requests through the outbox."""

    def __init__(self, post: Post, sender: Sender) -> None:
        self._post, self._sender = post, sender

    def ask(self, kind: str, detail: Mapping[str, str]) -> None:
        self._post.send(self._sender.event(EventKind.REQUEST, kind=kind, **detail))
