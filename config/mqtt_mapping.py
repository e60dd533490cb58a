"""How JSON that somebody else publishes becomes readings, events and alarms of the bridge."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

import jmespath
from jmespath.exceptions import JMESPathError
from pydantic import AfterValidator, Field, model_validator

from config.section import Section

PLACE = re.compile(r"\{(source|resident|metric)\}")
_LEVEL = re.compile(r"\+|#|\{(?:source|resident|metric)\}|[^+#{}\x00]*")


def _topic(pattern: str) -> str:
    levels = pattern.split("/")
    if not pattern or not all(_LEVEL.fullmatch(level) for level in levels) or "#" in levels[:-1]:
        raise ValueError("is no MQTT topic; a level may be +, {source}, {resident} or {metric}, the last one #")
    places = PLACE.findall(pattern)
    if len(set(places)) < len(places):
        raise ValueError("names a place twice")
    if levels[0].startswith("$") or pattern.startswith("care/v1"):
        raise ValueError("is a topic of the broker or of the programs themselves")
    return pattern


def _path(text: str) -> str:
    try:
        return text if not text else str(jmespath.compile(text).expression)
    except JMESPathError as error:
        raise ValueError(f"is no JMESPath expression: {str(error).splitlines()[0]}") from error


TopicPattern = Annotated[str, Field(max_length=200), AfterValidator(_topic)]
JsonPath = Annotated[str, Field(max_length=500), AfterValidator(_path)]
MetricName = Literal[
    "", "heart_rate", "spo2", "systolic", "diastolic", "temperature", "respiration", "steps", "{metric}"
]  # fmt: skip
GivenName = Annotated[str, Field(pattern=r"^(\{(source|resident)\}|[a-z0-9][a-z0-9-]{0,62}|)$")]


class MqttMapping(Section):
    """One value of one kind of message: a metric, an event of a sensor, or an alarm. Exactly one of the three."""

    topic: TopicPattern
    metric: MetricName = ""
    event: Annotated[str, Field(pattern=r"^([a-z][a-z0-9_]{0,30})?$")] = ""  # smoke, leak, water, door, motion, lift, …
    alarm: Literal["", "sos", "fall", "smoke", "gas", "leak"] = ""
    value: JsonPath = ""  # JMESPath to the number; "@" is the whole message
    unit: Annotated[str, Field(max_length=20)] = ""  # of a metric: "", °F, kPa or fraction; of an event: any
    state: JsonPath = ""  # JMESPath to what the sensor says: a word, a number, true or false
    states: dict[str, Annotated[str, Field(max_length=40)]] = Field(default_factory=dict)  # its words -> ours
    when: tuple[str, ...] = ()  # states (ours) in which an alarm is one, and to which an event is limited
    at: JsonPath = ""  # ISO 8601 with a time zone, or seconds or ms since 1970; without: now
    resident: GivenName = ""  # an id or a place of the topic; empty: the first of a metric or alarm, nobody of an event
    source: GivenName = ""  # the sensor's name; empty: {source} of the topic, else the topic

    @model_validator(mode="after")
    def _one_meaning(self) -> Self:
        if [self.metric, self.event, self.alarm].count("") != 2:
            raise ValueError("exactly one of metric, event and alarm")
        if self.metric and not self.value:
            raise ValueError("a metric needs value")
        if self.metric and self.unit not in {"", "°F", "kPa", "fraction"}:
            raise ValueError("unit of a metric: empty, °F, kPa or fraction")
        if self.event and not (self.value or self.state):
            raise ValueError("an event needs value or state")
        if self.alarm and not (self.state and self.when):
            raise ValueError("an alarm needs state and when")
        places = {f"{{{name}}}" for name in PLACE.findall(self.topic)}
        missing = {name for name in (self.metric, self.resident, self.source) if name and name[0] == "{"} - places
        if missing:
            raise ValueError(f"{', '.join(sorted(missing))} does not stand in the topic")
        return self
