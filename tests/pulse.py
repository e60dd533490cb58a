"""A private PulseAudio with two null sinks: what is played to one is heard, what is played to the other is spoken.

`speaker` is the default sink; the monitor of `room` is the default source, so what is played into `room` comes in at
the microphone. Nothing of the machine's own PulseAudio is touched.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

import numpy as np
import pytest
import soundfile

from hardware.ports import Sound

PROGRAMS = ("pulseaudio", "pactl", "paplay", "parec")
START_S = 60.0
RATE_HZ = 48_000
_MODULES = f"""
load-module module-native-protocol-unix auth-anonymous=1 socket={{socket}}
load-module module-null-sink sink_name=speaker rate={RATE_HZ} channels=2 norewinds=1
load-module module-null-sink sink_name=room rate={RATE_HZ} channels=1 norewinds=1
set-default-sink speaker
set-default-source room.monitor
"""


def missing_programs() -> list[str]:
    """What is not installed of that which this needs."""
    return [program for program in PROGRAMS if shutil.which(program) is None]


class PrivatePulse:
    """Context manager. `environment` goes to every program that shall use it."""

    def __enter__(self) -> PrivatePulse:
        self.folder = Path(tempfile.mkdtemp(prefix="pulse-"))
        self.folder.chmod(0o700)
        self._socket = self.folder / "native"
        script = self.folder / "modules.pa"
        script.write_text(_MODULES.format(socket=self._socket))
        own = {name: str(self.folder) for name in ("HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "PULSE_RUNTIME_PATH")}
        options = (
            "--daemonize=no --use-pid-file=no --exit-idle-time=-1 --disable-shm=yes --realtime=no --high-priority=no"
        )
        self._log = (self.folder / "log").open("wb")
        self._process = subprocess.Popen(
            ["pulseaudio", "-n", *options.split(), "--log-level=warning", "-F", str(script)],
            env={**os.environ, **own, "DBUS_SESSION_BUS_ADDRESS": "disabled:"},
            stdout=self._log,
            stderr=self._log,
        )
        self._await_ready()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def environment(self) -> dict[str, str]:
        """Variables that lead a program here."""
        return {"PULSE_SERVER": f"unix:{self._socket}", "PULSE_COOKIE": str(self.folder / "cookie")}

    def speak(self, file: Path) -> None:
        """Plays a sound file in the room and returns when it has been heard by the microphone."""
        timeout_s = soundfile.info(file).duration + 60
        self._run("paplay", "--device=room", "--latency-msec=50", str(file), timeout_s=timeout_s)

    def recorder(self) -> SpeakerRecorder:
        """Records what the speaker plays, as a context manager."""
        return SpeakerRecorder({**os.environ, **self.environment}, self.folder / f"heard-{time.monotonic_ns()}.raw")

    def playing(self) -> bool:
        """True while some program has a stream open to the speaker."""
        return bool(self._run("pactl", "list", "short", "sink-inputs").strip())

    def listened_to(self) -> bool:
        """True while some program has the microphone open."""
        return bool(self._run("pactl", "list", "short", "source-outputs").strip())

    def _run(self, *command: str, timeout_s: float = 60.0) -> str:
        environment = {**os.environ, **self.environment}
        return subprocess.run(
            command, env=environment, timeout=timeout_s, check=True, capture_output=True, text=True
        ).stdout

    def _await_ready(self) -> None:
        until = time.monotonic() + START_S
        while time.monotonic() < until and self._process.poll() is None:
            answer = subprocess.run(
                ["pactl", "get-default-source"],
                env={**os.environ, **self.environment},
                capture_output=True,
                text=True,
                check=False,
            )
            if answer.stdout.strip() == "room.monitor":
                return
            time.sleep(0.05)
        log = (self.folder / "log").read_text(errors="replace")
        self._process.kill()
        raise RuntimeError(f"PulseAudio did not start: {log}")


class SpeakerRecorder:
    """What was played between enter and `stop`, mono. Entering waits until the recording really runs."""

    def __init__(self, environment: dict[str, str], file: Path) -> None:
        self._environment = environment
        self._file = file

    def __enter__(self) -> SpeakerRecorder:
        with self._file.open("wb") as out:
            self._process = subprocess.Popen(
                ["parec", "--device=speaker.monitor", "--format=s16le", f"--rate={RATE_HZ}", "--channels=1",
                 "--latency-msec=20"],
                env=self._environment,
                stdout=out,
            )  # fmt: skip
        self._await_bytes(1)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.wait()
        self._file.unlink(missing_ok=True)

    def sound(self) -> Sound:
        """Everything recorded so far."""
        data = self._file.read_bytes()
        return Sound(np.frombuffer(data[: len(data) // 2 * 2], "<i2").astype(np.int16), RATE_HZ)

    def wait_for_sound(self, timeout_s: float, quiet_s: float = 1.0) -> Sound:
        """Waits until something was played and then nothing for `quiet_s`. Raises TimeoutError when nothing came."""
        until = time.monotonic() + timeout_s
        while time.monotonic() < until:
            pcm = self.sound().pcm
            loud = np.flatnonzero(np.abs(pcm.astype(np.int32)) > 300)
            if len(loud) and len(pcm) - loud[-1] > quiet_s * RATE_HZ:
                return self.sound()
            time.sleep(0.05)
        raise TimeoutError("nothing was played")

    def _await_bytes(self, count: int) -> None:
        until = time.monotonic() + START_S
        while self._file.stat().st_size < count:
            if time.monotonic() > until or self._process.poll() is not None:
                raise RuntimeError("the recording did not start")
            time.sleep(0.02)


@contextmanager
def pulse_or_skip() -> Iterator[PrivatePulse]:
    """A private PulseAudio for a fixture; the test is skipped where its programs are not installed."""
    missing = missing_programs()
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    with PrivatePulse() as running:
        yield running
