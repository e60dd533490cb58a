"""Puts the rules of vital signs together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from config.settings import BridgeSettings, Settings
from messages.clock import Clock
from messages.outbox import Outbox
from messages.topics import DeadLetter
from wearable_bridge.elder_watch.register import Register
from wearable_bridge.findings import Findings
from wearable_bridge.ports import Wearer
from wearable_bridge.vitals.kept import Kept
from wearable_bridge.vitals.plan_inbox import PlanInbox
from wearable_bridge.vitals.residents import Residents
from wearable_bridge.vitals.rounds import Rounds
from wearable_bridge.vitals.series import Lasting
from wearable_bridge.vitals.usual_news import UsualNews
from wearable_bridge.vitals.watchman import Watchman

SAMPLE_EVERY_S = 60.0


@dataclass(frozen=True)
class Vitals:
    """What judges, what watches, what goes its rounds, what tells the station, and where plans arrive."""

    residents: Residents
    watchman: Watchman
    rounds: Rounds
    news: UsualNews
    inbox: PlanInbox


def make_vitals(
    settings: Settings,
    engine: Engine,
    clock: Clock,
    outbox: Outbox,
    findings: Findings,
    register: Register,
    keep: Callable[[DeadLetter], None],
) -> Vitals:
    """With all that was learnt and sent before a restart. Raises OutboxError."""
    home, kept = settings.home, Kept(engine)
    kept.create()
    zone = ZoneInfo(home.timezone)
    primary = Wearer(home.residents[0].id if home.residents else "")
    residents = Residents(kept, lasting_of(settings.bridge), zone)
    watchman = Watchman(kept, residents, primary, zone, clock.now())
    residents.load()
    watchman.load()
    rounds = Rounds(clock, residents, watchman, findings)
    news = UsualNews(residents, outbox, clock, home.id, settings.bridge.device)
    inbox = PlanInbox(residents, keep, register.wearers if settings.bridge.whole_community else None)
    return Vitals(residents, watchman, rounds, news, inbox)


def lasting_of(bridge: BridgeSettings) -> Lasting:
    """The simulated band's own interval suits a demonstration; what people wear is judged by the minute."""
    every_s = bridge.simulated_interval_s if bridge.simulated_wristband else SAMPLE_EVERY_S
    return Lasting(bridge.vitals.window, bridge.vitals.needed, bridge.vitals.sample_every_s or every_s)
