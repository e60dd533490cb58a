"""Recording stand-ins for what the skills need of the speaker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from config.phrases import Phrases, load_phrases
from config.settings import Contact, Resident
from messages.errors import OutboxError
from messages.payloads import Metric
from skills.contacts import ContactsByName
from skills.ports import (
    Answer,
    BookError,
    CheckBegun,
    CheckStart,
    Day,
    DueDose,
    Forecast,
    Form,
    LastReading,
    PlayerError,
    Recurrence,
    ReminderEntry,
    ReminderKind,
    Request,
    Skill,
    WeatherError,
)
from skills.registry import SkillNeeds, build_skills

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=ZONE)  # a Saturday
MEALS = {"breakfast": "07:30", "lunch": "12:00", "supper": "18:00", "bedtime": "21:30"}


class Player:
    """A music player that keeps what it was told."""

    def __init__(self) -> None:
        self.files: tuple[Path, ...] = ()
        self.paused = False
        self.volume = 70
        self.broken = False

    @property
    def playing(self) -> Path | None:
        return self.files[0] if self.files else None

    def play(self, files: tuple[Path, ...]) -> None:
        if self.broken:
            raise PlayerError("no sound card")
        self.files, self.paused = files, False

    def pause(self) -> None:
        self.paused = True

    def resume(self) -> None:
        self.paused = False

    def next(self) -> None:
        self.files = self.files[1:]

    def stop(self) -> None:
        self.files = ()

    def set_volume(self, percent: int) -> None:
        self.volume = percent


class Book:
    """A reminder table in memory. What it keeps may differ from what was asked, as a table's may."""

    def __init__(self) -> None:
        self.kept: list[ReminderEntry] = []
        self.doses: tuple[DueDose, ...] = ()
        self.reminding: tuple[DueDose, ...] = ()
        self.rings: tuple[DueDose, ...] = ()
        self.pause: timedelta | None = None
        self.snoozed = 0
        self.confirmed = 0
        self.broken = False

    def _check(self) -> None:
        if self.broken:
            raise BookError("disk full")

    def add(
        self,
        resident: str,
        medicine: str,
        recurrence: Recurrence,
        kind: ReminderKind = ReminderKind.MEDICINE,
        about: str = "",
    ) -> ReminderEntry:
        self._check()
        self.kept.append(ReminderEntry(uuid4(), resident, medicine, recurrence, kind, about))
        return self.kept[-1]

    def entries(self, resident: str) -> tuple[ReminderEntry, ...]:
        self._check()
        return tuple(entry for entry in self.kept if entry.resident == resident)

    def change(self, reminder: UUID, recurrence: Recurrence) -> ReminderEntry:
        self._check()
        self.kept = [replace(entry, recurrence=recurrence) if entry.id == reminder else entry for entry in self.kept]
        return next(entry for entry in self.kept if entry.id == reminder)

    def cancel(self, reminder: UUID) -> None:
        self._check()
        self.kept = [entry for entry in self.kept if entry.id != reminder]

    def today(self, resident: str) -> tuple[DueDose, ...]:
        self._check()
        return self.doses

    def confirm(self, resident: str) -> tuple[DueDose, ...]:
        self._check()
        self.confirmed += 1
        return self.reminding

    def snooze(self, resident: str, pause: timedelta | None = None) -> tuple[DueDose, ...]:
        self._check()
        self.snoozed, self.pause = self.snoozed + 1, pause
        return self.reminding + self.rings

    def ringing(self, resident: str) -> tuple[DueDose, ...]:
        self._check()
        return self.rings

    def settle(self, resident: str) -> tuple[DueDose, ...]:
        self._check()
        settled, self.rings = self.rings, ()
        return settled


class Line:
    """A help line that keeps what was called."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.open = False

    def call(self, said: str) -> None:
        self.calls.append(said)
        self.open = True

    def cancel(self) -> bool:
        was_open, self.open = self.open, False
        return was_open


class Station:
    """Keeps the requests, or fails to write them."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.broken = False

    def ask(self, kind: str, detail: Mapping[str, str]) -> None:
        if self.broken:
            raise OutboxError("disk full")
        self.asked.append((kind, dict(detail)))


