"""Wires the port of the cellular watches, and the topic on which they are told what to do."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

import structlog

from config.settings import Settings
from messages.clock import Clock
from messages.topics import DeadLetter
from wearable_bridge.elder_watch.orders import ORDER_TOPIC, parse_order
from wearable_bridge.elder_watch.register import register_of
from wearable_bridge.elder_watch.source import ElderWatches

Listen = Callable[[str, str], AsyncIterator[tuple[str, bytes]]]  # topic and what it is for -> what comes on it
Keep = Callable[[DeadLetter], None]


def elder_watches(
    settings: Settings, clock: Clock, listen: Listen, keep: Keep
) -> tuple[ElderWatches, Awaitable[None]] | None:
    """The source and its orders' work, or None where the settings want no watches. Raises ConfigError."""
    own = settings.bridge.elder_watch
    if not own.enabled:
        return None
    register = register_of(own.watches, [resident.id for resident in settings.home.residents])
    source = ElderWatches(own, register, clock)
    return source, pass_on(source, listen(ORDER_TOPIC, "orders"), keep)


async def pass_on(source: ElderWatches, orders: AsyncIterator[tuple[str, bytes]], keep: Keep) -> None:
    """What stands on the topic goes down to the watches; what is no order is kept with its reason."""
    log = structlog.get_logger()
    async for topic, body in orders:
        if not body:
            continue  # a retained message was taken away
        order = parse_order(body)
        if isinstance(order, str):
            keep(DeadLetter(topic, body, order))
            continue
        sent = source.order(order)
        if sent is None:
            keep(DeadLetter(topic, body, "watch: none of that name, or the port is not open"))
        else:
            log.info("order to a watch", watch=order.watch, command=order.command, sent=sent)
