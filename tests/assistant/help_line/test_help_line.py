"""A cry is on disk before a word is spoken, said again until written, and followed to its end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import event, text

from assistant.help_line.book import AlertBook, OpenAlert
from assistant.help_line.help_line import HelpLine
from assistant.reporter import Reporter
from assistant.second_path.decide import Way
from assistant.speaker.light_board import LightBoard
from assistant.store.tables import Base
from config.phrases import load_phrases
from config.settings import HelpSettings
from hardware.ports import LightState, Sound
from messages.database import open_sqlite
from messages.errors import OutboxError
from messages.outbox import Outbox
from messages.payloads import (
    Alert,
    AlertKind,
    AlertState,
    AlertStateChange,
    Event,
    EventKind,
    Finding,
    Metric,
    Payload,
    Urgency,
)
from tests.assistant.standins import ReadyLines, RecordingLight, SetClock

PHRASES = load_phrases("zh")
CALLING = PHRASES("assistant.help.fixed.calling")


class SafetyMouth:
    """Takes safety lines, and looks at the disk at that moment."""

    def __init__(self, look: Callable[[], int]) -> None:
        self.lines: list[tuple[str, int]] = []
        self._look = look

    def drop_waiting(self) -> None:
        """Nothing waits here."""

    def say(self, text: str) -> None:
        self.lines.append((text, self._look()))

    def say_first(self, text: str, sound: Sound | None = None) -> None:
        self.lines.append((text, self._look()))


class Rig:
    def __init__(self, folder: Path, **pauses: float) -> None:
        self.clock = SetClock()
        self.engine = open_sqlite(folder / "home.db")
        Base.metadata.create_all(self.engine)
        self.outbox = Outbox(self.engine, self.clock)
        self.outbox.create()
        self.full = False
        event.listen(self.engine, "checkout", self._limit)
        self.book = AlertBook(self.engine, self.outbox)
        self.light = RecordingLight()
        self.mouth = SafetyMouth(lambda: len(self.sent()))
        self.reporter = Reporter("home-1", "wang", "speaker-1", self.clock)
        self.help_line = HelpLine(
            self.book,
            self.reporter,
            self.mouth,  # type: ignore[arg-type]
            ReadyLines(),
            LightBoard(self.light),
            PHRASES,
            HelpSettings(**{"repeat_unsaved_s": 0.02, "unanswered_after_s": 10, **pauses}),
        )

    def said(self) -> list[str]:
        return [text for text, _ in self.mouth.lines]

    def sent(self) -> list[Payload]:
        return [row.payload() for row in self.outbox.due(self.clock.now() + timedelta(days=1), 100)]

    def alerts(self) -> list[Alert]:
        return [payload for payload in self.sent() if isinstance(payload, Alert)]

    def change(self, state: AlertState, by: str = "") -> AlertStateChange:
        return AlertStateChange(
            id=self.alerts()[0].id, home="home-1", device="station", at=self.clock.now(), state=state, by=by
        )

    def _limit(self, connection: object, *_: object) -> None:
        """A full disk: the database may not grow by a page (SQLite then says that the disk is full)."""
        pages = 1 if self.full else 1_000_000
        connection.execute(f"PRAGMA max_page_count = {pages}")  # type: ignore[attr-defined]


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
    async with asyncio.timeout(5):
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
    async with asyncio.timeout(20):
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


async def test_whoever_is_reached_is_named_and_of_the_cancellation_too(rig: Rig) -> None:
    rig.help_line.call("救命")
    rig.help_line.reached(rig.alerts()[0].id, "女儿", Way.SMS)
    assert rig.said()[-1].startswith("我已经发短信给女儿了")
    rig.help_line.reached(rig.alerts()[0].id, "值班电话", Way.MESSAGE)
    assert rig.said()[-1].startswith("我已经发消息给值班电话了")
    rig.help_line.reached_with_cancel("女儿")
    assert rig.said()[-1] == "我也告诉女儿您没事了。"
