"""One message, one transaction. Knows nothing of MQTT."""

from __future__ import annotations

from messages.dead_letters import DeadLetters
from messages.errors import OutboxError
from messages.outbox import Outbox
from messages.payloads import Alert, Event
from messages.topics import DeadLetter, Received, decode
from station.bell import Bell
from station.database import Database
from station.errors import DatabaseDownError, DatabaseRefusedError, UnusableError
from station.ingest.handlers import HANDLERS, Tools


class Intake:
    """Keeps each message, or keeps it as a dead letter."""

    def __init__(self, database: Database, dead_letters: DeadLetters, tools: Tools, outbox: Outbox, bell: Bell) -> None:
        self._database = database
        self._dead_letters = dead_letters
        self._tools = tools
        self._outbox = outbox
        self._bell = bell

    def take(self, topic: str, body: bytes) -> None:
        """Returns when the message is committed. Raises DatabaseDownError when it is not, and must come again."""
        message = decode(topic, body)
        if isinstance(message, Received):
            reason = self._keep(message)
            if reason is None:
                self._outbox.wake()
                if isinstance(message.payload, Alert | Event):  # readings come all the time and change no list
                    self._bell.ring()
                return
            message = DeadLetter(topic, body, reason)
        self._bury(message)

    def ready(self) -> bool:
        """True when the database answers."""
        return self._database.answers()

    def _keep(self, message: Received) -> str | None:
        """None when it is committed, else why it never can be."""
        handler = HANDLERS.get(type(message.payload))
        if handler is None:
            return "the station takes no such message"
        try:
            with self._database.writing() as session:
                handler(self._tools, session, message)
        except (UnusableError, DatabaseRefusedError) as error:
            return str(error)
        return None

    def _bury(self, letter: DeadLetter) -> None:
        reason = letter.reason.replace("\0", "\ufffd")
        try:
            self._dead_letters.keep(DeadLetter(letter.topic, letter.body, reason), self._tools.clock.now())
        except OutboxError as error:
            raise DatabaseDownError(str(error)) from error
