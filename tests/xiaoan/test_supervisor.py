"""The supervisor over small child programs that behave badly in each known way."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.xiaoan.conftest import Bench
from xiaoan.events import EventKind
from xiaoan.parts import Part
from xiaoan.restart import RestartPolicy
from xiaoan.supervisor import NotReady

STEADY = "ready('ready sos'); signal.pause()"
Gone = Callable[[int], bool]


async def test_parts_start_together_and_tell_when_they_are_ready(bench: Bench) -> None:
    async with bench.running(bench.part("a", STEADY), bench.part("b", STEADY)) as supervisor:
        await supervisor.wait_ready(timeout_s=60)
        await supervisor.wait_sos_ready("a", 60)
        assert supervisor.names == ("a", "b")
        assert supervisor.pid("a") == bench.told.of(EventKind.STARTED, "a")[0].pid
    ready = bench.told.of(EventKind.READY, "b")[0]
    assert ready.took_s is not None
    assert 0 < ready.took_s <= ready.seconds


async def test_they_stop_in_reverse_order_and_nobody_is_left(bench: Bench, gone: Gone) -> None:
    async with bench.running(*(bench.part(name, STEADY) for name in "abc")) as supervisor:
        await supervisor.wait_ready(timeout_s=60)
        pids = [pid for name in "abc" if (pid := supervisor.pid(name))]
    assert [event.part for event in bench.told.of(EventKind.STOPPED)] == ["c", "b", "a"]
    assert len(pids) == 3
    assert all(gone(pid) for pid in pids)
    assert bench.told.of(EventKind.DIED) == []


async def test_a_part_that_dies_is_started_again_and_the_reason_is_told(bench: Bench) -> None:
    text = "print('working'); sys.stderr.write('the disk is full\\n'); sys.exit(3)"
    async with bench.running(bench.part("a", text)):
        await bench.told.wait(EventKind.STARTED, "a", count=4)
    deaths = bench.told.of(EventKind.DIED, "a")
    assert (deaths[0].exit_code, deaths[0].signal, deaths[0].last_line) == (3, None, "the disk is full")
    assert [death.pause_s for death in deaths[:3]] == [0.05, 0.1, 0.2]


async def test_the_reason_is_of_this_run_and_not_an_old_line_of_the_log(bench: Bench) -> None:
    part = bench.part("a", "sys.exit(1)")
    (bench.folder / "data" / "logs").mkdir(parents=True)
    (bench.folder / "data" / "logs" / "a.log").write_text("an old trouble\n")
    async with bench.running(part):
        death = await bench.told.wait(EventKind.DIED, "a")
    assert death.last_line is None


async def test_a_program_that_is_not_there_is_told_and_the_others_run(bench: Bench) -> None:
    absent = bench.part("a", "")
    absent = Part("a", ("/nonexistent/program",), absent.probe)
    async with bench.running(absent, bench.part("b", STEADY)) as supervisor:
        death = await bench.told.wait(EventKind.DIED, "a")
        await supervisor.wait_ready("b", 60)
    assert death.exit_code == 127
    assert "/nonexistent/program" in (death.last_line or "")


async def test_a_part_that_ignores_the_polite_signal_is_killed(bench: Bench, gone: Gone) -> None:
    text = "signal.signal(signal.SIGTERM, signal.SIG_IGN); ready(); time.sleep(600)"
    async with bench.running(bench.part("a", text), stop_patience_s=0.3) as supervisor:
        await supervisor.wait_ready(timeout_s=60)
        pid = supervisor.pid("a") or 0
    assert bench.told.of(EventKind.FORCED, "a")
    assert gone(pid)


async def test_grandchildren_go_with_a_part_that_stops_and_with_one_that_dies(bench: Bench, gone: Gone) -> None:
    note = bench.folder / "grandchild"
    text = (
        "p = subprocess.Popen([sys.executable, '-S', '-c', 'import time; time.sleep(600)'])\n"
        f"open({str(note)!r}, 'a').write(f'{{p.pid}}\\n'); ready(); signal.pause()"
    )
    async with bench.running(bench.part("a", text)) as supervisor:
        await supervisor.wait_ready("a", 60)
        await supervisor.kill("a")
        async with asyncio.timeout(60):
            while note.read_text().count("\n") < 2:
                await asyncio.sleep(0.02)
    grandchildren = [int(line) for line in note.read_text().split()]
    assert len(grandchildren) == 2
    async with asyncio.timeout(60):  # the last of them may have been ended by a signal that nobody waits for
        while not all(gone(pid) for pid in grandchildren):
            await asyncio.sleep(0.02)


async def test_a_flood_of_output_blocks_nobody_and_stands_in_the_log(bench: Bench) -> None:
    text = (
        "sys.stderr.write('x' * 99 + '\\n'); [sys.stderr.write('y' * 999 + '\\n') for _ in range(20000)]; ready(); "
        + ("sys.stderr.write('the end\\n'); signal.pause()")
    )
    async with bench.running(bench.part("a", text)) as supervisor:
        await supervisor.wait_ready(timeout_s=60)
        assert supervisor.log("a").stat().st_size > 20_000_000


async def test_a_killed_part_comes_back_by_itself(bench: Bench) -> None:
    async with bench.running(bench.part("a", STEADY)) as supervisor:
        await supervisor.wait_ready("a", 60)
        first = supervisor.pid("a")
        await supervisor.kill("a")
        assert bench.told.of(EventKind.DIED, "a")[0].signal == "SIGKILL"
        await bench.told.wait(EventKind.STARTED, "a", count=2)
        assert supervisor.pid("a") not in (None, first)


@pytest.mark.parametrize("kill", [True, False])
async def test_a_halted_part_stays_down_until_it_is_asked_for(bench: Bench, kill: bool) -> None:
    async with bench.running(bench.part("a", STEADY)) as supervisor:
        await supervisor.wait_ready("a", 60)
        await supervisor.halt("a", kill=kill)
        assert supervisor.pid("a") is None
        assert bench.told.of(EventKind.DIED, "a")[0].pause_s is None
        with pytest.raises(NotReady, match=r"a\.log"):
            await supervisor.wait_ready("a", 0.4)
        await supervisor.start_part("a")
        await supervisor.wait_ready("a", 60)


async def test_start_part_ends_a_long_pause(bench: Bench) -> None:
    slow = RestartPolicy(first_s=500, longest_s=500)
    async with bench.running(bench.part("a", STEADY), policy=slow) as supervisor:
        await supervisor.wait_ready("a", 60)
        await supervisor.kill("a")
        await supervisor.start_part("a")
        await supervisor.wait_ready("a", 60)


async def test_stopping_does_not_wait_for_a_pause(bench: Bench) -> None:
    slow = RestartPolicy(first_s=500, longest_s=500)
    async with bench.running(bench.part("a", "sys.exit(1)"), policy=slow):
        await bench.told.wait(EventKind.DIED, "a")
        before = time.monotonic()
    assert time.monotonic() - before < slow.first_s / 4


async def test_nothing_is_left_when_the_supervisor_itself_is_killed(tmp_path: Path, gone: Gone) -> None:
    """The supervisor runs in a process of its own; its part and a grandchild in another session must go with it."""
    script = tmp_path / "supervise.py"
    script.write_text(
        "import asyncio, sys\n"
        "from pathlib import Path\n"
        "from xiaoan.parts import Health, Part\n"
        "from xiaoan.supervisor import Supervisor\n"
        "class Never:\n"
        "    async def health(self):\n"
        "        return Health(ready=False)\n"
        "child = 'import os, subprocess, sys, time\\n'"
        ' \'p = subprocess.Popen(["sleep", "600"], start_new_session=True)\\n\''
        " 'print(os.getpid(), p.pid, flush=True); time.sleep(600)'\n"
        "async def main():\n"
        "    supervisor = Supervisor([Part('a', (sys.executable, '-S', '-c', child), Never())], Path(sys.argv[1]))\n"
        "    await supervisor.start()\n"
        "    await asyncio.sleep(600)\n"
        "asyncio.run(main())\n"
    )
    process = await asyncio.create_subprocess_exec(sys.executable, str(script), str(tmp_path / "data"))
    log = tmp_path / "data" / "logs" / "a.log"
    async with asyncio.timeout(60):
        while not (log.exists() and log.read_text().endswith("\n")):
            await asyncio.sleep(0.02)
    pids = [int(word) for word in log.read_text().split()]
    assert len(pids) == 2
    assert not any(gone(pid) for pid in pids)
    os.kill(process.pid, signal.SIGKILL)
    await process.wait()
    async with asyncio.timeout(60):
        while not all(gone(pid) for pid in pids):
            await asyncio.sleep(0.02)
