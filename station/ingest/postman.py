"""Publishes the station's outbox on a connection and strikes out what the broker has acknowledged."""

from __future__ import annotations

import threading
import time
from collections import deque

import structlog
from paho.mqtt.client import Client

from messages.clock import Clock
from messages.outbox import Outbox, OutboxRow
from messages.payloads import AlertStateChange
from messages.topics import entry_for, entry_named, topic_for
from station.ingest.broker_client import expiring
from station.ingest.receipts import Receipts

AT_ONCE = 100
LOOK_AGAIN_S = 0.25  # what another process has put in, the pages' for instance
READ_ALONG_EASILY = 250  # rows under way that are read with each look and cost nothing to speak of
LOOK_PAUSE_S_A_ROW = 0.0002  # for each row above that
BATCH_RECEIPTS_FOR_S = 0.2
SETTLED_AFTER_S = 15.0  # Mosquitto, killed, forgets what it acknowledged since it last saved: every 10 s


class Postman:
    """Belongs to the thread of the connection; only `wake` may be called from others. Raises OutboxError.

    Nobody says again what the broker has retained and then lost, and a home would never hear that somebody is coming.
    So what is retained is struck out only when the connection has lasted for a while after the PUBACK, and is published
    anew on the next one if it has not.
    """

    def __init__(
        self,
        outbox: Outbox,
        receipts: Receipts,
        clock: Clock,
        state_kept_s: float,
        communities: frozenset[str] | None = None,
        settled_after_s: float = SETTLED_AFTER_S,
    ) -> None:
        self._outbox = outbox
        self._receipts = receipts
        self._clock = clock
        self._state_kept_s = state_kept_s
        self._communities = communities  # None: every one
        self._settled_after_s = settled_after_s
        self._new = threading.Event()
        self._looked_at = 0.0
        self._receipts_at = 0.0
        self._under_way: dict[int, OutboxRow] = {}
        self._settling: deque[tuple[float, OutboxRow]] = deque()
        self._refused: list[OutboxRow] = []
        self._acknowledged: list[OutboxRow] = []

    def wake(self) -> None:
        """There are new rows."""
        self._new.set()

    def begin(self) -> None:
        """A new connection: nothing of the last one is under way any more."""
        self._under_way.clear()
        self._settling.clear()
        self._refused.clear()
        self._new.set()

    def acknowledged(self, mid: int, refused: bool) -> None:
        """A PUBACK. A refused message is not said again before the next connection, lest it go round in a circle."""
        row = self._under_way.pop(mid, None)
        if row is None:
            return
        if refused:
            structlog.get_logger().error("broker_refuses_our_message", hint="check the broker's access rules")
            self._refused.append(row)
            return
        if entry_named(row.kind).retain:
            self._settling.append((time.monotonic(), row))
        else:
            self._acknowledged.append(row)

    def work(self, client: Client) -> None:
        """Strikes out, gathers receipts and publishes what is due; returns soon."""
        moment = time.monotonic()
        while self._settling and self._settling[0][0] + self._settled_after_s <= moment:
            self._acknowledged.append(self._settling.popleft()[1])
        if self._acknowledged:
            self._outbox.published(self._acknowledged, self._clock.now())
            self._acknowledged = []
        if moment - self._receipts_at >= BATCH_RECEIPTS_FOR_S:
            self._receipts_at = moment
            self._receipts.gather()
        # What settles is read along: when there is much of it, the look becomes rarer.
        read_along = len(self._under_way) + len(self._settling) + len(self._refused)
        pause = LOOK_PAUSE_S_A_ROW * max(0, read_along - READ_ALONG_EASILY)
        look = moment - self._looked_at >= (pause if self._new.is_set() else max(pause, LOOK_AGAIN_S))
        if look and len(self._under_way) < AT_ONCE:
            self._new.clear()
            self._publish_due(client)
            self._looked_at = time.monotonic()

    def _publish_due(self, client: Client) -> None:
        # SQLite gives the number of the last row anew when that row has gone: the id tells them apart.
        under_way = (*self._under_way.values(), *self._refused, *(row for _, row in self._settling))
        busy = {(row.seq, row.version, row.id) for row in under_way}
        for row in self._outbox.due(self._clock.now(), AT_ONCE + len(busy), self._communities):
            if (row.seq, row.version, row.id) not in busy:
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
