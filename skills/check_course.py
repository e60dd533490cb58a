"""Where a check stands, what may happen in it, and what may be said. Moments are monotonic seconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from messages.guided_check import CheckOutcome, CheckReport, Measuring
from messages.payloads import Metric, Urgency
from skills.check_answers import CheckWord


class Step(StrEnum):
    """What is done now, in this order."""

    REST = "rest"
    HEART_RATE = "heart_rate"
    SPO2 = "spo2"
    PRESSURE = "pressure"
    TEMPERATURE = "temperature"


MEASURES: Mapping[Step, tuple[Metric, ...]] = {
    Step.REST: (),
    Step.HEART_RATE: (Metric.HEART_RATE,),
    Step.SPO2: (Metric.SPO2,),
    Step.PRESSURE: (Metric.SYSTOLIC, Metric.DIASTOLIC),
    Step.TEMPERATURE: (Metric.TEMPERATURE,),
}


@dataclass(frozen=True)
class Pauses:
    """How long each thing is waited for."""

    rest_s: float
    wait_s: float
    pressure_wait_s: float
    pause_s: float  # 等一下
    away_s: float = 25.0  # without a word from the bridge
    after_busy_s: float = 8.0  # she gets so long after whatever was said or asked meanwhile


class Say(StrEnum):
    """What is said; the words stand in skills.check_words."""

    PROMPT = "prompt"
    RESULT = "result"
    AGAIN = "again"
    HINT = "hint"
    SLOW = "slow"
    MISSED = "missed"
    GONE = "gone"
    SKIPPED = "skipped"
    WAIT = "wait"
    GO_ON = "go_on"
    READY = "ready"
    ASK_WELL = "ask_well"  # a question: the answer or the silence comes back as an event
    END = "end"


@dataclass(frozen=True)
class Line:
    """One thing to say about a step."""

    say: Say
    step: Step | None = None
    state: Measuring | None = None  # of a hint


@dataclass(frozen=True)
class Course:
    """Where a check stands. `steps`: the present one and those to come; none once it has ended."""

    steps: tuple[Step, ...]
    offered: frozenset[Metric]
    started_s: float
    began_s: float  # the present step: older values do not count
    until_s: float
    bridge_heard_s: float
    values: Mapping[Metric, tuple[float, ...]] = field(default_factory=dict)
    fresh: Mapping[Metric, float] = field(default_factory=dict)  # of the present step
    crossed: Urgency | None = None  # by what is fresh
    first_crossed: Urgency | None = None  # by the first measurement of two
    urgency: Urgency | None = None  # of what stands after it was measured again
    missed: tuple[Step, ...] = ()
    again: bool = False
    paused: bool = False
    signs: bool = False  # she has shown in this step that she is there
    hints: int = 0
    hinted_s: float = 0.0
    asking: bool = False
    asked: bool = False  # whether she is all right: once a check
    outcome: CheckOutcome | None = None

    @property
    def step(self) -> Step | None:
        return self.steps[0] if self.steps else None

    def report(self, now_s: float) -> CheckReport:
        """As it is told to the station."""
        missed = tuple(metric for step in (*self.missed, *self.steps) for metric in MEASURES[step][:1])
        return CheckReport(self.outcome or CheckOutcome.STOPPED, round(now_s - self.started_s), self.values, missed)


@dataclass(frozen=True)
class Tick:
    """Time passes. `busy`: something is being said or asked, or she is speaking."""

    busy: bool = False


@dataclass(frozen=True)
class Offered:
    """What the bridge can measure now."""

    metrics: frozenset[Metric]


@dataclass(frozen=True)
class Value:
    """A value, or why it is none."""

    metric: Metric
    state: Measuring
    value: float | None = None
    age_s: float = 0.0
    urgency: Urgency | None = None


@dataclass(frozen=True)
class Heard:
    """She said one of the words of a check."""

    word: CheckWord


class Happened(StrEnum):
    """What else may come."""

    ANSWERED = "answered"  # she is all right
    SILENT = "silent"  # asked, she said nothing
    CRY = "cry"  # help was called for


Event = Tick | Offered | Value | Heard | Happened
