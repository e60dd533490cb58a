"""A whole check over a real broker: the real bridge with a simulated band and a cuff that speaks JSON; the speaker."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from messages.clock import SystemClock
from messages.dead_letters import DeadLetters
from messages.guided_check import CheckOutcome
from messages.payloads import Alert, AlertKind, Event, EventKind, Finding, Metric, Readings, Status, Urgency
from messages.session import Session
from messages.topics import Sender
from skills.ports import CheckStart
from tests.assistant.guided_check.rig import PATIENT, CheckRig, running
from tests.mosquitto import Mosquitto
from tests.wearable_bridge.test_bridge import Ear, bridge, hearing, settings_for

pytestmark = pytest.mark.broker
BAND = {Metric.HEART_RATE, Metric.SPO2}


@asynccontextmanager
async def speaker(folder: Path, mosquitto: Mosquitto) -> AsyncIterator[CheckRig]:
    async with running(folder, PATIENT) as rig:
        rig.clock.put(datetime.now(UTC))
        letters = DeadLetters(rig.engine)
        letters.create()
        rig.link = Session(
            broker=mosquitto.settings, community="demo", home="home-1", sender=Sender.SPEAKER, device="speaker-1",
            version="", outbox=rig.outbox, dead_letters=letters, clock=SystemClock(),
        )  # fmt: skip
        session = asyncio.create_task(rig.link.run(rig.incoming.handle))
        assert await rig.link.wait_connected(60)
        yield rig
        session.cancel()
        await asyncio.wait([session])


async def told_until(ear: Ear, met: Awaitable[object], *values: tuple[Metric, float]) -> None:
    """A device tells its values until something is met."""
    waiting = asyncio.ensure_future(met)
    while not waiting.done():
        for metric, value in values:
            await ear.publish("home/wearable/cuff/reading", json.dumps({"metric": metric, "value": value}).encode())
        await asyncio.wait([waiting], timeout=0.2)
    await waiting


async def arrives(ear: Ear, *values: tuple[Metric, float]) -> None:
    """A device tells its values until the bridge has sent the last of them on."""
    last = values[-1][0]
    await told_until(ear, ear.wait_for(Readings, lambda batch: batch.metric is last), *values)


async def test_from_the_wish_to_the_alert(tmp_path: Path, mosquitto: Mosquitto) -> None:
    settings = settings_for(tmp_path, mosquitto.settings.port, claim_within_s=60)
    async with hearing(mosquitto) as ear, bridge(settings), speaker(tmp_path / "home", mosquitto) as rig:
        await ear.wait_for(Readings, lambda batch: batch.metric is Metric.SPO2)
        await arrives(ear, (Metric.SYSTOLIC, 138), (Metric.DIASTOLIC, 85))
        await arrives(ear, (Metric.RESPIRATION, 16))  # so that none of the pressures before is under way any more
        begun = await rig.begins()
        assert begun.start is CheckStart.BEGUN
        assert begun.metrics == {*BAND, Metric.SYSTOLIC, Metric.DIASTOLIC}
        await rig.hears("心跳一分钟")
        await rig.hears("血氧百分之九十")
        await rig.hears("现在量血压")
        await told_until(ear, rig.hears("再量一次"), (Metric.SYSTOLIC, 225), (Metric.DIASTOLIC, 108))
        await told_until(ear, rig.hears("都量完了"), (Metric.SYSTOLIC, 224), (Metric.DIASTOLIC, 107))
        told = await ear.wait_for(Event, lambda event: event.kind is EventKind.GUIDED_CHECK)
        assert told.detail["outcome"] == CheckOutcome.DONE
        assert told.detail["systolic"].split()[0] == "225"
        finding = await ear.wait_for(Finding)
        await rig.hears("您的血压有点高")
        async with asyncio.timeout(60):
            while not rig.desk.asking and not rig.alerts():
                await asyncio.sleep(0.01)
        alert = await ear.wait_for(Alert)
        assert (alert.id, alert.kind, alert.urgency) == (finding.id, AlertKind.VITAL_SIGN, Urgency.URGENT)
    findings = {payload.id for payload in ear.heard if isinstance(payload, Finding)}
    assert findings == {finding.id}


async def test_without_a_bridge_it_says_so_and_with_one_again_it_begins(tmp_path: Path, mosquitto: Mosquitto) -> None:
    settings = settings_for(tmp_path, mosquitto.settings.port)
    async with hearing(mosquitto) as ear, speaker(tmp_path / "home", mosquitto) as rig:
        assert (await rig.begins()).start is CheckStart.AWAY
        async with bridge(settings):
            await ear.wait_for(Status, lambda status: status.online and status.program == "bridge")
            await ear.wait_for(Readings, lambda batch: batch.metric is Metric.HEART_RATE)
            assert (await rig.begins(Metric.HEART_RATE)).start is CheckStart.BEGUN
            await rig.hears("都量完了")
