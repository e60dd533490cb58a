"""A check, driven step by step and second by second."""

from __future__ import annotations

from dataclasses import dataclass, field

from messages.guided_check import Measuring
from messages.payloads import Metric, Urgency
from skills.check_answers import CheckWord
from skills.check_course import MEASURES, Course, Event, Heard, Line, Offered, Pauses, Say, Step, Tick, Value
from skills.check_decide import begin, decide, steps_for

PAUSES = Pauses(rest_s=60, wait_s=90, pressure_wait_s=180, pause_s=120, away_s=25)
ALL = frozenset(metric for metrics in MEASURES.values() for metric in metrics)
PULSE, OXYGEN, UPPER, LOWER, WARMTH = (
    Metric.HEART_RATE, Metric.SPO2, Metric.SYSTOLIC, Metric.DIASTOLIC, Metric.TEMPERATURE,
)  # fmt: skip


@dataclass
class Walk:
    """A check, driven. The bridge is heard with every step of time unless it is `away`."""

    wanted: frozenset[Metric] = ALL
    now_s: float = 1000.0
    lines: list[Line] = field(default_factory=list)
    away: bool = False

    def __post_init__(self) -> None:
        self.course: Course = begin(steps_for(self.wanted, self.wanted), self.wanted, self.now_s, PAUSES)

    def gets(self, event: Event) -> tuple[Line, ...]:
        self.course, lines = decide(self.course, event, self.now_s, PAUSES)
        self.lines.extend(lines)
        return lines

    def value(self, metric: Metric, value: float, urgency: Urgency | None = None, age_s: float = 0) -> list[Say]:
        return [line.say for line in self.gets(Value(metric, Measuring.GOOD, value, age_s, urgency))]

    def bad(self, metric: Metric, state: Measuring) -> tuple[Line, ...]:
        return self.gets(Value(metric, state))

    def word(self, word: CheckWord) -> list[Say]:
        return [line.say for line in self.gets(Heard(word))]

    def waits(self, seconds: float, busy: bool = False) -> list[Line]:
        """Second by second."""
        before = len(self.lines)
        for _ in range(round(seconds)):
            self.now_s += 1
            if not self.away:
                self.gets(Offered(self.course.offered))
            self.gets(Tick(busy))
        return self.lines[before:]

    def until(self, step: Step) -> None:
        while self.course.step is not step:
            self.now_s += 1
            self.word(CheckWord.SKIP)
