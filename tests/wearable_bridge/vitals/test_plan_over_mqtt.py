"""A plan that the broker has retained reaches a bridge that starts later; a wrong one is kept as a dead letter."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from config.settings import BrokerSettings
from messages.connection import mqtt_client
from messages.database import open_sqlite
from messages.dead_letters import DeadLetters
from messages.payloads import Finding, Plan
from messages.thresholds import PLAN
from messages.topics import topic_for
from tests.messages.support import START
from tests.mosquitto import Mosquitto
from tests.wearable_bridge.test_bridge import bridge, hearing, settings_for
from wearable_bridge.app import database_file
from wearable_bridge.ports import Wearer
from wearable_bridge.vitals.kept import Kept

pytestmark = pytest.mark.broker
# The simulated wearer is well; by these lines she is not.
STRICT = {"heart_rate": {"ask_high": 45}}


async def retained(broker: BrokerSettings, content: dict[str, Any]) -> None:
    plan = Plan(home="home-1", resident="wang", device="station", at=START, plan=PLAN, content=content)
    async with mqtt_client(broker, "station") as client:
        await client.publish(topic_for("demo", plan), plan.body(), qos=1, retain=True)


async def test_a_retained_plan_holds_from_the_first_connection_and_a_wrong_one_after_it_changes_nothing(
    tmp_path: Path, mosquitto: Mosquitto
) -> None:
    settings = settings_for(tmp_path, mosquitto.settings.port)
    await retained(mosquitto.settings, STRICT)
    async with hearing(mosquitto) as ear, bridge(settings):
        finding = await ear.wait_for(Finding)
        await retained(mosquitto.settings, {"heart_rate": {"ask_high": 9000}})
        letters = DeadLetters(open_sqlite(database_file(settings)))
        async with asyncio.timeout(60):
            while not await asyncio.to_thread(letters.count):
                await asyncio.sleep(0.05)
    assert (finding.kind, finding.resident) == ("pulse_high", "wang")
    kept = Kept(open_sqlite(database_file(settings))).all(PLAN)
    assert kept[Wearer("wang")]["heart_rate"]["ask_high"] == 45
