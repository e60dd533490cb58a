"""One mapping of the settings at work: a message in, at most one observation out. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError

from config.mqtt_mapping import MqttMapping
from messages.payloads import Metric
from wearable_bridge.mqtt_mapping.topic_pattern import TopicPattern
from wearable_bridge.mqtt_mapping.values import UnreadableError, moment_of, number_of, word_of
from wearable_bridge.ports import AlarmKind, Observation, SourceAlarm, SourceEvent, SourceReading

LONGEST_SOURCE = 100  # a topic may be longer
_CONVERSIONS: Mapping[str, Callable[[float], float]] = {
    "": lambda value: value,
    "°F": lambda value: round((value - 32) * 5 / 9, 2),
    "kPa": lambda value: round(value * 7.50062, 1),
    "fraction": lambda value: round(value * 100, 2),
}


class AppliedMapping:
    """`residents` are the home's; the first is meant where a metric or an alarm names none."""

    def __init__(self, mapping: MqttMapping, residents: Sequence[str]) -> None:
        self._mapping = mapping
        self._residents = tuple(residents)
        self._topic = TopicPattern(mapping.topic)
        self._value = _finder(mapping.value)
        self._state = _finder(mapping.state)
        self._at = _finder(mapping.at)

    @property
    def filter(self) -> str:
        """What is subscribed to."""
        return self._topic.filter

    def places(self, topic: str) -> Mapping[str, str] | None:
        """None for a topic that is not meant."""
        return self._topic.places(topic)

    def apply(self, topic: str, places: Mapping[str, str], content: Any, now: datetime) -> Observation | None:
        """None where the message says nothing of what is looked for. Raises UnreadableError."""
        found_at = self._at(content)
        at = now if found_at is None else moment_of(found_at, now)
        if self._mapping.metric:
            return self._reading(places, content, at)
        if self._mapping.alarm:
            return self._alarm(places, content, at)
        return self._event(topic, places, content, at)

    def _reading(self, places: Mapping[str, str], content: Any, at: datetime) -> SourceReading | None:
        found = self._value(content)
        if found is None:
            return None
        metric = _metric(_filled(self._mapping.metric, places))
        value = _CONVERSIONS[self._mapping.unit](number_of(found))
        return SourceReading(self._resident(places), metric, value, at, source=self._source(places, ""))

    def _alarm(self, places: Mapping[str, str], content: Any, at: datetime) -> SourceAlarm | None:
        state = self._word(content)
        if state not in self._mapping.when:
            return None
        return SourceAlarm(self._resident(places), AlarmKind(self._mapping.alarm), at)

    def _event(self, topic: str, places: Mapping[str, str], content: Any, at: datetime) -> SourceEvent | None:
        state, found = self._word(content), self._value(content)
        if (not state and found is None) or (self._mapping.when and state not in self._mapping.when):
            return None
        return SourceEvent(
            kind=self._mapping.event,
            source=self._source(places, topic),
            at=at,
            resident=self._resident(places) if self._mapping.resident else None,
            state=state,
            value=None if found is None else number_of(found),
            unit=self._mapping.unit,
        )

    def _word(self, content: Any) -> str:
        found = self._state(content)
        word = "" if found is None else word_of(found)
        return self._mapping.states.get(word, word)

    def _source(self, places: Mapping[str, str], otherwise: str) -> str:
        return (_filled(self._mapping.source, places) or places.get("source", otherwise))[:LONGEST_SOURCE]

    def _resident(self, places: Mapping[str, str]) -> str:
        resident = _filled(self._mapping.resident, places) or self._residents[0]
        if resident not in self._residents:
            raise UnreadableError("resident: not one of this home")
        return resident


def _finder(path: str) -> Callable[[Any], Any]:
    """Looks a JMESPath up; what it finds in a message of another form is nothing. No path finds nothing."""
    if not path:
        return lambda _content: None
    compiled = jmespath.compile(path)

    def find(content: Any) -> Any:
        try:
            return compiled.search(content)
        except (JMESPathError, RecursionError) as error:
            raise UnreadableError("the message has another form") from error

    return find


def _filled(text: str, places: Mapping[str, str]) -> str:
    return places[text[1:-1]] if text.startswith("{") else text


def _metric(name: str) -> Metric:
    try:
        return Metric(name)
    except ValueError as error:
        raise UnreadableError("metric: not one that is known") from error
