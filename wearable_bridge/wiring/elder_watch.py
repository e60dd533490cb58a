"""Wires the port of the cellular watches, and the topic on which they are told what to do."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import structlog

from config.settings import Settings
from messages.clock import Clock
from messages.topics import DeadLetter
from wearable_bridge.elder_watch.orders import parse_order
from wearable_bridge.elder_watch.register import Register, register_of
from wearable_bridge.elder_watch.source import ElderWatches

Listen = Callable[[str, str], AsyncIterator[tuple[str, bytes]]]  # topic and what it is for -> what comes on it
Keep = Callable[[DeadLetter], None]


def register_from(settings: Settings) -> Register:
    """The watches that are served. Raises ConfigError."""
    home = settings.home
    residents = None if settings.bridge.whole_community else [resident.id for resident in home.residents]
    return register_of(settings.bridge.elder_watch.watches, residents, home.id)


def elder_watches(
    settings: Settings, register: Register, clock: Clock, listen: Listen, keep: Keep
) -> tuple[ElderWatches, tuple[Coroutine[Any, Any, None], ...]] | None:
    """The source and the work of its orders, or None where the settings want no watches."""
    own = settings.bridge.elder_watch
    if not own.enabled:
        return None
    source = ElderWatches(own, register, clock)
    orders = (pass_on(source, listen(own.order_topic, "orders"), keep),) if own.order_topic else ()
    return source, orders


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
