"""Announces bands to Home Assistant and publishes what they tell. What is no longer configured is taken away."""

from __future__ import annotations

import asyncio
import random

import aiomqtt
import structlog

from config.phrases import Phrases
from config.settings import BrokerSettings
from messages.backoff import RECONNECT
from messages.connection import broker_error, mqtt_client
from messages.tasks import first_end
from wearable_bridge.home_assistant.entities import ENTITIES, Naming, announced_by, document
from wearable_bridge.home_assistant.states import Key, States


class HomeAssistant:
    """Until cancelled. An entity is announced with its first value: nobody knows before what a band measures."""

    def __init__(
        self, broker: BrokerSettings, identifier: str, naming: Naming, states: States, phrases: Phrases
    ) -> None:
        self._broker = broker
        self._identifier = identifier
        self._naming = naming
        self._states = states
        self._phrases = phrases

    async def run(self) -> None:
        """A lost connection is made again; then everything is announced anew."""
        attempts, told = 0, ""
        while True:
            try:
                async with mqtt_client(self._broker, self._identifier) as client:
                    await client.subscribe(self._naming.announced_filter, qos=1)
                    attempts, told = 0, ""
                    await first_end(self._tidy(client), self._publish(client))
            except aiomqtt.MqttError as error:
                reason = str(broker_error(error, self._broker))
                if reason != told:
                    structlog.get_logger().warning("Home Assistant is told nothing", reason=reason)
                told = reason
            attempts += 1
            await asyncio.sleep(RECONNECT.pause_s(attempts, random.random()))  # noqa: S311

    async def _tidy(self, client: aiomqtt.Client) -> None:
        """The broker sends first what it has retained: of this bridge's, all that is not configured now goes."""
        async for message in client.messages:
            if not message.retain or not message.payload:
                continue
            found = announced_by(message.topic.value)
            if found is not None and not self._is_wanted(found, message.topic.value):
                structlog.get_logger().info("taken away from Home Assistant", device=found[0], entity=found[1])
                await client.publish(message.topic.value, b"", qos=1, retain=True)
                await client.publish(self._naming.state_topic(*found), b"", qos=1, retain=True)

    def _is_wanted(self, key: Key, topic: str) -> bool:
        device, entity = key
        known = device in self._states.devices and entity in ENTITIES
        return known and topic == self._naming.config_topic(device, entity)

    async def _publish(self, client: aiomqtt.Client) -> None:
        announced: set[Key] = set()
        while True:
            key, state = await self._states.next()
            device, entity = key
            if key not in announced:
                model = self._states.devices[device]
                words = document(self._naming, device, model, entity, self._phrases)
                await client.publish(self._naming.config_topic(device, entity), words, qos=1, retain=True)
                announced.add(key)
            retain = ENTITIES[entity].retained
            await client.publish(self._naming.state_topic(device, entity), state, qos=1, retain=retain)
            self._states.done(key, state)
