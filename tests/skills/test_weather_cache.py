"""The forecast on disk: fresh, old, broken, unwritable."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from skills.ports import Day, Forecast, WeatherError
from skills.weather_cache import CachedWeather

START = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)


class HandClock:
    trusted = True

    def __init__(self) -> None:
        self.at = START

    def now(self) -> datetime:
        return self.at


class Provider:
    def __init__(self, clock: HandClock) -> None:
        self.clock, self.down, self.unknown, self.asked = clock, False, False, 0

    async def forecast(self, place: str) -> Forecast:
        self.asked += 1
        if self.down or self.unknown:
            raise WeatherError("down", unknown_place=self.unknown)
        day = Day(self.clock.now().date(), 3, 1.0, 9.0, 20, 12.0)
        return Forecast(place, self.clock.now(), 5.0, 3.0, 3, (day,))


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def provider(clock: HandClock) -> Provider:
    return Provider(clock)


def cached(provider: Provider, file: Path) -> CachedWeather:
    return CachedWeather(provider, file, fresh_for_s=1800.0, clock=provider.clock)


async def test_a_fresh_forecast_is_not_asked_for_again(provider: Provider, clock: HandClock, tmp_path: Path) -> None:
    file = tmp_path / "home" / "weather.json"
    first = await cached(provider, file).forecast("济南")
    clock.at += timedelta(seconds=1799)
    assert await cached(provider, file).forecast("济南") == first
    assert provider.asked == 1
    clock.at += timedelta(seconds=1)
    assert (await cached(provider, file).forecast("济南")).fetched_at == clock.at
    assert provider.asked == 2


async def test_each_place_has_its_own(provider: Provider, tmp_path: Path) -> None:
    weather = cached(provider, tmp_path / "weather.json")
    assert {(await weather.forecast(place)).place for place in ("济南", "北京", "济南")} == {"济南", "北京"}
    assert provider.asked == 2


async def test_the_last_one_is_told_with_its_age(provider: Provider, clock: HandClock, tmp_path: Path) -> None:
    weather = cached(provider, tmp_path / "weather.json")
    await weather.forecast("济南")
    clock.at += timedelta(days=2)
    provider.down = True
    assert (await weather.forecast("济南")).fetched_at == START


async def test_without_any_the_failure_is_told(provider: Provider, tmp_path: Path) -> None:
    provider.down = True
    with pytest.raises(WeatherError):
        await cached(provider, tmp_path / "weather.json").forecast("济南")


async def test_an_unknown_place_is_told_also_when_it_was_known_once(
    provider: Provider, clock: HandClock, tmp_path: Path
) -> None:
    weather = cached(provider, tmp_path / "weather.json")
    await weather.forecast("济南")
    clock.at += timedelta(hours=2)
    provider.unknown = True
    with pytest.raises(WeatherError) as caught:
        await weather.forecast("济南")
    assert caught.value.unknown_place


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xff",
        b'{"\xe6\xb5\x8e": {"kept_at": 1}}',
        b'{"a": {"kept_at": "2026-11-21T00:00"}}',
    ],
)
async def test_a_broken_file_is_ignored_and_replaced(provider: Provider, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "weather.json"
    file.write_bytes(content)
    await cached(provider, file).forecast("济南")
    await cached(provider, file).forecast("济南")
    assert provider.asked == 1
    assert [path.name for path in tmp_path.iterdir()] == ["weather.json"]


async def test_a_folder_that_cannot_be_written_costs_only_the_cache(provider: Provider, tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file where the folder should be")
    weather = cached(provider, tmp_path / "home" / "weather.json")
    assert (await weather.forecast("济南")).place == "济南"
    assert (await weather.forecast("济南")).place == "济南"
    assert provider.asked == 2


async def test_a_clock_set_back_does_not_keep_a_forecast_fresh(
    provider: Provider, clock: HandClock, tmp_path: Path
) -> None:
    weather = cached(provider, tmp_path / "weather.json")
    await weather.forecast("济南")
    clock.at -= timedelta(days=1)
    await weather.forecast("济南")
    assert provider.asked == 2


async def test_the_file_does_not_grow_without_end(provider: Provider, clock: HandClock, tmp_path: Path) -> None:
    weather = cached(provider, tmp_path / "weather.json")
    for number in range(60):
        clock.at += timedelta(seconds=1)
        await weather.forecast(f"城{number}")
    provider.down = True
    clock.at += timedelta(hours=1)
    assert (await weather.forecast("城59")).place == "城59"
    with pytest.raises(WeatherError):
        await weather.forecast("城0")
