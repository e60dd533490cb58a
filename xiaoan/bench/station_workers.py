"""`xiaoan station ingest` as programs, for a measurement."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.settings import Settings

ENDED_WITHIN_S = 30.0


@contextmanager
def station_workers(settings: Settings, count: int, log: Path) -> Iterator[None]:
    """Runs so many while the block runs, with these settings as far as they concern taking in."""
    file = _written(settings)
    command = [sys.executable, "-m", "xiaoan", "--config", str(file), "station", "ingest"]
    with log.open("ab") as output:
        running = [subprocess.Popen(command, stdout=output, stderr=output) for _ in range(count)]
    try:
        yield
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(ENDED_WITHIN_S)


def _written(settings: Settings) -> Path:
    settings.data.mkdir(parents=True, exist_ok=True)
    file = settings.data / "xiaoan.toml"
    lines = [
        f'data = "{settings.data}"',
        "[broker]",
        f"port = {settings.broker.port}",
        "[home]",
        f'community = "{settings.home.community}"',
        "residents = []",
        "[station]",
        f'database_url = "{settings.station.database_url}"',
    ]
    for shard in settings.station.ingest.shards:
        communities = ", ".join(f'"{community}"' for community in shard.communities)
        lines += ["[[station.ingest.shards]]", f'name = "{shard.name}"', f"communities = [{communities}]"]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file
