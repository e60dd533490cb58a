"""What a forecast means for an older person. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from skills.ports import Day


class Sky(StrEnum):
    """What the sky does, by the WMO code (https://open-meteo.com/en/docs, WMO Weather interpretation codes)."""

    CLEAR = "clear"
    CLOUDY = "cloudy"
    OVERCAST = "overcast"
    FOG = "fog"
    DRIZZLE = "drizzle"
    RAIN = "rain"
    HEAVY_RAIN = "heavy_rain"
    FREEZING_RAIN = "freezing_rain"
    SNOW = "snow"
    STORM = "storm"


class Feel(StrEnum):
    """How a day feels to somebody old, who is cold sooner."""

    FREEZING = "freezing"
    COLD = "cold"
    COOL = "cool"
    MILD = "mild"
    WARM = "warm"
    HOT = "hot"
    SCORCHING = "scorching"


class Advice(StrEnum):
    """What to do about it; in the order in which it matters."""

    STAY_IN_ICE = "stay_in_ice"
    STAY_IN_WIND = "stay_in_wind"
    STAY_IN_STORM = "stay_in_storm"
    STAY_IN_HEAT = "stay_in_heat"
    SLIPPERY = "slippery"
    UMBRELLA = "umbrella"
    WRAP_UP = "wrap_up"
    ADD_LAYER = "add_layer"
    DRINK_WATER = "drink_water"
    FOG = "fog"
    WINDY = "windy"
    FINE = "fine"


_SKIES = {
    **dict.fromkeys((0, 1), Sky.CLEAR), 2: Sky.CLOUDY, 3: Sky.OVERCAST, **dict.fromkeys((45, 48), Sky.FOG),
    **dict.fromkeys((51, 53, 55), Sky.DRIZZLE), **dict.fromkeys((61, 63, 80, 81), Sky.RAIN),
    **dict.fromkeys((65, 82), Sky.HEAVY_RAIN), **dict.fromkeys((56, 57, 66, 67), Sky.FREEZING_RAIN),
    **dict.fromkeys((71, 73, 75, 77, 85, 86), Sky.SNOW), **dict.fromkeys((95, 96, 99), Sky.STORM),
}  # fmt: skip
_WET = frozenset({Sky.DRIZZLE, Sky.RAIN, Sky.HEAVY_RAIN, Sky.FREEZING_RAIN, Sky.STORM})
# Highest temperature of the day, °C: below the number it feels so.
_FEELS = ((0, Feel.FREEZING), (10, Feel.COLD), (18, Feel.COOL), (26, Feel.MILD), (30, Feel.WARM), (35, Feel.HOT))
LIKELY_RAIN_PERCENT = 50
STRONG_WIND_KMH = 39  # Beaufort 6, when an umbrella is hard to hold
FRESH_WIND_KMH = 29  # Beaufort 5
COLDER_BY_C = 5  # a change from the day before that calls for other clothes


@dataclass(frozen=True)
class Outlook:
    """A day judged."""

    sky: Sky
    feel: Feel
    rain: bool
    snow: bool
    strong_wind: bool
    advice: tuple[Advice, ...]


def sky_of(code: int) -> Sky:
    """The sky of a WMO code; an unknown code is taken as cloudy."""
    return _SKIES.get(code, Sky.CLOUDY)


def feel_of(high_c: float) -> Feel:
    return next((feel for below, feel in _FEELS if high_c < below), Feel.SCORCHING)


def judge(day: Day, day_before: Day | None = None) -> Outlook:
    """The outlook of a day; its advice has at least one item."""
    sky = sky_of(day.code)
    snow = sky is Sky.SNOW
    rain = sky in _WET or (day.rain_chance_percent >= LIKELY_RAIN_PERCENT and not snow)
    feel = feel_of(day.high_c)
    strong_wind = day.wind_kmh >= STRONG_WIND_KMH
    applies = {
        Advice.STAY_IN_ICE: sky is Sky.FREEZING_RAIN,
        Advice.STAY_IN_WIND: strong_wind,
        Advice.STAY_IN_STORM: sky in (Sky.STORM, Sky.HEAVY_RAIN),
        Advice.STAY_IN_HEAT: feel is Feel.SCORCHING,
        Advice.SLIPPERY: snow or (rain and day.low_c <= 0),
        Advice.UMBRELLA: rain and not strong_wind,
        Advice.WRAP_UP: feel in (Feel.FREEZING, Feel.COLD),
        Advice.ADD_LAYER: feel is Feel.COOL or _much_colder(day, day_before),
        Advice.DRINK_WATER: feel in (Feel.HOT, Feel.SCORCHING),
        Advice.FOG: sky is Sky.FOG,
        Advice.WINDY: not strong_wind and day.wind_kmh >= FRESH_WIND_KMH,
    }
    if applies[Advice.WRAP_UP]:
        applies[Advice.ADD_LAYER] = False
    advice = tuple(item for item in Advice if applies.get(item, False))
    return Outlook(sky, feel, rain, snow, strong_wind, advice or (Advice.FINE,))


def _much_colder(day: Day, day_before: Day | None) -> bool:
    return day_before is not None and day_before.high_c - day.high_c >= COLDER_BY_C
