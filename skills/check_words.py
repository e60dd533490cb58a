"""What is said during a check, and of its result: plain, and never a diagnosis."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from config.phrases import Phrases
from messages.guided_check import CheckOutcome
from messages.payloads import Metric, Urgency
from skills.check_course import MEASURES, Course, Line, Say, Step
from skills.health import Level, decimal_words, level_of
from skills.saying_time import in_a_row, joined, number_words


def check_text(lines: Sequence[Line], course: Course, phrases: Phrases) -> str:
    """All lines in a row. `course` is the state that came with them."""
    return in_a_row((text for line in lines for text in _texts(line, course, phrases)), phrases)


def names_of(steps: Iterable[Step], phrases: Phrases) -> str:
    """血氧和血压."""
    return joined((phrases(f"skills.check.name.{step}") for step in steps if MEASURES[step]), phrases)


def _texts(line: Line, course: Course, phrases: Phrases) -> Iterable[str]:
    step = line.step
    match line.say:
        case Say.END:
            return _ending(course, phrases)
        case Say.RESULT if step is not None:
            return (_result(step, course, phrases),)
        case Say.PROMPT:
            return (phrases(f"skills.check.prompt.{step}"),)
        case Say.HINT if line.state is not None:
            key = f"skills.check.hint.{step}"
            return (phrases(f"{key}.{line.state}" if phrases.has(f"{key}.{line.state}") else f"{key}.slow"),)
        case Say.SLOW:
            return (phrases(f"skills.check.hint.{step}.slow"),)
        case Say.READY | Say.GO_ON if step is Step.REST:
            return (phrases("skills.check.resting"),)
    name = phrases(f"skills.check.name.{step}") if step is not None and MEASURES[step] else ""
    return (phrases(f"skills.check.{line.say}", name=name),)


def _result(step: Step, course: Course, phrases: Phrases) -> str:
    newest = {metric: course.values[metric][-1] for metric in MEASURES[step]}
    if step is Step.PRESSURE:
        upper, lower = (number_words(round(value), phrases) for value in newest.values())
        return phrases("skills.check.result.pressure", upper=upper, lower=lower)
    (metric,) = newest
    value = newest[metric]
    words = number_words(round(value), phrases) if metric is not Metric.TEMPERATURE else decimal_words(value, phrases)
    return phrases(f"skills.check.result.{step}", value=words)


def _ending(course: Course, phrases: Phrases) -> Iterable[str]:
    cut_short = course.outcome is CheckOutcome.DONE and course.urgency is Urgency.EMERGENCY
    yield phrases("skills.check.end.enough" if cut_short else f"skills.check.end.{course.outcome}")
    if course.outcome is CheckOutcome.DONE:
        yield from _levels(course, phrases)
    elif course.values:
        yield phrases("skills.check.end.kept")
    if course.urgency is not None:
        yield phrases("skills.check.end.tell")
    elif course.outcome is CheckOutcome.DONE:
        yield phrases("skills.check.end.call")


def _levels(course: Course, phrases: Phrases) -> Iterable[str]:
    """What is usual in one sentence, then each that is not."""
    levels = {step: level for step in MEASURES if (level := _level(step, course)) is not None}
    usual = [step for step, level in levels.items() if level is Level.USUAL]
    if usual:
        yield phrases("skills.check.end.usual", names=names_of(usual, phrases))
    for step, level in levels.items():
        if level is not Level.USUAL:
            yield phrases(f"skills.check.end.{level}", name=phrases(f"skills.check.name.{step}"))


def _level(step: Step, course: Course) -> Level | None:
    """None for what was not measured. Of two pressures the one that is out."""
    levels = [level_of(metric, course.values[metric][-1]) for metric in MEASURES[step] if metric in course.values]
    return next((level for level in (Level.HIGH, Level.LOW, Level.USUAL) if level in levels), None)
