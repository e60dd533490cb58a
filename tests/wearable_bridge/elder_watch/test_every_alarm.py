"""Whatever a watch raises becomes an alert of its own kind, with words for whoever reads it."""

from __future__ import annotations

import pytest

from messages.payloads import Alert, AlertKind, Urgency
from tests.wearable_bridge.support import Desk
from wearable_bridge.ports import AlarmKind

EXPECTED = {
    AlarmKind.SOS: (AlertKind.BAND_SOS, Urgency.EMERGENCY),
    AlarmKind.FALL: (AlertKind.FALL, Urgency.EMERGENCY),
    AlarmKind.UNNAMED: (AlertKind.BAND_SOS, Urgency.URGENT),
    AlarmKind.ABNORMAL_HEART_RATE: (AlertKind.VITAL_SIGN, Urgency.URGENT),
    AlarmKind.FENCE_EXIT: (AlertKind.LEFT_AREA, Urgency.URGENT),
    AlarmKind.FENCE_ENTER: (AlertKind.LEFT_AREA, Urgency.ATTENTION),
    AlarmKind.LOW_BATTERY: (AlertKind.BAND_CARE, Urgency.ATTENTION),
    AlarmKind.REMOVED: (AlertKind.BAND_CARE, Urgency.ATTENTION),
    AlarmKind.POWER_CUT: (AlertKind.BAND_CARE, Urgency.ATTENTION),
    AlarmKind.SMOKE: (AlertKind.HAZARD, Urgency.EMERGENCY),
    AlarmKind.GAS: (AlertKind.HAZARD, Urgency.EMERGENCY),
    AlarmKind.LEAK: (AlertKind.HAZARD, Urgency.URGENT),
}


@pytest.mark.parametrize("kind", list(AlarmKind))
def test_every_alarm_is_an_alert(desk: Desk, kind: AlarmKind) -> None:
    desk.alarm(kind)
    desk.alarm(kind)
    (alert,) = desk.waiting()
    assert isinstance(alert, Alert)
    assert (alert.kind, alert.urgency) == EXPECTED[kind]
    assert alert.measured
