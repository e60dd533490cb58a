"""Every payload of the contract. Extra fields are tolerated; anything else wrong makes a dead letter."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, ClassVar
from uuid import UUID, uuid4

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, FiniteFloat, field_validator

Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
Said = Annotated[str, Field(max_length=500)]


class Urgency(StrEnum):
    """How soon a person must look. Ordered: `rank` 0 is the most urgent."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    ATTENTION = "attention"

    @property
    def rank(self) -> int:
        return list(Urgency).index(self)


class AlertKind(StrEnum):
    """What raised an alert."""

    CRY = "cry"
    BUTTON = "button"
    BAND_SOS = "band_sos"
    FALL = "fall"
    UNWELL = "unwell"
    VITAL_SIGN = "vital_sign"
    BAND_CARE = "band_care"  # a band that is off, empty or silent watches over nobody
    LEFT_AREA = "left_area"  # somebody who should not go out alone has left the area set on her watch
    NO_SIGN_OF_LIFE = "no_sign_of_life"  # no motion or no water when there always is some
    HAZARD = "hazard"  # a sensor of the home: smoke, gas, water on the floor
    DOSE_MISSED = "dose_missed"
    HOME_SILENT = "home_silent"  # by the station: nothing is heard of the home
    LINE_SILENT = "line_silent"  # by the station: nothing is heard of many homes together
    TEST_OVERDUE = "test_overdue"  # by the station: no self-test of the home went well for too long
    SELF_TEST = "self_test"  # goes the way of an alert and is none; see Alert.is_self_test


class AlertState(StrEnum):
    """Where an alert stands. Only the station changes it."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    ON_THE_WAY = "on_the_way"
    RESOLVED = "resolved"
    CANCELLED = "cancelled"  # by the resident; stays visible until a worker resolves it
    JOINED = "joined"  # this id is part of the alert `joined_to`


class Metric(StrEnum):
    """What a band measures, with the unit values are always in."""

    HEART_RATE = "heart_rate"
    SPO2 = "spo2"
    SYSTOLIC = "systolic"
    DIASTOLIC = "diastolic"
    TEMPERATURE = "temperature"
    RESPIRATION = "respiration"
    STEPS = "steps"

    @property
    def unit(self) -> str:
        return {"spo2": "%", "systolic": "mmHg", "diastolic": "mmHg", "temperature": "°C", "steps": ""}.get(
            self.value, "/min"
        )


class EventKind(StrEnum):
    """A fact about a home that is no alert."""

    CANCEL = "cancel"  # `about` is the alert's id
    DOSE_TAKEN = "dose_taken"
    DOSE_MISSED = "dose_missed"
    CHECK_IN = "check_in"
    REQUEST = "request"  # the resident wants a person: detail kind=call|message|community|check
    FINDING_CLAIMED = "finding_claimed"  # the speaker owns the asking; `about` is the finding's id
    PLAYED = "played"  # `about` is the announcement's id
    HEARD = "heard"
    SELF_TEST = "self_test"  # `about` is the test's id: its state has come back; detail: round_trip_ms
    SENSOR = "sensor"  # of the home or the site, no person: detail kind=smoke|water|door|motion|…, source, state, value
    GUIDED_CHECK = "guided_check"  # the resident was led through a check; detail: messages.guided_check.CheckReport
    SECOND_PATH = "second_path"  # `about` is the alert's id: somebody was told of it past the broker, or not


def _id_is_needed(schema: dict[str, Any]) -> None:
    """A sender makes the id once; what comes without one is a dead letter (see topics.decode)."""
    schema["required"] = ["id", *schema.get("required", ())]


class Payload(BaseModel):
    """Common to all: who sent it, about whom, and when by the device's clock (aware, kept as UTC)."""

    model_config = ConfigDict(extra="ignore", frozen=True, json_schema_extra=_id_is_needed)
    name: ClassVar[str]

    id: UUID = Field(default_factory=uuid4)
    home: Slug
    resident: Slug | None = None
    device: Slug
    at: AwareDatetime
    clock_trusted: bool = True

    @field_validator("at")
    @classmethod
    def _as_utc(cls, value: datetime) -> datetime:
        try:
            return value.astimezone(UTC)
        except OverflowError as error:  # pydantic takes a ValueError only
            raise ValueError("a moment outside the years 1 to 9999 in UTC") from error

    def body(self) -> bytes:
        """The payload as UTF-8 JSON."""
        return self.model_dump_json().encode()


