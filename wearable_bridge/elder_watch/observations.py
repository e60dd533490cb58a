"""What a record means for the bridge: readings, alarms, and what the watch says of itself. Pure."""

from __future__ import annotations

from datetime import datetime

from messages.payloads import Metric
from wearable_bridge.elder_watch.records import Position, Record
from wearable_bridge.elder_watch.register import Registered
from wearable_bridge.ports import AlarmKind, SourceAlarm, SourceEvent, SourceReading, SourceState

ABOUT_THE_WEARER = frozenset(
    (AlarmKind.SOS, AlarmKind.FALL, AlarmKind.ABNORMAL_HEART_RATE, AlarmKind.FENCE_EXIT, AlarmKind.POWER_CUT)
)
ON_THE_SKIN = frozenset((Metric.HEART_RATE, Metric.SPO2))  # what only a worn watch measures
AHEAD_AT_MOST_S = 120.0
LIVE_AT_MOST_S = 3600.0  # of a position that claims to be of this moment; older, its clock is wrong
KEPT_AT_MOST_S = 30 * 86400.0  # of one that was kept while there was no net


def measured_at(record: Record, now: datetime) -> datetime | None:
    """When it was measured: the watch's time where it can be true, else now; None for back-fill of an unknown time."""
    told = record.at if isinstance(record, Position) else None
    age_s = None if told is None else (now - told).total_seconds()
    if record.backfill:
        believable = age_s is not None and -AHEAD_AT_MOST_S <= age_s <= KEPT_AT_MOST_S
        return told if believable else None
    if told is None or age_s is None or not -AHEAD_AT_MOST_S <= age_s <= LIVE_AT_MOST_S:
        return now
    return told


def clock_is_off(record: Record, now: datetime) -> bool:
    """It says a time that cannot be true, and that is not believed."""
    told = record.at if isinstance(record, Position) else None
    return told is not None and measured_at(record, now) != told


def readings_of(watch: Registered, record: Record, now: datetime) -> tuple[SourceReading, ...]:
    """Every value of the record. Back-fill is marked; of an unknown time, it is none."""
    at = measured_at(record, now)
    if at is None:
        return ()
    trusted = not clock_is_off(record, now)
    return tuple(
        SourceReading(
            watch.resident,
            metric,
            value,
            at,
            source=watch.name,
            backfill=record.backfill,
            clock_trusted=trusted,
            home=watch.home,
        )
        for metric, value in record.values
    )


def alarms_of(watch: Registered, record: Record, now: datetime) -> tuple[SourceAlarm, ...]:
    """Every alarm about the wearer that holds now, the most urgent first. Back-fill raises none."""
    if record.backfill:
        return ()
    kinds = tuple(kind for kind in record.alarms if kind in ABOUT_THE_WEARER)
    if isinstance(record, Position) and record.is_alarm and not record.alarms:
        kinds = (AlarmKind.UNNAMED,)
    at = measured_at(record, now) or now
    return tuple(SourceAlarm(watch.resident, kind, at, watch.home) for kind in kinds)


def return_of(watch: Registered, record: Record, now: datetime) -> SourceEvent | None:
    """The wearer is back inside her fence: worth knowing, and no alarm."""
    if record.backfill or AlarmKind.FENCE_ENTER not in record.alarms:
        return None
    return SourceEvent("fence", watch.name, now, watch.resident, state="entered", home=watch.home)


def state_of(watch: Registered, record: Record, now: datetime) -> SourceState | None:
    """What it says of itself now: its battery, whether it is on a wrist. A low battery tells its percentage with it."""
    if record.backfill:
        return None
    measured = {metric for metric, _ in record.values}
    worn = False if AlarmKind.REMOVED in record.alarms else True if measured & ON_THE_SKIN else None
    if worn is None and record.battery_percent is None:
        return None
    return SourceState(
        watch.resident, watch.name, now, battery_percent=record.battery_percent, worn=worn, home=watch.home
    )
