"""A cry is on disk before a word is spoken, said again until written, and taken back."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text

from assistant.help_line.book import OpenAlert
from hardware.ports import LightState
from messages.errors import OutboxError
from messages.payloads import (
    AlertKind,
    AlertState,
    Event,
    EventKind,
    Finding,
    Metric,
    Urgency,
)
from tests.assistant.help_line.support import PHRASES, Rig

CALLING = PHRASES("assistant.help.fixed.calling")


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    return Rig(tmp_path)


async def test_on_disk_before_a_word_and_once_for_one_cry(rig: Rig) -> None:
    for partial in ("救命", "救命啊", "救命救命"):
        rig.help_line.call(partial)
    assert [alert.said for alert in rig.alerts()] == ["救命"]
    assert rig.alerts()[0].urgency is Urgency.EMERGENCY
    assert rig.mouth.lines == [(CALLING, 1)]
    assert rig.light.states[-1] is LightState.ALERT_SENT


async def test_full_disk_the_cry_is_still_spoken_and_said_again_until_written(rig: Rig) -> None:
    with rig.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE filler (x BLOB)")
    rig.full = True
    big = "救命" * 240
    for _ in range(40):  # fills what is left in the pages that exist
        rig.help_line.raise_alert(rig.reporter.alert(AlertKind.CRY, Urgency.EMERGENCY, said=big), line="")
        if rig.help_line._unsaved:
            break
    unsaved = rig.help_line._unsaved[0].alert
    assert unsaved.id not in {alert.id for alert in rig.alerts()}
    trying = asyncio.ensure_future(rig.help_line.keep_trying())
    async with asyncio.timeout(60):
        while [text for text, _ in rig.mouth.lines].count(CALLING) < 2:
            await asyncio.sleep(0.01)
        rig.full = False
        while rig.help_line._unsaved:
            await asyncio.sleep(0.01)
    trying.cancel()
    assert unsaved.id in {alert.id for alert in rig.alerts()}
    assert rig.light.states[-1] is LightState.ALERT_SENT


async def test_she_hears_each_step_once_and_the_light_follows(rig: Rig) -> None:
    rig.help_line.press()
    for change in (
        rig.change(AlertState.RECEIVED),
        rig.change(AlertState.RECEIVED),
        rig.change(AlertState.ACKNOWLEDGED, "张敏"),
        rig.change(AlertState.RESOLVED),
    ):
        rig.help_line.follow(change)
    texts = [text for text, _ in rig.mouth.lines]
    assert len(texts) == 4
    assert "张敏" in texts[2]
    assert rig.light.states[-1] is LightState.IDLE
    assert LightState.ALERT_ACCEPTED in rig.light.states
    assert rig.help_line.open_alert() is None


async def test_i_am_fine_cancels_and_the_cancellation_is_reported(rig: Rig) -> None:
    assert rig.help_line.cancel() is False
    rig.help_line.call("救命")
    assert rig.help_line.cancel() is True
    events = [payload for payload in rig.sent() if isinstance(payload, Event)]
    assert [(each.kind, each.about) for each in events] == [(EventKind.CANCEL, rig.alerts()[0].id)]
    rig.help_line.call("救命")
    assert len(rig.alerts()) == 2


async def test_a_cancellation_that_cannot_be_written_is_told_as_it_is(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig.help_line.call("救命")
    monkeypatch.setattr(rig.book, "cancel", _full_disk)
    assert rig.help_line.cancel() is True
    assert rig.mouth.lines[-1][0] == PHRASES("assistant.help.cancel_failed")
    assert rig.help_line.open_alert() is not None


def _full_disk(*_: object) -> None:
    raise OutboxError("home.db cannot be written: disk full")


async def test_a_new_cry_right_after_the_alert_was_closed_is_a_new_alert(rig: Rig) -> None:
    rig.help_line.call("救命")
    rig.help_line.follow(rig.change(AlertState.RESOLVED))
    rig.help_line.call("救命")
    assert len(rig.alerts()) == 2


async def test_a_long_hold_cancels_the_alert_before_it_and_the_one_its_own_press_raised(rig: Rig) -> None:
    rig.help_line.call("救命")
    rig.help_line.press()
    rig.help_line._last_call -= 2
    rig.help_line.press()
    assert rig.help_line.cancel() is True
    assert rig.help_line.open_alert() is None
    cancelled = {payload.about for payload in rig.sent() if isinstance(payload, Event)}
    assert cancelled == {alert.id for alert in rig.alerts()}


async def looks(rig: Rig, count: int) -> None:
    """Returns when the help line has looked so many more times at how her alert stands."""
    seen, open_alert = 0, rig.help_line.open_alert

    def counted() -> OpenAlert | None:
        nonlocal seen
        seen += 1
        return open_alert()

    rig.help_line.open_alert = counted  # type: ignore[method-assign]
    trying = asyncio.ensure_future(rig.help_line.keep_trying())
    async with asyncio.timeout(60):
        while seen < count:
            await asyncio.sleep(0.005)
    trying.cancel()
    rig.help_line.open_alert = open_alert  # type: ignore[method-assign]


async def test_unanswered_she_is_told_the_truth_once_and_then_after_a_pause(rig: Rig) -> None:
    rig.help_line.call("救命")
    line = PHRASES("assistant.help.fixed.still_trying")
    await looks(rig, 3)
    assert rig.said().count(line) == 0
    rig.help_line._wait = None
    rig.clock.forward(11)
    await looks(rig, 10)
    assert rig.said().count(line) == 1


async def test_received_and_not_accepted_she_hears_that_nobody_has_it_yet(tmp_path: Path) -> None:
    rig = Rig(tmp_path, unaccepted_after_s=0.01, reassure_every_s=3600)
    rig.help_line.call("救命")
    rig.help_line.follow(rig.change(AlertState.RECEIVED))
    await looks(rig, 10)
    assert rig.said().count(PHRASES("assistant.help.fixed.nobody_yet")) == 1
    rig.help_line.follow(rig.change(AlertState.ACKNOWLEDGED, "张敏"))
    await looks(rig, 3)
    assert "张敏" in rig.said()[-1]


def test_a_finding_is_claimed_once_and_settled_by_its_alert(rig: Rig) -> None:
    finding = Finding(
        home="home-1", device="bridge-1", at=rig.clock.now(), kind="pulse_high", metric=Metric.HEART_RATE,
        value=128, urgency=Urgency.URGENT, reason="心率 128",
    )  # fmt: skip
    claimed = rig.reporter.event(EventKind.FINDING_CLAIMED, about=finding.id)
    assert rig.book.claim(finding, claimed) is True
    assert rig.book.claim(finding, claimed) is False
    assert [each.id for each in rig.book.unsettled()] == [finding.id]
    rig.book.raise_alert(rig.reporter.alert(AlertKind.VITAL_SIGN, Urgency.URGENT, id=finding.id))
    assert rig.book.unsettled() == ()
    assert rig.book.claim(finding, claimed) is False


async def test_a_disk_that_cannot_be_read_forgets_no_open_alert_and_ends_nothing(rig: Rig) -> None:
    rig.help_line.call("救命")
    known = rig.help_line.open_alert()
    with rig.engine.begin() as connection:
        connection.execute(text("DROP TABLE alert"))
    assert known is not None
    assert rig.help_line.open_alert() == known
    assert rig.help_line.cancel() is True
    assert rig.mouth.lines[-1][0] == PHRASES("assistant.help.cancel_failed")


async def test_a_cry_taken_back_before_it_could_be_written_is_reported_with_its_cancellation(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = rig.book.raise_alert
    monkeypatch.setattr(rig.book, "raise_alert", _full_disk)
    rig.help_line.call("救命")
    assert rig.help_line.cancel() is True
    assert rig.light.states[-1] is LightState.IDLE
    assert rig.help_line.open_alert() is None
    monkeypatch.setattr(rig.book, "raise_alert", write)
    trying = asyncio.ensure_future(rig.help_line.keep_trying())
    async with asyncio.timeout(10):
        while not rig.sent():
            await asyncio.sleep(0.01)
    trying.cancel()
    cancels = [each.about for each in rig.sent() if isinstance(each, Event)]
    assert cancels == [rig.alerts()[0].id]
    assert rig.light.states[-1] is LightState.IDLE
    assert rig.said().count(CALLING) == 1
