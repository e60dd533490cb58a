"""Looks at the disk now and then, and has readings thinned when it runs low."""

from __future__ import annotations

import threading

import structlog

from station.errors import DatabaseDownError, DatabaseRefusedError
from station.reading_thinning import ReadingThinning


class RoomKeeper:
    """A thread of its own: thinning may take long, and alerts must not wait for it."""

    def __init__(self, thinning: ReadingThinning, every_s: float) -> None:
        self._thinning = thinning
        self._every_s = every_s
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="room-keeper", daemon=True)

    def start(self) -> None:
        """Looks at once, and then again and again."""
        self._thread.start()

    def stop(self, timeout_s: float = 5.0) -> None:
        """Ends the thread."""
        self._stopping.set()
        self._thread.join(timeout_s)

    def _loop(self) -> None:
        while not self._stopping.is_set():
            try:
                self._thinning.work()
            except (DatabaseDownError, DatabaseRefusedError) as error:
                structlog.get_logger().error("readings_not_thinned", reason=str(error))
            self._stopping.wait(self._every_s)
