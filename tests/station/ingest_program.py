"""Ingest workers as programs of their own, on one database and one broker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType

from sqlalchemy import select

from config.settings import Settings
from station.database import Database
from station.ingest.tables import IngestShardRow
from tests.station.homeward import until

ROOT = Path(__file__).resolve().parents[2]
LEASE_S = 1.0
RUN = """
import sys
from pathlib import Path
from config.load import load_settings
from station.ingest_app import run
run(load_settings(Path(sys.argv[1])))
"""


def settings_file(folder: Path, settings: Settings, broker_port: int, more: str = "") -> Path:
    """What every worker of a test reads."""
    file = folder / "xiaoan.toml"
    file.write_text(
        f'data = "{settings.data}"\n[broker]\nport = {broker_port}\n'
        f'[station]\ndatabase_url = "{settings.station.database_url}"\n[station.ingest]\nlease_s = {LEASE_S}\n{more}'
    )
    return file


def holders(database: Database) -> dict[str, int]:
    """The process that holds each shard and is connected."""
    with database.reading() as session:
        rows = session.execute(select(IngestShardRow.shard, IngestShardRow.holder).where(IngestShardRow.connected))
        return {shard: int(holder.split("/")[1]) for shard, holder in rows if holder}


class Workers:
    """Any number of workers; all that still run are killed at the end."""

    def __init__(self, file: Path, log: Path) -> None:
        self._file = file
        self._log = log
        self._running: dict[int, subprocess.Popen[bytes]] = {}

    def add(self) -> int:
        """Starts one and returns its process number."""
        with self._log.open("ab") as log:
            process = subprocess.Popen([sys.executable, "-c", RUN, str(self._file)], cwd=ROOT, stdout=log, stderr=log)
        self._running[process.pid] = process
        return process.pid

    def kill(self, pid: int) -> None:
        """kill -9."""
        os.kill(pid, signal.SIGKILL)
        self._running.pop(pid).wait(10)

    def end(self, pid: int) -> int:
        """The exit code after SIGTERM."""
        process = self._running.pop(pid)
        process.terminate()
        return process.wait(20)

    def await_holders(self, database: Database, count: int, shards: int = 1) -> dict[str, int]:
        """Returns when so many of the running workers hold so many shards and hear them."""
        held: dict[str, int] = {}

        def settled() -> bool:
            held.clear()
            held.update(holders(database))
            return len(held) == shards and len(set(held.values())) == count and set(held.values()) <= set(self._running)

        until(f"{shards} shards held by {count} workers", settled, 60)
        return held

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        for process in self._running.values():
            process.kill()
            process.wait(10)
