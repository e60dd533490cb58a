"""What the station does once a day: takes away what is too old, and renews the certificate of its broker in time."""

from __future__ import annotations

import threading

import structlog

from config.errors import ConfigError
from messages.clock import Clock
from station.broker.authority import ensure_server
from station.broker.configuration import reload
from station.broker.folder import BrokerFolder
from station.errors import DatabaseDownError, DatabaseRefusedError
from station.retention import Retention

DAY_S = 86400.0
AGAIN_AFTER_FAILURE_S = 600.0
FIRST_AFTER_S = 60.0  # the start belongs to the alerts


class Upkeep:
    """A thread of its own."""

    def __init__(
        self, retention: Retention, folder: BrokerFolder, clock: Clock, first_after_s: float = FIRST_AFTER_S
    ) -> None:
        self._retention = retention
        self._folder = folder
        self._clock = clock
        self._first_after_s = first_after_s
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="upkeep", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, timeout_s: float = 5.0) -> None:
        """Ends the thread."""
        self._stopping.set()
        self._thread.join(timeout_s)

    def once(self) -> None:
        """Raises ConfigError, DatabaseDownError, DatabaseRefusedError."""
        if self._folder.made and ensure_server(self._folder, (), self._clock.now()):
            structlog.get_logger().info("certificate_renewed", broker_told=reload(self._folder))
        taken = self._retention.sweep()
        if taken:
            structlog.get_logger().info("old_rows_taken_away", rows=taken)

    def _loop(self) -> None:
        pause_s = self._first_after_s
        while not self._stopping.wait(pause_s):
            try:
                self.once()
                pause_s = DAY_S
            except (ConfigError, DatabaseDownError, DatabaseRefusedError) as error:
                structlog.get_logger().error("upkeep_failed", reason=str(error))
                pause_s = AGAIN_AFTER_FAILURE_S
