"""How fast the station commits readings: messages wait at the broker, workers fetch them, PUBACK after COMMIT."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg
from sqlalchemy import func, select

from config.ingest import IngestSettings, ShardSettings
from config.settings import HomeSettings, Settings, StationSettings
from messages.topics import topic_for
from station.database import Database
from station.ingest.shards import Lane, Shard, shards_of
from station.tables import ReadingBatchRow, ReadingRow
from station.wiring.database import open_migrated
from xiaoan.bench.queued import open_session, publish, readings, receive_alone
from xiaoan.bench.station_workers import station_workers
from xiaoan.errors import LocalServerError
from xiaoan.local_mosquitto import LocalMosquitto

SINGLE_MESSAGES = 12_000
BATCH_MESSAGES = 5_000
BATCH_SAMPLES = 30
STOLEN_SHARE = 0.1  # of the messages pass before the clock starts: the program's start is not what is measured
FINISHED_WITHIN_S = 120.0
LOOK_EVERY_S = 0.02


@dataclass(frozen=True)
class Load:
    """What is sent: a message of each home, which makes it known, and then so many of so many samples."""

    homes: int
    measured: int
    samples: int

    @property
    def messages(self) -> int:
        """All of them."""
        return self.homes + self.measured


@dataclass(frozen=True)
class Drained:
    """One load. `receive_floor` is paho with manual acknowledgement alone, with the same messages."""

    messages: int
    samples_each: int
    payload_bytes: int
    messages_per_s: int
    readings_per_s: int
    receive_floor_messages_per_s: int
    share_of_floor: float


@dataclass(frozen=True)
class Bench:
    """Where and how it is measured. `database_url` empty: SQLite in `folder`."""

    folder: Path
    database_url: Callable[[], str]
    workers: int
    homes: int
    progress: Callable[[str], None]


def measure_ingest(bench: Bench) -> dict[str, object]:
    """The figures of both loads and of inserting alone."""
    single = _drain(bench, "single", Load(bench.homes, SINGLE_MESSAGES, 1))
    batches = _drain(bench, "batches", Load(bench.homes, BATCH_MESSAGES, BATCH_SAMPLES))
    bench.progress("inserting alone")
    floor = _insert_floor(_settings(bench, "floor"))
    return {
        "homes": bench.homes,
        "workers": bench.workers,
        "single": asdict(single),
        "batches": asdict(batches),
        "insert_floor_readings_per_s": floor,
    }


def _settings(bench: Bench, name: str) -> Settings:
    shards = tuple(ShardSettings(name=f"b{n}", communities=(f"bench-{n}",)) for n in range(bench.workers))
    station = StationSettings(database_url=bench.database_url(), ingest=IngestSettings(shards=shards))
    return Settings(data=bench.folder / name, station=station, home=HomeSettings(community="bench-0", residents=()))


def _drain(bench: Bench, name: str, load: Load) -> Drained:
    settings = _settings(bench, name)
    mosquitto = LocalMosquitto(bench.folder / f"{name}-broker", extra="max_queued_bytes 0\nautosave_interval 3600")
    settings = settings.model_copy(update={"broker": mosquitto.settings})
    shards = shards_of(settings.station.ingest)
    with ExitStack() as closing:
        mosquitto.start()
        closing.callback(mosquitto.stop)
        database = open_migrated(settings)
        closing.callback(database.close)
        for shard in shards:
            open_session(mosquitto.settings, shard.client_id(Lane.READINGS), shard.filters(Lane.READINGS))
        open_session(mosquitto.settings, "bench-floor", ["care/v1/+/+/reading/+"])
        bench.progress(f"{name}: queueing {load.messages} messages")
        messages = _messages(load, shards)
        publish(mosquitto.settings, messages)
        bench.progress(f"{name}: receiving alone")
        floor = receive_alone(
            mosquitto.settings, "bench-floor", load.messages, settings.station.ingest.readings_at_once
        )
        bench.progress(f"{name}: {bench.workers} workers")
        rate = _rate(settings, bench, database, load)
    return Drained(
        messages=load.measured,
        samples_each=load.samples,
        payload_bytes=len(messages[0][1]),
        messages_per_s=round(rate),
        readings_per_s=round(rate * load.samples),
        receive_floor_messages_per_s=round(floor),
        share_of_floor=round(rate / floor, 3),
    )


def _messages(load: Load, shards: Sequence[Shard]) -> list[tuple[str, bytes]]:
    """The shards' communities take turns, so that the workers have the same to do."""
    made = []
    for number, each in enumerate(readings(load.messages, load.homes, load.samples)):
        community = shards[number % len(shards)].communities[0]
        made.append((topic_for(community, each), each.body()))
    return made


def _rate(settings: Settings, bench: Bench, database: Database, load: Load) -> float:
    """Messages committed per second, from when every home is known and a tenth of the rest is in until all are."""
    with station_workers(settings, bench.workers, bench.folder / "workers.log"):
        early = _await(database, load.homes + int(load.measured * STOLEN_SHARE))
        began = time.perf_counter()
        _await(database, load.messages)
        seconds = time.perf_counter() - began
    with database.reading() as session:
        rows = session.scalar(select(func.count()).select_from(ReadingRow)) or 0
    if rows != load.messages * load.samples:
        raise LocalServerError(f"{rows} readings are in the database instead of {load.messages * load.samples}.")
    return (load.messages - early) / seconds


def _await(database: Database, count: int) -> int:
    deadline = time.monotonic() + FINISHED_WITHIN_S
    while True:
        with database.reading() as session:
            there = session.scalar(select(func.max(ReadingBatchRow.seq))) or 0
        if there >= count:
            return there
        if time.monotonic() > deadline:
            raise LocalServerError(f"After {FINISHED_WITHIN_S:.0f} s only {there} of {count} messages were committed.")
        time.sleep(LOOK_EVERY_S)


def _insert_floor(settings: Settings) -> int:
    """Rows per second of COPY (PostgreSQL) or executemany (SQLite) alone, in transactions of the same size."""
    at_once = settings.station.ingest.readings_at_once
    database = open_migrated(settings)
    samples = next(readings(1, 1, BATCH_SAMPLES)).samples
    transactions = max(1, BATCH_MESSAGES // at_once)
    began = time.perf_counter()
    for number in range(transactions):
        rows = (
            (number * at_once + batch, position, sample.at, sample.value, sample.quality)
            for batch in range(at_once)
            for position, sample in enumerate(samples)
        )
        with database.writing() as session:
            raw = session.connection().connection.driver_connection
            if isinstance(raw, psycopg.Connection):
                with raw.cursor().copy("COPY readings (batch, position, at, value, quality) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
            else:
                plain = [(batch, position, str(at), value, quality) for batch, position, at, value, quality in rows]
                statement = "INSERT INTO readings (batch, position, at, value, quality) VALUES (?,?,?,?,?)"
                session.connection().exec_driver_sql(statement, plain)
    seconds = time.perf_counter() - began
    database.close()
    return round(transactions * at_once * len(samples) / seconds)
