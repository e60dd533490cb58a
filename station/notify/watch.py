"""Keeps climbing the ladder and sending notices, in threads of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable

import structlog

from station.errors import StationError
from station.notify.ladder import Ladder
from station.notify.news import News
from station.notify.sender import Sender

SHORTEST_PAUSE_S = 0.2  # in a storm of alerts the ladder is looked at no oftener: others need the processor too


class Watch:
    """Two loops: a slow mail server never keeps the ladder waiting."""

    def __init__(self, ladder: Ladder, news: News, sender: Sender, every_s: float) -> None:
        self._ladder = ladder
        self._news = news
        self._sender = sender
        self._every_s = every_s
        self._stopping = threading.Event()
        self._look = threading.Event()
        self._send = threading.Event()
        self._threads = (
            threading.Thread(target=self._loop, args=(self._climb, self._look), name="ladder", daemon=True),
            threading.Thread(target=self._loop, args=(self._send_waiting, self._send), name="sender", daemon=True),
        )

        sender.on_free(self._send.set)

    def start(self) -> None:
        """Begins at once with whatever was left over from the last run."""
        for thread in self._threads:
            thread.start()

    def look_now(self) -> None:
        """Something changed. Returns at once."""
        self._look.set()

    @property
    def alive(self) -> bool:
        """False when a loop has ended by a fault: people would not be told."""
        return all(thread.is_alive() for thread in self._threads)

    def stop(self, timeout_s: float = 5.0) -> None:
        """Ends both loops."""
        self._stopping.set()
        self._look.set()
        self._send.set()
        for thread in self._threads:
            thread.join(timeout_s)

    def _climb(self) -> int:
        told = self._ladder.climb() + self._news.tell()
        if told:
            self._send.set()
        return told

    def _send_waiting(self) -> int:
        begun = self._sender.send_waiting()
        if begun:
            self._send.set()  # there may be more, to addresses that were not looked at
        return begun

    def _loop(self, work: Callable[[], int], sooner: threading.Event) -> None:
        down = False
        while not self._stopping.is_set():
            sooner.wait(self._every_s)
            sooner.clear()
            try:
                work()
                down = False
            except StationError as error:
                if not down:
                    structlog.get_logger().error("notices_wait", reason=str(error))
                down = True
            self._stopping.wait(SHORTEST_PAUSE_S)
