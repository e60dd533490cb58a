"""What is too old goes, what is not stays, and a certificate is renewed before it ends."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from config.settings import RetentionSettings
from messages.payloads import Event, EventKind, Metric, Readings, Sample
from station.audit import Deed, write
from station.broker.authority import (
    RENEWED_BEFORE,
    SERVER_KEPT,
    ensure_authority,
    ensure_server,
    names_of,
    read_certificate,
)
from station.broker.folder import BrokerFolder
from station.reading_rows import keep
from station.retention import AT_ONCE, Retention
from station.tables import AlertRow, AuditRow, EventRow, ReadingBatchRow, ReadingRow
from station.upkeep import Upkeep
from tests.station.support import COMMUNITY, START, Rig, a_cry

ON_SQLITE = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
DAYS = RetentionSettings(readings_days=10, events_days=20, audit_days=30)


def a_batch() -> tuple[str, Readings]:
    samples = (Sample(at=START, value=72), Sample(at=START, value=73))
    return COMMUNITY, Readings(
        home="home-1", resident="wang", device="b", at=START, metric=Metric.HEART_RATE, samples=samples
    )


@pytest.mark.parametrize(("days", "left"), [(9, (1, 1, 1)), (11, (0, 1, 1)), (21, (0, 0, 1)), (31, (0, 0, 0))])
def test_each_kind_has_its_own_time_and_alerts_stay(rig: Rig, days: int, left: tuple[int, int, int]) -> None:
    rig.take(a_cry())
    with rig.database.writing() as session:
        keep(session, [a_batch()])
        write(session, START, "li", Deed.SAW_LIVE)
    rig.take(Event(home="home-1", resident="wang", device="s", at=START, kind=EventKind.CHECK_IN))
    rig.receipts.gather()
    rig.clock.forward(days * 86400)
    Retention(rig.database, rig.clock, DAYS).sweep()
    assert (rig.count(ReadingBatchRow), rig.count(EventRow), rig.count(AuditRow)) == left
    assert rig.count(ReadingRow) == 2 * left[0]
    assert rig.count(AlertRow) == 1


def test_many_old_rows_go_in_many_transactions(rig: Rig) -> None:
    with rig.database.writing() as session:
        for _ in range(AT_ONCE + 1):
            write(session, START, "li", Deed.SAW_LIVE)
    rig.clock.forward(31 * 86400)
    assert Retention(rig.database, rig.clock, DAYS).sweep() == AT_ONCE + 1


@ON_SQLITE
def test_a_clock_that_is_not_trusted_takes_nothing(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    with rig.database.writing() as session:
        write(session, START, "li", Deed.SAW_LIVE)
    rig.clock.forward(9999 * 86400)
    monkeypatch.setattr(rig.clock, "trusted", False)
    assert Retention(rig.database, rig.clock, DAYS).sweep() == 0


@ON_SQLITE
def test_the_server_s_certificate_is_renewed_in_time_with_the_same_key_and_names(rig: Rig, tmp_path: Path) -> None:
    folder = BrokerFolder(tmp_path / "broker")
    ensure_authority(folder, COMMUNITY, START)
    assert ensure_server(folder, ("station.example.org",), START)
    folder.configuration.touch()
    upkeep = Upkeep(Retention(rig.database, rig.clock, DAYS), folder, rig.clock)
    key, first = folder.key.read_bytes(), folder.certificate.read_bytes()
    rig.clock.forward((SERVER_KEPT - RENEWED_BEFORE - timedelta(days=1)).total_seconds())
    upkeep.once()
    assert folder.certificate.read_bytes() == first
    rig.clock.forward(2 * 86400)
    upkeep.once()
    renewed = read_certificate(folder.certificate)
    assert renewed.not_valid_after_utc > rig.clock.now() + RENEWED_BEFORE
    assert "station.example.org" in names_of(renewed)
    assert folder.key.read_bytes() == key
