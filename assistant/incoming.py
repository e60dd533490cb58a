"""What the speaker does with each message that reaches it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Protocol
from uuid import UUID

import structlog

from assistant.help_line.book import AlertBook
from assistant.help_line.help_line import HelpLine
from assistant.reporter import Reporter
from assistant.speaker.mouth import Mouth
from assistant.speaker.question_desk import QuestionDesk
from assistant.speaker.questions import FindingQuestion
from assistant.store.vitals import StoredVitals
from config.phrases import Phrases
from messages.errors import OutboxError
from messages.payloads import Alert, AlertStateChange, EventKind, Finding, Payload, Readings, Say
from messages.ports import Post
from messages.topics import Received

HEARD_WITHIN_S = 60.0  # docs/architecture.md: an announcement counts as heard only if she answered within a minute


class TurnWatch(Protocol):
    """Tells when the resident next speaks to the speaker; see assistant.speaker.turns.Turns."""

    async def next_turn(self) -> None: ...


class CheckListener(Protocol):
    """What the bridge says during a check; see assistant.guided_check.guide.CheckGuide."""

    def take(self, payload: Payload) -> bool:
        """False for a message that is none of a check."""
        ...


class Incoming:
    """`handle` is called by the MQTT session, in the loop."""

    def __init__(
        self,
        help_line: HelpLine,
        desk: QuestionDesk,
        book: AlertBook,
        vitals: StoredVitals,
        mouth: Mouth,
        post: Post,
        reporter: Reporter,
        phrases: Phrases,
        turns: TurnWatch,
        tasks: asyncio.TaskGroup,
        check: CheckListener,
        called: Mapping[str, str] | None = None,
    ) -> None:
        """`called`: how each resident is addressed, where more than one lives in the home."""
        self._called = called or {}
        self._help_line, self._desk, self._book, self._vitals = help_line, desk, book, vitals
        self._mouth, self._post, self._reporter, self._phrases = mouth, post, reporter, phrases
        self._turns, self._tasks, self._check = turns, tasks, check
        self._announced: set[UUID] = set()  # the station says it again until it hears that it was played
        self._asked: set[UUID] = set()

    async def handle(self, received: Received) -> None:
        """Acts on a message of this home. What cannot be written now is left to its reporter, who tries again."""
        try:
            if isinstance(received.payload, Readings):
                await asyncio.to_thread(self._vitals.keep, received.payload)
            elif not self._check.take(received.payload):
                self._act(received.payload)
        except OutboxError as error:
            structlog.get_logger().error("a message could not be kept", kind=received.payload.name, reason=str(error))

    def ask_unsettled(self) -> None:
        """Findings that were claimed before a restart are asked about again."""
        try:
            unsettled = self._book.unsettled()
        except OutboxError as error:
            structlog.get_logger().error("claimed findings could not be read", reason=str(error))
            return
        for finding in unsettled:
            if finding.id not in self._asked:
                self._ask(finding)

    def _act(self, payload: Payload) -> None:
        match payload:
            case Alert():
                self._help_line.hear(payload)
            case AlertStateChange():
                self._help_line.follow(payload)
            case Finding():
                if self._book.claim(payload, self._reporter.event(EventKind.FINDING_CLAIMED, about=payload.id)):
                    self._ask(payload)
            case Say() if payload.id not in self._announced:
                self._announced.add(payload.id)
                self._tasks.create_task(self._announce(payload))
            case _:
                structlog.get_logger().debug("a message of no use to the speaker", kind=payload.name)

    def _ask(self, finding: Finding) -> None:
        self._asked.add(finding.id)
        called = self._called.get(finding.resident or "", "")
        self._desk.ask(FindingQuestion(finding, self._help_line, self._reporter, self._phrases, called))

    async def _announce(self, say: Say) -> None:
        """Played is not heard: heard is reported only if she speaks to the speaker within a minute."""
        await self._mouth.say(self._phrases("assistant.announcement.said", text=_ended(say.text)))
        self._report(EventKind.PLAYED, say)
        try:
            async with asyncio.timeout(HEARD_WITHIN_S):
                await self._turns.next_turn()
        except TimeoutError:
            return
        self._report(EventKind.HEARD, say)

    def _report(self, kind: EventKind, say: Say) -> None:
        try:
            self._post.send(self._reporter.event(kind, about=say.id))
        except OutboxError as error:
            structlog.get_logger().error("an event could not be kept", kind=kind.value, reason=str(error))
            self._announced.discard(say.id)


def _ended(text: str) -> str:
    """The text with a mark at its end, so that what follows is a sentence of its own."""
    return text if text.rstrip()[-1:] in ("。", "！", "？", ".", "!", "?") else f"{text.rstrip()}。"
