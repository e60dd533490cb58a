"""The speaker program alone, with sound cards: no broker and no Rasa answer it."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.end_to_end.running_stage import until
from tests.pulse import PrivatePulse
from xiaoan.demo.script import PORTS
from xiaoan.listening import free_ports

SOUND = (".wav", ".flac", ".mp3", ".ogg", ".m4a", ".raw", ".pcm", ".npy")


class LoneSpeaker:
    """Context manager: `xiaoan home run` on the cards of a private PulseAudio. `shown` is what its page was sent."""

    def __init__(self, folder: Path, pulse: PrivatePulse) -> None:
        ports = free_ports(PORTS)
        self._port = ports["page"]
        self._file, self._log = folder / "xiaoan.toml", folder / "speaker.log"
        self._data = folder / "data"
        self._database = self._data / "home" / "home.db"
        self._file.write_text(
            f'data = "{folder / "data"}"\n[broker]\nport = {ports["broker"]}\n[speaker.page]\nport = {self._port}\n'
            f"[speaker.dialogue]\nrasa_port = {ports['rasa']}\nactions_port = {ports['actions']}\n"
            '[speaker.hearing]\nmicrophone = "sounddevice"\n[speaker.voice]\noutput = "sounddevice"\n'
            '[speaker.media]\nplayer = "silent"\n'
        )
        self._environment = {**os.environ, **pulse.environment}
        self.shown: list[dict[str, Any]] = []

    def __enter__(self) -> LoneSpeaker:
        command = [sys.executable, "-P", "-m", "xiaoan", "--config", str(self._file), "home", "run"]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(command, env=self._environment, stdout=log, stderr=log)
        until("the speaker", lambda: self._health("sos_ready"), 200)
        threading.Thread(target=self._watch, daemon=True).start()
        until("its page", lambda: self.shown)  # the light comes first
        self.quiet()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        try:
            self._process.wait(60)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def quiet(self) -> None:
        """Returns when it says nothing any more."""
        until("silence", lambda: self._health("silent"), 60)

    def lines(self, kind: str) -> list[str]:
        """What was heard, or said."""
        return [str(each["text"]) for each in self.shown if each["type"] == kind and each["text"]]

    def sounds_kept(self) -> set[tuple[str, ...]]:
        """The folders of its data that hold sound."""
        files = [path.relative_to(self._data) for path in self._data.rglob("*") if path.suffix in SOUND]
        return {path.parts[:2] for path in files}

    def log(self) -> str:
        return self._log.read_text(errors="replace")

    def alerts(self) -> list[dict[str, Any]]:
        """The alerts that wait in its outbox."""
        with closing(sqlite3.connect(f"file:{self._database}?mode=ro", uri=True)) as database:
            rows = database.execute("SELECT body FROM outbox WHERE kind = 'alert'").fetchall()
        return [json.loads(row[0]) for row in rows]

    def _health(self, what: str) -> bool:
        assert self._process.poll() is None, self._log.read_text(errors="replace")[-2000:]
        try:
            return bool(httpx.get(f"http://127.0.0.1:{self._port}/health", timeout=20).json()[what])
        except httpx.HTTPError:
            return False

    def _watch(self) -> None:
        with connect(f"ws://127.0.0.1:{self._port}/ws") as page:
            try:
                self.shown.extend(json.loads(message) for message in page if isinstance(message, str))
            except ConnectionClosed:
                return
