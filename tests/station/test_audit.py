"""The audit trail: one row for a look, whatever the look is repeated; one list of looks, deeds and alerts."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from station.audit import SEEN_AGAIN_AFTER, Deed, Sightings, write
from station.audit_log import AuditLog, AuditView, Wanted, as_csv
from station.lifecycle import Action
from station.tables import AuditRow
from tests.station.support import LI, START, Rig, a_cry


def test_a_look_repeated_at_once_is_one_row_and_later_another(rig: Rig) -> None:
    sightings = Sightings(rig.database, rig.clock)
    for _ in range(3):
        sightings.saw("li", Deed.SAW_RESIDENT, "wang", "demo/home-1")
    sightings.saw("li", Deed.SAW_RESIDENT, "wang", "demo/home-2")
    sightings.saw("zhao", Deed.SAW_RESIDENT, "wang", "demo/home-1")
    assert rig.count(AuditRow) == 3
    rig.clock.forward(SEEN_AGAIN_AFTER.total_seconds())
    sightings.saw("li", Deed.SAW_RESIDENT, "wang", "demo/home-1")
    rig.clock.forward(-86400)  # a clock set back hides nobody
    sightings.saw("li", Deed.SAW_RESIDENT, "wang", "demo/home-1")
    assert rig.count(AuditRow) == 5


def test_looks_and_what_was_done_with_alerts_are_one_list(rig: Rig) -> None:
    alert = uuid4()
    rig.take(a_cry(alert))
    rig.clock.forward(1)
    Sightings(rig.database, rig.clock).saw("李护士", Deed.SAW_ALERT, str(alert), "demo/home-1")
    rig.clock.forward(1)
    rig.alerts.act(alert, Action.ACKNOWLEDGE, LI)
    log = AuditLog(rig.database)
    about_it = log.rows(Wanted(home=str(alert)))
    assert [(row.by, row.action, row.about, row.home) for row in about_it] == [
        ("李护士", "alert_acknowledge", str(alert), "demo/home-1"),
        ("李护士", "saw_alert", str(alert), "demo/home-1"),
        ("speaker-1", "alert_receive", str(alert), "demo/home-1"),
    ]
    assert len(log.rows(Wanted(person="护士"))) == 2
    assert len(log.rows(Wanted(home="home-1", deed="saw_alert"))) == 1
    assert log.rows(Wanted(person="%")) == []
    assert len(log.rows(Wanted(since=START + timedelta(seconds=2)))) == 1
    assert len(log.rows(Wanted(until=START + timedelta(seconds=1)))) == 1
    assert len(log.rows(Wanted(), most=2)) == 2


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1"])
def test_no_name_becomes_a_formula_in_a_spreadsheet(cell: str) -> None:
    text = as_csv([AuditView(START, cell, "saw_live", "", "")], ZoneInfo("Asia/Shanghai"))
    assert text.splitlines()[0] == "at,by,action,home,about"
    assert f"2026-03-02T16:00:00+08:00,'{cell}," in text


def test_a_deed_is_written_with_what_it_is_about_or_not_at_all(rig: Rig) -> None:
    with pytest.raises(RuntimeError), rig.database.writing() as session:
        write(session, START, "li", Deed.SAID)
        raise RuntimeError
    assert rig.count(AuditRow) == 0
