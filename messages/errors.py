"""What goes wrong when programs talk to each other."""

from __future__ import annotations


class MessagesError(Exception):
    """Base of this room's errors."""


class OutboxError(MessagesError):
    """A row could not be written (disk full, file locked, folder gone). The caller must try again."""


class BrokerError(MessagesError):
    """The broker refused or cannot be reached. The text says what to check."""
