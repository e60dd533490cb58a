"""The TCP port that all watches dial. It answers at once, keeps one connection for each watch, and bounds all."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from wearable_bridge.elder_watch.connection import READ_AT_ONCE_BYTES, Connection
from wearable_bridge.elder_watch.decode import DecodeError, decode
from wearable_bridge.elder_watch.frames import Frame, frame_bytes
from wearable_bridge.elder_watch.open_files import allow_open_files
from wearable_bridge.elder_watch.orders import Order
from wearable_bridge.elder_watch.records import Acknowledgement, Position, Record, Unknown
from wearable_bridge.elder_watch.register import Register, Registered
from wearable_bridge.elder_watch.replies import reply_to

WINDOW_S = 60.0
UNNAMED_BYTES = 4096  # from a connection that has not said which watch it is
WINDOW_BYTES = 262_144  # from a known one in a window; a voice message has 30,000
UNKNOWN_REPORTED_AT_MOST = 1000
ORDERS_AT_MOST = 8  # that wait for one watch
BACKLOG = 2048
OTHER_OPEN_FILES = 200


@dataclass(frozen=True)
class Limits:
    """What one port bears. Times by the loop's clock."""

    connections: int
    frames_a_window: int
    named_within_s: float
    silent_after_s: float


@dataclass(slots=True)
class _Line:
    """What is known of one watch while the program runs."""

    connection: Connection | None = None
    maker: str = "3G"
    index: str | None = None
    window_from: float = 0.0
    frames: int = 0


Take = Callable[[Registered, Record, Callable[[], None]], None]


