"""A real Rasa server for the test run, and a way to serve an app on its actions port."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import uvicorn
from starlette.types import ASGIApp

from assistant.dialogue.server import rasa_command
from config.settings import DialogueSettings
from xiaoan.listening import free_ports

ROOT = Path(__file__).resolve().parent.parent
INTENTS_DIR = ROOT / "intents"
READY_WITHIN_S = 400.0


class RasaServerError(Exception):
    """The server cannot be used. The text says what to do."""


def require_model() -> None:
    """Raises RasaServerError when the Rasa environment is missing or the model is not of the present sources."""
    if not (INTENTS_DIR / ".venv/bin/rasa").exists():
        raise RasaServerError(f"no Rasa environment in {INTENTS_DIR / '.venv'}: run `make setup`")
    script = ROOT / "scripts/train_intents.py"
    if subprocess.run([sys.executable, str(script), "--check"], check=False, timeout=120).returncode != 0:
        raise RasaServerError(
            "the Rasa model is missing or older than its sources: run `python scripts/train_intents.py`"
        )


class RasaServer:
    """Rasa as the product starts it, on free ports. `settings` name them: serve actions on `settings.actions_port`."""

    def __init__(self, log: Path) -> None:
        ports = free_ports(("rasa", "actions"))
        self.settings = DialogueSettings(rasa_port=ports["rasa"], actions_port=ports["actions"], timeout_s=100.0)
        self.url = f"http://127.0.0.1:{self.settings.rasa_port}"
        self.ready_after_s = 0.0
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns when the model is loaded. Raises RasaServerError with the end of the log."""
        require_model()
        command, environment = rasa_command(INTENTS_DIR, self.settings)
        began = time.monotonic()
        with self._log.open("wb") as output:
            self._process = subprocess.Popen(
                command, cwd=INTENTS_DIR, env=environment, stdout=output, stderr=output, start_new_session=True
            )
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() - began > READY_WITHIN_S:
                self.stop()
                raise RasaServerError(f"Rasa is not ready:\n{self._log.read_text(errors='replace')[-3000:]}")
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(0.2)
        self.ready_after_s = time.monotonic() - began

    def stop(self) -> None:
        if self._process is None or self._process.poll() is not None:
            return
        os.killpg(self._process.pid, signal.SIGTERM)
        try:
            self._process.wait(60)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(60)

    def memory_mb(self) -> float:
        """Resident memory of the server."""
        if self._process is None:
            return 0.0
        status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS"))

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/status", timeout=10.0, trust_env=False).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False


@contextlib.asynccontextmanager
async def served(app: ASGIApp, port: int) -> AsyncIterator[str]:
    """Serves an app on loopback in a thread-free way, in the test's own loop; gives its address."""
    import asyncio

    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning", lifespan="off"))
    task = asyncio.create_task(server.serve())
    url = f"http://127.0.0.1:{port}"
    try:
        async with asyncio.timeout(60):
            while not server.started and not task.done():
                await asyncio.sleep(0.01)
        yield url
    finally:
        server.should_exit = True
        await asyncio.wait_for(task, 60)
