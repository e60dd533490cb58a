"""A settable clock, an outbox in a temporary file, and ready-made payloads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from messages.database import open_sqlite
from messages.dead_letters import DeadLetters
from messages.outbox import Outbox
from tests.messages.support import Make, SetClock
from tests.mosquitto import Mosquitto


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def make() -> Make:
    return Make()


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = open_sqlite(tmp_path / "program" / "program.db")
    yield opened
    opened.dispose()


@pytest.fixture
def outbox(engine: Engine, clock: SetClock) -> Outbox:
    box = Outbox(engine, clock)
    box.create()
    return box


@pytest.fixture
def dead_letters(engine: Engine) -> DeadLetters:
    letters = DeadLetters(engine)
    letters.create()
    return letters


@pytest.fixture
def mosquitto(tmp_path: Path) -> Iterator[Mosquitto]:
    broker = Mosquitto(tmp_path / "broker")
    broker.start()
    yield broker
    broker.stop()
