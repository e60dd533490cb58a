"""Forecasts from Open-Meteo's geocoding and forecast services (https://open-meteo.com/en/docs). No key is needed."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Annotated

import httpx
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from config.settings import Language, WeatherSettings
from messages.clock import Clock
from skills.ports import Day, Forecast, WeatherError

_DAYS = 8
_Temperature = Annotated[float, Field(ge=-90, le=60)]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Place(_Shape):
    name: str
    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]


class _Places(_Shape):
    results: tuple[_Place, ...] = ()


class _Current(_Shape):
    temperature_2m: _Temperature
    apparent_temperature: float
    weather_code: Annotated[int, Field(ge=0, le=99)]


class _Daily(_Shape):
    """Parallel arrays, one value a day; a value may be null where the model has none."""

    time: Annotated[tuple[date, ...], Field(min_length=1)]
    weather_code: tuple[int | None, ...]
    temperature_2m_max: tuple[_Temperature | None, ...]
    temperature_2m_min: tuple[_Temperature | None, ...]
    precipitation_probability_max: tuple[float | None, ...]
    wind_speed_10m_max: tuple[float | None, ...]

    @model_validator(mode="after")
    def _same_length(self) -> _Daily:
        columns = (
            self.weather_code, self.temperature_2m_max, self.temperature_2m_min, self.precipitation_probability_max,
            self.wind_speed_10m_max,
        )  # fmt: skip
        if any(len(column) != len(self.time) for column in columns):
            raise ValueError("the daily arrays differ in length")
        return self

    def days(self) -> tuple[Day, ...]:
        """The days with a temperature; no word on rain or wind counts as none."""
        found = []
        for at, day in enumerate(self.time):
            low, high, code = self.temperature_2m_min[at], self.temperature_2m_max[at], self.weather_code[at]
            if low is None or high is None or code is None:
                continue
            rain, wind = self.precipitation_probability_max[at] or 0, self.wind_speed_10m_max[at] or 0
            found.append(Day(day, code, low, high, round(rain), wind))
        return tuple(found)


class _Answer(_Shape):
    current: _Current
    daily: _Daily


class OpenMeteo:
    """A WeatherProvider. Both requests together take at most `timeout_s`; coordinates are looked up once per place."""

    def __init__(self, settings: WeatherSettings, clock: Clock, language: Language = "zh") -> None:
        self._settings, self._clock, self._language = settings, clock, language
        self._places: dict[str, _Place] = {}

    async def forecast(self, place: str) -> Forecast:
        try:
            async with (
                asyncio.timeout(self._settings.timeout_s),
                httpx.AsyncClient(timeout=self._settings.timeout_s, follow_redirects=True) as client,
            ):
                found = await self._locate(client, place)
                answer = await self._ask(client, found)
        except TimeoutError as error:
            raise WeatherError("the weather service did not answer in time") from error
        except httpx.HTTPError as error:
            raise WeatherError(f"the weather service failed: {type(error).__name__}") from error
        except (ValidationError, ValueError) as error:
            raise WeatherError("the weather service sent something that is no forecast") from error
        days = answer.daily.days()
        if not days:
            raise WeatherError("the weather service sent no day with a temperature")
        current = answer.current
        return Forecast(
            place, self._clock.now(), current.temperature_2m, current.apparent_temperature, current.weather_code, days
        )

    async def _locate(self, client: httpx.AsyncClient, place: str) -> _Place:
        if place in self._places:
            return self._places[place]
        # The service finds 济南 and not 济南市, so a second name is tried.
        for name in dict.fromkeys((place, place.rstrip("市县区省"))):
            params: dict[str, str | int] = {"name": name, "count": 1, "language": self._language, "format": "json"}
            response = await client.get(self._settings.geocoding_url, params=params)
            found = _Places.model_validate(response.raise_for_status().json()).results
            if found:
                self._places[place] = found[0]
                return found[0]
        raise WeatherError("the weather service does not know the place", unknown_place=True)

    async def _ask(self, client: httpx.AsyncClient, place: _Place) -> _Answer:
        params: dict[str, str | float] = {
            "latitude": place.latitude,
            "longitude": place.longitude,
            "current": "temperature_2m,apparent_temperature,weather_code",
            "daily": ",".join(name for name in _Daily.model_fields if name != "time"),
            "timezone": "auto",
            "forecast_days": _DAYS,
        }
        response = await client.get(self._settings.forecast_url, params=params)
        return _Answer.model_validate(response.raise_for_status().json())
