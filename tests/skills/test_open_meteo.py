"""Open-Meteo over real HTTP: a local server that answers as the real one does, and one that misbehaves."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from config.settings import WeatherSettings
from messages.clock import SystemClock
from skills.open_meteo import OpenMeteo
from skills.ports import WeatherError
from skills.weather_cache import CachedWeather


def forecast_body() -> dict[str, Any]:
    days = [(date(2026, 11, 21) + timedelta(days=ahead)).isoformat() for ahead in range(3)]
    return {
        "latitude": 36.625,
        "longitude": 117.0,
        "generationtime_ms": 0.2,
        "utc_offset_seconds": 28800,
        "timezone": "Asia/Shanghai",
        "current_units": {"temperature_2m": "°C"},
        "current": {
            "time": "2026-11-21T10:00",
            "interval": 900,
            "temperature_2m": 7.4,
            "apparent_temperature": 4.9,
            "weather_code": 3,
        },
        "daily": {
            "time": days,
            "weather_code": [3, 61, None],
            "temperature_2m_max": [10.2, 8.0, None],
            "temperature_2m_min": [1.5, 3.0, None],
            "precipitation_probability_max": [5, None, None],
            "wind_speed_10m_max": [12.5, 20.1, None],
        },
    }


class Service:
    """What the server does next, and what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.places: dict[str, dict[str, Any]] = {
            "济南": {"id": 1, "name": "济南", "latitude": 36.67, "longitude": 117.0, "country": "中国"}
        }
        self.status = 200
        self.forecast: Any = forecast_body()
        self.hang = threading.Event()
        self.hangs = False

    def answer(self, path: str) -> tuple[int, bytes]:
        parts = urlsplit(path)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        self.asked.append((parts.path, query))
        if self.hangs:
            self.hang.wait(300)
        if self.status != 200:
            return self.status, b'{"error":true,"reason":"internal"}'
        if parts.path == "/search":
            found = [self.places[query["name"]]] if query["name"] in self.places else None
            return 200, json.dumps(
                {"results": found, "generationtime_ms": 1} if found else {"generationtime_ms": 1}
            ).encode()
        body = self.forecast
        return 200, body if isinstance(body, bytes) else json.dumps(body).encode()


@pytest.fixture
def service() -> Iterator[tuple[Service, WeatherSettings]]:
    state = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = state.answer(self.path)
            try:
                self.send_response(status)
                self.send_header("Content-Type", "application/json; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except OSError:
                self.close_connection = True  # the client gave up waiting

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    base = f"http://127.0.0.1:{server.server_address[1]}"
    yield state, WeatherSettings(forecast_url=f"{base}/forecast", geocoding_url=f"{base}/search", timeout_s=60.0)
    state.hang.set()
    server.shutdown()
    server.server_close()
    thread.join(60)


Served = tuple[Service, WeatherSettings]


async def test_a_forecast_of_a_city(service: Served) -> None:
    state, settings = service
    forecast = await OpenMeteo(settings, SystemClock()).forecast("济南")
    assert (forecast.place, forecast.temperature_c, forecast.feels_like_c, forecast.code) == ("济南", 7.4, 4.9, 3)
    assert [(day.day.day, day.code, day.low_c, day.high_c) for day in forecast.days] == [
        (21, 3, 1.5, 10.2),
        (22, 61, 3.0, 8.0),
    ]
    assert (forecast.days[0].rain_chance_percent, forecast.days[0].wind_kmh) == (5, 12.5)
    (_, search), (_, query) = state.asked
    assert (search["name"], search["language"], search["count"]) == ("济南", "zh", "1")
    assert query["timezone"] == "auto" and query["latitude"] == "36.67"
    assert set(query["daily"].split(",")) == set(forecast_body()["daily"]) - {"time"}


async def test_the_place_is_looked_up_once_and_with_its_suffix(service: Served) -> None:
    state, settings = service
    weather = OpenMeteo(settings, SystemClock())
    await weather.forecast("济南市")
    await weather.forecast("济南市")
    assert [path for path, _ in state.asked] == ["/search", "/search", "/forecast", "/forecast"]


async def test_an_unknown_place(service: Served) -> None:
    with pytest.raises(WeatherError) as caught:
        await OpenMeteo(service[1], SystemClock()).forecast("无此地")
    assert caught.value.unknown_place


@pytest.mark.parametrize("status", [400, 404, 500, 503])
async def test_a_service_that_fails(service: Served, status: int) -> None:
    service[0].status = status
    with pytest.raises(WeatherError) as caught:
        await OpenMeteo(service[1], SystemClock()).forecast("济南")
    assert not caught.value.unknown_place


async def test_a_service_that_does_not_answer_in_time(service: Served) -> None:
    state, settings = service
    state.hangs = True
    with pytest.raises(WeatherError, match=r"in time|Timeout"):
        await OpenMeteo(settings.model_copy(update={"timeout_s": 0.2}), SystemClock()).forecast("济南")


async def test_nobody_listens() -> None:
    settings = WeatherSettings(forecast_url="http://127.0.0.1:9/f", geocoding_url="http://127.0.0.1:9/s", timeout_s=1.0)
    with pytest.raises(WeatherError):
        await OpenMeteo(settings, SystemClock()).forecast("济南")


def spoiled(**daily: Any) -> dict[str, Any]:
    body = forecast_body()
    body["daily"].update(daily)
    return body


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"\xff\xfe",
        b"[]",
        b"null",
        b'{"current": {}}',
        {"current": None, "daily": None},
        {key: value for key, value in forecast_body().items() if key != "current"},
        spoiled(time=[]),
        spoiled(time=["2026-11-21"]),
        spoiled(temperature_2m_max=["warm", 1, 2]),
        spoiled(temperature_2m_max=[900, 900, 900]),
        spoiled(temperature_2m_max=[None, None, None]),
    ],
)
async def test_an_answer_that_is_no_forecast(service: Served, body: Any) -> None:
    service[0].forecast = body
    with pytest.raises(WeatherError):
        await OpenMeteo(service[1], SystemClock()).forecast("济南")


async def test_the_last_forecast_is_told_when_the_service_dies(service: Served, tmp_path: Path) -> None:
    """Through the real adapter and the real disk: a restart later, with the service down, there is still a forecast."""
    state, settings = service
    file = tmp_path / "weather.json"
    fresh = await CachedWeather(OpenMeteo(settings, SystemClock()), file, 0.0, SystemClock()).forecast("济南")
    state.status = 500
    kept = await CachedWeather(OpenMeteo(settings, SystemClock()), file, 0.0, SystemClock()).forecast("济南")
    assert kept == fresh
    assert kept.fetched_at.utcoffset() is not None
