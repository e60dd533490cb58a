"""The station as a program of its own, started and stopped by tests."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx

from config.load import load_settings
from config.settings import Settings
from tests.ports import free_port
from tests.station.homeward import until

ROOT = Path(__file__).resolve().parents[2]
RUN = """
import sys
from pathlib import Path
from config.load import load_settings
from station.app import run
run(load_settings(Path(sys.argv[1])))
"""
ADDRESS = "济南市历下区文化西路 12 号"


class Program:
    """One station process with a settings file in `folder`."""

    def __init__(self, folder: Path, broker_port: int, database_url: str = "") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.file = folder / "xiaoan.toml"
        self.file.write_text(
            f'data = "{folder / "data"}"\n[broker]\nport = {broker_port}\n[home]\naddress = "{ADDRESS}"\n'
            f'[station]\ndatabase_url = "{database_url}"\n[station.page]\nport = {self.port}\n'
        )
        self.log = folder / "station.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def settings(self) -> Settings:
        """What the program reads."""
        return load_settings(self.file)

    def start(self) -> None:
        """Returns when the page answers."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-c", RUN, str(self.file)], cwd=ROOT, stdout=log, stderr=log
            )
        until("the page", lambda: bool(self.health().get("ready")), 200)

    def health(self) -> dict[str, Any]:
        """What /health says; empty while nobody answers."""
        try:
            answer: dict[str, Any] = httpx.get(f"{self.url}/health", timeout=60).json()
        except httpx.HTTPError:
            assert self._process is None or self._process.poll() is None, self.log.read_text()
            return {}
        return answer

    def stop(self) -> int:
        """The exit code after SIGTERM."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(60)

    def __enter__(self) -> Program:
        try:
            self.start()
        except AssertionError:
            self.kill()
            raise
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.kill()

    def kill(self) -> None:
        """No process of it is left."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait(60)