class Alert(Payload):
    """Somebody may need help. Raised by a speaker or a bridge, never changed afterwards."""

    name: ClassVar[str] = "alert"
    kind: AlertKind
    urgency: Urgency
    said: Said = ""  # what was heard, in the resident's words
    measured: Said = ""  # what was measured, for a person to read: 心率 128 次/分，持续 5 分钟
    asked: Said = ""  # what the speaker asked first
    answered: Said = ""  # what the resident answered; empty: silence

    @property
    def is_self_test(self) -> bool:
        """A trial of the way that alerts go. What says anything at all, or is urgent, is taken for an alert."""
        says = self.said or self.measured or self.asked or self.answered
        return self.kind is AlertKind.SELF_TEST and self.urgency is Urgency.ATTENTION and not says


class AlertStateChange(Payload):
    """The present state of an alert, retained; `id` is the alert's id."""

    name: ClassVar[str] = "alert_state"
    state: AlertState
    by: Annotated[str, Field(max_length=80)] = ""  # the worker's display name
    cause: Said = ""
    joined_to: UUID | None = None
    kind: AlertKind | None = None  # what the alert is about, for a home that did not raise it


class Sample(BaseModel):
    """One measured value. `quality` 0..1, below 0.5 is not used by rules."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    at: AwareDatetime
    value: float
    quality: Annotated[float, Field(ge=0, le=1)] = 1.0


class Readings(Payload):
    """A batch of samples of one metric and one person, in the metric's unit."""

    name: ClassVar[str] = "readings"
    metric: Metric
    samples: Annotated[tuple[Sample, ...], Field(min_length=1, max_length=1000)]


class Finding(Payload):
    """Something that is worth asking the resident about. An alert raised from it has the same id.

    `metric` and `value` are missing where nothing was measured: a band that is off, a home without motion.
    """

    name: ClassVar[str] = "finding"
    kind: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,40}$")]  # pulse_high, pulse_low, …
    metric: Metric | None = None
    value: float | None = None
    urgency: Urgency
    reason: Said


class Event(Payload):
    """A fact about a home that is no alert."""

    name: ClassVar[str] = "event"
    kind: EventKind
    about: UUID | None = None
    detail: dict[str, Annotated[str, Field(max_length=500)]] = Field(default_factory=dict)


class Say(Payload):
    """Something the station wants said aloud in a home."""

    name: ClassVar[str] = "say"
    text: Annotated[str, Field(min_length=1, max_length=500)]


class Plan(Payload):
    """A retained plan for one resident: medicine, contacts or thresholds."""

    name: ClassVar[str] = "plan"
    plan: Slug
    content: dict[str, Any]


class PartOfDay(StrEnum):
    """Asleep a body is another one than awake."""

    DAY = "day"
    NIGHT = "night"


class UsualRange(BaseModel):
    """Between what and what a measure of one person usually lies in that part of the day, learnt over `days`."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    metric: Metric
    part: PartOfDay
    low: FiniteFloat
    high: FiniteFloat
    days: Annotated[int, Field(ge=1, le=1000)]


class Usual(Payload):
    """What a bridge has learnt to be usual for one resident; nothing where a metric is not known long enough."""

    name: ClassVar[str] = "usual"
    resident: Slug
    ranges: Annotated[tuple[UsualRange, ...], Field(max_length=20)]


class Receipt(Payload):
    """The ids of events that the station has committed."""

    name: ClassVar[str] = "receipt"
    ids: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=1000)]


class Status(Payload):
    """Whether a program runs, said again while it does. The last will says online=false."""

    name: ClassVar[str] = "status"
    program: Annotated[str, Field(pattern=r"^(speaker|bridge|station)$")]
    online: bool
    version: str = ""


LIFETIME_OF_STATE = timedelta(days=7)
