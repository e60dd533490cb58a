"""Remembers what bands and sensors have told, and looks now and then whether somebody must be asked."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import Any

from pydantic import ValidationError

from messages.payloads import Metric
from wearable_bridge.ports import SourceEvent, SourceReading, SourceState
from wearable_bridge.vitals.conditions import Condition, is_night, waits_for_the_morning
from wearable_bridge.vitals.kept import Kept
from wearable_bridge.vitals.residents import Residents
from wearable_bridge.vitals.signs import BandSeen, HomeSeen, band_conditions, home_conditions

BANDS, HOME = "bands", "home"
BANDS_OF_ONE = 8
PEOPLE_AT_MOST = 20_000
SAVED_AT_ONCE = 500
_NOTHING_MOVES = frozenset({"off", "clear", "none", "no", "false", "0", "shut", "closed", "unavailable", "unknown"})


class Watchman:
    """`resident` is whose home it is. OutboxError when the disk refuses."""

    def __init__(self, kept: Kept, residents: Residents, resident: str, zone: tzinfo, started_at: datetime) -> None:
        self._kept = kept
        self._residents = residents
        self._resident = resident
        self._zone = zone
        self._started_at = started_at
        self._bands: dict[str, dict[str, BandSeen]] = {}
        self._home = HomeSeen()
        self._steps: dict[tuple[str, str], float] = {}
        self._unsaved: dict[str, None] = {}  # in the order in which they changed

    def load(self) -> None:
        """Takes up what was seen before a restart."""
        for resident, bands in self._kept.all(BANDS).items():
            for source, seen in bands.items():
                try:
                    self._band(resident, source, BandSeen.model_validate(seen))
                except ValidationError:
                    continue
        try:
            self._home = HomeSeen.model_validate(self._kept.all(HOME).get(self._resident, {}))
        except ValidationError:
            self._home = HomeSeen()

    def save(self, at_most: int = SAVED_AT_ONCE) -> None:
        """Writes down what is new of some people's bands, and of the home."""
        some = list(itertools.islice(self._unsaved, at_most))
        bands: dict[str, dict[str, Any]] = {
            resident: {source: seen.model_dump(mode="json") for source, seen in self._bands[resident].items()}
            for resident in some
        }
        self._kept.put(BANDS, bands)
        self._kept.put(HOME, {self._resident: self._home.model_dump(mode="json")})
        for resident in some:
            self._unsaved.pop(resident, None)

    def read(self, reading: SourceReading) -> None:
        """A live reading: the band is heard, and steps are a sign of life."""
        seen = self._band(reading.resident, reading.source)
        if seen is not None:
            seen.heard(reading.at)
        if reading.metric is Metric.STEPS and len(self._steps) < PEOPLE_AT_MOST and seen is not None:
            key = (reading.resident, reading.source)
            if reading.value > self._steps.get(key, reading.value):
                self._sign(reading.at)
            self._steps[key] = reading.value

    def told(self, state: SourceState) -> None:
        """What a device says of itself."""
        seen = self._band(state.resident, state.source)
        if seen is None:
            return
        if state.battery_percent is not None:
            seen.battery_percent = state.battery_percent
        if state.worn is not None:
            seen.off_since = None if state.worn else seen.off_since or state.at

    def sensed(self, event: SourceEvent) -> None:
        """What a sensor of the home tells."""
        moves = event.state.lower() not in _NOTHING_MOVES
        if event.kind == "door" or (event.kind == "motion" and moves):
            self._home.motion_at = event.at
            self._sign(event.at)
        elif event.kind == "water" and self._is_used(event, moves):
            self._home.water_at = event.at
            self._sign(event.at)

    def is_off(self, resident: str, source: str) -> bool:
        """Whether the device has said that nobody wears it."""
        seen = self._bands.get(resident, {}).get(source)
        return seen is not None and seen.off_since is not None

    def look(self, now: datetime) -> Iterator[tuple[str, Condition]]:
        """What somebody must be asked about, and who."""
        self._home.watch(now)
        local = now.astimezone(self._zone)
        for condition in home_conditions(self._home, local, self._residents.limits(self._resident)):
            yield self._resident, condition
        for resident, bands in self._bands.items():
            limits = self._residents.limits(resident)
            night = is_night(local.hour, limits.night_from, limits.night_until)
            for seen in bands.values():
                for condition in band_conditions(seen, self._started_at, now, limits):
                    if not (night and waits_for_the_morning(condition)):
                        yield resident, condition

    def _band(self, resident: str, source: str, new: BandSeen | None = None) -> BandSeen | None:
        """None when there are more names than anybody has bands."""
        if resident not in self._bands and len(self._bands) >= PEOPLE_AT_MOST:
            return None
        bands = self._bands.setdefault(resident, {})
        if source not in bands:
            if len(bands) >= BANDS_OF_ONE:
                return None
            bands[source] = new or BandSeen()
        self._unsaved.setdefault(resident)
        return bands[source]

    def _is_used(self, event: SourceEvent, flows: bool) -> bool:
        """A meter that has moved on, or a sensor that says so by itself."""
        if event.value is None:
            return bool(event.state) and flows
        before, self._home.water_meter = self._home.water_meter, event.value
        return before is not None and event.value > before

    def _sign(self, at: datetime) -> None:
        self._home.sign_at = max(at, self._home.sign_at or at)
