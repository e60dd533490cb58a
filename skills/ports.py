"""What a skill is, and what the skills need of the speaker. The assistant provides all of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Protocol
from uuid import UUID

from messages.payloads import Metric


@dataclass(frozen=True)
class Request:
    """One understood utterance. `now` is aware and in the home's time zone."""

    intent: str
    text: str
    now: datetime
    resident: str
    entities: tuple[tuple[str, str], ...] = ()  # (entity, value), in the order they were said
    slots: Mapping[str, object] = field(default_factory=dict)
    ranking: tuple[str, ...] = ()  # intents, the likeliest first
    clock_trusted: bool = True  # False: `now` is a guess

    def entity(self, name: str) -> str | None:
        """The first value of an entity, or None."""
        return next((value for entity, value in self.entities if entity == name), None)


@dataclass(frozen=True)
class Answer:
    """What is said in reply: short, kind, plain sentences. `slots` are set in the dialogue (None clears)."""

    text: str
    expects_answer: bool = False
    slots: Mapping[str, object] = field(default_factory=dict)


class Skill(Protocol):
    """Answers some intents. One file each in this room; `intents` are names of docs/architecture.md."""

    @property
    def intents(self) -> tuple[str, ...]: ...

    async def answer(self, request: Request) -> Answer:
        """Does what was asked and says so. A failure of the outside world is an answer, never an exception."""
        ...


class Form(Protocol):
    """Checks and asks for the slots of a Rasa form."""

    @property
    def name(self) -> str:
        """The form's name in Rasa, e.g. reminder_form."""
        ...

    def validate(self, slot: str, value: object, request: Request) -> Mapping[str, object]:
        """Slot values to set; {slot: None} makes the dialogue ask again. With a value of None it is looked for in
        `request.text`, so that a slot is filled also when no entity was found."""
        ...

    def gives_way(self, request: Request) -> bool:
        """True when the utterance that would start the form may answer a question another skill has asked."""
        ...

    def asks_next(self, request: Request) -> str | None:
        """The slot that has to be asked for next, by the slots of `request`; None: all that is needed is there."""
        ...

    def ask(self, slot: str, request: Request) -> Answer:
        """The question for a slot, in other words when it was asked before."""
        ...


class PlayerError(Exception):
    """The music player cannot play. What the speaker wires in raises it in place of its device's own error."""


class BookError(Exception):
    """The reminder table cannot be read or written."""


class MusicPlayer(Protocol):
    """The part of the speaker that plays music; see hardware.ports.MediaPlayer. Every call may raise PlayerError."""

    def play(self, files: tuple[Path, ...]) -> None: ...
    def pause(self) -> None: ...
    def resume(self) -> None: ...
    def next(self) -> None: ...
    def stop(self) -> None: ...
    def set_volume(self, percent: int) -> None: ...
    @property
    def playing(self) -> Path | None: ...
    @property
    def paused(self) -> bool: ...


class VoiceControl(Protocol):
    """Settings of the voice, kept for good per resident, and what was said last."""

    @property
    def volume(self) -> int:
        """0..100."""
        ...

    @property
    def speech_rate(self) -> float:
        """1.0 is the voice's own pace."""
        ...

    @property
    def pause_s(self) -> float:
        """The silence that ends an unfinished phrase."""
        ...

    def set_volume(self, percent: int) -> None: ...
    def set_speech_rate(self, rate: float) -> None: ...
    def set_pause_s(self, seconds: float) -> None: ...
    @property
    def last_said(self) -> str: ...


@dataclass(frozen=True)
class Recurrence:
    """When a reminder is due, in the home's local wall-clock time.

    `times` are "HH:MM". With `on` it is due once, on that date; else daily, or on `weekdays` (Monday is 0), or every
    `every_days` days counted from `start`, or on `month_days` of every month, of the Chinese calendar with `lunar`; a
    month without that day has it on its last one. What comes after a while that was named (`after_s`, 0: it was not)
    is due to the second: its time is "HH:MM:SS", with `on`.
    """

    times: tuple[str, ...]
    on: date | None = None
    weekdays: tuple[int, ...] = ()
    every_days: int = 1
    start: date | None = None
    month_days: tuple[int, ...] = ()
    lunar: bool = False
    after_s: int = 0


class ReminderKind(StrEnum):
    """What a reminder is. Only a medicine has doses, which are reported when they are taken or missed."""

    MEDICINE = "medicine"
    TASK = "task"  # 提醒我接孙子
    ALARM = "alarm"  # 七点的闹钟, 六点叫我起床
    COUNTDOWN = "countdown"  # 倒计时十分钟


@dataclass(frozen=True)
class ReminderEntry:
    """A reminder as it stands in the table. `medicine` is empty for any other kind; `about` is what that one is for in
    her own words, or empty."""

    id: UUID
    resident: str
    medicine: str
    recurrence: Recurrence
    kind: ReminderKind = ReminderKind.MEDICINE
    about: str = ""


