"""A PostgreSQL for a while: a fresh cluster on a free port, from Debian's binaries."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from sqlalchemy import create_engine, text

from xiaoan.errors import LocalServerError
from xiaoan.listening import free_ports

_ACCOUNT = "postgres"  # PostgreSQL refuses to run as root


class LocalPostgres:
    """One cluster. `stop` and `start` keep the data. `durable`: a commit is on the disk, as in earnest."""

    def __init__(self, folder: Path, durable: bool = False, environment: Mapping[str, str] | None = None) -> None:
        self.port = free_ports(("database",))["database"]
        self._environment = None if environment is None else dict(environment)
        self._fsync = "on" if durable else "off"
        self._folder = folder
        self._bin = _binaries()
        self._made = 0

    def create(self) -> None:
        """Makes the cluster and starts it."""
        self._folder.mkdir(parents=True)
        if os.geteuid() == 0:
            shutil.chown(self._folder, _ACCOUNT)
        self._run("initdb", "-D", str(self._data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        self.start()

    def start(self) -> None:
        """Returns when it listens."""
        options = f"-p {self.port} -k {self._folder} -c listen_addresses=127.0.0.1 -c fsync={self._fsync}"
        self._run("pg_ctl", "-D", str(self._data), "-w", "-l", str(self._folder / "log"), "-o", options, "start")

    def stop(self) -> None:
        """Ends it at once, connections and all."""
        self._run("pg_ctl", "-D", str(self._data), "-w", "-m", "immediate", "stop")

    def kill(self) -> None:
        """kill -9 of the server, if it runs; its children see that and end too, which may take a moment."""
        with suppress(FileNotFoundError, ProcessLookupError):
            pid = int((self._data / "postmaster.pid").read_text().split()[0])
            if os.fsencode(self._data) in Path(f"/proc/{pid}/cmdline").read_bytes():  # else the file is an old one's
                os.kill(pid, signal.SIGKILL)

    def new_database(self, template: str = "template1") -> str:
        """The URL of a copy of another database of this cluster, by default an empty one."""
        self._made += 1
        engine = create_engine(self._url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE copy_{self._made} TEMPLATE {template}"))
        engine.dispose()
        return self._url(f"copy_{self._made}")

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def _url(self, name: str) -> str:
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{name}"

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._bin / program), *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", _ACCOUNT, "--", *command]
        done = subprocess.run(
            command,
            check=False,
            capture_output=True,
            text=True,
            timeout=200,
            cwd="/",
            stdin=subprocess.DEVNULL,
            env=self._environment,
        )
        if done.returncode:
            raise LocalServerError(f"{program} failed: {done.stdout}{done.stderr}")


def is_installed() -> bool:
    """Whether one can be started here."""
    return bool(_installed())


def _installed() -> list[Path]:
    return sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))


def _binaries() -> Path:
    versions = _installed()
    if not versions:
        raise LocalServerError("PostgreSQL is missing. Install it with: sudo apt-get install postgresql")
    return versions[-1].parent
