"""Remembers what bands and sensors have told, and looks now and then whether somebody must be asked."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import Any

from pydantic import ValidationError

from messages.payloads import Metric
from wearable_bridge.ports import SourceEvent, SourceReading, SourceState, Wearer
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
    """`primary` is whose home it is. OutboxError when the disk refuses."""

    def __init__(self, kept: Kept, residents: Residents, primary: Wearer, zone: tzinfo, started_at: datetime) -> None:
        self._kept = kept
        self._residents = residents
        self._primary = primary
        self._zone = zone
        self._started_at = started_at
        self._bands: dict[Wearer, dict[str, BandSeen]] = {}
        self._home = HomeSeen()
        self._steps: dict[tuple[Wearer, str], float] = {}
        self._unsaved: dict[Wearer, None] = {}  # in the order in which they changed

    def load(self) -> None:
        """Takes up what was seen before a restart."""
        for wearer, bands in self._kept.all(BANDS).items():
            for source, seen in bands.items():
                try:
                    self._band(wearer, source, BandSeen.model_validate(seen))
                except ValidationError:
                    continue
        try:
            self._home = HomeSeen.model_validate(self._kept.all(HOME).get(self._primary, {}))
        except ValidationError:
            self._home = HomeSeen()

    def save(self, at_most: int = SAVED_AT_ONCE) -> None:
        """Writes down what is new of some people's bands, and of the home."""
        some = list(itertools.islice(self._unsaved, at_most))
        bands: dict[Wearer, dict[str, Any]] = {
            wearer: {source: seen.model_dump(mode="json") for source, seen in self._bands[wearer].items()}
            for wearer in some
        }
        self._kept.put(BANDS, bands)
        self._kept.put(HOME, {self._primary: self._home.model_dump(mode="json")})
        for wearer in some:
            self._unsaved.pop(wearer, None)

    def read(self, reading: SourceReading) -> None:
        """A live reading: the band is heard, and steps are a sign of life."""
        seen = self._band(reading.wearer, reading.source)
        if seen is not None:
            seen.heard(reading.at)
        if reading.metric is Metric.STEPS and len(self._steps) < PEOPLE_AT_MOST and seen is not None:
            key = (reading.wearer, reading.source)
            if reading.value > self._steps.get(key, reading.value) and reading.home == self._primary.home:
                self._sign(reading.at)
            self._steps[key] = reading.value

    def told(self, state: SourceState) -> None:
        """What a device says of itself."""
        seen = self._band(state.wearer, state.source)
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

    def is_off(self, wearer: Wearer, source: str) -> bool:
        """Whether the device has said that nobody wears it."""
        seen = self._bands.get(wearer, {}).get(source)
        return seen is not None and seen.off_since is not None

    def look(self, now: datetime) -> Iterator[tuple[Wearer, Condition]]:
        """What somebody must be asked about, and who."""
        self._home.watch(now)
        local = now.astimezone(self._zone)
        for condition in home_conditions(self._home, local, self._residents.limits(self._primary)):
            yield self._primary, condition
        for wearer, bands in self._bands.items():
            limits = self._residents.limits(wearer)
            night = is_night(local.hour, limits.night_from, limits.night_until)
            for seen in bands.values():
                for condition in band_conditions(seen, self._started_at, now, limits):
                    if not (night and waits_for_the_morning(condition)):
                        yield wearer, condition

    def _band(self, wearer: Wearer, source: str, new: BandSeen | None = None) -> BandSeen | None:
        """None when there are more names than anybody has bands."""
        if wearer not in self._bands and len(self._bands) >= PEOPLE_AT_MOST:
            return None
        bands = self._bands.setdefault(wearer, {})
        if source not in bands:
            if len(bands) >= BANDS_OF_ONE:
                return None
            bands[source] = new or BandSeen()
        self._unsaved.setdefault(wearer)
        return bands[source]

    def _is_used(self, event: SourceEvent, flows: bool) -> bool:
        """A meter that has moved on, or a sensor that says so by itself."""
        if event.value is None:
            return bool(event.state) and flows
        before, self._home.water_meter = self._home.water_meter, event.value
        return before is not None and event.value > before

    def _sign(self, at: datetime) -> None:
        self._home.sign_at = max(at, self._home.sign_at or at)