@dataclass(frozen=True)
class DueDose:
    """One time of today that a reminder is due. `state` is waiting, reminding, taken (done, for what is no medicine) or
    missed."""

    reminder: UUID
    medicine: str
    due_at: datetime
    state: str
    kind: ReminderKind = ReminderKind.MEDICINE
    about: str = ""
    after_s: int = 0  # as in Recurrence


class ReminderBook(Protocol):
    """The reminder table. Every call reads or writes the table, so what is said back is what is kept.

    Every call may raise BookError.
    """

    def add(
        self,
        resident: str,
        medicine: str,
        recurrence: Recurrence,
        kind: ReminderKind = ReminderKind.MEDICINE,
        about: str = "",
    ) -> ReminderEntry: ...
    def entries(self, resident: str) -> tuple[ReminderEntry, ...]: ...
    def change(self, reminder: UUID, recurrence: Recurrence) -> ReminderEntry: ...
    def cancel(self, reminder: UUID) -> None: ...
    def today(self, resident: str) -> tuple[DueDose, ...]: ...
    def confirm(self, resident: str) -> tuple[DueDose, ...]:
        """Marks the doses being reminded of (else the latest one due within two hours) taken; empty: none.

        A dose is of medicine.
        """
        ...

    def snooze(self, resident: str, pause: timedelta) -> tuple[DueDose, ...]:
        """Puts off what is being reminded of: medicine by its configured pause, anything else by `pause`.

        Empty: nothing was being reminded of.
        """
        ...

    def ringing(self, resident: str) -> tuple[DueDose, ...]:
        """What is being reminded of and is no medicine."""
        ...

    def settle(self, resident: str) -> tuple[DueDose, ...]:
        """Marks what is ringing as done; empty: nothing was."""
        ...


class HelpLine(Protocol):
    """Calls for help. Writing to disk comes before anything else."""

    def call(self, said: str) -> None:
        """Raises the alert and speaks the fixed line itself."""
        ...

    def cancel(self) -> bool:
        """Cancels the open alert of this home and reports it; False: there was none."""
        ...


class Requests(Protocol):
    """Asks a person at the station for something, by an event through the outbox."""

    def ask(self, kind: str, detail: Mapping[str, str]) -> None:
        """`kind`: call, message, community or check. Raises messages.errors.OutboxError when it cannot be written."""
        ...


@dataclass(frozen=True)
class LastReading:
    """The newest plausible value of a metric."""

    metric: str
    value: float
    at: datetime


class VitalsBook(Protocol):
    """The last readings of a resident."""

    def last(self, resident: str, metric: str) -> LastReading | None: ...


class CheckStart(StrEnum):
    """What became of the wish for a check."""

    BEGUN = "begun"
    ALREADY = "already"  # one goes on
    NO_DEVICE = "no_device"  # nothing that measures what was asked for is connected
    AWAY = "away"  # the bridge does not answer


@dataclass(frozen=True)
class CheckBegun:
    """`metrics` are those that the check measures."""

    start: CheckStart
    metrics: frozenset[Metric] = frozenset()


class CheckGuide(Protocol):
    """Leads a resident through a check: waits for values, speaks, and keeps the result."""

    async def begin(self, resident: str, wanted: tuple[Metric, ...]) -> CheckBegun:
        """Returns soon; the check goes on by itself. Says nothing until the answer has been said."""
        ...


@dataclass(frozen=True)
class Day:
    """The forecast of one local day."""

    day: date
    code: int  # WMO weather interpretation code, as Open-Meteo documents it
    low_c: float
    high_c: float
    rain_chance_percent: int
    wind_kmh: float


@dataclass(frozen=True)
class Forecast:
    """The weather of a place."""

    place: str
    fetched_at: datetime
    temperature_c: float
    feels_like_c: float
    code: int
    days: tuple[Day, ...]


class WeatherError(Exception):
    """The forecast cannot be had now. `unknown_place` when the place itself is not known."""

    def __init__(self, text: str, unknown_place: bool = False) -> None:
        super().__init__(text)
        self.unknown_place = unknown_place


class WeatherProvider(Protocol):
    """Where forecasts come from."""

    async def forecast(self, place: str) -> Forecast:
        """Raises WeatherError."""
        ...


class Contacts(Protocol):
    """Whom the resident may ask for."""

    def find(self, resident: str, spoken: str) -> str | None:
        """The display name of the contact meant by a spoken name, matched by sound; None: nobody."""
        ...

    def names(self, resident: str) -> tuple[str, ...]: ...

    def city(self, resident: str, spoken: str) -> str:
        """Where the contact meant by a spoken name lives; '' when that is not known, or nobody is meant."""
        ...

    def called(self, resident: str, spoken: str) -> bool:
        """True when a contact's name or pet name stands in what was spoken, not only its sound."""
        ...
