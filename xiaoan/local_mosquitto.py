"""A Mosquitto for a while: on a free port, with the generated configuration, stopped and started at will."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

from config.settings import BrokerSettings
from messages.errors import BrokerError
from xiaoan.broker import CONFIG_NAME, prepare_mosquitto
from xiaoan.listening import free_ports

START_WITHIN_S = 60.0


class LocalMosquitto:
    """One broker with one data folder. `stop`, `kill` and `start` keep the port and the folder."""

    def __init__(
        self, folder: Path, port: int | None = None, extra: str = "", environment: Mapping[str, str] | None = None
    ) -> None:
        self.settings = BrokerSettings(port=port or free_ports(("broker",))["broker"])
        self._folder = folder
        self._extra = extra
        self._environment = None if environment is None else dict(environment)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns when it listens. `extra` lines replace generated ones that set the same thing."""
        command = prepare_mosquitto(self.settings, self._folder)
        file = self._folder / CONFIG_NAME
        ours = {line.split()[0] for line in self._extra.splitlines()}
        kept = [line for line in file.read_text().splitlines() if line.split()[0] not in ours]
        file.write_text("\n".join([*kept, self._extra]) + "\n")
        with (self._folder / "mosquitto.log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, env=self._environment)
        deadline = time.monotonic() + START_WITHIN_S
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex((self.settings.host, self.settings.port)) == 0:
                    return
            if self._process.poll() is not None:
                break
            time.sleep(0.02)
        raise BrokerError("Mosquitto did not start: " + (self._folder / "mosquitto.log").read_text())

    def stop(self) -> None:
        """Ends it in an orderly way."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """kill -9."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            os.kill(self._process.pid, how)
            self._process.wait(10)
        self._process = None
