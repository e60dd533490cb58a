"""What Home Assistant is told of a device: one discovery document for each thing it measures or says. Pure.

By https://www.home-assistant.io/integrations/mqtt/#mqtt-discovery. No topic and no document names a resident.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from config.phrases import Phrases
from messages.payloads import Metric

CURRENT_FOR_S = 3600  # what comes all the time is no longer shown as the present value after so long
ON, OFF = "ON", "OFF"
STATUS_TEMPLATE = "{{ 'online' if value_json.online else 'offline' }}"
_TOPIC = re.compile(r".+/(?:sensor|binary_sensor)/[^/]+/(?P<device>[a-z0-9-]+)_(?P<entity>[a-z0-9_]+)/config")


class Told(StrEnum):
    """What a device says of itself."""

    BATTERY = "battery"
    BATTERY_LOW = "battery_low"
    WORN = "worn"
    CONNECTED = "connected"


@dataclass(frozen=True)
class Entity:
    """One thing of a device. `retained`: its state stays at the broker; no value of a body does."""

    component: str
    fields: Mapping[str, Any]
    retained: bool = False


def _value(unit: str, icon: str = "", current: bool = False, **more: Any) -> Entity:
    fields = {"state_class": "measurement", "unit_of_measurement": unit, **more}
    fields |= {"icon": icon} if icon else {}
    return Entity("sensor", MappingProxyType(fields | ({"expire_after": CURRENT_FOR_S} if current else {})))


def _yes_or_no(**fields: Any) -> Entity:
    return Entity("binary_sensor", MappingProxyType({"payload_on": ON, "payload_off": OFF, **fields}), retained=True)


ENTITIES: Mapping[str, Entity] = MappingProxyType(
    {
        Metric.HEART_RATE.value: _value("bpm", "mdi:heart-pulse", current=True),
        Metric.SPO2.value: _value("%", "mdi:water-percent", current=True),
        Metric.RESPIRATION.value: _value("/min", "mdi:lungs", current=True),
        # No device class: Home Assistant would turn a blood pressure into hPa.
        Metric.SYSTOLIC.value: _value("mmHg", "mdi:gauge-full"),
        Metric.DIASTOLIC.value: _value("mmHg", "mdi:gauge-empty"),
        Metric.TEMPERATURE.value: _value("°C", device_class="temperature", suggested_display_precision=1),
        Metric.STEPS.value: Entity(
            "sensor",
            MappingProxyType({"state_class": "total_increasing", "unit_of_measurement": "steps", "icon": "mdi:walk"}),
        ),
        Told.BATTERY.value: Entity(
            "sensor",
            MappingProxyType(
                {
                    "device_class": "battery",
                    "state_class": "measurement",
                    "unit_of_measurement": "%",
                    "entity_category": "diagnostic",
                }
            ),
            retained=True,
        ),
        Told.BATTERY_LOW.value: _yes_or_no(device_class="battery", entity_category="diagnostic"),
        Told.WORN.value: _yes_or_no(icon="mdi:watch"),
        Told.CONNECTED.value: _yes_or_no(device_class="connectivity", entity_category="diagnostic"),
    }
)


@dataclass(frozen=True)
class Naming:
    """Whose devices they are, and where they are announced."""

    community: str
    home: str
    bridge: str
    version: str
    prefix: str
    status_topic: str

    @property
    def node(self) -> str:
        """The level of a discovery topic that is this bridge's alone."""
        return f"xiaoan_{self.community}_{self.home}_{self.bridge}"

    @property
    def announced_filter(self) -> str:
        """The MQTT filter of everything this bridge has announced."""
        return f"{self.prefix}/+/{self.node}/+/config"

    def config_topic(self, device: str, entity: str) -> str:
        """Where an entity is announced."""
        return f"{self.prefix}/{ENTITIES[entity].component}/{self.node}/{device}_{entity}/config"

    def state_topic(self, device: str, entity: str) -> str:
        """Where its values are published."""
        return f"xiaoan/{self.community}/{self.home}/{self.bridge}/{device}/{entity}"


def announced_by(topic: str) -> tuple[str, str] | None:
    """(device, entity) of a discovery topic of ours, known or not."""
    found = _TOPIC.fullmatch(topic)
    return None if found is None else (found["device"], found["entity"])


def document(naming: Naming, device: str, model: str, entity: str, phrases: Phrases) -> str:
    """The discovery document of one entity, as JSON. `model`: a key of bridge.home_assistant.model."""
    words: dict[str, Any] = {
        "name": phrases(f"bridge.home_assistant.entity.{entity}"),
        "unique_id": f"{naming.node}_{device}_{entity}",
        "state_topic": naming.state_topic(device, entity),
        "qos": 1,
        "availability": [{"topic": naming.status_topic, "value_template": STATUS_TEMPLATE}],
        **ENTITIES[entity].fields,
        "device": {
            "identifiers": [f"{naming.node}_{device}"],
            "name": device,
            "manufacturer": "Xiao An",
            "model": phrases(f"bridge.home_assistant.model.{model}"),
        },
        "origin": {"name": "Xiao An", "sw_version": naming.version or "0"},
    }
    return json.dumps(words, ensure_ascii=False, sort_keys=True)
