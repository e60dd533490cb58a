"""One message, one transaction. Knows nothing of MQTT."""

from __future__ import annotations

from collections.abc import Sequence

from messages.dead_letters import DeadLetters
from messages.errors import OutboxError
from messages.outbox import Outbox
from messages.payloads import Alert, Event
from messages.topics import DeadLetter, Received, decode
from station.bell import Bell
from station.database import Database
from station.errors import DatabaseDownError, DatabaseRefusedError, UnusableError
from station.ingest.arrived import Arrived
from station.ingest.handlers import HANDLERS, Tools


class Intake:
    """Keeps each message, or keeps it as a dead letter."""

    def __init__(self, database: Database, dead_letters: DeadLetters, tools: Tools, outbox: Outbox, bell: Bell) -> None:
        self._database = database
        self._dead_letters = dead_letters
        self._tools = tools
        self._outbox = outbox
        self._bell = bell

    def take_all(self, messages: Sequence[Arrived]) -> None:
        """Each in a transaction of its own, in their order. Raises DatabaseDownError."""
        for message in messages:
            self.take(message.topic, message.body)

    def take(self, topic: str, body: bytes) -> None:
        """Returns when the message is committed. Raises DatabaseDownError when it is not, and must come again."""
        reason = self.attempt(topic, body)
        if reason is not None:
            self.bury([DeadLetter(topic, body, reason)])

    def attempt(self, topic: str, body: bytes) -> str | None:
        """None when the message is committed, else why it never can be. Raises DatabaseDownError."""
        message = decode(topic, body)
        if isinstance(message, DeadLetter):
            return message.reason
        reason = self._keep(message)
        if reason is None:
            self._outbox.wake()
            if isinstance(message.payload, Alert | Event):  # readings come all the time and change no list
                self._bell.ring()
        return reason

    def bury(self, letters: Sequence[DeadLetter]) -> None:
        """Keeps dead letters, all or none. Raises DatabaseDownError."""
        try:
            self._dead_letters.keep_all(letters, self._tools.clock.now())
        except OutboxError as error:
            raise DatabaseDownError(str(error)) from error

    def _keep(self, message: Received) -> str | None:
        handler = HANDLERS.get(type(message.payload))
        if handler is None:
            return "the station takes no such message"
        try:
            with self._database.writing() as session:
                handler(self._tools, session, message)
        except (UnusableError, DatabaseRefusedError) as error:
            return str(error)
        return None
