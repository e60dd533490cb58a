"""A home program's MQTT session: it publishes the outbox, hands over what comes, and never gives up."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

import aiomqtt
import structlog
from paho.mqtt.subscribeoptions import SubscribeOptions

from config.settings import BrokerSettings
from messages.backoff import RECONNECT, RECONNECT_WITH_ALERT
from messages.clock import Clock
from messages.connection import broker_error, mqtt_client, publish_properties
from messages.dead_letters import DeadLetters
from messages.errors import BrokerError, OutboxError
from messages.outbox import Lane, Outbox, OutboxRow
from messages.payloads import AlertStateChange, Payload, Receipt, Status
from messages.tasks import first_end, wait_at_most
from messages.topics import (
    CONTRACT,
    Confirmation,
    DeadLetter,
    Received,
    Sender,
    decode,
    entry_for,
    filter_for,
    topic_for,
)

Handle = Callable[[Received], Awaitable[None]]

SESSION_KEPT_S = 3600  # retained states come anew on subscribing, and the station repeats the rest
PUBLISH_AT_ONCE = 10  # an alert waits for no more than so many readings
LOOK_AGAIN_S = 1.0  # rows of a transaction that told nobody
STEADY_S = 10.0  # a connection that lasted so long starts the pauses anew
FAREWELL_S = 2.0
SIGN_OF_LIFE_S = 60.0


class Session:
    """One program's session as `sender` of one home. Everything is called in the loop that runs `run`.

    `whole_community`: it hears what is said to all homes; its own status is `home`'s.
    """

    def __init__(
        self,
        *,
        broker: BrokerSettings,
        community: str,
        home: str,
        sender: Sender,
        device: str,
        version: str,
        outbox: Outbox,
        dead_letters: DeadLetters,
        clock: Clock,
        sign_of_life_s: float = SIGN_OF_LIFE_S,
        whole_community: bool = False,
    ) -> None:
        self._broker = broker
        self._community = community
        self._home = home
        self._heard_home = "+" if whole_community else home
        self._sender = sender
        self._device = device
        self._version = version
        self._outbox = outbox
        self._dead_letters = dead_letters
        self._clock = clock
        self._sign_of_life_s = sign_of_life_s
        self._log = structlog.get_logger().bind(session=sender.value)
        self._client: aiomqtt.Client | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._wake = asyncio.Event()
        self._up = asyncio.Event()
        self._apart_since = time.monotonic()
        self._trouble = ""
        outbox.on_new(self._woken)

    @property
    def connected(self) -> bool:
        """True while the broker answers."""
        return self._up.is_set()

    @property
    def trouble(self) -> str:
        """Why there is no connection, for a person to read; empty while connected."""
        return self._trouble

    @property
    def seconds_since_connected(self) -> float:
        """0 while connected; else for how long there has been no connection."""
        return 0.0 if self.connected else time.monotonic() - self._apart_since

    async def wait_connected(self, timeout_s: float) -> bool:
        """True as soon as connected, False when `timeout_s` passed before."""
        return await wait_at_most(self._up, timeout_s)

    async def run(self, handle: Handle) -> None:
        """Connects, and connects again, until cancelled. `handle` gets one message at a time, and must be quick."""
        self._loop = asyncio.get_running_loop()
        attempts = 0
        try:
            while True:
                began = time.monotonic()
                try:
                    await self._connection(handle)
                except BrokerError as error:
                    self._tell(str(error))
                attempts = 1 if time.monotonic() - began > STEADY_S else attempts + 1
                await asyncio.sleep(await self._pause_s(attempts))
        finally:
            self._loop = None

    async def publish_status(self, online: bool) -> None:
        """Tells the station whether this program runs. Raises BrokerError when not connected."""
        await self.tell(self._status(online))

    async def tell(self, payload: Payload) -> None:
        """Publishes what is of use only now: on no disk, and not tried again. Raises BrokerError."""
        client = self._client
        if client is None:
            raise BrokerError("There is no connection to the broker.")
        try:
            await self._publish(client, self._community, payload)
        except aiomqtt.MqttError as error:
            raise broker_error(error, self._broker) from error

    async def _connection(self, handle: Handle) -> None:
        """One connection from its beginning to its end. Raises BrokerError."""
        last_word = self._status(False)
        will = aiomqtt.Will(topic_for(self._community, last_word), last_word.body(), qos=1, retain=True)
        identifier = f"xiaoan-{self._community}-{self._home}-{self._sender.value}-{self._device}"
        try:
            async with mqtt_client(self._broker, identifier, SESSION_KEPT_S, will) as client:
                await self._greet(client)
                try:
                    await first_end(self._receive(client, handle), self._deliver(client), self._give_signs(client))
                except asyncio.CancelledError:
                    await self._say_farewell(client)
                    raise
        except aiomqtt.MqttError as error:
            raise broker_error(error, self._broker) from error
        finally:
            self._client = None
            if self._up.is_set():
                self._up.clear()
                self._apart_since = time.monotonic()

    async def _greet(self, client: aiomqtt.Client) -> None:
        options = SubscribeOptions(qos=1, noLocal=True)
        wanted = [
            (filter_for(entry, self._community, self._heard_home), options)
            for entry in CONTRACT
            if self._sender in entry.receivers
        ]
        codes = await client.subscribe(wanted)
        if any((code if isinstance(code, int) else code.value) >= 128 for code in codes):
            raise BrokerError("The broker refuses what this device must hear. Check its access rules.")
        await self._publish(client, self._community, self._status(True))
        self._client = client
        self._trouble = ""
        self._up.set()
        self._log.info("connected to the broker", host=self._broker.host, port=self._broker.port)

    async def _give_signs(self, client: aiomqtt.Client) -> None:
        """The station misses a home by these: a connection that is still open at the broker proves little."""
        while True:
            await asyncio.sleep(self._sign_of_life_s)
            await self._publish(client, self._community, self._status(True))

    async def _say_farewell(self, client: aiomqtt.Client) -> None:
        try:
            async with asyncio.timeout(FAREWELL_S):
                await self._publish(client, self._community, self._status(False))
        except (aiomqtt.MqttError, TimeoutError):
            self._log.info("the last status did not reach the broker")

    async def _receive(self, client: aiomqtt.Client, handle: Handle) -> None:
        async for message in client.messages:
            body = message.payload
            decoded = decode(message.topic.value, body if isinstance(body, bytes) else str(body).encode())
            if isinstance(decoded, Received):
                await self._confirm(decoded.payload)
                await handle(decoded)
            elif body:  # an empty body takes a retained message away
                await self._bury(decoded)

    async def _confirm(self, payload: Payload) -> None:
        try:
            if isinstance(payload, AlertStateChange):
                await asyncio.to_thread(self._outbox.confirm, [payload.id], Confirmation.STATE)
            elif isinstance(payload, Receipt):
                await asyncio.to_thread(self._outbox.confirm, payload.ids, Confirmation.RECEIPT)
        except OutboxError as error:
            self._log.error("a confirmation could not be written; the message will go out again", reason=str(error))

    async def _bury(self, letter: DeadLetter) -> None:
        try:
            await asyncio.to_thread(self._dead_letters.keep, letter, self._clock.now())
        except OutboxError as error:
            self._log.error("a dead letter was lost", reason=str(error), size=len(letter.body))

    async def _deliver(self, client: aiomqtt.Client) -> None:
        while True:
            self._wake.clear()
            try:
                rows = await asyncio.to_thread(self._outbox.due, self._clock.now(), PUBLISH_AT_ONCE)
                if rows:
                    await self._publish_rows(client, rows)
                    continue
            except OutboxError as error:
                self._log.error("the outbox cannot be used now", reason=str(error))
            await wait_at_most(self._wake, LOOK_AGAIN_S)

    async def _publish_rows(self, client: aiomqtt.Client, rows: Sequence[OutboxRow]) -> None:
        outcomes = await asyncio.gather(*(self._publish_row(client, row) for row in rows))
        taken = [row for row, failure in zip(rows, outcomes, strict=True) if failure is None]
        await asyncio.to_thread(self._outbox.published, taken, self._clock.now())
        for failure in outcomes:
            if failure is not None:
                raise failure

    async def _publish_row(self, client: aiomqtt.Client, row: OutboxRow) -> aiomqtt.MqttError | None:
        try:
            payload = row.payload()
        except (ValueError, KeyError):
            await self._set_aside(row)
            return None
        try:
            await self._publish(client, row.community or self._community, payload)
        except aiomqtt.MqttError as error:
            return error
        return None

    async def _set_aside(self, row: OutboxRow) -> None:
        """A row that an older release wrote and this one cannot read must not hold up the others."""
        await self._bury(DeadLetter(f"outbox/{row.kind}/{row.id}", row.body.encode(), "this release cannot read it"))
        await asyncio.to_thread(self._outbox.discard, row)

    async def _publish(self, client: aiomqtt.Client, community: str, payload: Payload) -> None:
        entry = entry_for(payload)
        properties = publish_properties(entry.expires_after_s)
        topic = topic_for(community, payload)
        await client.publish(topic, payload.body(), qos=entry.qos, retain=entry.retain, properties=properties)

    async def _pause_s(self, attempts: int) -> float:
        try:
            waiting = (await asyncio.to_thread(self._outbox.counts))[Lane.ALERTS] > 0
        except OutboxError:
            waiting = True
        return (RECONNECT_WITH_ALERT if waiting else RECONNECT).pause_s(attempts, random.random())  # noqa: S311

    def _status(self, online: bool) -> Status:
        at: datetime = self._clock.now()
        return Status(
            home=self._home,
            device=self._device,
            at=at,
            clock_trusted=self._clock.trusted,
            program=self._sender.value,
            online=online,
            version=self._version,
        )

    def _tell(self, trouble: str) -> None:
        """A reason is logged once, until it changes."""
        if trouble != self._trouble:
            self._log.warning("no connection to the broker", reason=trouble)
        self._trouble = trouble

    def _woken(self) -> None:
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._wake.set)
