"""What a watch can be told to do, as JSON and as the content of a frame. Numbers and texts are checked first."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
Telephone = Annotated[str, Field(pattern=r"^\+?[0-9]{3,20}$")]
TimeOfDay = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Text = Annotated[str, Field(min_length=1, max_length=50, pattern=r"^[^\x00-\x1f]+$")]
ONCE, EVERY_DAY = 1, 2


class _Order(BaseModel):
    """`watch` is the name of the settings."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    watch: Name


class MeasureNow(_Order):
    """Measures once and tells the result: the pulse with the blood pressure, or the temperature."""

    command: Literal["measure"] = "measure"
    what: Literal["pulse", "temperature"] = "pulse"

    def content(self) -> bytes:
        return b"hrtstart,1" if self.what == "pulse" else b"bodytemp2"


class SosNumber(_Order):
    """Whom the watch itself rings when its SOS key is pressed: first, second, third."""

    command: Literal["sos_number"] = "sos_number"
    place: Annotated[int, Field(ge=1, le=3)] = 1
    number: Telephone

    def content(self) -> bytes:
        return f"SOS{self.place},{self.number}".encode()


class ReportEvery(_Order):
    """How often it reports while it is moved; the maker allows 60 s to 65,535 s."""

    command: Literal["report_every"] = "report_every"
    seconds: Annotated[int, Field(ge=60, le=65535)]

    def content(self) -> bytes:
        return f"UPLOAD,{self.seconds}".encode()


class TakePills(_Order):
    """Shows `text` at a time of day, in the watch's own time. It holds three such reminders."""

    command: Literal["take_pills"] = "take_pills"
    place: Annotated[int, Field(ge=1, le=3)] = 1
    at: TimeOfDay
    every_day: bool = True
    text: Text

    def content(self) -> bytes:
        """The text is UTF-16, high byte first, as hexadecimal digits."""
        often = EVERY_DAY if self.every_day else ONCE
        shown = self.text.encode("utf-16-be", errors="replace").hex()
        return f"TAKEPILLS,{self.at}-1-{often},{self.place},{shown}".encode()


class ShowText(_Order):
    """Shows a text now."""

    command: Literal["show_text"] = "show_text"
    text: Text

    def content(self) -> bytes:
        return f"MESSAGE,{self.text.encode('utf-16-be', errors='replace').hex()}".encode()


Order = MeasureNow | SosNumber | ReportEvery | TakePills | ShowText
_ORDERS: TypeAdapter[Order] = TypeAdapter(Annotated[Order, Field(discriminator="command")])


def parse_order(body: bytes) -> Order | str:
    """{"watch": "watch-1", "command": "measure"} as an order; else what is wrong with it, without its values."""
    try:
        return _ORDERS.validate_json(body)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        return f"{'.'.join(map(str, fault['loc'])) or 'body'}: {fault['type']}"
