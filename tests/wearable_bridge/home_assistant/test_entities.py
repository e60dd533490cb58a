"""Every discovery document is one that Home Assistant takes: known keys, fitting units, own ids, nobody's name."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from config.phrases import load_phrases
from config.settings import Language, Settings
from messages.payloads import Metric
from tests.messages.support import START
from wearable_bridge.home_assistant.entities import ENTITIES, Naming, Told, announced_by, document
from wearable_bridge.home_assistant.states import States
from wearable_bridge.plausibility import Verdict
from wearable_bridge.ports import SourceReading, SourceState
from wearable_bridge.wiring.home_assistant import configured

NAMING = Naming("demo", "home-1", "bridge-1", "1.2", "homeassistant", "care/v1/demo/home-1/status/bridge")
# Of the options of sensor.mqtt and binary_sensor.mqtt in Home Assistant's documentation.
COMMON = {
    "name", "unique_id", "state_topic", "qos", "availability", "device", "origin", "icon", "device_class",
    "entity_category", "expire_after",
}  # fmt: skip
ALLOWED = {
    "sensor": COMMON | {"state_class", "unit_of_measurement", "suggested_display_precision"},
    "binary_sensor": COMMON | {"payload_on", "payload_off"},
}
CLASSES: dict[str, dict[str | None, set[str | None]]] = {
    "sensor": {"temperature": {"°C", "°F", "K"}, "battery": {"%"}, None: {"bpm", "%", "/min", "mmHg", "steps"}},
    "binary_sensor": {"battery": {None}, "connectivity": {None}, None: {None}},
}
ID = re.compile(r"[a-zA-Z0-9_-]+")


def documents(language: Language = "zh") -> dict[str, dict[str, Any]]:
    """By topic, of two devices."""
    phrases = load_phrases(language)
    return {
        NAMING.config_topic(device, entity): json.loads(document(NAMING, device, "bluetooth", entity, phrases))
        for device in ("band-1", "cuff")
        for entity in ENTITIES
    }


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_document_is_one_that_home_assistant_takes(language: Language) -> None:
    for topic, words in documents(language).items():
        prefix, component, node, entity, config = topic.split("/")
        assert (prefix, config) == ("homeassistant", "config")
        assert ID.fullmatch(node)
        assert ID.fullmatch(entity)
        assert words.keys() <= ALLOWED[component]
        assert words.get("unit_of_measurement") in CLASSES[component][words.get("device_class")]
        assert words.get("state_class") in {None, "measurement", "total_increasing"}
        assert words.get("entity_category") in {None, "diagnostic"}
        assert words["name"]
        assert words["device"]["identifiers"]
        assert words["origin"]["name"]
        [availability] = words["availability"]
        assert availability["topic"] == "care/v1/demo/home-1/status/bridge"
        assert not set("+#") & set(words["state_topic"])


def test_ids_and_topics_are_each_one_s_own() -> None:
    made = documents()
    assert len(made) == 2 * len(ENTITIES)
    for own in ("unique_id", "state_topic"):
        assert len({words[own] for words in made.values()}) == len(made)
    assert {tuple(words["device"]["identifiers"]) for words in made.values()} == {
        ("xiaoan_demo_home-1_bridge-1_band-1",),
        ("xiaoan_demo_home-1_bridge-1_cuff",),
    }
    assert {announced_by(topic) for topic in made} == {(d, e) for d in ("band-1", "cuff") for e in ENTITIES}
    assert announced_by("homeassistant/sensor/x/y/config") is None


def test_every_metric_and_nobody_s_name() -> None:
    assert {metric.value for metric in Metric} | {told.value for told in Told} == set(ENTITIES)
    text = json.dumps(documents(), ensure_ascii=False)
    [resident] = Settings().home.residents
    for words in (resident.id, resident.name, resident.address_as, resident.contacts[0].phone):
        assert words not in text


@pytest.mark.parametrize(
    ("percent", "states"), [(80, {"battery": "80", "battery_low": "OFF"}), (15, {"battery": "15", "battery_low": "ON"})]
)
async def test_states_are_the_newest_and_of_known_devices_alone(percent: int, states: dict[str, str]) -> None:
    waiting = States({"band-1": "bluetooth"}, lambda _resident: 15)
    for source in ("band-1", "somebody-else-s"):
        waiting.read(SourceReading("wang", Metric.TEMPERATURE, 36.0, START, source=source), Verdict.OK, 1.0, worn=True)
        waiting.read(SourceReading("wang", Metric.TEMPERATURE, 36.65, START, source=source), Verdict.OK, 1.0, worn=True)
        waiting.told(SourceState("wang", source, START, battery_percent=percent, worn=False, connected=True))
    found = {}
    for _ in range(5):
        key, state = await waiting.next()
        waiting.done(key, "an older one")
        assert (await waiting.next()) == (key, state)
        waiting.done(key, state)
        found[key] = state
    expected = {"temperature": "36.6", "worn": "OFF", "connected": "ON", **states}
    assert found == {("band-1", entity): state for entity, state in expected.items()}


def test_the_devices_of_the_settings() -> None:
    assert configured(Settings()) == {"simulated-wristband": "simulated"}
