"""What a bridge of many cellular watches takes: the real program with its broker, and watches in other processes."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wearable_bridge.elder_watch.open_files import allow_open_files
from xiaoan.bands.crowd import number_of
from xiaoan.bands.crowds import crowds
from xiaoan.bench.memory import group_memory_mb
from xiaoan.bench.quantiles import milliseconds
from xiaoan.errors import LocalServerError, XiaoanError
from xiaoan.listening import free_ports
from xiaoan.local_mosquitto import LocalMosquitto

HOST = "127.0.0.1"
STARTED_WITHIN_S = 180.0
ENDED_WITHIN_S = 60.0
SPREAD_S = 30.0
HURRY_S, HURRYING, HURRIED_FRAMES = 8.0, 64, 100
ALARMS = 10
ROOM = 300  # open files beside the watches
IN_TIME_S = 60.0  # a watch that has no answer by then says it again


@dataclass(frozen=True)
class Program:
    """A bridge that runs."""

    pid: int
    port: int

    def cpu_s(self) -> float:
        """What it has used of the processor, as far as it and its threads go."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory_mb(self) -> float:
        return group_memory_mb(self.pid)


def measure_bridge(folder: Path, watches: int, progress: Callable[[str], None]) -> dict[str, object]:
    """The figures with so many watches on one port. Raises XiaoanError when the system allows too few open files."""
    if allow_open_files(watches + ROOM) < watches + ROOM:
        raise XiaoanError(f"{watches} watches need as many open files: raise the limit (ulimit -Hn {watches + ROOM}).")
    broker = LocalMosquitto(folder / "broker", extra="max_queued_bytes 0\nautosave_interval 3600")
    broker.start()
    try:
        with _bridge(folder, watches, broker.settings.port) as program:
            return _measured(program, watches, progress)
    finally:
        broker.stop()


def _measured(program: Program, watches: int, progress: Callable[[str], None]) -> dict[str, object]:
    before_mb = program.memory_mb()
    with crowds(HOST, program.port, watches) as clients:
        progress(f"{watches} watches: dialling")
        began = time.monotonic()
        dialled = clients.do("dial")
        dial_s = time.monotonic() - began
        connected_mb = program.memory_mb()
        progress(f"{watches} watches: each reports twice within {SPREAD_S:.0f} s")
        spread = clients.do("spread", seconds=SPREAD_S)
        progress(f"{watches} watches: {ALARMS} call for help")
        alarms = clients.do("alarm", watches=max(1, ALARMS // len(dialled)))
        progress(f"{watches} watches: as many frames as it takes")
        used_s = program.cpu_s()
        hurried = clients.do("hurry", seconds=HURRY_S, watches=HURRYING // len(dialled), frames=HURRIED_FRAMES)
        used_s = program.cpu_s() - used_s
        at_last_mb = program.memory_mb()
    said = sum(each["said"] for each in hurried)
    parts = (dialled, spread, alarms, hurried)
    late = sum(_late(part) for part in parts)
    return {
        "watches": watches,
        "connected": sum(each["connected"] for each in dialled),
        "dialled_s": round(dial_s, 1),
        "first_answer": _times(dialled),
        "answer": _times(spread),
        "sos_answer": _times(alarms),
        "unanswered": sum(each["unanswered"] for part in parts for each in part),
        "late": late,
        "frames_per_s": round(said / max(each["seconds"] for each in hurried)),
        "frames_per_cpu_s": round(said / used_s) if used_s else 0,
        "memory_before_mb": before_mb,
        "memory_connected_mb": connected_mb,
        "memory_at_last_mb": at_last_mb,
        "kb_per_watch_connected": round(1024 * (connected_mb - before_mb) / watches, 1),
        "kb_per_watch_at_last": round(1024 * (at_last_mb - before_mb) / watches, 1),
    }


def _times(told: Sequence[dict[str, Any]]) -> dict[str, float]:
    answers = [seconds for each in told for seconds in each["answers_s"]]
    return {**milliseconds(answers), "max_ms": round(1000 * max(answers), 2)} if answers else {}


def _late(told: Sequence[dict[str, Any]]) -> int:
    return sum(seconds > IN_TIME_S for each in told for seconds in each["answers_s"])


@contextmanager
def _bridge(folder: Path, watches: int, broker_port: int) -> Iterator[Program]:
    port = free_ports(("watches",))["watches"]
    file = folder / "xiaoan.toml"
    file.write_text(_settings(folder, watches, broker_port, port), encoding="utf-8")
    command = [sys.executable, "-m", "xiaoan", "--config", str(file), "bridge", "run"]
    with (folder / "bridge.log").open("ab") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
    try:
        _await_listening(process, port, folder / "bridge.log")
        yield Program(process.pid, port)
    finally:
        process.terminate()
        try:
            process.wait(ENDED_WITHIN_S)
        except subprocess.TimeoutExpired:  # it writes what it still holds; nothing of it is measured
            process.kill()
            process.wait()


def _settings(folder: Path, watches: int, broker_port: int, port: int) -> str:
    rows = [
        f'data = "{folder / "data"}"',
        f"broker.port = {broker_port}",
        "bridge.simulated_wristband = false",
        "[bridge.elder_watch]",
        "enabled = true",
        f"port = {port}",
        f"connections_at_most = {watches + 100}",
        f"frames_a_minute = {10 * HURRIED_FRAMES}",
    ]
    for place in range(watches):
        rows += ["[[bridge.elder_watch.watches]]", f'name = "watch-{place}"', f'number = "{number_of(place)}"']
        rows += [f'resident = "resident-{place}"', "[[home.residents]]", f'id = "resident-{place}"', 'name = ""']
    return "\n".join(rows) + "\n"


def _await_listening(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + STARTED_WITHIN_S
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.1)
    raise LocalServerError("The bridge does not listen for watches: " + log.read_text(errors="replace")[-500:])
