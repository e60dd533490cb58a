"""An ingest worker of the station: `xiaoan station ingest` itself, with a settings file of its own."""

from __future__ import annotations

import sys
from asyncio.subprocess import Process
from collections.abc import Mapping, Sequence
from pathlib import Path

from xiaoan.chaos.actor import PAUSE_S
from xiaoan.chaos.line import Line
from xiaoan.chaos.program import Program

SETTINGS = """data = "{data}"
[clock]
offset_s = {offset_s}
[broker]
port = {port}
[home]
community = "{community}"
residents = []
[station]
database_url = "{database_url}"
"""


class IngestWorker:
    """Takes messages in beside others; each community is a shard."""

    def __init__(
        self,
        file: Path,
        data: Path,
        line: Line,
        database_url: str,
        communities: Sequence[str],
        environment: Mapping[str, str],
    ) -> None:
        self.line = line
        self.program = Program(file.with_suffix(".log"), environment)
        self.offset_s, self.down_s = 0.0, PAUSE_S
        self._file = file
        self._data = data
        self._database_url = database_url
        self._communities = tuple(communities)
        self._process: Process | None = None

    async def start(self) -> None:
        """See Actor."""
        text = SETTINGS.format(
            data=self._data,
            offset_s=self.offset_s,
            port=self.line.port,
            community=self._communities[0],
            database_url=self._database_url,
        )
        shards = "".join(f'[[station.ingest.shards]]\nname = "{c}"\ncommunities = ["{c}"]\n' for c in self._communities)
        self._file.write_text(text + shards, encoding="utf-8")
        command = [sys.executable, "-m", "xiaoan", "--config", str(self._file), "station", "ingest"]
        self._process = await self.program.start(command)

    async def ended(self) -> None:
        """See Actor."""
        if self._process is not None:
            await self._process.wait()

    async def end(self) -> None:
        """See Actor."""
        await self.program.end()
