"""`xiaoan up` with its real parts: the addresses, the password, the lock, a clean stop, and no orphan after kill -9.

Rasa is started with the others and not waited for: a call for help does not need it.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from xiaoan.keeper import marked
from xiaoan.listening import free_ports
from xiaoan.single import holder

pytestmark = [pytest.mark.broker, pytest.mark.timeout(900)]


@pytest.fixture
def settings_file(tmp_path: Path) -> Path:
    ports = free_ports(("broker", "home", "station", "rasa", "actions"))
    file = tmp_path / "mine.toml"
    file.write_text(
        f"[broker]\nport = {ports['broker']}\n"
        f"[speaker.page]\nport = {ports['home']}\n"
        f"[speaker.dialogue]\nrasa_port = {ports['rasa']}\nactions_port = {ports['actions']}\n"
        "[speaker.hearing]\nmicrophone = 'none'\n[speaker.voice]\noutput = 'none'\n[speaker.media]\nplayer = 'silent'\n"
        f"[station]\nnotices = 'page'\n[station.page]\nport = {ports['station']}\n"
    )
    return file


class Running:
    """A running `xiaoan up --json` and what it told."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.events: list[dict[str, Any]] = []

    async def until(self, event: str, part: str | None = None, timeout_s: float = 300) -> dict[str, Any]:
        assert self.process.stdout is not None
        try:
            async with asyncio.timeout(timeout_s):
                while line := await self.process.stdout.readline():
                    told = json.loads(line)
                    self.events.append(told)
                    if told["event"] == event and part in (None, told.get("part")):
                        return dict(told)
        except TimeoutError:
            raise AssertionError(f"no {event} after {timeout_s} s; up told {self.events}") from None
        raise AssertionError(f"up ended without telling {event}; it told {self.events}")


def command(settings_file: Path, *words: str) -> list[str]:
    data = settings_file.parent / "data"
    return [sys.executable, "-m", "xiaoan", "--config", str(settings_file), "--data", str(data), *words]


@asynccontextmanager
async def up(settings_file: Path) -> AsyncIterator[Running]:
    process = await asyncio.create_subprocess_exec(*command(settings_file, "up", "--json"), stdout=PIPE)
    try:
        yield Running(process)
    finally:
        if process.returncode is None:
            process.terminate()
            await process.communicate()


async def test_start_refuse_a_second_stop_cleanly_and_survive_a_kill(settings_file: Path) -> None:
    data = settings_file.parent / "data"
    async with up(settings_file) as running:
        addresses = await running.until("addresses")
        assert {told["part"] for told in running.events if told["event"] == "started"} == {
            "broker", "station", "speaker", "bridge", "rasa",
        }  # fmt: skip
        password = (await running.until("administrator"))["password"]
        assert len(password) >= 12
        async with httpx.AsyncClient(trust_env=False, timeout=60) as client:
            for page in (addresses["home"], addresses["station"]):
                assert (await client.get(f"{page}/health")).json()["sos_ready"] is True
        assert holder(data) == running.process.pid
        second = await asyncio.create_subprocess_exec(*command(settings_file, "up"), stderr=PIPE)
        _, told = await second.communicate()
        assert second.returncode == 2
        assert str(running.process.pid) in told.decode()
        os.kill(running.process.pid, signal.SIGKILL)
        await running.process.wait()
        async with asyncio.timeout(120):
            while marked(str(data)):
                await asyncio.sleep(0.05)
    assert all(password not in log.read_text() for log in (data / "logs").iterdir())

    async with up(settings_file) as running:
        await running.until("addresses")
        running.process.send_signal(signal.SIGINT)
        stopped = [(await running.until("stopped"))["part"] for _ in range(5)]
        assert stopped == ["rasa", "bridge", "speaker", "station", "broker"]
        assert await running.process.wait() == 0
        assert "administrator" not in {told["event"] for told in running.events}
    assert marked(str(data)) == []
    assert holder(data) is None
