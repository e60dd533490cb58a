"""The check as it goes on: the bridge is asked, time passes, she speaks, and each step is said and in the end kept."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID, uuid4

import structlog

from assistant.guided_check.book import CheckBook
from assistant.guided_check.question import StillThereQuestion
from assistant.help_line.help_line import HelpLine
from assistant.reporter import Reporter
from assistant.speaker.mouth import Mouth
from assistant.speaker.question_desk import QuestionDesk
from config.phrases import Phrases
from messages.errors import BrokerError, OutboxError
from messages.guided_check import Measurable, Measured, MeasureWanted
from messages.payloads import EventKind, Metric, Payload
from messages.tasks import wait_at_most
from skills.check_answers import CheckWord, check_word
from skills.check_course import (
    MEASURES,
    Course,
    Event,
    Happened,
    Heard,
    Line,
    Offered,
    Pauses,
    Say,
    Tick,
    Value,
)
from skills.check_decide import begin, decide, steps_for
from skills.check_words import check_text
from skills.ports import CheckBegun, CheckStart

ANSWERED_WITHIN_S = 2.0  # by the bridge, before the resident is answered
ASKED_EVERY_S, ASKED_FOR_S = 5.0, 20.0  # the bridge is told that the check goes on
LOOK_EVERY_S = 0.5


@dataclass
class _Check:
    """One that goes on."""

    id: UUID
    resident: str
    course: Course
    asked_at_s: float


class CheckGuide:
    """skills.ports.CheckGuide, and what hears the bridge, the resident and the help line for it. From the loop only."""

    intent = "start_check"

    def __init__(
        self,
        tell: Callable[[Payload], Awaitable[None]],
        mouth: Mouth,
        desk: QuestionDesk,
        help_line: HelpLine,
        book: CheckBook,
        reporter: Reporter,
        phrases: Phrases,
        pauses: Pauses,
        look_every_s: float = LOOK_EVERY_S,
    ) -> None:
        """`tell` sends to the bridge at once or raises BrokerError."""
        self._tell, self._mouth, self._desk, self._help_line = tell, mouth, desk, help_line
        self._book, self._reporter, self._phrases = book, reporter, phrases
        self._pauses, self._look_every_s = pauses, look_every_s
        self._check: _Check | None = None
        self._ended: list[_Check] = []
        self._opening: UUID | None = None
        self._offers: dict[str, frozenset[Metric]] = {}  # of each bridge: one at home, one that carries watches
        self._answered = asyncio.Event()
        self._work = asyncio.Event()
        self._line: asyncio.Future[None] | None = None  # what it has said by itself last
        self._cried_s = -math.inf
        help_line.on_emergency(self.cried)

    async def begin(self, resident: str, wanted: tuple[Metric, ...]) -> CheckBegun:
        """Asks the bridge what can be measured, and begins with sitting still."""
        if self._check is not None or self._opening is not None:
            return CheckBegun(CheckStart.ALREADY)
        check, asked_s = uuid4(), self._now_s()
        self._opening = check
        self._answered.clear()
        self._offers.clear()
        try:
            if not await self._ask_bridge(check, resident, None) or not await wait_at_most(
                self._answered, ANSWERED_WITHIN_S
            ):
                return CheckBegun(CheckStart.AWAY)
        finally:
            self._opening = None
        steps = steps_for(wanted, self._offered())
        if not steps:
            await self._ask_bridge(check, resident, None, for_s=0)
            return CheckBegun(CheckStart.NO_DEVICE)
        now_s = self._now_s()
        self._check = _Check(check, resident, begin(steps, self._offered(), now_s, self._pauses), now_s)
        self._work.set()
        if self._cried_s >= asked_s:
            self.cried()
        structlog.get_logger().info("a check begins", check=str(check), steps=len(steps))
        return CheckBegun(CheckStart.BEGUN, frozenset(metric for step in steps for metric in MEASURES[step]))

    def take(self, payload: Payload) -> bool:
        """What the bridge says; False for a message that is none of a check."""
        match payload:
            case Measurable():
                going_on = self._opening if self._check is None else self._check.id
                if payload.check == going_on:
                    self._offers[payload.device] = frozenset(payload.metrics)
                    self._answered.set()
                    self._happens(Offered(self._offered()))
            case Measured():
                if self._check is not None and payload.check == self._check.id:
                    self._happens(Value(payload.metric, payload.state, payload.value, payload.age_s, payload.urgency))
            case _:
                return False
        return True

    def knows(self, text: str) -> bool:
        """Whether she says a word of the check that goes on."""
        return self._word(text) is not None

    def hear(self, text: str) -> str | None:
        """What is said to a word of the check, \"\" for nothing; None when it is none, or no check goes on."""
        word = self._word(text)
        if word is None:
            return None
        if self._line is not None:
            self._mouth.break_off(self._line)
        return self._said(Heard(word))

    def cried(self) -> None:
        """Help was called for: the check has ended, and nothing more is said of it."""
        self._cried_s = self._now_s()
        self._happens(Happened.CRY)

    async def run(self) -> None:
        """Lets time pass for the check that goes on, until cancelled."""
        while True:
            await self._work.wait()
            self._work.clear()
            while self._check is not None or self._ended:
                await self._keep_ended()
                await self._go_on()
                if self._check is not None:
                    await wait_at_most(self._work, self._look_every_s)
                    self._work.clear()

    def _offered(self) -> frozenset[Metric]:
        return frozenset[Metric]().union(*self._offers.values())

    async def _go_on(self) -> None:
        check = self._check
        if check is None:
            return
        if self._now_s() - check.asked_at_s >= ASKED_EVERY_S:
            check.asked_at_s = self._now_s()
            step = check.course.step
            metric = MEASURES[step][0] if step is not None and MEASURES[step] else None
            await self._ask_bridge(check.id, check.resident, metric)
        self._happens(Tick(busy=self._mouth.speaking or self._desk.asking))

    def _happens(self, event: Event) -> None:
        text = self._said(event)
        if text:
            self._line = self._mouth.say(text)

    def _said(self, event: Event) -> str:
        """What is to be said after an event; a question is asked by the desk."""
        check = self._check
        if check is None:
            return ""
        step = check.course.step
        check.course, lines = decide(check.course, event, self._now_s(), self._pauses)
        if check.course.step is not step:
            check.asked_at_s = -math.inf  # a device that measures when it is told to is told now
            self._work.set()
        if check.course.outcome is not None:
            self._check = None
            self._ended.append(check)
            self._work.set()
        spoken = [line for line in lines if line.say is not Say.ASK_WELL]
        for line in lines:
            if line.say is Say.ASK_WELL:
                self._ask_well(line, check.course)
        return check_text(spoken, check.course, self._phrases)

    def _ask_well(self, line: Line, course: Course) -> None:
        text = check_text((line,), course, self._phrases)
        self._desk.ask(StillThereQuestion(text, self._help_line, self._reporter, self.hear, self._happens))

    def _word(self, text: str) -> CheckWord | None:
        """YES only where it was waited for: else it may be said to anybody."""
        check = self._check
        if check is None:
            return None
        word = check_word(text)
        waited_for = check.course.paused or check.course.asking
        return None if word is CheckWord.YES and not waited_for else word

    async def _keep_ended(self) -> None:
        while self._ended:
            check = self._ended.pop(0)
            report = check.course.report(self._now_s())
            event = self._reporter.event(EventKind.GUIDED_CHECK, detail=report.detail())
            event = event.model_copy(update={"resident": check.resident})
            log = structlog.get_logger().bind(check=str(check.id))
            try:
                await asyncio.to_thread(self._book.keep, event)
                log.info("a check has ended", outcome=report.outcome.value, measured=len(report.values))
            except OutboxError as error:
                log.error("a check could not be kept", reason=str(error))
                if report.values:
                    self._mouth.say(self._phrases("skills.check.not_kept"))
            await self._ask_bridge(check.id, check.resident, None, for_s=0)

    async def _ask_bridge(self, check: UUID, resident: str, metric: Metric | None, for_s: float = ASKED_FOR_S) -> bool:
        """False when the broker does not take it."""
        wanted = MeasureWanted(
            home=self._reporter.home,
            resident=resident,
            device=self._reporter.device,
            at=self._reporter.clock.now(),
            clock_trusted=self._reporter.clock.trusted,
            check=check,
            for_s=for_s,
            metric=metric,
        )
        try:
            await self._tell(wanted)
        except BrokerError as error:
            structlog.get_logger().info("the bridge could not be asked", reason=str(error))
            return False
        return True

    @staticmethod
    def _now_s() -> float:
        return asyncio.get_running_loop().time()
