"""Sources that listen to the home's broker."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

from config.settings import Settings
from messages.clock import Clock
from messages.topics import DeadLetter
from wearable_bridge.home_broker import listen
from wearable_bridge.mqtt_json_source import MqttJsonSource
from wearable_bridge.mqtt_mapping.mapping import AppliedMapping
from wearable_bridge.mqtt_mapping.source import MappedMqttSource
from wearable_bridge.ports import WearableSource


def mqtt_sources(settings: Settings, clock: Clock, keep: Callable[[DeadLetter], None]) -> list[WearableSource]:
    """Readings in the bridge's own form, and what the mappings make of other forms."""
    own = settings.bridge
    residents = [resident.id for resident in settings.home.residents]
    sources: list[WearableSource] = []
    if own.mqtt_source.enabled:
        topic = own.mqtt_source.topic
        sources.append(MqttJsonSource(lambda: home_topics(settings, "readings", topic), clock, residents, keep))
    if own.mqtt_mappings:
        mappings = [AppliedMapping(mapping, residents) for mapping in own.mqtt_mappings]
        filters = sorted({mapping.filter for mapping in mappings})
        sources.append(MappedMqttSource(lambda: home_topics(settings, "mapped", *filters), clock, mappings, keep))
    return sources


def home_topics(settings: Settings, purpose: str, *topics: str) -> AsyncIterator[tuple[str, bytes]]:
    """What comes on topics of the home's broker, by a client of the bridge's named by its purpose."""
    home, own = settings.home, settings.bridge
    broker = settings.broker_as(own.broker)
    return listen(broker, f"xiaoan-{home.community}-{home.id}-{own.device}-{purpose}", *topics)
