"""Puts the bridge's part of a guided check together."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from sqlalchemy import Engine

from config.settings import Settings
from messages.clock import Clock
from messages.payloads import Metric, Payload
from wearable_bridge.elder_watch.orders import MeasureNow
from wearable_bridge.elder_watch.register import Register
from wearable_bridge.elder_watch.source import ElderWatches
from wearable_bridge.findings import Findings
from wearable_bridge.guided_check.desk import CheckDesk, Names
from wearable_bridge.guided_check.devices import DevicesHeard
from wearable_bridge.guided_check.witness import CheckWitness
from wearable_bridge.ports import Wearer
from wearable_bridge.vitals.kept import Kept
from wearable_bridge.vitals.residents import Residents


def make_check_desk(
    settings: Settings,
    engine: Engine,
    clock: Clock,
    residents: Residents,
    findings: Findings,
    tell: Callable[[Payload], Awaitable[None]],
    register: Register,
    watches: ElderWatches | None,
) -> tuple[CheckDesk, CheckWitness]:
    """With the devices that were known before a restart. The rules of vital signs have made their table. Raises
    OutboxError."""
    devices = DevicesHeard(Kept(engine))
    devices.load()
    home, many = settings.home, settings.bridge.whole_community
    wearers = register.wearers if many else frozenset(Wearer(resident.id) for resident in home.residents)
    names = Names(home.id, settings.bridge.device, wearers)

    def measure_now(wearer: Wearer, metric: Metric) -> None:
        """A watch measures the pressure with the pulse; oxygen it tells by itself or not at all."""
        if watches is None or metric not in (Metric.HEART_RATE, Metric.SYSTOLIC, Metric.TEMPERATURE):
            return
        for watch in settings.bridge.elder_watch.watches:
            if wearer == Wearer(watch.resident, (watch.home or "") if many else ""):
                what = "temperature" if metric is Metric.TEMPERATURE else "pulse"
                watches.order(MeasureNow(watch=watch.name, what=what))

    desk = CheckDesk(names, clock, residents, devices, findings, tell, measure_now)
    return desk, CheckWitness(devices, desk)
