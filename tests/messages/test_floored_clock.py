"""The time after a power cut: kept, run on from, and trusted or not."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from messages.floored_clock import FlooredClock, set_from_network

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Machine:
    """A machine whose clock can be set, and its uptime."""

    def __init__(self, now: datetime) -> None:
        self.now, self.up_s, self.network = now, 100.0, False

    def clock(self, file: Path, needs_network: bool = False) -> FlooredClock:
        return FlooredClock(file, needs_network, lambda: self.network, lambda: self.now, lambda: self.up_s)

    def run(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.up_s += seconds


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "last-known-time"


def kept_at_noon(file: Path) -> None:
    Machine(NOON).clock(file).write()


def test_the_machines_clock_is_believed_when_nothing_speaks_against_it(file: Path) -> None:
    clock = Machine(NOON).clock(file)
    assert (clock.trusted, clock.now()) == (True, NOON)


def test_behind_the_last_known_time_it_runs_on_from_there_and_is_not_trusted(file: Path) -> None:
    kept_at_noon(file)
    machine = Machine(LONG_AGO)
    clock = machine.clock(file)
    machine.run(90)
    assert (clock.trusted, clock.now()) == (False, NOON + timedelta(seconds=90))
    machine.now = NOON + timedelta(hours=5)
    assert (clock.trusted, clock.now()) == (True, NOON + timedelta(hours=5))


def test_with_a_network_time_needed_a_clock_that_slept_is_not_trusted(file: Path) -> None:
    kept_at_noon(file)
    machine = Machine(NOON + timedelta(seconds=30))
    clock = machine.clock(file, needs_network=True)
    assert (clock.trusted, clock.now()) == (False, NOON + timedelta(seconds=30))
    machine.network, machine.now = True, NOON + timedelta(hours=8)
    assert (clock.trusted, clock.now()) == (True, NOON + timedelta(hours=8))
    machine.network = False  # the line fails: the clock runs on well enough
    assert clock.trusted


@pytest.mark.parametrize("needs_network", [True, False])
def test_what_the_network_says_is_believed_also_behind_the_last_known_time(file: Path, needs_network: bool) -> None:
    """Somebody had set the year wrong once."""
    kept_at_noon(file)
    machine = Machine(NOON - timedelta(days=300))
    machine.network = True
    clock = machine.clock(file, needs_network)
    assert (clock.trusted, clock.now()) == (True, NOON - timedelta(days=300))
    clock.write()
    assert Machine(NOON - timedelta(days=299)).clock(file).trusted


def test_an_untrusted_time_is_not_kept(file: Path) -> None:
    kept_at_noon(file)
    Machine(LONG_AGO).clock(file).write()
    assert datetime.fromisoformat(file.read_text()) == NOON


@pytest.mark.parametrize("content", [b"", b"yesterday", b"\xff\xfe", b"2026-03-01T12:00:00", b"9" * 10_000])
def test_a_damaged_file_is_no_floor(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    assert Machine(LONG_AGO).clock(file).trusted


def test_a_disk_that_fails_costs_only_the_floor(tmp_path: Path) -> None:
    clock = Machine(NOON).clock(tmp_path / "no" / "folder" / "time")
    clock.write()
    assert clock.trusted


async def test_it_is_kept_while_the_program_runs(file: Path) -> None:
    keeping = asyncio.create_task(Machine(NOON).clock(file).keep())
    async with asyncio.timeout(60):
        while not file.exists():
            await asyncio.sleep(0)
    keeping.cancel()
    assert datetime.fromisoformat(file.read_text()) == NOON


def test_the_kernel_answers() -> None:
    assert set_from_network() in (True, False)
