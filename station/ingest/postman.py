"""Publishes the station's outbox on a connection and strikes out what the broker has acknowledged."""

from __future__ import annotations

import threading
import time

import structlog
from paho.mqtt.client import Client

from messages.clock import Clock
from messages.outbox import Outbox, OutboxRow
from messages.payloads import AlertStateChange
from messages.topics import entry_for, topic_for
from station.ingest.broker_client import expiring
from station.ingest.receipts import Receipts

AT_ONCE = 100
LOOK_AGAIN_S = 0.25  # what another process has put in, the pages' for instance
BATCH_RECEIPTS_FOR_S = 0.2


class Postman:
    """Belongs to the thread of the connection; only `wake` may be called from others. Raises OutboxError."""

    def __init__(
        self,
        outbox: Outbox,
        receipts: Receipts,
        clock: Clock,
        state_kept_s: float,
        communities: frozenset[str] | None = None,
    ) -> None:
        self._outbox = outbox
        self._receipts = receipts
        self._clock = clock
        self._state_kept_s = state_kept_s
        self._communities = communities  # None: every one
        self._new = threading.Event()
        self._looked_at = 0.0
        self._receipts_at = 0.0
        self._under_way: dict[int, OutboxRow] = {}
        self._acknowledged: list[OutboxRow] = []

    def wake(self) -> None:
        """There are new rows."""
        self._new.set()

    def begin(self) -> None:
        """A new connection: nothing of the last one is under way any more."""
        self._under_way.clear()
        self._new.set()

    def acknowledged(self, mid: int, refused: bool) -> None:
        """A PUBACK. A refused message stays under way until the next connection, lest it go round in a circle."""
        if refused:
            structlog.get_logger().error("broker_refuses_our_message", hint="check the broker's access rules")
            return
        row = self._under_way.pop(mid, None)
        if row is not None:
            self._acknowledged.append(row)

    def work(self, client: Client) -> None:
        """Strikes out, gathers receipts and publishes what is due; returns soon."""
        if self._acknowledged:
            self._outbox.published(self._acknowledged, self._clock.now())
            self._acknowledged = []
        moment = time.monotonic()
        if moment - self._receipts_at >= BATCH_RECEIPTS_FOR_S:
            self._receipts_at = moment
            self._receipts.gather()
        if self._new.is_set() or moment - self._looked_at >= LOOK_AGAIN_S:
            self._new.clear()
            self._looked_at = moment
            self._publish_due(client)

    def _publish_due(self, client: Client) -> None:
        busy = {(row.seq, row.version) for row in self._under_way.values()}
        for row in self._outbox.due(self._clock.now(), AT_ONCE + len(busy), self._communities):
            if (row.seq, row.version) not in busy:
                self._publish(client, row)

    def _publish(self, client: Client, row: OutboxRow) -> None:
        try:
            payload = row.payload()
        except (ValueError, KeyError):
            structlog.get_logger().error("outbox_row_of_another_release", id=str(row.id), kind=row.kind)
            self._outbox.discard(row)
            return
        entry = entry_for(payload)
        properties = expiring(self._state_kept_s) if isinstance(payload, AlertStateChange) else None
        topic = topic_for(row.community, payload)
        sent = client.publish(topic, payload.body(), qos=entry.qos, retain=entry.retain, properties=properties)
        self._under_way[sent.mid] = row
