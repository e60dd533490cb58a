"""What the station and the second path bring back, told as it is and only once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from assistant.second_path.decide import Way
from hardware.ports import LightState
from messages.payloads import (
    Alert,
    AlertKind,
    AlertState,
    AlertStateChange,
    Event,
    Urgency,
)
from tests.assistant.help_line.support import PHRASES, Rig


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    return Rig(tmp_path)


def crossing(state: AlertState, by: str = "") -> tuple[AlertState, str]:
    return state, by


@pytest.mark.parametrize(
    ("words", "heard", "light"),
    [
        ([crossing(AlertState.RECEIVED)], [], LightState.IDLE),
        ([crossing(AlertState.RECEIVED), crossing(AlertState.CANCELLED)], [], LightState.IDLE),
        ([crossing(AlertState.ACKNOWLEDGED, "张敏")], ["张敏接到了"], LightState.ALERT_ACCEPTED),
        ([crossing(AlertState.CANCELLED), crossing(AlertState.RECEIVED)], ["已经通知"], LightState.ALERT_TOLD),
    ],
    ids=["crossed", "then confirmed", "a worker comes all the same", "opened again"],
)
async def test_what_crosses_her_word_that_she_is_well_is_not_told(
    rig: Rig, words: list[tuple[AlertState, str]], heard: list[str], light: LightState
) -> None:
    rig.help_line.call("救命")
    rig.help_line.cancel()
    before = len(rig.said())
    for state, by in words:
        rig.help_line.follow(rig.change(state, by))
    said = rig.said()[before:]
    assert len(said) == len(heard)
    assert all(part in line for part, line in zip(heard, said, strict=True))
    assert rig.light.states[-1] is light


async def test_a_worker_who_had_it_before_she_cancelled_is_no_news(rig: Rig) -> None:
    rig.help_line.call("救命")
    rig.help_line.follow(rig.change(AlertState.ACKNOWLEDGED, "张敏"))
    rig.help_line.cancel()
    before = len(rig.said())
    rig.help_line.follow(rig.change(AlertState.ACKNOWLEDGED, "张敏"))
    assert rig.said()[before:] == []
    assert rig.light.states[-1] is LightState.IDLE


async def test_a_new_cry_that_joins_the_one_she_took_back_is_open(rig: Rig) -> None:
    rig.help_line.call("救命")
    rig.help_line.cancel()
    first = rig.alerts()[0]
    rig.help_line.call("救命")
    second = rig.alerts()[1]
    joined = rig.change(AlertState.JOINED).model_copy(update={"id": second.id, "joined_to": first.id})
    rig.help_line.follow(joined)
    now = rig.help_line.open_alert()
    assert now is not None
    assert now.id == first.id
    assert rig.light.states[-1] is LightState.ALERT_TOLD


def of_the_band(rig: Rig, urgency: Urgency = Urgency.EMERGENCY) -> Alert:
    return Alert(
        home="home-1", resident="wang", device="bridge-1", at=rig.clock.now(), kind=AlertKind.BAND_SOS, urgency=urgency
    )


async def test_an_alert_of_the_band_is_heard_followed_and_can_be_taken_back(rig: Rig) -> None:
    alert = of_the_band(rig)
    rig.help_line.hear(alert)
    rig.help_line.hear(alert)
    assert rig.said() == [PHRASES("assistant.help.fixed.band")]
    assert rig.light.states[-1] is LightState.ALERT_SENT
    state = AlertStateChange(
        id=alert.id, home="home-1", device="station", at=rig.clock.now(), state=AlertState.ON_THE_WAY, by="张敏"
    )
    rig.help_line.follow(state)
    assert "张敏正在赶来" in rig.said()[-1]
    assert rig.help_line.cancel() is True
    assert [each.about for each in rig.sent() if isinstance(each, Event)] == [alert.id]


@pytest.mark.parametrize(
    ("kind", "state", "days_old", "followed"),
    [
        (AlertKind.BAND_SOS, AlertState.RECEIVED, 0, True),
        (AlertKind.VITAL_SIGN, AlertState.ACKNOWLEDGED, 0, True),
        (AlertKind.BAND_SOS, AlertState.RESOLVED, 0, False),
        (AlertKind.BAND_SOS, AlertState.RECEIVED, 2, False),
        (AlertKind.DOSE_MISSED, AlertState.RECEIVED, 0, False),
        (AlertKind.HOME_SILENT, AlertState.RECEIVED, 0, False),
        (None, AlertState.RECEIVED, 0, False),
    ],
)
async def test_a_retained_state_of_an_alert_not_heard_raised(
    rig: Rig, kind: AlertKind | None, state: AlertState, days_old: int, followed: bool
) -> None:
    at = rig.clock.now() - timedelta(days=days_old)
    rig.help_line.follow(
        AlertStateChange(id=uuid4(), home="home-1", device="station", at=at, state=state, by="张敏", kind=kind)
    )
    assert (rig.help_line.open_alert() is not None) is followed
    assert bool(rig.said()) is followed


async def test_nobody_reached_is_told_once_and_not_of_what_is_settled(rig: Rig) -> None:
    rig.help_line.call("救命")
    alert = rig.alerts()[0].id
    rig.help_line.reached_nobody(alert)
    rig.help_line.reached_nobody(alert)
    line = PHRASES("assistant.help.fixed.reached_nobody_offline")
    assert rig.said().count(line) == 1
    rig.help_line.cancel()
    rig.help_line.reached_nobody(uuid4())
    assert rig.said().count(line) == 1


async def test_smoke_in_the_home_is_told_as_what_it_is(rig: Rig) -> None:
    rig.help_line.hear(of_the_band(rig).model_copy(update={"kind": AlertKind.HAZARD, "resident": None}))
    assert rig.said() == [PHRASES("assistant.help.fixed.hazard")]


async def test_a_cry_into_another_speaker_of_the_home_is_no_band(rig: Rig) -> None:
    rig.help_line.hear(of_the_band(rig).model_copy(update={"kind": AlertKind.CRY, "device": "speaker-2"}))
    assert rig.said() == [PHRASES("assistant.help.fixed.calling")]


async def test_of_an_alert_she_took_back_she_hears_no_more_who_was_reached(rig: Rig) -> None:
    rig.help_line.call("救命")
    rig.help_line.cancel()
    before = rig.said()
    rig.help_line.reached(rig.alerts()[0].id, "女儿", Way.SMS)
    assert rig.said() == before


async def test_whoever_is_reached_is_named_and_of_the_cancellation_too(rig: Rig) -> None:
    rig.help_line.call("救命")
    rig.help_line.reached(rig.alerts()[0].id, "女儿", Way.SMS)
    assert rig.said()[-1].startswith("我已经发短信给女儿了")
    rig.help_line.reached(rig.alerts()[0].id, "值班电话", Way.MESSAGE)
    assert rig.said()[-1].startswith("我已经发消息给值班电话了")
    rig.help_line.reached_with_cancel("女儿")
    assert rig.said()[-1] == "我也告诉女儿您没事了。"
