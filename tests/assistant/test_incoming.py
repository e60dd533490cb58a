"""What a message from outside makes the speaker do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text

from assistant.incoming import Incoming
from assistant.store.vitals import StoredVitals
from config.phrases import load_phrases
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
    Readings,
    Sample,
    Say,
    Urgency,
)
from messages.topics import Received
from tests.assistant.speaker.test_turns import Rig

PHRASES = load_phrases("zh")


class NoCheck:
    """No check goes on; see assistant.incoming.CheckListener."""

    def take(self, payload: Payload) -> bool:
        return False


class Home:
    """A running speaker without sound or network."""

    def __init__(self, rig: Rig, tasks: asyncio.TaskGroup, called: Mapping[str, str] | None = None) -> None:
        self.rig = rig
        self.vitals = StoredVitals(rig.engine)
        self.incoming = Incoming(
            rig.help_line,
            rig.desk,
            rig.book,
            self.vitals,
            rig.mouth,
            rig.outbox,
            rig.reporter,
            PHRASES,
            rig.turns,
            tasks,
            NoCheck(),
            called,
        )

    async def gets(self, payload: Payload) -> None:
        await self.incoming.handle(Received("demo", "home-1", payload))

    def finding(self, urgency: Urgency = Urgency.ATTENTION, kind: str = "pulse_high") -> Finding:
        return Finding(
            home="home-1", resident="wang", device="bridge-1", at=self.rig.clock.now(), kind=kind,
            metric=Metric.HEART_RATE, value=128, urgency=urgency, reason="心率 128 次/分",
        )  # fmt: skip

    def sent(self, kind: EventKind) -> list[Event]:
        rows = self.rig.outbox.due(self.rig.clock.now(), 100)
        return [each for each in (row.payload() for row in rows) if isinstance(each, Event) and each.kind is kind]

    async def until_alert(self) -> Alert:
        async with asyncio.timeout(60):
            while not self.rig.alerts():
                await asyncio.sleep(0.01)
        return self.rig.alerts()[0]

    async def until_idle(self) -> None:
        """Nothing is asked or said for a hundred turns of the loop."""
        async with asyncio.timeout(60):
            quiet = 0
            while quiet < 100:
                await asyncio.sleep(0)
                quiet = 0 if self.rig.desk.asking or self.rig.mouth.speaking else quiet + 1

    async def until_asking(self) -> None:
        async with asyncio.timeout(60):
            while not self.rig.desk.asking:
                await asyncio.sleep(0)


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[Home]:
    rig = Rig(folder)
    async with asyncio.TaskGroup() as tasks:
        parts = [tasks.create_task(rig.mouth.run()), tasks.create_task(rig.desk.run())]
        yield Home(rig, tasks)
        for part in parts:
            part.cancel()


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    async with running(tmp_path) as made:
        yield made


@pytest.mark.parametrize(
    ("answer", "urgency"), [("挺好的没事", Urgency.ATTENTION), ("头晕难受", Urgency.EMERGENCY), ("", Urgency.URGENT)]
)
async def test_a_finding_is_claimed_asked_about_and_raised_with_its_own_id(
    home: Home, answer: str, urgency: Urgency
) -> None:
    finding = home.finding()
    await home.gets(finding)
    await home.gets(finding)
    assert [event.about for event in home.sent(EventKind.FINDING_CLAIMED)] == [finding.id]
    await home.until_asking()
    if answer:
        await home.rig.turns.utterance(answer, True)
    alert = await home.until_alert()
    assert (alert.id, alert.urgency, alert.answered) == (finding.id, urgency, answer)
    assert (alert.kind, alert.measured, alert.asked) == (
        AlertKind.VITAL_SIGN, finding.reason, PHRASES("assistant.finding.ask.pulse_high"),
    )  # fmt: skip
    assert len(home.rig.alerts()) == 1


@pytest.mark.parametrize(
    ("kind", "answer", "alert_kind", "urgency"),
    [
        ("oxygen_low", "挺好的没事", AlertKind.VITAL_SIGN, Urgency.ATTENTION),
        ("several", "", AlertKind.VITAL_SIGN, Urgency.URGENT),
        ("band_off", "", AlertKind.BAND_CARE, Urgency.ATTENTION),
        ("battery_low", "头晕难受", AlertKind.BAND_CARE, Urgency.EMERGENCY),
        ("no_motion", "", AlertKind.NO_SIGN_OF_LIFE, Urgency.URGENT),
        ("water_unused", "头晕难受", AlertKind.NO_SIGN_OF_LIFE, Urgency.EMERGENCY),
    ],
)
async def test_the_answer_or_the_silence_sets_how_urgent_a_finding_is(
    home: Home, kind: str, answer: str, alert_kind: AlertKind, urgency: Urgency
) -> None:
    finding = home.finding(kind=kind)
    await home.gets(finding)
    await home.until_asking()
    if answer:
        await home.rig.turns.utterance(answer, True)
    alert = await home.until_alert()
    assert (alert.id, alert.kind, alert.urgency, alert.answered) == (finding.id, alert_kind, urgency, answer)
    assert alert.asked == PHRASES(f"assistant.finding.ask.{kind}")


@pytest.mark.parametrize("kind", ["band_off", "band_silent", "battery_low", "no_motion", "water_unused"])
async def test_whoever_answers_needs_nobody_for_a_band_or_for_a_quiet_home(home: Home, kind: str) -> None:
    finding = home.finding(kind=kind)
    await home.gets(finding)
    await home.until_asking()
    await home.rig.turns.utterance("知道了", True)
    async with asyncio.timeout(60):
        while not home.sent(EventKind.CHECK_IN):
            await asyncio.sleep(0.01)
    (event,) = home.sent(EventKind.CHECK_IN)
    asked = PHRASES(f"assistant.finding.ask.{kind}")
    assert event.about == finding.id
    assert event.detail == {"finding": kind, "asked": asked, "answered": "知道了"}
    assert home.rig.alerts() == []
    assert home.rig.book.unsettled() == ()


async def test_a_finding_claimed_before_a_restart_is_asked_about_again(tmp_path: Path) -> None:
    before = Rig(tmp_path)
    finding = Home(before, asyncio.TaskGroup()).finding()
    before.book.claim(finding, before.reporter.event(EventKind.FINDING_CLAIMED, finding.id))
    async with running(tmp_path) as home:
        home.incoming.ask_unsettled()
        assert (await home.until_alert()).id == finding.id


async def test_a_finding_that_comes_while_the_speaker_starts_is_asked_about_once(home: Home) -> None:
    finding = home.finding()
    await home.gets(finding)
    home.incoming.ask_unsettled()
    await home.until_alert()
    await home.until_idle()
    assert home.rig.said.count(PHRASES("assistant.finding.ask.pulse_high")) == 1


async def test_readings_are_kept_and_the_newest_good_one_wins(home: Home) -> None:
    now = home.rig.clock.now()
    samples = (Sample(at=now, value=70), Sample(at=now.replace(second=9), value=250, quality=0.2))
    await home.gets(
        Readings(home="home-1", resident="wang", device="bridge-1", at=now, metric=Metric.HEART_RATE, samples=samples)
    )
    last = home.vitals.last("wang", "heart_rate")
    assert last is not None
    assert (last.value, last.at) == (70, now)
    assert home.vitals.last("wang", "spo2") is None


async def test_a_state_of_an_alert_of_another_speaker_says_nothing(home: Home) -> None:
    state = AlertStateChange(
        id=uuid4(), home="home-1", device="station", at=home.rig.clock.now(), state=AlertState.ACKNOWLEDGED, by="张敏"
    )
    await home.gets(state)
    assert home.rig.said == []


async def test_an_alert_of_the_band_is_followed_until_somebody_comes(home: Home) -> None:
    alert = Alert(
        home="home-1", resident="wang", device="bridge-1", at=home.rig.clock.now(), kind=AlertKind.BAND_SOS,
        urgency=Urgency.EMERGENCY,
    )  # fmt: skip
    await home.gets(alert)
    await home.until_idle()
    coming = AlertStateChange(
        id=alert.id, home="home-1", device="station", at=home.rig.clock.now(), state=AlertState.ON_THE_WAY, by="张敏"
    )
    await home.gets(coming)
    await home.until_idle()
    assert home.rig.said == [
        PHRASES("assistant.help.fixed.band"), PHRASES("assistant.help.on_the_way", who="张敏"),
    ]  # fmt: skip


async def test_a_disk_that_cannot_be_read_ends_nothing(home: Home) -> None:
    with home.rig.engine.begin() as connection:
        for table in ("finding", "alert", "last_reading"):
            connection.execute(text(f"DROP TABLE {table}"))
    home.incoming.ask_unsettled()
    await home.gets(home.finding())
    assert home.vitals.last("wang", "heart_rate") is None


async def test_an_announcement_is_played_and_counts_as_heard_only_when_she_answers(home: Home) -> None:
    say = Say(home="home-1", device="station", at=home.rig.clock.now(), text="明天上午停水。")
    await home.gets(say)
    async with asyncio.timeout(60):
        while not home.sent(EventKind.PLAYED):
            await asyncio.sleep(0.01)
    assert home.sent(EventKind.HEARD) == []
    assert home.rig.said == ["社区通知：明天上午停水。听到了，跟我说一声知道了。"]
    home.rig.mouth.silent_since -= 10
    await home.rig.turns.utterance("知道了", True)
    async with asyncio.timeout(60):
        while not home.sent(EventKind.HEARD):
            await asyncio.sleep(0.01)
    assert [event.about for event in home.sent(EventKind.HEARD)] == [say.id]


async def test_an_announcement_that_the_station_repeats_is_said_once(home: Home) -> None:
    say = Say(home="home-1", device="station", at=home.rig.clock.now(), text="明天上午停水。")
    await home.gets(say)
    await home.gets(say)
    await home.until_idle()
    assert home.rig.said == ["社区通知：明天上午停水。听到了，跟我说一声知道了。"]
    await home.rig.turns.utterance("知道了", True)  # ends the wait for her answer
