"""The last readings in plain words. It judges nothing: it says usual, higher or lower."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from config.phrases import Phrases
from messages.payloads import Metric
from skills.ports import Answer, LastReading, Request, VitalsBook
from skills.saying_time import age_words, in_a_row, number_words

_OLD_AFTER = timedelta(hours=24)


class Level(StrEnum):
    """Where a value stands against what is usual for an adult at rest."""

    LOW = "low"
    USUAL = "usual"
    HIGH = "high"


# (lowest, highest) usual value: pulse, breathing and the lowest temperature from the zero band of the Royal College of
# Physicians' NEWS2 chart; above 37.3 °C under the arm counts as fever in China; oxygen from 95 % up (WHO pulse oximetry
# manual); blood pressure below 140/90 (WHO's limit of hypertension) and not below 90/60.
_USUAL: dict[Metric, tuple[float, float]] = {
    Metric.HEART_RATE: (51, 90),
    Metric.SPO2: (95, 100),
    Metric.SYSTOLIC: (90, 139),
    Metric.DIASTOLIC: (60, 89),
    Metric.TEMPERATURE: (36.1, 37.3),
    Metric.RESPIRATION: (12, 20),
}
_METRICS = (
    (Metric.HEART_RATE, "心率|心跳|心脏|脉搏|脉|心慌|heart|pulse"),
    (Metric.SYSTOLIC, "血压|高压|低压|blood pressure"),
    (Metric.SPO2, "血氧|氧气|含氧|氧饱和|oxygen"),
    (Metric.TEMPERATURE, "体温|发烧|烧不烧|温度|temperature|fever"),
    (Metric.RESPIRATION, "呼吸|breath"),
    (Metric.STEPS, "步数|走了多少|几步|多少步|steps"),
)  # fmt: skip
_SUMMARY = (Metric.HEART_RATE, Metric.SYSTOLIC, Metric.SPO2, Metric.TEMPERATURE)
_ABOUT_ILLNESS = re.compile(
    "怎么办|怎么治|怎么回事|吃什么|吃啥|能不能吃|可以吃|能吃|什么药|为什么|原因|症状|什么病|治疗|预防|严重吗|引起|正常值|标准|偏方|会不会得|有什么危害"
    "|what should i|why|symptom|treat|cure"
)
_OWN = re.compile("身体|健康|手环|数据|指标|各项|我怎么样|我好不好|我还好|how am i|my health")


@dataclass(frozen=True)
class HealthQuestion:
    """`metrics` is empty when the question is about an illness, which only a doctor can answer."""

    metrics: tuple[Metric, ...]
    wants_advice: bool


def health_question(text: str, metric: str | None = None) -> HealthQuestion:
    """What a text asks about the resident's own readings. `metric` is an entity."""
    lowered = f"{text} {metric or ''}".lower()
    advice = bool(_ABOUT_ILLNESS.search(lowered))
    named = named_metrics(text, metric)
    if named and (not advice or "我" in text or "my" in lowered):
        return HealthQuestion(named, advice)
    if not advice and (_OWN.search(lowered) or not named):
        return HealthQuestion(_SUMMARY, wants_advice=False)
    return HealthQuestion((), wants_advice=True)


def named_metrics(text: str, metric: str | None = None) -> tuple[Metric, ...]:
    """The metrics that a text names. `metric` is an entity."""
    lowered = f"{text} {metric or ''}".lower()
    return tuple(found for found, words in _METRICS if re.search(words, lowered))


def decimal_words(value: float, phrases: Phrases) -> str:
    """A number with its tenth, where it has one: 三十六点五."""
    whole, tenth = divmod(round(value * 10), 10)
    numbers = {"whole": number_words(whole, phrases), "tenth": number_words(tenth, phrases)}
    return phrases("skills.health.decimal", **numbers) if tenth else numbers["whole"]


def level_of(metric: Metric, value: float) -> Level:
    """Against the usual band; a metric without one (steps) is always usual."""
    lowest, highest = _USUAL.get(metric, (float("-inf"), float("inf")))
    if value < lowest:
        return Level.LOW
    return Level.HIGH if value > highest else Level.USUAL


class AskHealth:
    """我心跳怎么样, 血压多少, 我身体好不好."""

    intents = ("ask_health",)

    def __init__(self, vitals: VitalsBook, phrases: Phrases) -> None:
        self._vitals, self._say = vitals, phrases

    async def answer(self, request: Request) -> Answer:
        question = health_question(request.text, request.entity("metric"))
        if not question.metrics:
            return Answer(self._say("skills.health.ask_a_doctor"))
        said = [sentence for metric in question.metrics if (sentence := self._about(metric, request))]
        if not said:
            return Answer(self._nothing(question.metrics))
        if question.wants_advice:
            said.append(self._say("skills.health.ask_a_doctor_too"))
        return Answer(in_a_row(said, self._say))

    def _about(self, metric: Metric, request: Request) -> str | None:
        reading = self._vitals.last(request.resident, metric)
        if reading is None:
            return None
        age = age_words(reading.at, request.now, self._say)
        if metric is Metric.SYSTOLIC:
            return self._blood_pressure(reading, age, request)
        old = request.now - reading.at > _OLD_AFTER
        level = level_of(metric, reading.value)
        judged = self._say(f"skills.health.level.{'unjudged' if old or metric is Metric.STEPS else level}")
        value = self._value(metric, reading.value)
        return self._say(f"skills.health.value.{metric}", age=age, value=value) + judged

    def _blood_pressure(self, systolic: LastReading, age: str, request: Request) -> str:
        """Both numbers when they were taken together, else the upper one; judged by whichever is out of its band."""
        diastolic = self._vitals.last(request.resident, Metric.DIASTOLIC)
        upper = number_words(round(systolic.value), self._say)
        levels = [level_of(Metric.SYSTOLIC, systolic.value)]
        if diastolic is None or abs(diastolic.at - systolic.at) > timedelta(minutes=5):
            said = self._say("skills.health.value.systolic", age=age, value=upper)
        else:
            lower = number_words(round(diastolic.value), self._say)
            said = self._say("skills.health.value.blood_pressure", age=age, upper=upper, lower=lower)
            levels.append(level_of(Metric.DIASTOLIC, diastolic.value))
        if request.now - systolic.at > _OLD_AFTER:
            return said + self._say("skills.health.level.unjudged")
        level = Level.HIGH if Level.HIGH in levels else Level.LOW if Level.LOW in levels else Level.USUAL
        return said + self._say(f"skills.health.level.{level}")

    def _value(self, metric: Metric, value: float) -> str:
        if metric is not Metric.TEMPERATURE:
            return number_words(round(value), self._say)
        return decimal_words(value, self._say)

    def _nothing(self, metrics: tuple[Metric, ...]) -> str:
        if len(metrics) > 1:
            return self._say("skills.health.no_readings")
        return self._say("skills.health.no_reading", metric=self._say(f"skills.health.metric.{metrics[0]}"))