class Vitals:
    def __init__(self) -> None:
        self.readings: dict[str, LastReading] = {}

    def last(self, resident: str, metric: str) -> LastReading | None:
        return self.readings.get(metric)

    def keep(self, metric: str, value: float, ago: timedelta = timedelta(minutes=10)) -> None:
        self.readings[metric] = LastReading(metric, value, (NOW - ago).astimezone(UTC))


class Guide:
    """Begins a check, or not, and keeps what was wanted."""

    def __init__(self) -> None:
        self.start = CheckStart.BEGUN
        self.measures = frozenset({Metric.HEART_RATE, Metric.SYSTOLIC, Metric.DIASTOLIC})
        self.wanted: list[tuple[Metric, ...]] = []

    async def begin(self, resident: str, wanted: tuple[Metric, ...]) -> CheckBegun:
        self.wanted.append(wanted)
        return CheckBegun(self.start, self.measures & frozenset(wanted) or frozenset(wanted))


class Voice:
    volume = 70
    speech_rate = 0.9
    pause_s = 2.0
    last_said = ""

    def set_volume(self, percent: int) -> None:
        self.volume = percent

    def set_speech_rate(self, rate: float) -> None:
        self.speech_rate = rate

    def set_pause_s(self, seconds: float) -> None:
        self.pause_s = seconds


def day(ahead: int, low: float, high: float, code: int = 1, rain: int = 0, wind: float = 10.0) -> Day:
    return Day((NOW + timedelta(days=ahead)).date(), code, low, high, rain, wind)


class Weather:
    """Forecasts as given; places that are not known raise."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.days: tuple[Day, ...] = (day(0, 3, 10), day(1, -2, 4, code=71, rain=60), day(2, 5, 14, code=61, rain=80))
        self.fetched_at = NOW
        self.unknown: set[str] = set()
        self.down = False

    async def forecast(self, place: str) -> Forecast:
        self.asked.append(place)
        if self.down or place in self.unknown:
            raise WeatherError("no", unknown_place=place in self.unknown)
        return Forecast(place, self.fetched_at, 7.4, 5.0, 1, self.days)


@dataclass
class House:
    """All skills over the stand-ins, and a person to speak to them."""

    phrases: Phrases
    media: Path
    player: Player = field(default_factory=Player)
    book: Book = field(default_factory=Book)
    line: Line = field(default_factory=Line)
    station: Station = field(default_factory=Station)
    vitals: Vitals = field(default_factory=Vitals)
    guide: Guide = field(default_factory=Guide)
    voice: Voice = field(default_factory=Voice)
    weather: Weather = field(default_factory=Weather)
    now: datetime = NOW
    slots: dict[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        daughter = Contact(name="李梅", called=("女儿", "闺女"))
        son = Contact(name="王强", called=("儿子",))
        needs = SkillNeeds(
            weather=self.weather, music=self.player, media_folder=self.media, book=self.book, help_line=self.line,
            requests=self.station, vitals=self.vitals, check=self.guide, voice=self.voice,
            contacts=ContactsByName((Resident(id="wang", name="王秀英", contacts=(daughter, son)),)),
            phrases=self.phrases, city="济南", meal_times=MEALS, timezone=ZONE,
        )  # fmt: skip
        self.skills, self.forms = build_skills(needs)

    def skill(self, intent: str) -> Skill:
        return next(skill for skill in self.skills if intent in skill.intents)

    @property
    def form(self) -> Form:
        return self.forms[0]

    def request(self, intent: str, text: str, ranking: tuple[str, ...] = (), /, **entities: str) -> Request:
        return Request(intent, text, self.now, "wang", tuple(entities.items()), dict(self.slots), ranking)

    async def hear(self, intent: str, text: str, ranking: tuple[str, ...] = (), /, **entities: str) -> Answer:
        """One turn; slots of the answer are kept for the next one."""
        answer = await self.skill(intent).answer(self.request(intent, text, ranking, **entities))
        assert answer.text.strip(), "an empty reply is a failure"
        self.slots.update(answer.slots)
        return answer


@pytest.fixture(scope="session")
def zh() -> Phrases:
    return load_phrases("zh")


@pytest.fixture(scope="session")
def en() -> Phrases:
    return load_phrases("en")


@pytest.fixture
def house(zh: Phrases, tmp_path: Path) -> House:
    return House(zh, tmp_path / "media")


@pytest.fixture
def english_house(en: Phrases, tmp_path: Path) -> House:
    return House(en, tmp_path / "media")