class WatchPort:
    """Gives each record with its watch to `take`, which calls what it was given when an alarm's answer may go out.

    `online` is called with a watch and whether it is there now.
    """

    def __init__(
        self, register: Register, limits: Limits, take: Take, online: Callable[[Registered, bool], None]
    ) -> None:
        self._register = register
        self._limits = limits
        self._take = take
        self._online = online
        self._lines: dict[str, _Line] = {}
        self._connections: set[Connection] = set()
        self._reported: set[str] = set()
        self._orders: dict[str, dict[str, Order]] = {}
        self._shared = memoryview(bytearray(READ_AT_ONCE_BYTES))
        self._log = structlog.get_logger()
        self._loop = asyncio.get_running_loop()
        self.refused: Counter[str] = Counter()
        self.counts: Counter[str] = Counter()

    async def open(self, host: str, port: int) -> asyncio.Server:
        """Listens. Raises OSError when it cannot."""
        wanted = self._limits.connections + OTHER_OPEN_FILES
        allowed = allow_open_files(wanted)
        if allowed < wanted:
            self._log.warning("fewer watches than set: raise the limit of open files", allowed=allowed, wanted=wanted)
        return await self._loop.create_server(lambda: Connection(self, self._shared), host, port, backlog=BACKLOG)

    @property
    def connected(self) -> int:
        """How many watches are there now."""
        return sum(line.connection is not None for line in self._lines.values())

    def opened(self, connection: Connection) -> None:
        if len(self._connections) >= self._limits.connections:
            self.refused["too_many_connections"] += 1
            connection.close()
            return
        connection.heard_at = connection.window_from = self._loop.time()
        self._connections.add(connection)

    def closed(self, connection: Connection) -> None:
        self._connections.discard(connection)
        watch, connection.watch = connection.watch, None
        if watch is not None and (line := self._lines[watch.number]).connection is connection:
            line.connection = None
            self._online(watch, False)

    def received(self, connection: Connection, frames: list[Frame], size: int) -> None:
        now = self._loop.time()
        connection.heard_at = now if frames and connection.watch is not None else connection.heard_at
        for frame in frames:
            if not connection.is_open:
                return
            self._frame(connection, frame, now)
        if now - connection.window_from >= WINDOW_S:
            connection.window_from, connection.bytes_in_window = now, 0
        connection.bytes_in_window += size
        if connection.bytes_in_window > (UNNAMED_BYTES if connection.watch is None else WINDOW_BYTES):
            self.refused["too_many_bytes"] += 1
            connection.close()

    def send(self, order: Order) -> bool | None:
        """True: sent. False: the watch is away and gets it when it dials again. None: no such watch."""
        watch = self._register.named(order.watch)
        if watch is None:
            return None
        line = self._lines.get(watch.number)
        if line is not None and line.connection is not None and self._send(watch, line, order):
            return True
        waiting = self._orders.setdefault(watch.number, {})
        kind = order.content().partition(b",")[0].decode()
        waiting.pop(kind, None)  # the newest of a kind counts
        waiting[kind] = order
        if len(waiting) > ORDERS_AT_MOST:
            del waiting[next(iter(waiting))]
        return False

    def sweep(self) -> None:
        """Ends connections that say nothing. To be called every few seconds."""
        now = self._loop.time()
        for connection in list(self._connections):
            named = connection.watch is not None
            if now - connection.heard_at > (self._limits.silent_after_s if named else self._limits.named_within_s):
                self.refused["silent" if named else "never_named"] += 1
                connection.close()

    def close(self) -> None:
        """Ends every connection."""
        for connection in list(self._connections):
            connection.close()

    def _frame(self, connection: Connection, frame: Frame, now: float) -> None:
        watch = self._register.find(frame.device)
        if watch is None:
            self._report_unknown(frame.device)
            connection.close()
            return
        if connection.watch is None:
            self._take_line(connection, watch, frame)
        elif connection.watch is not watch:
            self.refused["another_watch_s_id"] += 1
            return
        line = self._lines[watch.number]
        line.index = frame.index
        if self._floods(line, now) and not frame.command.upper().startswith("AL"):
            self.refused["flood"] += 1
            return
        self._understand(connection, watch, frame)

    def _understand(self, connection: Connection, watch: Registered, frame: Frame) -> None:
        self.counts["frames"] += 1
        try:
            record: Record | None = decode(frame, watch.model)
        except DecodeError:
            self.refused["unreadable"] += 1
            record = None
        answer = reply_to(frame, record)

        def send_answer() -> None:
            if answer is not None:
                connection.send(answer)

        if isinstance(record, Unknown):
            self.refused["unknown_command"] += 1
        elif isinstance(record, Acknowledgement):
            self.counts["orders_acknowledged"] += 1
        if not (isinstance(record, Position) and record.is_alarm):
            send_answer()
        if record is not None:
            self._take(watch, record, send_answer)

    def _take_line(self, connection: Connection, watch: Registered, frame: Frame) -> None:
        """From now on the connection is this watch's; an older one of the same watch ends."""
        line = self._lines.setdefault(watch.number, _Line())
        before, line.connection = line.connection, connection
        connection.watch, connection.heard_at = watch, self._loop.time()
        line.maker, line.index = frame.maker, frame.index
        if before is not None:
            before.watch = None
            self.counts["replaced"] += 1
            before.close()
        else:
            self._online(watch, True)
        for order in self._orders.pop(watch.number, {}).values():
            self._send(watch, line, order)

    def _send(self, watch: Registered, line: _Line, order: Order) -> bool:
        sent = line.connection is not None and line.connection.send(
            frame_bytes(line.maker, watch.number, line.index, order.content())
        )
        self.counts["orders_sent"] += sent
        return sent

    def _floods(self, line: _Line, now: float) -> bool:
        if now - line.window_from >= WINDOW_S:
            line.window_from, line.frames = now, 0
        line.frames += 1
        return line.frames > self._limits.frames_a_window

    def _report_unknown(self, number: str) -> None:
        """Each once, by the end of its number: enough to find it on the watch's label, and no more."""
        self.refused["unknown_watch"] += 1
        if number not in self._reported and len(self._reported) < UNKNOWN_REPORTED_AT_MOST:
            self._reported.add(number)
            self._log.warning("a watch dialled that is not in bridge.elder_watch.watches", number_ends=number[-4:])
