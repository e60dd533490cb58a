"""Keeps the last forecast of each place on disk, so that there is one to tell when the internet is down."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import structlog
from pydantic import AwareDatetime, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from messages.clock import Clock
from skills.ports import Forecast, WeatherError, WeatherProvider

_MOST_PLACES = 50


@dataclass(frozen=True)
class _Kept:
    """A forecast in the file; `kept_at` has a zone, which pydantic checks."""

    kept_at: AwareDatetime
    forecast: Forecast


_FILE = TypeAdapter(dict[str, _Kept])


class CachedWeather:
    """A WeatherProvider in front of another. A fresh forecast is told from disk; when the provider fails, the last one
    is, whatever its age (`fetched_at` tells). Raises WeatherError only when there is none."""

    def __init__(self, provider: WeatherProvider, file: Path, fresh_for_s: float, clock: Clock) -> None:
        self._provider, self._file, self._clock = provider, file, clock
        self._fresh_for = timedelta(seconds=fresh_for_s)

    async def forecast(self, place: str) -> Forecast:
        kept = self._read()
        last = kept.get(place)
        if last and timedelta(0) <= self._clock.now() - last.kept_at < self._fresh_for:
            return last.forecast
        try:
            forecast = await self._provider.forecast(place)
        except WeatherError as error:
            if last is None or error.unknown_place:
                raise
            structlog.get_logger().warning("weather.told_from_disk", reason=str(error))
            return last.forecast
        self._write({**kept, place: _Kept(self._clock.now(), forecast)})
        return forecast

    def _read(self) -> dict[str, _Kept]:
        """What the file holds; a missing file holds nothing, and neither does a broken one, which is logged."""
        try:
            return _FILE.validate_json(self._file.read_bytes())
        except FileNotFoundError:
            return {}
        except (OSError, ValidationError) as error:
            structlog.get_logger().warning("weather.cache_ignored", file=self._file.name, error=type(error).__name__)
            return {}

    def _write(self, kept: dict[str, _Kept]) -> None:
        """Replaces the file in one step. A full disk costs the cache, not the answer."""
        newest = sorted(kept.items(), key=lambda item: item[1].kept_at)[-_MOST_PLACES:]
        part = self._file.with_suffix(".part")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as out:
                out.write(_FILE.dump_json(dict(newest)))
                out.flush()
                os.fsync(out.fileno())
            part.replace(self._file)
        except OSError as error:
            structlog.get_logger().warning("weather.cache_not_written", error=type(error).__name__)
