"""Looks after the homes again and again."""

from __future__ import annotations

import threading
import time

import structlog

from station.errors import DatabaseDownError, DatabaseRefusedError
from station.supervision.overdue_tests import OverdueTests
from station.supervision.silent_homes import SilentHomes

TESTS_EVERY_S = 60.0


class Watchman:
    """A thread of its own."""

    def __init__(self, silent_homes: SilentHomes, overdue_tests: OverdueTests, every_s: float) -> None:
        self._silent_homes = silent_homes
        self._overdue_tests = overdue_tests
        self._every_s = every_s
        self._tests_at = -TESTS_EVERY_S
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="watchman", daemon=True)

    def start(self) -> None:
        """Looks at once, and then again and again."""
        self._thread.start()

    def stop(self, timeout_s: float = 5.0) -> None:
        """Ends the thread."""
        self._stopping.set()
        self._thread.join(timeout_s)

    def _loop(self) -> None:
        down = False
        while not self._stopping.is_set():
            try:
                self._look()
                down = False
            except (DatabaseDownError, DatabaseRefusedError) as error:
                if not down:
                    structlog.get_logger().error("homes_not_watched", reason=str(error))
                down = True
            self._stopping.wait(self._every_s)

    def _look(self) -> None:
        changed = self._silent_homes.look()
        if time.monotonic() - self._tests_at >= TESTS_EVERY_S:
            self._tests_at = time.monotonic()
            changed += self._overdue_tests.look()
        if changed:
            structlog.get_logger().info("watched_homes_changed", alerts=changed)
