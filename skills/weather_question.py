"""What somebody wants to know of the weather. Pure."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from enum import Enum
from importlib import resources

from skills.sound_alike import sound, sound_similarity
from skills.spoken_days import read_date
from skills.spoken_english import to_mandarin

_SHORTEST_PLACE, _LONGEST_PLACE = 2, 20
_ALIKE_FROM, _SHORT_ALIKE_FROM = 0.88, 0.99
_HERE = re.compile(
    "^(?:家里?|家这边|这里|这儿|这边|咱们?(?:这儿|这里|这边)?|我们?(?:这儿|这里|这边)|外面|外头|本地|当地|here|outside)$"
)


class Aspect(Enum):
    """The point of the question, so that the answer comes to it."""

    GENERAL = "general"
    COLD = "cold"
    HOT = "hot"
    RAIN = "rain"
    SNOW = "snow"
    WIND = "wind"
    CLOTHES = "clothes"
    OUTING = "outing"
    DEGREES = "degrees"


_ASPECTS = (
    (
        Aspect.CLOTHES,
        "穿(?:什么|啥|多少|几件|棉|厚|毛衣|羽绒|外套)|加(?:件)?衣|减衣|添衣|厚衣|what (?:to|should i) wear|coat|jacket",
    ),
    (Aspect.RAIN, "雨|伞|淋|rain|umbrella"),
    (Aspect.SNOW, "雪|结冰|地滑|路滑|snow|ice|icy"),
    (Aspect.WIND, "风|wind"),
    (Aspect.COLD, "冷|凉|冻|降温|cold|chilly|freez"),
    (Aspect.HOT, "热|暑|闷|升温|hot|warm"),
    (Aspect.OUTING, "出门|出去|遛弯|散步|买菜|晒|锻炼|跳舞|下楼|公园|go out|walk"),
    (Aspect.DEGREES, "多少度|几度|温度|气温|temperature|degrees"),
)  # fmt: skip


@dataclass(frozen=True)
class Question:
    """`place` is None for home; `day` is None when no day was said."""

    aspect: Aspect
    day: date | None
    place: str | None


def weather_question(text: str, today: date, place: str | None = None, day: str | None = None) -> Question:
    """The question in a text. `place` and `day` are entities, which may be missing or wrong."""
    found = read_date(day, today) if day else None
    return Question(aspect_of(text), found or read_date(text, today) or english_day(text, today), _place(text, place))


def aspect_of(text: str) -> Aspect:
    lowered = text.lower()
    return next((aspect for aspect, words in _ASPECTS if re.search(words, lowered)), Aspect.GENERAL)


def english_day(text: str, today: date) -> date | None:
    """tomorrow and its like, in the words the Mandarin grammar knows."""
    lowered = text.lower()
    return read_date(to_mandarin(lowered), today) if re.search("[a-z]", lowered) else None


def city_by_sound(spoken: str) -> str | None:
    """The known city that sounds like a place nobody knows (淄波, 晴岛); two syllables must sound the same."""
    heard = sound(spoken)
    return next(
        (
            city
            for city in _cities()
            if sound_similarity(heard, sound(city)) >= (_SHORT_ALIKE_FROM if len(heard) == 2 else _ALIKE_FROM)
        ),
        None,
    )


def _place(text: str, entity: str | None) -> str | None:
    if entity and _HERE.match(entity.strip()):
        return None
    if (
        entity
        and _SHORTEST_PLACE <= len(entity.strip()) <= _LONGEST_PLACE
        and read_date(entity, date(2000, 1, 1)) is None
    ):
        return entity.strip()
    lowered = text.lower()
    return next((city for city in _cities() if city.lower() in lowered), None)


def _cities() -> tuple[str, ...]:
    file = resources.files("skills").joinpath("data", "cities.toml")
    return tuple(tomllib.loads(file.read_text(encoding="utf-8"))["cities"])
