"""Leading somebody through a check: a state, an event and the moment make the next state and what is said. Pure.

What a value means is not decided here: the bridge says which line it crosses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from messages.guided_check import CheckOutcome, Measuring
from messages.payloads import Metric, Urgency
from skills.check_answers import CheckWord
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
    Step,
    Tick,
    Value,
)

HINTS_AT_MOST, HINT_AGAIN_AFTER_S = 3, 15.0
ASKED_AT_MOST_S = 60.0
AGES_DIFFER_BY_S = 0.5  # on the way from the bridge

Next = tuple[Course, tuple[Line, ...]]


def steps_for(wanted: Iterable[Metric], offered: frozenset[Metric]) -> tuple[Step, ...]:
    """The measuring steps of these metrics that can be done, in order."""
    asked = frozenset(wanted)
    return tuple(
        step for step, metrics in MEASURES.items() if metrics and asked & set(metrics) and offered >= set(metrics)
    )


def begin(steps: tuple[Step, ...], offered: frozenset[Metric], now_s: float, pauses: Pauses) -> Course:
    """A check that begins with sitting still. `steps` are not empty."""
    return Course((Step.REST, *steps), offered, now_s, now_s, now_s + pauses.rest_s, now_s)


def decide(course: Course, event: Event, now_s: float, pauses: Pauses) -> Next:
    """What follows. Nothing follows the end."""
    if course.step is None:
        return course, ()
    match event:
        case Tick():
            return _tick(course, event.busy, now_s, pauses)
        case Offered():
            return _offered(replace(course, bridge_heard_s=now_s, offered=event.metrics), now_s, pauses)
        case Value():
            return _value(replace(course, bridge_heard_s=now_s), event, now_s, pauses)
        case Heard():
            return _heard(replace(course, signs=True), event.word, now_s, pauses)
        case Happened.CRY:
            return _end(course, CheckOutcome.CRY)
        case Happened.ANSWERED if course.asking:
            return _miss(replace(course, asking=False, signs=True), Say.MISSED, now_s, pauses)
        case Happened.SILENT if course.asking:
            return _end(course, CheckOutcome.SILENT)
    return course, ()


def _tick(course: Course, busy: bool, now_s: float, pauses: Pauses) -> Next:
    if now_s - course.bridge_heard_s > pauses.away_s:
        return _end(course, CheckOutcome.AWAY)
    if busy:
        return replace(course, until_s=max(course.until_s, now_s + pauses.after_busy_s)), ()
    if now_s < course.until_s:
        return _encourage(course, now_s, pauses)
    if course.step is Step.REST and not course.paused:
        return _advance(course, now_s, pauses)
    if course.asking:
        return _end(course, CheckOutcome.SILENT)
    if (course.paused or not course.signs) and not course.asked:
        asked = replace(course, asking=True, asked=True, until_s=now_s + ASKED_AT_MOST_S)
        return asked, (Line(Say.ASK_WELL, course.step),)
    return _miss(course, Say.MISSED, now_s, pauses)


def _encourage(course: Course, now_s: float, pauses: Pauses) -> Next:
    """Half of the time has passed and nothing has come: how the device is put on, once more."""
    half = (course.until_s - course.began_s) / 2
    if course.step is Step.REST or course.hints or course.paused or course.asking or now_s - course.began_s < half:
        return course, ()
    return replace(course, hints=1, hinted_s=now_s), (Line(Say.SLOW, course.step),)


def _offered(course: Course, now_s: float, pauses: Pauses) -> Next:
    """A device that drops in the middle of its step is not waited for."""
    step = course.step
    if step is None or step is Step.REST or course.offered >= set(MEASURES[step]) or course.asking:
        return course, ()
    return _miss(course, Say.GONE, now_s, pauses)


def _value(course: Course, value: Value, now_s: float, pauses: Pauses) -> Next:
    step = course.step
    if step is None or now_s - value.age_s < course.began_s - AGES_DIFFER_BY_S:
        return course, ()
    if value.metric not in MEASURES[step]:
        return _along(course, value), ()
    if value.state is not Measuring.GOOD or value.value is None:
        return _hint(replace(course, signs=course.signs or value.state is Measuring.DOUBTFUL), value.state, now_s)
    crossed = _more_urgent(course.crossed, value.urgency)
    course = replace(course, fresh={**course.fresh, value.metric: value.value}, crossed=crossed, signs=True)
    if not course.fresh.keys() >= set(MEASURES[step]):
        return course, ()
    course = replace(course, values=_with(course.values, course.fresh))
    if course.crossed is None or course.again:
        confirmed = course.first_crossed and course.crossed and _less_urgent(course.first_crossed, course.crossed)
        nxt, lines = _complete(replace(course, first_crossed=confirmed), now_s, pauses)
        return nxt, (Line(Say.RESULT, step), *lines)
    again = replace(_anew(course, now_s, pauses), again=True, first_crossed=course.crossed, signs=True)
    return again, (Line(Say.RESULT, step), Line(Say.AGAIN, step))


def _along(course: Course, value: Value) -> Course:
    """A cuff tells the pulse with the pressure: taken where no other device tells it."""
    alone = (
        value.metric is Metric.HEART_RATE and course.step is Step.PRESSURE and Metric.HEART_RATE not in course.values
    )
    if not alone or value.state is not Measuring.GOOD or value.value is None or Step.HEART_RATE in course.steps:
        return course
    return replace(course, values=_with(course.values, {value.metric: value.value}))


def _hint(course: Course, state: Measuring, now_s: float) -> Next:
    if (
        course.hints >= HINTS_AT_MOST
        or course.asking
        or now_s - max(course.began_s, course.hinted_s) < HINT_AGAIN_AFTER_S
    ):
        return course, ()
    return replace(course, hints=course.hints + 1, hinted_s=now_s), (Line(Say.HINT, course.step, state),)


def _heard(course: Course, word: CheckWord, now_s: float, pauses: Pauses) -> Next:
    resumed = replace(course, asking=False, paused=False)
    match word:
        case CheckWord.STOP:
            return _end(course, CheckOutcome.STOPPED)
        case CheckWord.SKIP:
            if course.step is Step.REST:
                return _advance(resumed, now_s, pauses)
            return _miss(resumed, Say.SKIPPED, now_s, pauses)
        case CheckWord.WAIT:
            paused = replace(course, asking=False, paused=True, until_s=now_s + pauses.pause_s)
            return paused, (Line(Say.WAIT, course.step),)
        case CheckWord.REPEAT:
            return course, (Line(Say.PROMPT, course.step),)
        case CheckWord.READY | CheckWord.YES if course.paused or course.asking:
            until_s = now_s + _length_s(course.step, pauses)
            return replace(resumed, until_s=until_s), (Line(Say.GO_ON, course.step),)
        case CheckWord.READY:
            return course, (Line(Say.READY, course.step),)
    return course, ()


def _complete(course: Course, now_s: float, pauses: Pauses) -> Next:
    """The step has its value. One that calls for people at once ends the check."""
    urgency = _more_urgent(course.urgency, course.first_crossed)
    course = replace(course, urgency=urgency)
    if urgency is Urgency.EMERGENCY:
        return _end(replace(course, steps=course.steps[1:], again=False), CheckOutcome.DONE)
    return _advance(course, now_s, pauses)


def _miss(course: Course, why: Say, now_s: float, pauses: Pauses) -> Next:
    """The step is left without a value, or without a second one."""
    step = course.steps[0]
    if course.again:
        return _complete(course, now_s, pauses)
    if step is Step.REST:
        return _advance(course, now_s, pauses)
    nxt, lines = _advance(replace(course, missed=(*course.missed, step)), now_s, pauses)
    return nxt, (Line(why, step), *lines)


def _advance(course: Course, now_s: float, pauses: Pauses) -> Next:
    """To the next step whose devices are there."""
    left = course.steps[1:]
    here = [step for step in left if course.offered >= set(MEASURES[step])]
    if not here:
        return _end(replace(course, steps=left), CheckOutcome.DONE if course.values else CheckOutcome.NOTHING)
    gone = left[: left.index(here[0])]
    course = replace(course, steps=left[left.index(here[0]) :], missed=(*course.missed, *gone), again=False)
    course = replace(_anew(course, now_s, pauses), first_crossed=None)
    return course, (*(Line(Say.GONE, step) for step in gone), Line(Say.PROMPT, course.step))


def _anew(course: Course, now_s: float, pauses: Pauses) -> Course:
    """The present step from its beginning."""
    return replace(
        course, began_s=now_s, until_s=now_s + _length_s(course.step, pauses), fresh={}, crossed=None, signs=False,
        hints=0, hinted_s=0.0, paused=False, asking=False,
    )  # fmt: skip


def _end(course: Course, outcome: CheckOutcome) -> Next:
    """After a cry the help line speaks, and nobody else."""
    if course.again:  # what was measured once and crossed a line still does
        urgency = _more_urgent(course.urgency, course.first_crossed)
        course = replace(course, steps=course.steps[1:], urgency=urgency, again=False)
    missed = (*course.missed, *(step for step in course.steps if MEASURES[step]))
    ended = replace(course, steps=(), missed=missed, outcome=outcome, asking=False)
    return ended, () if outcome is CheckOutcome.CRY else (Line(Say.END),)


def _length_s(step: Step | None, pauses: Pauses) -> float:
    if step is Step.REST:
        return pauses.rest_s
    return pauses.pressure_wait_s if step is Step.PRESSURE else pauses.wait_s


def _with(
    values: Mapping[Metric, tuple[float, ...]], fresh: Mapping[Metric, float]
) -> Mapping[Metric, tuple[float, ...]]:
    return {**values, **{metric: (*values.get(metric, ()), value) for metric, value in fresh.items()}}


def _more_urgent(one: Urgency | None, other: Urgency | None) -> Urgency | None:
    return min((urgency for urgency in (one, other) if urgency), key=lambda urgency: urgency.rank, default=None)


def _less_urgent(one: Urgency, other: Urgency) -> Urgency:
    return max(one, other, key=lambda urgency: urgency.rank)
