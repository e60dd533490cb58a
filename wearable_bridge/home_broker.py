"""Listens to topics of the home's broker that are no care topics."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator

import aiomqtt
import structlog

from config.settings import BrokerSettings
from messages.backoff import RECONNECT
from messages.connection import broker_error, mqtt_client


async def listen(broker: BrokerSettings, identifier: str, *topics: str) -> AsyncIterator[tuple[str, bytes]]:
    """(topic, body) of each message on `topics`, for ever; a lost connection is made again."""
    log = structlog.get_logger().bind(topics=topics)
    attempts, told = 0, ""
    while True:
        try:
            async with mqtt_client(broker, identifier) as client:
                await client.subscribe([(topic, 1) for topic in topics])
                attempts, told = 0, ""
                async for message in client.messages:
                    body = message.payload
                    yield message.topic.value, body if isinstance(body, bytes) else str(body).encode()
        except aiomqtt.MqttError as error:
            reason = str(broker_error(error, broker))
            if reason != told:
                log.warning("no connection to the home's broker", reason=reason)
            told = reason
        attempts += 1
        await asyncio.sleep(RECONNECT.pause_s(attempts, random.random()))  # noqa: S311
